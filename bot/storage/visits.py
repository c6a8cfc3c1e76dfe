"""Visits to the desk: made by officials or an import, found by the code on the receipt, linked to who typed it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, update

from bot import codes
from bot.storage import audit, staff_rows
from bot.storage.audit import By
from bot.storage.database import Unit
from bot.storage.people import Person
from bot.storage.tables import visits

LINKABLE = timedelta(days=30)  # after the end of a matter its code tells nobody anything any more


class Outcome(StrEnum):
    """How a matter stands or ended. After all but `OPEN` there is nothing more to wait for."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    RETURNED = "returned"  # handed back, to be completed
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit. `field` and `entry` are ids of the library, `procedure` is in the desk's words, `counter` an id."""

    id: int
    code: str
    dossier: str | None
    field: str | None
    entry: str | None
    procedure: str
    counter: str | None
    received: datetime
    due: datetime | None
    returned: datetime | None
    outcome: str
    source: str
    import_id: int | None
    person: int | None
    linked: datetime | None
    rated: bool
    made: datetime


class Link(StrEnum):
    """What came of typing a receipt's code."""

    NEW = "new"
    MINE = "mine"  # it was theirs already
    TAKEN = "taken"  # somebody else's
    OVER = "over"  # the matter ended long ago
    UNKNOWN = "unknown"


COLUMNS = [visits.c[name] for name in Visit.__slots__]


def add(connection: Connection, source: str, now: datetime, **values: Any) -> Visit:
    """Make a visit with a code of its own; `source` is chat, page or import. Returns it as it is kept."""
    if "code" not in values:
        (values["code"],) = new_codes(connection, 1)
    values = {"source": source, "made": now, "received": now, **values}
    (row,) = connection.execute(insert(visits).values(values).returning(visits.c.id)).one()
    visit = by_id(connection, row)
    if visit is None:
        raise LookupError("a visit that was just made is not there")
    return visit


def new_codes(connection: Connection, count: int) -> list[str]:
    """So many codes that no visit has yet."""
    free: dict[str, None] = {}
    while len(free) < count:
        made = {codes.new_receipt_code() for _ in range(count - len(free))}
        taken = set(connection.execute(select(visits.c.code).where(visits.c.code.in_(made))).scalars())
        free |= dict.fromkeys(made - taken)
    return list(free)


def by_id(connection: Connection, visit: int) -> Visit | None:
    """A visit by its id."""
    return _one(connection, visits.c.id == visit)


def by_code(connection: Connection, code: str) -> Visit | None:
    """A visit by its receipt's code, as `codes.find_code` gives it."""
    return _one(connection, visits.c.code == code)


def by_dossier(connection: Connection, dossier: str) -> Visit | None:
    """A visit by the one-stop software's number."""
    return _one(connection, visits.c.dossier == dossier)


def link(connection: Connection, code: str, person: int, now: datetime) -> tuple[Link, Visit | None]:
    """Link a person to the visit of a code, if nobody else is. Doing it again changes nothing."""
    found = by_code(connection, code)
    if found is None:
        return Link.UNKNOWN, None
    if found.person == person:
        return Link.MINE, found
    if found.person is not None:
        return Link.TAKEN, None
    if found.outcome != Outcome.OPEN and (found.returned or found.made) < now - LINKABLE:
        return Link.OVER, None
    free = (visits.c.id == found.id) & visits.c.person.is_(None)
    changed = connection.execute(update(visits).where(free).values(person=person, linked=now)).rowcount
    return (Link.NEW, by_id(connection, found.id)) if changed else (Link.TAKEN, None)


def unlink(connection: Connection, visit: int, person: int) -> bool:
    """Cut a visit from the person it is linked to; False if it is not theirs."""
    theirs = (visits.c.id == visit) & (visits.c.person == person)
    return bool(connection.execute(update(visits).where(theirs).values(person=None, linked=None)).rowcount)


def unlink_all(connection: Connection, person: int) -> int:
    """Cut every visit from a person; returns how many."""
    theirs = visits.c.person == person
    return connection.execute(update(visits).where(theirs).values(person=None, linked=None)).rowcount


