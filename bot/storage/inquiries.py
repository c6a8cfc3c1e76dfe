"""Inquiries: questions that citizens passed on to the ward's officials, until somebody has answered them.

new        waits in the queue; everybody who serves its field is told
taken      one of the staff sees to it and has the next word
answered   the citizen has the next word
merged     waits for the answer to another one that asks the same
closed     it is over; `reason` says why

The steps between the states are in `bot.storage.inquiry_steps`, what is said in `bot.storage.inquiry_talks`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from bot.storage.staff_rows import Member
from bot.storage.tables import inquiries, inquiry_lines

NEW, TAKEN, ANSWERED, MERGED, CLOSED = "new", "taken", "answered", "merged", "closed"
WAITING = (NEW, TAKEN)  # for a word of the ward
OPEN = (*WAITING, MERGED, ANSWERED)

ERASED, QUIET, THANKED, LEFT = "erased", "quiet", "thanked", "left"
"""Reasons of a closing that nobody typed: they erased themself, said no more, said thanks, took it back."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One inquiry; `waits` says that there is somebody whom an answer reaches. See the table for the rest."""

    id: int
    channel: str
    field: str | None
    question: str | None
    entry: str | None
    state: str
    merged_into: int | None
    taken_by: int | None
    passed_to: int | None
    opened: datetime
    due: datetime
    promised: bool
    round: int
    reminded: datetime | None
    escalated: datetime | None
    taken: datetime | None
    answered: datetime | None
    closed: datetime | None
    closed_by: int | None
    reason: str
    talking: datetime | None
    phone: str | None
    phone_state: str | None
    waits: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with the officials' own answer to it, in their order; both are masked."""

    question: str
    answer: str
    entry: str | None
    field: str | None
    inquiry: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which inquiries: states, a field of work ("" for those without one), who has taken them, and for whose eyes."""

    states: tuple[str, ...] = WAITING
    field: str | None = None
    taken_by: int | None = None
    eyes: Member | None = None


_COLUMNS = [inquiries.c[name] for name in Inquiry.__slots__ if name != "waits"]
_SELECT: Select[Any] = select(*_COLUMNS, inquiries.c.person.is_not(None))


def by_id(connection: Connection, inquiry: int) -> Inquiry | None:
    """An inquiry by its number."""
    row = connection.execute(_SELECT.where(inquiries.c.id == inquiry)).one_or_none()
    return None if row is None else Inquiry(*tuple(row))


def listed(connection: Connection, wanted: Wanted, limit: int, offset: int = 0) -> list[Inquiry]:
    """What still waits: first what is due first. What is over: the latest first."""
    over = CLOSED in wanted.states
    order = (inquiries.c.id.desc(),) if over else (inquiries.c.due, inquiries.c.id)
    some = _SELECT.where(*_conditions(wanted)).order_by(*order).limit(limit).offset(offset)
    return [Inquiry(*tuple(row)) for row in connection.execute(some)]


def counts(connection: Connection, eyes: Member) -> dict[str, int]:
    """How many inquiries there are in each state, of those that one of the staff may see."""
    counted = select(inquiries.c.state, func.count()).where(visible_to(eyes)).group_by(inquiries.c.state)
    return {row.state: row[1] for row in connection.execute(counted)}


def may_see(inquiry: Inquiry, member: Member) -> bool:
    """Whether an inquiry is one of the staff's business: of their fields, of no known one, or given to them."""
    return (
        inquiry.field is None or member.serves((inquiry.field,)) or member.id in (inquiry.taken_by, inquiry.passed_to)
    )


def visible_to(member: Member) -> ColumnElement[bool]:
    """The same, for a query."""
    if member.serves(("",)):  # an administrator, or an official of all fields
        return inquiries.c.id.is_not(None)
    mine = or_(inquiries.c.taken_by == member.id, inquiries.c.passed_to == member.id)
    return or_(inquiries.c.field.is_(None), inquiries.c.field.in_(member.fields), mine)


def open_of(connection: Connection, person: int) -> Inquiry | None:
    """The inquiry of a person that is not over, the latest."""
    mine = (inquiries.c.person == person) & inquiries.c.state.in_(OPEN)
    row = connection.execute(_SELECT.where(mine).order_by(inquiries.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else Inquiry(*tuple(row))


def count_of(connection: Connection, person: int) -> int:
    """How many inquiries of a person are kept with their words."""
    return connection.execute(select(func.count()).where(inquiries.c.person == person)).scalar_one()


def merged_into(connection: Connection, inquiry: int) -> list[Inquiry]:
    """Those that wait for the answer to this one, or got it."""
    rows = connection.execute(_SELECT.where(inquiries.c.merged_into == inquiry).order_by(inquiries.c.id))
    return [Inquiry(*tuple(row)) for row in rows]


def answered(connection: Connection, since: datetime) -> list[Answered]:
    """Questions that officials answered from a moment on, with their words: what the library can learn from."""
    lines = select(inquiries, inquiry_lines.c.text.label("said")).join(
        inquiry_lines, inquiry_lines.c.inquiry == inquiries.c.id
    )
    wanted = and_(inquiries.c.answered >= since, inquiries.c.question.is_not(None), inquiry_lines.c.whose == "official")
    rows = connection.execute(lines.where(wanted).order_by(inquiries.c.id, inquiry_lines.c.id))
    found: dict[int, Answered] = {}
    for row in rows:
        before = f"{found[row.id].answer}\n" if row.id in found else ""
        found[row.id] = Answered(row.question, f"{before}{row.said}", row.entry, row.field, row.id)
    return list(found.values())


def _conditions(wanted: Wanted) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [inquiries.c.state.in_(wanted.states)]
    if wanted.field is not None:
        found.append(inquiries.c.field == wanted.field if wanted.field else inquiries.c.field.is_(None))
    if wanted.taken_by is not None:
        found.append(inquiries.c.taken_by == wanted.taken_by)
    if wanted.eyes is not None:
        found.append(visible_to(wanted.eyes))
    return found
