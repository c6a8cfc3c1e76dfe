"""Ratings: one for a visit, open to change for a while, then cut from visit, person and minute for good."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, select, update

from bot.scale import UNEASY, Mode, Source, Suspect
from bot.storage import visits
from bot.storage.tables import cases, people, rating_reasons, ratings, webchat

SAME = timedelta(hours=2)  # another rating of one person at one counter within this is a change of mind
TALK = timedelta(minutes=30)  # from the tap to the last word about it
MINUTE = timedelta(minutes=1)
IN_A_MINUTE = 5  # ratings at one counter; more are a burst
IN_A_DAY = 3  # ratings of one person that no receipt vouches for; more are a burst
_UNEASY_ONLY = {"trips": None, "extra": None, "wants_answer": None}


@dataclass(frozen=True, slots=True)
class Rating:
    """One rating. `day` and `hour` are of the ward's wall clock; `open_until` is None once it is sealed."""

    id: str
    at: datetime
    day: date
    hour: int
    level: int
    mode: str
    source: str
    channel: str
    field: str | None
    procedure: str | None
    counter: str | None
    wednesday: bool
    trips: int | None
    extra: bool | None
    read_back: bool | None
    publish: bool | None
    wants_answer: bool | None
    comment: str | None
    comment_state: str | None
    suspect: str | None
    visit: int | None
    person: int | None
    open_until: datetime | None


class Given(StrEnum):
    """What came of a tap."""

    NEW = "new"
    CHANGED = "changed"
    TAKEN = "taken"  # the visit has its rating: somebody else's, or one that is sealed


COLUMNS = [ratings.c[name] for name in Rating.__slots__]


def give(connection: Connection, draft: Rating) -> tuple[Given, str]:
    """Keep a rating, or change the one that the person gave of the same; returns what came of it, and its id.

    A visit has one rating, whoever is first. What looks like a burst is flagged.
    """
    earlier = _earlier(connection, draft)
    if earlier and (earlier.person != draft.person or not _is_open(earlier, draft.at)):
        return Given.TAKEN, ""
    if earlier:
        relevel(connection, earlier.id, draft.level)
        return Given.CHANGED, earlier.id
    if draft.visit is not None and not visits.set_rated(connection, draft.visit):
        return Given.TAKEN, ""
    values = {name: getattr(draft, name) for name in Rating.__slots__}
    connection.execute(insert(ratings).values(values | {"suspect": draft.suspect or _burst(connection, draft)}))
    return Given.NEW, draft.id


def earlier(connection: Connection, draft: Rating) -> str:
    """The id of the rating that this one would change, "" where it would be a new one."""
    found = _earlier(connection, draft)
    return found.id if found and found.person == draft.person and _is_open(found, draft.at) else ""


def relevel(connection: Connection, rating: str, level: int) -> None:
    """Change the level; what is asked at other levels only is forgotten."""
    change = {"level": level}
    if level > UNEASY:
        connection.execute(delete(rating_reasons).where(rating_reasons.c.rating == rating))
        connection.execute(update(ratings).where(ratings.c.id == rating).values(**_UNEASY_ONLY))
    else:
        connection.execute(update(ratings).where(ratings.c.id == rating).values(publish=None))
    connection.execute(update(ratings).where(ratings.c.id == rating).values(**change))


def by_id(connection: Connection, rating: str) -> Rating | None:
    """A rating by its id."""
    return _one(connection, ratings.c.id == rating)


def open_of(connection: Connection, person: int, now: datetime, rating: str = "") -> Rating | None:
    """A rating that its person may still change: this one, or their latest."""
    mine = and_(ratings.c.person == person, ratings.c.open_until > now)
    return _one(connection, mine & (ratings.c.id == rating) if rating else mine)


def change(connection: Connection, rating: str, person: int, now: datetime, **values: Any) -> bool:
    """Change a person's own open rating; False if it is none (any more)."""
    mine = (ratings.c.id == rating) & (ratings.c.person == person) & (ratings.c.open_until > now)
    return bool(connection.execute(update(ratings).where(mine).values(**values)).rowcount)


