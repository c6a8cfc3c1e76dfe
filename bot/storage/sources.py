"""How each source stands: when it was looked at, what went wrong, when it is due; and who looks at it just now."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from bot.storage import audit
from bot.storage.audit import By
from bot.storage.tables import sources
from bot.storage.upsert import Upsert


@dataclass(frozen=True, slots=True)
class Standing:
    """One source; `since` None: never read, so that what it lists is old."""

    id: str
    address: str
    since: datetime | None
    paused: bool
    held: datetime | None
    polled: datetime | None
    succeeded: datetime | None
    due: datetime
    failures: int
    why: str
    detail: str
    etag: str
    modified: str

    @classmethod
    def of(cls, row: Row[Any]) -> Standing:
        """A row as a standing."""
        return cls(**row._mapping)


_COLUMNS = [sources.c[field.name] for field in fields(Standing)]
_MEET = Upsert(lambda insert: insert(sources).on_conflict_do_nothing())


class LostHold(Exception):  # noqa: N818 - says what is so, as SendFailed does
    """Another process looks at the source by now, so slow was this one: nothing of it may be written."""


def standings(connection: Connection) -> dict[str, Standing]:
    """Every source that was ever looked at, by its id."""
    return {row.id: Standing.of(row) for row in connection.execute(select(*_COLUMNS))}


def meet(connection: Connection, source: str, address: str, now: datetime) -> Standing:
    """How a source stands. With another address it is another site: it is read as if for the first time."""
    _MEET.run(connection, id=source, address=address, due=now, paused=False, failures=0, **_FORGOTTEN)
    moved = (sources.c.id == source) & (sources.c.address != address)
    connection.execute(
        update(sources).where(moved).values(address=address, since=None, due=now, failures=0, **_FORGOTTEN)
    )
    return Standing.of(connection.execute(select(*_COLUMNS).where(sources.c.id == source)).one())


def hold(connection: Connection, source: str, address: str, now: datetime, until: datetime) -> Standing | None:
    """Take a source that is due, so that no other process does; None if it is not due or another one has it.

    A process that dies holds it until `until`, no longer.
    """
    meet(connection, source, address, now)
    free = sources.c.held.is_(None) | (sources.c.held < now)
    due = (sources.c.id == source) & (sources.c.due <= now) & sources.c.paused.is_(False) & free
    if not connection.execute(update(sources).where(due).values(held=until)).rowcount:
        return None
    return Standing.of(connection.execute(select(*_COLUMNS).where(sources.c.id == source)).one())


def keep(connection: Connection, standing: Standing) -> None:
    """Make sure that it is still held as it was taken. Raises `LostHold`."""
    row = connection.execute(select(sources.c.held).where(_held(standing)).with_for_update()).one_or_none()
    if row is None:
        raise LostHold(standing.id)


def succeeded(
    connection: Connection, standing: Standing, now: datetime, due: datetime, etag: str = "", modified: str = ""
) -> None:
    """It was read; let it go until it is due. Raises `LostHold`."""
    values: dict[str, Any] = {"polled": now, "succeeded": now, "since": standing.since or now, "failures": 0}
    _let_go(connection, standing, due, values | {"why": "", "detail": "", "etag": etag, "modified": modified})


def failed(connection: Connection, standing: Standing, now: datetime, due: datetime, why: str, detail: str) -> None:
    """It could not be read; let it go until it is due. Raises `LostHold`."""
    values = {"polled": now, "failures": standing.failures + 1, "why": why, "detail": detail}
    _let_go(connection, standing, due, values)


def ask_now(connection: Connection, by: By, source: str, now: datetime) -> bool:
    """Have a source looked at as soon as somebody can; False if it is not known or paused."""
    its = (sources.c.id == source) & sources.c.paused.is_(False)
    # without what was asked with last time: who presses this wants to see it read
    done = connection.execute(update(sources).where(its).values(due=now, etag="", modified="")).rowcount > 0
    if done:
        audit.append(connection, by, "source-asked", f"source:{source}", now)
    return done


def set_paused(connection: Connection, by: By, source: str, now: datetime, *, paused: bool) -> bool:
    """Stop looking at a source, or begin again; False if it is so already."""
    its = (sources.c.id == source) & (sources.c.paused.is_(not paused))
    values: dict[str, Any] = {"paused": paused} if paused else {"paused": False, "due": now}
    done = connection.execute(update(sources).where(its).values(**values)).rowcount > 0
    if done:
        audit.append(connection, by, "source-paused" if paused else "source-resumed", f"source:{source}", now)
    return done


_FORGOTTEN: dict[str, Any] = {"why": "", "detail": "", "etag": "", "modified": ""}


def _held(standing: Standing) -> Any:
    return (sources.c.id == standing.id) & (sources.c.held == standing.held) & (sources.c.address == standing.address)


def _let_go(connection: Connection, standing: Standing, due: datetime, values: dict[str, Any]) -> None:
    done = connection.execute(update(sources).where(_held(standing)).values(held=None, due=due, **values)).rowcount
    if not done:
        raise LostHold(standing.id)
