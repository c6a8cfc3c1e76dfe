"""The two kinds of database, each as something that runs a work in a transaction without holding up the event loop."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import aiosqlite
import orjson
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.engine import URL
from sqlalchemy.pool import StaticPool

from bot.storage.errors import DatabaseError

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

T = TypeVar("T")
Work = Callable[[Connection], T]

_PATIENCE = 2500  # milliseconds that SQLite waits for another program's lock; short enough for a clean stop in time


def to_json(value: Any) -> str:
    """JSON as text, as both databases take it."""
    return orjson.dumps(value).decode()


_ENGINE: dict[str, Any] = {
    "json_serializer": to_json,
    "json_deserializer": orjson.loads,
    "hide_parameters": True,  # an error goes to the log, where citizens' words have no place
}


_SESSION = {
    "application_name": "hai-long",
    # a machine that went without a goodbye loses its locks after four seconds, and another process may serve
    "tcp_keepalives_idle": "2",
    "tcp_keepalives_interval": "1",
    "tcp_keepalives_count": "2",
}


class _Driver(aiosqlite.Connection):
    """aiosqlite's connection with its thread, to which a work crosses once and whole.

    SQLAlchemy's own way over aiosqlite crosses some four times for every statement, which costs more than they do.
    """

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connect, iter_chunk_size=64)
        self._thread.daemon = True  # as SQLAlchemy does: a failed start must not leave a process that never ends

    async def open(self) -> None:
        """Connect; if that fails, the thread is over too."""
        try:
            await self
        except BaseException:
            await asyncio.to_thread(self._thread.join)
            raise

    async def do(self, work: Callable[..., T], *arguments: object) -> T:
        """Run something in the thread, which is what every public method does."""
        result: T = await self._execute(work, *arguments)  # type: ignore[no-untyped-call] # untyped there
        return result


class Sqlite:
    """One connection to a SQLite file. Works are done in its own thread.

    A file that was removed or put back while the bot runs is opened anew.
    """

    def __init__(self, url: URL, *, writing: bool, create: bool = False, foreign_keys: bool = True) -> None:
        if not url.database or url.database == ":memory:":
            raise DatabaseError("DATABASE_URL names no file: write sqlite+aiosqlite:///var/hailong.db or similar.")
        self._path = Path(url.database).absolute()
        # IMMEDIATE: a read that turned into a write would fail with "database is locked" when another was faster
        self._begin = "BEGIN IMMEDIATE" if writing else "BEGIN"
        self._writing = writing
        self._mode = "rwc" if create else "rw"
        self._foreign_keys = foreign_keys
        self._driver: _Driver | None = None
        self._file: tuple[int, int] | None = None
        self._engine: Engine
        self._connection: Connection
        self._raw: sqlite3.Connection

    async def run(self, work: Work[T]) -> T:
        """Do a work in a transaction and return what it returns."""
        if self._driver is None or self._file != self._look():
            await self.close()
            driver = _Driver(self._connect)
            await driver.open()
            self._driver = driver
        return await self._driver.do(self._do, work)

    async def close(self) -> None:
        """Finish what was handed over and let go of the file."""
        if driver := self._driver:
            self._driver = None
            await driver.do(self._engine.dispose)
            await driver.close()

    def _connect(self) -> sqlite3.Connection:
        """Open the file with our settings; FULL makes a commit outlive a power cut."""
        raw = sqlite3.connect(f"{self._path.as_uri()}?mode={self._mode}", uri=True, isolation_level=None)
        try:
            raw.execute(f"PRAGMA busy_timeout={_PATIENCE}")
            raw.execute("PRAGMA synchronous=FULL")
            raw.execute(f"PRAGMA foreign_keys={'ON' if self._foreign_keys else 'OFF'}")
            if self._writing:
                _turn_on_wal(raw)
        except BaseException:
            raw.close()
            raise
        self._file = self._look()
        self._engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool, **_ENGINE)
        self._connection = self._engine.connect()
        self._raw = raw
        return raw

    def _do(self, work: Work[T]) -> T:
        with self._connection.begin():
            self._raw.execute(self._begin)  # not by an event: the engine would look for listeners at every statement
            return work(self._connection)

    def _look(self) -> tuple[int, int] | None:
        """Which file is there now; SQLite itself goes on writing into a removed one without a word."""
        try:
            stat = os.stat(self._path)
        except FileNotFoundError:
            return None
        return stat.st_dev, stat.st_ino


def _turn_on_wal(raw: sqlite3.Connection) -> None:
    """Let readers read while one writes. SQLite does not wait by itself when two programs turn it on at once."""
    for pause in (0.05, 0.1, 0.2, 0.4, 0.8):
        try:
            raw.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(pause)
        else:
            return
    raw.execute("PRAGMA journal_mode=WAL")


class SqliteReaders:
    """Some connections that only read, side by side with each other and with the one that writes."""

    def __init__(self, url: URL, connections: int) -> None:
        self._all = [Sqlite(url, writing=False) for _ in range(connections)]
        self._free: asyncio.LifoQueue[Sqlite] = asyncio.LifoQueue()  # the last one used has the warmest cache
        for one in self._all:
            self._free.put_nowait(one)

    async def run(self, work: Work[T]) -> T:
        """Do a work that only reads, as soon as a connection is free."""
        one = await self._free.get()
        try:
            return await one.run(work)
        finally:
            self._free.put_nowait(one)

    async def close(self) -> None:
        """Let go of the file."""
        for one in self._all:
            await one.close()


class Postgres:
    """A pool of connections to a PostgreSQL server."""

    def __init__(self, url: URL, connections: int) -> None:
        from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415 - with all of the ORM: not on SQLite

        try:
            self.engine: AsyncEngine = create_async_engine(
                url,
                pool_size=connections,
                max_overflow=0,
                pool_pre_ping=True,  # a connection that died while idle must not cost a citizen's message
                **_ENGINE,
                connect_args={"timeout": 5, "command_timeout": 30, "server_settings": _SESSION},
            )
        except ModuleNotFoundError as error:
            raise DatabaseError(
                "DATABASE_URL names PostgreSQL, whose driver is not installed: pip install 'hai-long[postgres]'."
            ) from error

    async def run(self, work: Work[T]) -> T:
        """Do a work in a transaction and return what it returns."""
        async with self.engine.begin() as connection:
            return await connection.run_sync(work)

    async def close(self) -> None:
        """Let go of the connections."""
        await self.engine.dispose()
