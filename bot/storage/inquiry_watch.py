"""What an inquiry needs by itself: officials told, reminders, administrators when it is late, and an end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select, update

from bot.messages import Reply
from bot.storage import inquiries as rows
from bot.storage import outbox
from bot.storage.inquiries import ANSWERED, CLOSED, ERASED, NEW, WAITING, Inquiry
from bot.storage.staff_rows import ADMINISTRATOR, MEMBER, Member
from bot.storage.tables import inquiries, people, staff
from bot.storage.tables import outbox as messages

Compose = Callable[[str], Reply]
"""What one of the staff is told, by their language."""

ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Account:
    """A chat account of one of the staff who can be reached."""

    person: int
    language: str
    member: Member


def accounts(connection: Connection) -> list[Account]:
    """Every chat account of the staff that can be reached."""
    mine = (staff.c.id == people.c.staff) & staff.c.removed.is_(None)
    wanted = select(people.c.id, people.c.language, *MEMBER).join(staff, mine)
    found = connection.execute(wanted.where(people.c.gone_since.is_(None)).order_by(people.c.id))
    return [Account(row[0], row[1], Member.of(row[2:])) for row in found]


def who_serves(everybody: Iterable[Account], inquiry: Inquiry) -> list[Account]:
    """Who is told of an inquiry: whom it was passed to, else the officials of its field, else the administrators."""
    known = list(everybody)
    named = [one for one in known if one.member.id == (inquiry.taken_by or inquiry.passed_to)]
    fields = (inquiry.field,) if inquiry.field else None
    officials = [one for one in known if one.member.role != ADMINISTRATOR]
    serving = [one for one in officials if fields is None or one.member.serves(fields)]
    return named or serving or administrators(known)


def administrators(everybody: Iterable[Account]) -> list[Account]:
    """The administrators among some accounts."""
    return [one for one in everybody if one.member.role == ADMINISTRATOR]


def tell(
    connection: Connection,
    who: Iterable[Account],
    inquiry: int,
    what: str,
    compose: Compose,
    now: datetime,
    *,
    due: datetime | None = None,
    urgent: bool = False,
) -> None:
    """Tell some of the staff something of an inquiry, each thing once."""
    for one in who:
        about = f"inquiry:{inquiry}:{what}:{one.person}"
        outbox.put(connection, one.person, ALERT, about, compose(one.language), now, due=due, urgent=urgent)


def untold(connection: Connection, limit: int) -> list[Inquiry]:
    """Those of which the staff do not know yet: new in the queue, or erased while somebody saw to them."""
    erased = (inquiries.c.state == CLOSED) & (inquiries.c.reason == ERASED) & inquiries.c.taken_by.is_not(None)
    return _some((inquiries.c.told.is_(None)) & ((inquiries.c.state == NEW) | erased), connection, limit)


def to_remind(connection: Connection, before: datetime, limit: int) -> list[Inquiry]:
    """Those whose moment comes before this one, and nobody was reminded."""
    late = inquiries.c.state.in_(WAITING) & (inquiries.c.due <= before) & inquiries.c.reminded.is_(None)
    return _some(late, connection, limit)


def to_escalate(connection: Connection, before: datetime, limit: int) -> list[Inquiry]:
    """Those whose moment was before this one, and no administrator knows."""
    late = inquiries.c.state.in_(WAITING) & (inquiries.c.due <= before) & inquiries.c.escalated.is_(None)
    return _some(late, connection, limit)


def silent(connection: Connection, before: datetime, limit: int) -> list[Inquiry]:
    """Those answered before a moment after which nobody said anything more."""
    return _some((inquiries.c.state == ANSWERED) & (inquiries.c.answered < before), connection, limit)


def delivered(connection: Connection, inquiry: int) -> dict[int, str]:
    """Answers that did not reach who asked, by their line: the reason in plain words."""
    about = f"inquiry:{inquiry}:answer:"
    its = messages.c.about.startswith(about) & messages.c.state.in_(("failed", "gone", "unknown"))
    rows_ = connection.execute(select(messages.c.about, messages.c.why, messages.c.state).where(its))
    return {int(row.about.removeprefix(about)): row.why or row.state for row in rows_}


def note(connection: Connection, inquiry: int, **moments: datetime) -> None:
    """Note that something was told: `told`, `reminded` or `escalated`."""
    connection.execute(update(inquiries).where(inquiries.c.id == inquiry).values(**moments))


def _some(which: ColumnElement[bool], connection: Connection, limit: int) -> list[Inquiry]:
    numbers = select(inquiries.c.id).where(which).order_by(inquiries.c.id).limit(limit)
    found = [rows.by_id(connection, number) for number in connection.execute(numbers).scalars().all()]
    return [one for one in found if one is not None]