def of_person(connection: Connection, person: int, limit: int = 20) -> list[Visit]:
    """The visits linked to a person, newest link first."""
    rows = connection.execute(
        select(*COLUMNS).where(visits.c.person == person).order_by(visits.c.linked.desc()).limit(limit)
    )
    return [Visit(*row) for row in rows]


def set_rated(connection: Connection, visit: int) -> bool:
    """Note that a visit has its one rating; False if it had one already, or is gone."""
    unrated = (visits.c.id == visit) & visits.c.rated.is_(False)
    return bool(connection.execute(update(visits).where(unrated).values(rated=True)).rowcount)


def ended(connection: Connection, since: datetime, limit: int = 500, after: int = 0) -> list[Visit]:
    """Linked visits that ended since a moment, whatever the outcome, by id above `after`: who is told, and invited."""
    when = func.coalesce(visits.c.returned, visits.c.linked)
    return _linked(connection, (visits.c.outcome != Outcome.OPEN) & (when >= since), limit, after)


def late(connection: Connection, now: datetime, limit: int = 500, after: int = 0) -> list[Visit]:
    """Linked visits whose day has passed without an end, by id above `after`."""
    return _linked(connection, (visits.c.outcome == Outcome.OPEN) & (visits.c.due < now), limit, after)


def change(connection: Connection, visit: int, **values: Any) -> bool:
    """Correct a visit; False if there is none."""
    return bool(connection.execute(update(visits).where(visits.c.id == visit).values(**values)).rowcount)


def remove(connection: Connection, visit: int) -> bool:
    """Delete a visit made by mistake; False if there is none. Ratings stay, an invitation to rate goes."""
    return bool(connection.execute(delete(visits).where(visits.c.id == visit)).rowcount)


def sweep_links(connection: Connection, before: datetime, at_most: int) -> int:
    """Cut visits from people where the matter ended before a moment; returns how many."""
    over = or_(visits.c.returned < before, visits.c.returned.is_(None) & (visits.c.linked < before))
    old = select(visits.c.id).where(visits.c.person.is_not(None), visits.c.outcome != Outcome.OPEN, over)
    cut = update(visits).where(visits.c.id.in_(old.limit(at_most))).values(person=None, linked=None)
    return connection.execute(cut).rowcount


def _one(connection: Connection, which: ColumnElement[bool]) -> Visit | None:
    row = connection.execute(select(*COLUMNS).where(which)).one_or_none()
    return None if row is None else Visit(*row)


def _linked(connection: Connection, which: ColumnElement[bool], limit: int, after: int) -> list[Visit]:
    linked = visits.c.person.is_not(None) & (visits.c.id > after)
    rows: Iterable[Any] = connection.execute(select(*COLUMNS).where(which, linked).order_by(visits.c.id).limit(limit))
    return [Visit(*row) for row in rows]


class Visits:
    """What a handler may do with visits for the person it talks with."""

    def __init__(self, unit: Unit, person: Person) -> None:
        self._unit = unit
        self._person = person

    async def find(self, code: str) -> Visit | None:
        """The visit of a receipt's code."""
        return await self._unit.read(lambda c: by_code(c, code))

    async def link(self, code: str, now: datetime) -> tuple[Link, Visit | None]:
        """Link the person at once, so that what they are told is so."""
        return await self._unit.now(lambda c: link(c, code, self._person.id, now))

    async def make(self, now: datetime, **values: Any) -> str:
        """Make a visit at the end of this turn, as an official; returns its code, to be told in this turn."""
        (code,) = await self._unit.read(lambda c: new_codes(c, 1))

        def work(connection: Connection) -> None:
            visit = add(connection, "chat", now, code=code, **values)
            by = By(self._person.staff, staff_rows.name_of(connection, self._person.staff))
            audit.append(connection, by, "visit-made", f"visit:{visit.id}", now)

        self._unit.later(work)
        return code

    def unlink(self, visit: int) -> None:
        """Cut a visit from the person, at the end of this turn; another's stays as it is."""
        self._unit.later(lambda c: unlink(c, visit, self._person.id))

    async def mine(self, limit: int = 20) -> list[Visit]:
        """The visits linked to the person."""
        return await self._unit.read(lambda c: of_person(c, self._person.id, limit))
