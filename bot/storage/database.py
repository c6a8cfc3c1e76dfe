"""The database: many readers, one writer that commits in groups, the same on SQLite and PostgreSQL.

A piece of work is a plain function of a SQLAlchemy `Connection`. Works handed to `write` while a commit is under way
share the next transaction: under load a commit is paid once for many people. A work that fails does not spoil its
neighbours: the group is then done again one by one. Trouble of the database itself reaches everybody in the group as a
`DatabaseError` whose message is meant for the operator; works go through again as soon as the database does.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.storage.claim import PostgresClaims, SqliteClaims, served
from bot.storage.engines import Postgres, Sqlite, SqliteReaders, Work
from bot.storage.errors import AlreadyServed, DatabaseError, trouble

__all__ = ["AlreadyServed", "Database", "DatabaseError", "Unit", "Work", "together"]

T = TypeVar("T")

_GROUP_AT_MOST = 200
_READERS = 3
_LAST_WORKS = 3.0  # seconds that closing waits for works handed over

_PROBE = text("UPDATE alembic_version SET version_num = version_num")  # what is read-only should not start

log = logging.getLogger(__name__)


class Database:
    """One database, opened by `open` and closed by `close`."""

    def __init__(self, url: str) -> None:
        try:
            self.url = make_url(url)
        except (ArgumentError, ValueError) as error:
            raise DatabaseError(f"DATABASE_URL cannot be read: {error}.") from error
        self._reader: SqliteReaders | Postgres
        self._writer: Sqlite | Postgres
        self._claims: SqliteClaims | PostgresClaims
        if self.url.get_backend_name() == "sqlite":
            self._reader = SqliteReaders(self.url, _READERS)
            self._writer = Sqlite(self.url, writing=True)
            self._claims = SqliteClaims(self.url)
        else:
            self._reader = Postgres(self.url, _READERS)
            self._writer = Postgres(self.url, 1)
            self._claims = PostgresClaims(self._writer.engine)
        self._waiting: asyncio.Queue[tuple[Work[Any], asyncio.Future[Any]]] = asyncio.Queue()
        self._writing: asyncio.Task[None] | None = None
        self._problem: str | None = None

    async def open(self, serving: Iterable[str] = ()) -> None:
        """Claim the channels that this process serves and start the writer. The tables must be there: see `migrate`."""
        try:
            for channel in serving:
                self._claims.add(channel)
            await self._writer.run(lambda connection: connection.execute(_PROBE))
        except Exception as error:
            await self.close()
            raise trouble(error, self.url) or error from error
        self._writing = asyncio.create_task(self._write_groups(), name="database writer")

    @property
    def takes_turns(self) -> bool:
        """Whether several processes may be started on it, one of which serves while the others wait."""
        return isinstance(self._claims, PostgresClaims)

    async def is_served(self, channels: Iterable[str]) -> bool:
        """Whether another process serves any of these channels now; only where processes take turns."""
        return await self.read(lambda connection: served(connection, channels))

    async def close(self) -> None:
        """Finish the works handed over, as far as the database takes them in time, then let go of it."""
        if self._writing:
            try:
                await asyncio.wait_for(self._waiting.join(), _LAST_WORKS)
            except TimeoutError:
                log.error("the database was closed before %d works were written", self.backlog())
            self._writing.cancel()
            await asyncio.gather(self._writing, return_exceptions=True)
            self._writing = None
        await self._reader.close()
        await self._writer.close()
        self._claims.release()

    async def read(self, work: Work[T]) -> T:
        """Do a work that only reads, side by side with others; it sees what was committed before."""
        try:
            return await self._reader.run(work)
        except Exception as error:
            raise trouble(error, self.url) or error from error

    async def write(self, work: Work[T]) -> T:
        """Do a work in a transaction and return what it returns once it is committed.

        The work is done even if the caller is cancelled while it waits.
        """
        return await self.submit(work)

    def submit(self, work: Work[T]) -> asyncio.Future[T]:
        """Hand over a work to be done in a transaction; the future ends once it is committed."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait((work, done))
        return done

    def write_soon(self, work: Work[object]) -> None:
        """Do a work with the next group, without waiting for it; a failure goes to the log."""
        self.submit(work).add_done_callback(_log_failure)

    def backlog(self) -> int:
        """How many works wait to be written."""
        return self._waiting.qsize()

    def problem(self) -> str | None:
        """Why the last commit failed if the database was to blame, for /healthz; None while all is well."""
        return self._problem

    async def _write_groups(self) -> None:
        """Take what has gathered, commit it together, and again."""
        while True:
            group = [await self._waiting.get()]
            await asyncio.sleep(0)  # whoever is about to hand over a work shares the commit
            while len(group) < _GROUP_AT_MOST and not self._waiting.empty():
                group.append(self._waiting.get_nowait())
            await self._commit(group)
            for _ in group:
                self._waiting.task_done()

    async def _commit(self, group: Sequence[tuple[Work[Any], asyncio.Future[Any]]]) -> None:
        """Do a group in one transaction; if any work of it fails, each in one of its own."""
        try:
            results = await self._writer.run(lambda connection: [work(connection) for work, _ in group])
        except Exception as error:  # noqa: BLE001 - whatever a work raises belongs to whoever asked for it
            if why := trouble(error, self.url):
                self._note(why)
                for _, done in group:
                    _fail(done, why)
            elif len(group) == 1:
                _fail(group[0][1], error)
            else:
                for one in group:
                    await self._commit([one])
            return
        self._note(None)
        for (_, done), result in zip(group, results, strict=True):
            if not done.done():
                done.set_result(result)

    def _note(self, why: DatabaseError | None) -> None:
        """Remember how the database is, and log when that changes."""
        if why and str(why) != self._problem:
            log.error("%s", why)
        elif self._problem and not why:
            log.warning("the database can be used again")
        self._problem = str(why) if why else None


