"""Who wants which news: a consent for each topic, off until it is given; a hamlet and quiet hours of one's own.

Stopping deletes: nothing is kept of somebody who does not want news any more, and what waits for them is withdrawn.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, Update, delete, select, update

from bot.storage.database import Unit
from bot.storage.outbox import NOT_GONE_YET
from bot.storage.people import Person
from bot.storage.tables import consents, notices, outbox, subscribers
from bot.storage.upsert import Upsert

PURPOSE = "news:"  # with the topic's id after it: the purpose of a consent
STOPPED = "the person wants no such news any more"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody wants: the ids of topics, a hamlet ("" for all) and quiet hours ("" for the ward's alone)."""

    topics: frozenset[str] = frozenset()
    hamlet: str = ""
    quiet: str = ""


_GIVE = Upsert(
    lambda insert: (said := insert(consents)).on_conflict_do_update(
        index_elements=[consents.c.person, consents.c.purpose],
        set_={"given": said.excluded.given, "at": said.excluded.at},
    )
)
_SET = Upsert(
    lambda insert: (said := insert(subscribers)).on_conflict_do_update(
        index_elements=[subscribers.c.person], set_={"hamlet": said.excluded.hamlet, "quiet": said.excluded.quiet}
    )
)


def of_person(connection: Connection, person: int) -> Wishes:
    """What a person wants."""
    wanted = select(consents.c.purpose).where(
        consents.c.person == person, consents.c.purpose.startswith(PURPOSE), consents.c.given
    )
    topics = frozenset(purpose.removeprefix(PURPOSE) for purpose in connection.execute(wanted).scalars())
    set_ = select(subscribers.c.hamlet, subscribers.c.quiet).where(subscribers.c.person == person)
    row = connection.execute(set_).one_or_none()
    return Wishes(topics, row.hamlet or "", row.quiet or "") if row else Wishes(topics)


def subscribe(connection: Connection, person: int, topics: Collection[str], now: datetime) -> None:
    """Send a person news of these topics from now on."""
    for topic in topics:
        _GIVE.run(connection, person=person, purpose=PURPOSE + topic, given=True, at=now)


def unsubscribe(connection: Connection, person: int, topics: Collection[str], now: datetime) -> None:
    """Send a person no more news of these topics, nor what waits for them already."""
    purposes = [PURPOSE + topic for topic in topics]
    connection.execute(delete(consents).where(consents.c.person == person, consents.c.purpose.in_(purposes)))
    of_topics = outbox.c.notice.in_(select(notices.c.id).where(notices.c.topic.in_(topics)))
    connection.execute(_withdraw(person, now).where(of_topics))
    connection.execute(_not_again(person, now).where(of_topics))


def stop(connection: Connection, person: int, now: datetime) -> None:
    """Send a person no news at all, and forget what they set."""
    connection.execute(delete(consents).where(consents.c.person == person, consents.c.purpose.startswith(PURPOSE)))
    connection.execute(delete(subscribers).where(subscribers.c.person == person))
    connection.execute(_withdraw(person, now))
    connection.execute(_not_again(person, now))


def set_own(connection: Connection, person: int, hamlet: str, quiet: str) -> None:
    """Note a person's hamlet and quiet hours, "" where they have none."""
    _SET.run(connection, person=person, hamlet=hamlet or None, quiet=quiet or None)


def _withdraw(person: int, now: datetime) -> Update:
    theirs = (outbox.c.person == person) & outbox.c.notice.is_not(None) & outbox.c.state.in_(NOT_GONE_YET)
    return update(outbox).where(theirs).values(state="withdrawn", why=STOPPED, ended=now, reply=None)


def _not_again(person: int, now: datetime) -> Update:
    """What is on the wire cannot be stopped any more; if it fails it is not tried again."""
    theirs = (outbox.c.person == person) & outbox.c.notice.is_not(None) & (outbox.c.state == "sending")
    return update(outbox).where(theirs).values(expires=now)


class Subscriptions:
    """What a handler may do with the wishes of the person it talks with."""

    def __init__(self, unit: Unit, person: Person) -> None:
        self._unit = unit
        self._person = person
        self._wishes: Wishes | None = None

    async def wishes(self) -> Wishes:
        """What they want, with what was changed in this turn."""
        if self._wishes is None:
            self._wishes = await self._unit.read(lambda c: of_person(c, self._person.id))
        return self._wishes

    async def want(self, topics: Collection[str], now: datetime) -> None:
        """Have news of these topics from now on."""
        known = await self.wishes()
        self._wishes = replace(known, topics=known.topics | set(topics))
        self._unit.later(lambda c: subscribe(c, self._person.id, topics, now))

    async def drop(self, topics: Collection[str], now: datetime) -> None:
        """Have no more news of these topics."""
        known = await self.wishes()
        self._wishes = replace(known, topics=known.topics - set(topics))
        self._unit.later(lambda c: unsubscribe(c, self._person.id, topics, now))

    async def stop(self, now: datetime) -> bool:
        """Have no news at all, from this moment on; False if they had none."""
        had = await self.wishes()
        self._wishes = Wishes()
        await self._unit.now(lambda c: stop(c, self._person.id, now))
        return bool(had.topics)

    async def set_hamlet(self, hamlet: str) -> None:
        """Have news of one hamlet, or of all ("")."""
        await self._set(replace(await self.wishes(), hamlet=hamlet))

    async def set_quiet(self, quiet: str) -> None:
        """Have hours in which no news come, besides the ward's own; "" for none."""
        await self._set(replace(await self.wishes(), quiet=quiet))

    async def _set(self, wishes: Wishes) -> None:
        self._wishes = wishes
        self._unit.later(lambda c: set_own(c, self._person.id, wishes.hamlet, wishes.quiet))
