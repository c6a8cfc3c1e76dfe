"""People as the bot knows them: a channel's id and a language. No name, no number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update

from bot.messages import Address
from bot.storage import groups, inquiry_forgetting, suggestions
from bot.storage.database import Unit
from bot.storage.prepared import Prepared
from bot.storage.tables import (
    cases,
    hushed,
    inbox,
    inquiries,
    outbox,
    people,
    questions,
    ratings,
    staff,
    steps,
    visits,
    webchat,
)


@dataclass(frozen=True, slots=True)
class Person:
    """One person on one channel. `met` says that the welcome with the privacy words was shown.

    `staff` is the id of the one of the ward's staff this is, with their `role`; None and "citizen" for all others.
    `talking` is until when an official talks with them and the bot keeps out of it.
    """

    id: int
    channel: str
    account: str
    language: str
    met: bool
    first_seen: datetime
    gone_since: datetime | None
    staff: int | None = None
    role: str = "citizen"
    talking: datetime | None = None


class ErasedError(Exception):
    """The person is not known any more: they had everything about them erased while their turn was played."""


@dataclass(frozen=True, slots=True)
class Known:
    """A person with their open talk (as kept, None if there is none) and its expiry."""

    person: Person
    talk: dict[str, Any] | None
    expires: datetime | None


_OWN = ("id", "channel", "account", "language", "met", "first_seen", "gone_since")
_ROLE = func.coalesce(staff.c.role, "citizen")
_TALKING = select(func.max(inquiries.c.talking)).where(inquiries.c.person == people.c.id).scalar_subquery()
_FIND = Prepared(
    lambda _: (
        select(*(people.c[name] for name in _OWN), staff.c.id, _ROLE, _TALKING, steps.c.talk, steps.c.expires)
        .select_from(people)
        .outerjoin(staff, (staff.c.id == people.c.staff) & staff.c.removed.is_(None))
        .outerjoin(steps, steps.c.person == people.c.id)
        .where(people.c.channel == bindparam("its_channel"), people.c.account == bindparam("its_account"))
    )
)
_ADD = Prepared(lambda insert: insert(people).on_conflict_do_nothing())
_SAVE_TALK = Prepared(
    lambda insert: (talk := insert(steps)).on_conflict_do_update(
        index_elements=[steps.c.person], set_={"talk": talk.excluded.talk, "expires": talk.excluded.expires}
    )
)
_SEEN = Prepared(
    lambda _: (
        update(people).where(people.c.id == bindparam("person_id")).values(last_seen=bindparam("now"), gone_since=None)
    )
)


def find(connection: Connection, address: Address) -> Known | None:
    """The person of an address with their open talk, in one query; None for a stranger."""
    rows = _FIND.rows(connection, its_channel=address.channel, its_account=address.account)
    return Known(Person(*rows[0][:-2]), *rows[0][-2:]) if rows else None


def add(connection: Connection, address: Address, language: str, now: datetime) -> None:
    """Get to know a stranger; does nothing if another delivery was faster."""
    _ADD.count(
        connection,
        channel=address.channel,
        account=address.account,
        language=language,
        met=False,
        first_seen=now,
        last_seen=now,
    )


def meet(connection: Connection, address: Address, language: str, now: datetime) -> Known:
    """The person of an address, got to know now if new."""
    if (known := find(connection, address)) is not None:
        return known
    add(connection, address, language, now)
    known = find(connection, address)
    if known is None:
        raise LookupError("a person that was just added is not there")
    return known


def save_talk(connection: Connection, person: int, talk: dict[str, Any], expires: datetime, now: datetime) -> None:
    """Keep the talk until it expires, and note that the person was here. Raises `ErasedError` if they no longer are."""
    if _SEEN.count(connection, person_id=person, now=now) == 0:
        raise ErasedError
    keep_talk(connection, person, talk, expires)


def keep_talk(connection: Connection, person: int, talk: dict[str, Any], expires: datetime) -> None:
    """Keep the talk of a person who is known, until it expires."""
    _SAVE_TALK.count(connection, person=person, talk=talk, expires=expires)


def language_of(connection: Connection, person: int) -> str | None:
    """The language a person is spoken to in; None for somebody who is not known or cannot be reached."""
    reached = (people.c.id == person) & people.c.gone_since.is_(None)
    return connection.execute(select(people.c.language).where(reached)).scalar_one_or_none()


def last_seen(connection: Connection, address: Address) -> datetime | None:
    """When somebody last wrote, None for a stranger."""
    its = (people.c.channel == address.channel) & (people.c.account == address.account)
    return connection.execute(select(people.c.last_seen).where(its)).scalar_one_or_none()


def set_gone(connection: Connection, address: Address, since: datetime | None) -> None:
    """Note that a person blocked the bot (or, with None, came back). Nothing else of theirs is touched."""
    its = (people.c.channel == address.channel) & (people.c.account == address.account)
    connection.execute(update(people).where(its).values(gone_since=since))


def forget(connection: Connection, person: int) -> None:
    """Erase a person and all that hangs on them."""
    row = connection.execute(select(people.c.channel, people.c.account).where(people.c.id == person)).one_or_none()
    if row is None:
        return
    groups.forget(connection, person)
    connection.execute(delete(questions).where(questions.c.person == person))
    connection.execute(delete(steps).where(steps.c.person == person))
    inquiry_forgetting.forget_person(connection, person)
    suggestions.forget(connection, person)
    _forget_ratings(connection, person)
    connection.execute(update(visits).where(visits.c.person == person).values(person=None, linked=None))
    if row.channel == "webchat":
        connection.execute(delete(webchat).where(webchat.c.account == row.account))
        connection.execute(
            delete(inbox).where(inbox.c.channel == "webchat", inbox.c.event.startswith(row.account[:16]))
        )
    connection.execute(delete(hushed).where(hushed.c.channel == row.channel, hushed.c.account == row.account))
    connection.execute(delete(people).where(people.c.id == person))


def _forget_ratings(connection: Connection, person: int) -> None:
    """What they rated stays a figure; their words go, also from what was not told to the administrators yet."""
    theirs = ratings.c.person == person
    opened = select(cases.c.id).join(ratings, ratings.c.id == cases.c.rating).where(theirs)
    for case in connection.execute(opened).scalars().all():
        untold = outbox.c.about.startswith(f"case:{case}:") & outbox.c.state.in_(("queued", "held"))
        connection.execute(update(outbox).where(untold).values(state="withdrawn", reply=None, ended=outbox.c.made))
    cut = {"comment": None, "comment_state": None, "visit": None, "person": None}
    connection.execute(update(ratings).where(theirs).values(cut))


class People:
    """What a handler may do with the person it talks with."""

    def __init__(self, unit: Unit, person: Person) -> None:
        self._unit = unit
        self._person = person

    def speak(self, language: str) -> None:
        """Answer in this language from now on."""
        self._set(language=language)

    def welcomed(self) -> None:
        """Note that the first words, with what is kept and how to erase it, were shown."""
        self._set(met=True)

    def erase(self) -> None:
        """Erase everything kept about the person, at the end of this turn."""
        self._unit.last(lambda c: forget(c, self._person.id))

    def _set(self, **values: object) -> None:
        self._unit.later(lambda c: c.execute(update(people).where(people.c.id == self._person.id).values(**values)))