def reasons(connection: Connection, rating: str) -> set[str]:
    """The factors that were named."""
    return set(connection.execute(select(rating_reasons.c.reason).where(rating_reasons.c.rating == rating)).scalars())


def set_reasons(connection: Connection, rating: str, named: set[str]) -> None:
    """Keep just these factors."""
    connection.execute(delete(rating_reasons).where(rating_reasons.c.rating == rating))
    if named:
        rows = [{"rating": rating, "reason": reason} for reason in sorted(named)]
        connection.execute(insert(rating_reasons), rows)


def seal(connection: Connection, now: datetime, at_most: int) -> int:
    """Cut the ratings whose time to change is over from visit, person and minute; returns how many.

    They get another id as well: the old one stood in buttons, and so in what is kept of a talk on the web page; of that
    talk the part in which it was rated goes.
    """
    over = select(ratings).where(ratings.c.open_until <= now).limit(at_most)
    rows = connection.execute(over).mappings().all()
    for row in rows:
        hour = row["at"].replace(minute=0, second=0, microsecond=0)
        new = {"id": new_id(), "visit": None, "person": None, "open_until": None, "at": hour}
        connection.execute(insert(ratings).values(dict(row) | new))
        for column in (rating_reasons.c.rating, cases.c.rating):
            theirs = update(column.table).where(column == row["id"])
            connection.execute(theirs.values({column: new["id"]}))
        connection.execute(delete(ratings).where(ratings.c.id == row["id"]))
        _forget_talk(connection, row["person"], row["at"])
    return len(rows)


def new_id() -> str:
    """A random id, which tells no order."""
    return secrets.token_urlsafe(12)


def _forget_talk(connection: Connection, person: int | None, at: datetime) -> None:
    """Delete what was said on the web page while somebody rated."""
    if person is None:
        return
    account = select(people.c.account).where(people.c.id == person, people.c.channel == "webchat").scalar_subquery()
    then = webchat.c.said.between(at - MINUTE, at + TALK)
    connection.execute(delete(webchat).where(webchat.c.account == account, then))


def _earlier(connection: Connection, draft: Rating) -> Rating | None:
    """The rating that stands where a draft would: of the same visit, or just given at the same counter."""
    if draft.visit is not None:
        return _one(connection, ratings.c.visit == draft.visit)
    if draft.source == Source.KIOSK:
        return None  # one person after the other uses it
    same = and_(
        ratings.c.person == draft.person,
        ratings.c.visit.is_(None),
        ratings.c.counter.is_not_distinct_from(draft.counter),
        ratings.c.source == draft.source,
        ratings.c.at > draft.at - SAME,
        ratings.c.open_until > draft.at,
    )
    return _one(connection, same)


def _burst(connection: Connection, draft: Rating) -> str | None:
    """Flag a rating, and those just before it, where so many come at once as no desk can serve."""
    if draft.mode == Mode.VERIFIED:
        return None
    at_once = and_(
        ratings.c.day >= draft.day - timedelta(days=1),
        ratings.c.counter.is_not_distinct_from(draft.counter),
        ratings.c.mode != Mode.VERIFIED,
        ratings.c.source != Source.PAPER,
        ratings.c.at > draft.at - MINUTE,
    )
    if _count(connection, at_once) >= IN_A_MINUTE:
        connection.execute(update(ratings).where(at_once, ratings.c.suspect.is_(None)).values(suspect=Suspect.BURST))
        return Suspect.BURST
    theirs = and_(ratings.c.person == draft.person, ratings.c.visit.is_(None))
    many = draft.source != Source.KIOSK and _count(connection, theirs) >= IN_A_DAY
    return Suspect.BURST if many else None


def _count(connection: Connection, which: ColumnElement[bool]) -> int:
    return connection.execute(select(func.count()).select_from(ratings).where(which)).scalar_one()


def _is_open(rating: Rating, now: datetime) -> bool:
    return rating.open_until is not None and rating.open_until > now


def _one(connection: Connection, which: ColumnElement[bool]) -> Rating | None:
    row = connection.execute(select(*COLUMNS).where(which).order_by(ratings.c.at.desc()).limit(1)).one_or_none()
    return None if row is None else Rating(*row)
