"""Invitations to rate a visit: planned when it ended, sent, reminded of once, over after some days.

planned    waits for its moment
sent       the invitation is in the outbox, or gone
reminded   so is the one reminder
rated      the visit has its rating
ended      nobody rated in time
declined   the person does not want to be asked
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, func, insert, or_, select, update

from bot.storage import outbox
from bot.storage.consents import INVITATIONS
from bot.storage.tables import consents, invitations, people, visits
from bot.storage.tables import outbox as outbox_table

ALIVE = ("planned", "sent", "reminded", "opened")


@dataclass(frozen=True, slots=True)
class Invitation:
    """One that is due; `sent` is None while nothing of it went. `told` is when the person was last asked anything."""

    visit: int
    person: int
    language: str
    state: str
    sent: datetime | None
    ends: datetime
    told: datetime | None


def about(visit: int) -> tuple[str, str]:
    """What the invitation to rate a visit and its reminder are called in the outbox."""
    return f"invitation:{visit}", f"reminder:{visit}"


def plan(connection: Connection, visit: int, person: int, due: datetime, ends: datetime) -> bool:
    """Plan an invitation; False if the visit has one or is rated, or the person does not want to be asked."""
    refused = exists().where(
        consents.c.person == person, consents.c.purpose == INVITATIONS, consents.c.given.is_(False)
    )
    asked = exists().where(invitations.c.visit == visit)
    free = select(visits.c.id).where(visits.c.id == visit, visits.c.rated.is_(False), ~refused, ~asked)
    if connection.execute(free).first() is None:
        return False
    values = {"visit": visit, "person": person, "state": "planned", "due": due, "ends": ends}
    connection.execute(insert(invitations).values(values))
    return True


def due(connection: Connection, now: datetime, limit: int) -> list[Invitation]:
    """What is to be sent now, oldest first."""
    asked = outbox_table.c.kind.in_(("invitation", "reminder")) & (outbox_table.c.state != "withdrawn")
    theirs = outbox_table.c.person == invitations.c.person
    told = select(func.max(outbox_table.c.made)).where(theirs, asked).scalar_subquery()
    columns = [invitations.c[name] for name in ("visit", "person", "state", "sent", "ends")]
    rows = connection.execute(
        select(*columns, people.c.language, told.label("told"))
        .join(people, people.c.id == invitations.c.person)
        .where(invitations.c.state.in_(("planned", "sent")), invitations.c.due <= now, people.c.gone_since.is_(None))
        .order_by(invitations.c.due, invitations.c.visit)
        .limit(limit)
    )
    return [Invitation(r.visit, r.person, r.language, r.state, r.sent, r.ends, r.told) for r in rows]


def sent(connection: Connection, visit: int, now: datetime, remind: datetime | None, ends: datetime) -> None:
    """The invitation went into the outbox; it is reminded of at a moment, or never."""
    values = {"state": "sent", "sent": now, "due": remind or ends, "ends": ends}
    connection.execute(update(invitations).where(invitations.c.visit == visit).values(values))


def reminded(connection: Connection, visit: int, now: datetime) -> None:
    """The reminder went into the outbox: nothing more follows."""
    values = {"state": "reminded", "reminded": now, "due": invitations.c.ends}
    connection.execute(update(invitations).where(invitations.c.visit == visit).values(values))


def put_off(connection: Connection, visit: int, until: datetime) -> None:
    """Send it later."""
    connection.execute(update(invitations).where(invitations.c.visit == visit).values(due=until))


def rated(connection: Connection, visit: int, now: datetime) -> None:
    """The visit was rated: what is still to go is taken back."""
    _over(connection, [visit], "rated", now)


def decline(connection: Connection, person: int, now: datetime) -> None:
    """A person does not want to be asked: whatever is planned for them is dropped."""
    theirs = (invitations.c.person == person) & invitations.c.state.in_(ALIVE)
    _over(connection, connection.execute(select(invitations.c.visit).where(theirs)).scalars().all(), "declined", now)


def end(connection: Connection, now: datetime, limit: int) -> int:
    """End what nobody answered in time, or whose person is gone; returns how many."""
    over = or_(invitations.c.ends <= now, invitations.c.person.is_(None))
    old = select(invitations.c.visit).where(invitations.c.state.in_(ALIVE), over).limit(limit)
    found = connection.execute(old).scalars().all()
    _over(connection, found, "ended", now)
    return len(found)


def of_visit(connection: Connection, visit: int) -> str:
    """How the invitation to rate a visit stands, "" where there is none."""
    return connection.execute(select(invitations.c.state).where(invitations.c.visit == visit)).scalar() or ""


def _over(connection: Connection, which: Collection[int], state: str, now: datetime) -> None:
    """Give invitations their last state. The person is cut off: what stays is a count."""
    alive = invitations.c.visit.in_(which) & invitations.c.state.in_(ALIVE)
    connection.execute(update(invitations).where(alive).values(state=state, person=None))
    outbox.withdraw(connection, [name for visit in which for name in about(visit)], now)
