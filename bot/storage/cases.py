"""Cases: what a low rating or words of bribery, harassment or threats open, until somebody has seen to it.

new -> taken -> answered -> closed; each step knows who made it and when, here and in the audit log. A case names no
person. Where the rater asked for an answer it holds their row until the answer is on its way, and not a moment longer.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from bot.messages import Reply
from bot.scale import LOW as LOW_LEVEL
from bot.storage import audit, outbox
from bot.storage import staff as members
from bot.storage.audit import By
from bot.storage.database import Unit
from bot.storage.people import Person
from bot.storage.tables import cases, people, ratings, staff

LOW, WISH = "low", "wish"  # a low level; only the wish for an answer. The rest are grievances, and cannot wait
ADMINISTRATOR = "administrator"
_CAN_WAIT = (LOW, WISH)

Compose = Callable[[str, int], Reply]
"""What an administrator is told of a case, by their language and the case's number."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case with what is known of its rating; `wants_answer` means that somebody waits to read one."""

    id: int
    kind: str
    state: str
    opened: datetime
    taken: datetime | None
    taken_by: int | None
    answer: str | None
    answered: datetime | None
    answered_by: int | None
    closed: datetime | None
    closed_by: int | None
    rating: str | None
    wants_answer: bool
    level: int | None
    mode: str | None
    field: str | None
    procedure: str | None
    counter: str | None
    comment: str | None
    extra: bool | None  # had to pay something beyond the rules

    @property
    def level_was_changed(self) -> bool:
        """A low level opened it, and the rater has changed their mind since."""
        return self.kind == LOW and self.level is not None and self.level > LOW_LEVEL


_OWN = ("id", "kind", "state", "opened", "taken", "taken_by", "answer", "answered", "answered_by", "closed")
_OF_RATING = ("level", "mode", "field", "procedure", "counter", "comment", "extra")
_SELECT: Select[Any] = select(
    *(cases.c[name] for name in _OWN),
    cases.c.closed_by,
    cases.c.rating,
    cases.c.person.is_not(None),
    *(ratings.c[name] for name in _OF_RATING),
).select_from(cases.outerjoin(ratings, ratings.c.id == cases.c.rating))


def report(connection: Connection, rating: str, kind: str, now: datetime, compose: Compose) -> None:
    """Open the case of a rating, or make an open one graver, and tell every administrator, of each kind once.

    Only what cannot wait for the morning goes in quiet hours.
    """
    case = open_or_raise(connection, rating, kind, now)
    tell(connection, case, kind, now, compose, urgent=kind not in _CAN_WAIT)


def open_or_raise(connection: Connection, rating: str, kind: str, now: datetime) -> int:
    """Open the case of a rating, or make an open one graver; returns its number."""
    found = connection.execute(select(cases.c.id, cases.c.kind).where(cases.c.rating == rating)).first()
    if found is None:
        values = {"rating": rating, "kind": kind, "state": "new", "opened": now}
        return int(connection.execute(insert(cases).values(values).returning(cases.c.id)).scalar_one())
    if found.kind in _CAN_WAIT and kind != WISH:
        connection.execute(update(cases).where(cases.c.id == found.id).values(kind=kind))
    return int(found.id)


def tell(connection: Connection, case: int, what: str, now: datetime, compose: Compose, *, urgent: bool) -> None:
    """Tell every administrator something of a case, each thing once."""
    for row in connection.execute(administrators()):
        about = f"case:{case}:{what}:{row.id}"
        outbox.put(connection, row.id, "alert", about, compose(row.language, case), now, urgent=urgent)


def administrators() -> Any:
    """The chat accounts of the administrators."""
    theirs = (staff.c.id == people.c.staff) & staff.c.removed.is_(None) & (staff.c.role == ADMINISTRATOR)
    return select(people.c.id, people.c.language).join(staff, theirs).where(people.c.gone_since.is_(None))


def of_rating(connection: Connection, rating: str) -> int | None:
    """The number of a rating's case, if it has one."""
    return connection.execute(select(cases.c.id).where(cases.c.rating == rating)).scalar()


def want_answer(connection: Connection, rating: str, person: int, *, wanted: bool) -> None:
    """Note, or take back, that a rater wants an answer to what is not answered yet."""
    still = (cases.c.rating == rating) & cases.c.state.in_(("new", "taken"))
    connection.execute(update(cases).where(still).values(person=person if wanted else None))


