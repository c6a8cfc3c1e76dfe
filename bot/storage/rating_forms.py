"""Forms for a rating that a platform showed somebody outside the talk, and whose answer comes back by an event."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.messages import Address
from bot.storage import visits
from bot.storage.database import Unit
from bot.storage.people import Person
from bot.storage.tables import people, rating_forms
from bot.storage.upsert import Upsert
from bot.storage.visits import Visit

_PUT = Upsert(lambda insert: insert(rating_forms).on_conflict_do_nothing())


def was_shown(connection: Connection, visit: int) -> bool:
    """Whether somebody was shown a form for a visit already: each costs, and is shown once."""
    return connection.execute(select(rating_forms.c.visit).where(rating_forms.c.visit == visit)).first() is not None


def shown(connection: Connection, visit: int, address: Address, message: str, now: datetime) -> None:
    """Note that a form for a visit was shown to somebody; nothing where they are known no more."""
    person = connection.execute(
        select(people.c.id).where(people.c.channel == address.channel, people.c.account == address.account)
    ).scalar_one_or_none()
    if person is not None:
        _PUT.run(connection, visit=visit, person=person, message=message[:80], sent=now)


def whose(connection: Connection, message: str) -> str:
    """The account that was shown a form, "" for one we do not know (any more)."""
    joined = select(people.c.account).join(rating_forms, rating_forms.c.person == people.c.id)
    return connection.execute(joined.where(rating_forms.c.message == message)).scalar() or ""


def visit_of(connection: Connection, message: str, person: int) -> Visit | None:
    """The visit that a form asked a person about."""
    its = (rating_forms.c.message == message) & (rating_forms.c.person == person)
    visit = connection.execute(select(rating_forms.c.visit).where(its)).scalar()
    return None if visit is None else visits.by_id(connection, visit)


def sweep(connection: Connection, before: datetime, at_most: int) -> int:
    """Forget forms that were shown before a moment, some at a time; returns how many."""
    old = select(rating_forms.c.visit).where(rating_forms.c.sent < before).limit(at_most)
    return connection.execute(delete(rating_forms).where(rating_forms.c.visit.in_(old))).rowcount


class Forms:
    """What a handler may do with forms for the person it talks with."""

    def __init__(self, unit: Unit, person: Person) -> None:
        self._unit = unit
        self._person = person

    async def visit(self, message: str) -> Visit | None:
        """The visit that a form asked them about."""
        return await self._unit.read(lambda c: visit_of(c, message, self._person.id))