class Unit:
    """What one turn of a talk reads, and what it wants written: collected while it goes on, committed at its end."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._works: list[Work[object]] = []
        self._last: list[Work[object]] = []

    async def read(self, work: Work[T]) -> T:
        """Read now; what was put off with `later` is not seen yet."""
        return await self._database.read(work)

    async def now(self, work: Work[T]) -> T:
        """Do a work at once, in a transaction of its own, for what must be so before it is told.

        A turn that the process died in is played again: the work must do no harm when it is done twice.
        """
        return await self._database.write(work)

    async def at_once(self, work: Work[T]) -> T:
        """Have a work done and committed now, apart from the turn: what is said depends on how it ends.

        A turn that is played again after the process died does it again: the work must stand that.
        """
        return await self._database.write(work)

    def first(self, work: Work[object]) -> None:
        """Have a work done before those put off so far."""
        self._works.insert(0, work)

    def later(self, work: Work[object]) -> None:
        """Have a work done in the turn's transaction."""
        self._works.append(work)

    def last(self, work: Work[object]) -> None:
        """Have a work done after all others: erasing, which leaves nothing for them to hang on."""
        self._last.append(work)

    @property
    def erases(self) -> bool:
        """Whether something is to be erased."""
        return bool(self._last)

    def works(self) -> list[Work[object]]:
        """Everything put off, in the order it must be done."""
        return [*self._works, *self._last]

    def drop(self) -> None:
        """Forget what was put off: it is committed, or never will be."""
        self._works, self._last = [], []


def together(works: Sequence[Work[object]]) -> Work[None]:
    """Several works as one: all of them or none."""

    def all_of_them(connection: Connection) -> None:
        for work in works:
            work(connection)

    return all_of_them


def _log_failure(done: asyncio.Future[object]) -> None:
    """Log what nobody waits for."""
    if not done.cancelled() and (error := done.exception()):
        log.error("a write failed", exc_info=error)


def _fail(done: asyncio.Future[Any], error: Exception) -> None:
    """Hand an error to whoever waits, or to the log where nobody does any more."""
    if done.done():
        log.error("a write failed after its caller had left", exc_info=error)
    else:
        done.set_exception(error)