def by_id(connection: Connection, case: int) -> Case | None:
    """A case by its number."""
    row = connection.execute(_SELECT.where(cases.c.id == case)).one_or_none()
    return None if row is None else Case(*tuple(row))


def listed(connection: Connection, states: tuple[str, ...], limit: int, offset: int = 0) -> list[Case]:
    """Cases in these states, newest first."""
    wanted = _SELECT.where(cases.c.state.in_(states)).order_by(cases.c.id.desc()).limit(limit).offset(offset)
    return [Case(*tuple(row)) for row in connection.execute(wanted)]


def counts(connection: Connection) -> dict[str, int]:
    """How many cases there are in each state."""
    rows = connection.execute(select(cases.c.state, func.count()).group_by(cases.c.state))
    return {row.state: row[1] for row in rows}


def take(connection: Connection, case: int, by: By, now: datetime) -> bool:
    """Somebody sees to a case from now on; False if it is not new (any more)."""
    new = (cases.c.id == case) & (cases.c.state == "new")
    taken = connection.execute(update(cases).where(new).values(state="taken", taken=now, taken_by=by.staff)).rowcount
    if taken:
        audit.append(connection, by, "case-taken", f"case:{case}", now)
    return bool(taken)


def answer(connection: Connection, case: int, by: By, words: str, say: Callable[[str], Reply], now: datetime) -> str:
    """Keep the answer to a case and send it to who asked for one; `say` puts the words into a reply by language.

    Returns "sent", "kept" where nobody waits for it, or "" if the case is answered or closed already.
    """
    found = connection.execute(select(cases.c.state, cases.c.person).where(cases.c.id == case)).one_or_none()
    if found is None or found.state not in ("new", "taken"):
        return ""
    values: dict[str, Any] = {"state": "answered", "answer": words, "answered": now, "answered_by": by.staff}
    if found.state == "new":
        values |= {"taken": now, "taken_by": by.staff}
    still = (cases.c.id == case) & (cases.c.state == found.state)
    if not connection.execute(update(cases).where(still).values(person=None, **values)).rowcount:
        return ""
    audit.append(connection, by, "case-answered", f"case:{case}", now, sent=found.person is not None)
    if found.person is None:
        return "kept"
    language = connection.execute(select(people.c.language).where(people.c.id == found.person)).scalar_one()
    about = f"answer:{secrets.token_urlsafe(12)}"  # nothing in the outbox joins the person to the case
    outbox.put(connection, found.person, "answer", about, say(language), now)
    return "sent"


def close(connection: Connection, case: int, by: By, now: datetime) -> bool:
    """Nothing more is to be done about a case; False if it is closed already. Who waited for an answer is cut off."""
    still = (cases.c.id == case) & (cases.c.state != "closed")
    values = {"state": "closed", "closed": now, "closed_by": by.staff, "person": None}
    closed = connection.execute(update(cases).where(still).values(values)).rowcount
    if closed:
        audit.append(connection, by, "case-closed", f"case:{case}", now)
    return bool(closed)


class CaseDesk:
    """What a handler may do with cases for the administrator it talks with."""

    def __init__(self, unit: Unit, person: Person) -> None:
        self._unit = unit
        self._person = person

    async def find(self, case: int) -> Case | None:
        """A case by its number."""
        return await self._unit.read(lambda c: by_id(c, case))

    async def open(self, limit: int) -> list[Case]:
        """Those that nobody has answered yet, newest first."""
        return await self._unit.read(lambda c: listed(c, ("new", "taken"), limit))

    async def take(self, case: int, now: datetime) -> bool:
        """See to a case from now on; at once, as another may be faster."""
        return await self._unit.now(lambda c: take(c, case, self._by(c), now))

    async def answer(self, case: int, words: str, say: Callable[[str], Reply], now: datetime) -> str:
        """Answer a case at once; see `answer`."""
        return await self._unit.now(lambda c: answer(c, case, self._by(c), words, say, now))

    async def close(self, case: int, now: datetime) -> bool:
        """Close a case at once."""
        return await self._unit.now(lambda c: close(c, case, self._by(c), now))

    def _by(self, connection: Connection) -> By:
        found = members.find(connection, self._person.staff or 0)
        return By(self._person.staff, found.name if found else "")
