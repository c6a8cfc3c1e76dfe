"""Visits as the staff look through them: filtered, newest first, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, or_, select

from bot.storage.tables import visits
from bot.storage.visits import COLUMNS, Outcome, Visit

LATE, LINKED = "late", "linked"  # states to look for beside the outcomes


@dataclass(frozen=True, slots=True)
class Filter:
    """What is looked for; "" and None are anything. `word` is a code or a dossier's number, or its beginning.

    `fields` are the fields of work that somebody serves; with it, visits of others are left out.
    """

    word: str = ""
    code: str = ""
    field: str = ""
    counter: str = ""
    state: str = ""
    since: datetime | None = None
    until: datetime | None = None
    fields: Sequence[str] = ()


def listed(connection: Connection, wanted: Filter, now: datetime, limit: int, offset: int = 0) -> list[Visit]:
    """Visits by the day they were received, newest first."""
    rows = connection.execute(
        select(*COLUMNS)
        .where(*_conditions(wanted, now))
        .order_by(visits.c.received.desc(), visits.c.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [Visit(*row) for row in rows]


def counters(connection: Connection) -> list[str]:
    """Every counter that a visit names."""
    named = select(visits.c.counter).where(visits.c.counter.is_not(None)).distinct().order_by(visits.c.counter)
    return [str(name) for name in connection.execute(named.limit(100)).scalars()]


def _conditions(wanted: Filter, now: datetime) -> list[ColumnElement[bool]]:
    equal = ((visits.c.code, wanted.code), (visits.c.field, wanted.field), (visits.c.counter, wanted.counter))
    found = [column == value for column, value in equal if value]
    if wanted.word and not wanted.code:
        found.append(visits.c.dossier.startswith(wanted.word, autoescape=True))
    if wanted.since:
        found.append(visits.c.received >= wanted.since)
    if wanted.until:
        found.append(visits.c.received < wanted.until)
    if wanted.fields:
        found.append(or_(visits.c.field.in_(wanted.fields), visits.c.field.is_(None)))
    return found + _standing(wanted.state, now)


def _standing(state: str, now: datetime) -> list[ColumnElement[bool]]:
    """Visits that stand so."""
    if state == LATE:
        return [visits.c.outcome == Outcome.OPEN, visits.c.due < now]
    if state == LINKED:
        return [visits.c.person.is_not(None)]
    return [visits.c.outcome == state] if state else []
