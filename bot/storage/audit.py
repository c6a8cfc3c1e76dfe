"""What staff did: a log that only grows. The database itself refuses to change or remove a row (see its migration)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, insert, or_, select

from bot.storage.tables import audit


class By(NamedTuple):
    """Who does something: one of the staff and what they are called now; without an id the operator at the shell."""

    staff: int | None
    name: str


OPERATOR = By(None, "python -m bot")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done: when, by whom, what, to what, and what else is worth knowing of it."""

    id: int
    at: datetime
    staff: int | None
    name: str
    act: str
    about: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the log is wanted: one act, one of the staff (as the one who did it, or to whom), a stretch of time."""

    act: str = ""
    staff: int | None = None
    since: datetime | None = None
    until: datetime | None = None


_COLUMNS = [audit.c[name] for name in Entry.__slots__]


def append(connection: Connection, by: By, act: str, about: str, now: datetime, **detail: object) -> None:
    """Note what was done, in the transaction that does it: neither is kept without the other."""
    values = {"at": now, "staff": by.staff, "name": by.name, "act": act, "about": about, "detail": detail}
    connection.execute(insert(audit), values)


def entries(connection: Connection, wanted: Filter, limit: int, offset: int = 0) -> list[Entry]:
    """Newest first; `limit` of them after the first `offset`."""
    rows = connection.execute(
        select(*_COLUMNS).where(*_conditions(wanted)).order_by(audit.c.id.desc()).limit(limit).offset(offset)
    )
    return [Entry(*row) for row in rows]


def acts(connection: Connection) -> list[str]:
    """Every act that was ever done, in the order of its name."""
    return list(connection.execute(select(audit.c.act).distinct().order_by(audit.c.act)).scalars())


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.act:
        found.append(audit.c.act == wanted.act)
    if wanted.staff is not None:
        found.append(or_(audit.c.staff == wanted.staff, audit.c.about == f"staff:{wanted.staff}"))
    if wanted.since:
        found.append(audit.c.at >= wanted.since)
    if wanted.until:
        found.append(audit.c.at < wanted.until)
    return found
