"""Suggestions: kept once, agreed with, decided on by the staff, and each change told to those who took part.

Nobody sees one before an administrator lets it be read; then it stands on the public page without a name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, case, delete, func, insert, or_, select, update

from bot.messages import Reply
from bot.storage import audit, outbox
from bot.storage.audit import By
from bot.storage.tables import people, suggestion_likes, suggestions
from bot.suggestion_words import DECIDED

PUBLIC, WAITING, HIDDEN = "public", "waiting", "hidden"
_CHANGE = "suggestion-changed"

Say = Callable[[str], Reply]
"""What somebody is told, by their language."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One suggestion; `likes` counts who agrees, `mine` that the one who looks made it."""

    id: int
    words: str
    source: str
    grievance: str | None
    shown: str
    state: str
    answer: str
    merged_into: int | None
    version: int
    person: int | None
    made: datetime
    changed: datetime
    likes: int


_LIKES = suggestions.c.kept_likes + (
    select(func.count())
    .select_from(suggestion_likes)
    .where(suggestion_likes.c.suggestion == suggestions.c.id)
    .correlate(suggestions)
    .scalar_subquery()
)
_OWN = [suggestions.c[name] for name in Suggestion.__slots__ if name != "likes"]
_SELECT: Select[Any] = select(*_OWN, _LIKES.label("likes"))


def add(
    connection: Connection, key: str, words: str, source: str, grievance: str | None, person: int, now: datetime
) -> int:
    """Keep a suggestion; returns its number. The same draft sent twice is kept once."""
    known = connection.execute(select(suggestions.c.id).where(suggestions.c.key == key)).scalar_one_or_none()
    if known is not None:
        return int(known)
    values: dict[str, Any] = {"key": key, "words": words, "source": source, "grievance": grievance, "person": person}
    values |= {"shown": WAITING, "state": "received", "made": now, "changed": now}
    return int(connection.execute(insert(suggestions).values(values).returning(suggestions.c.id)).scalar_one())


def made_since(connection: Connection, person: int, since: datetime) -> int:
    """How many somebody made from a moment on."""
    theirs = (suggestions.c.person == person) & (suggestions.c.made >= since)
    return int(connection.execute(select(func.count()).select_from(suggestions).where(theirs)).scalar_one())


def by_id(connection: Connection, number: int) -> Suggestion | None:
    """One suggestion."""
    row = connection.execute(_SELECT.where(suggestions.c.id == number)).one_or_none()
    return None if row is None else Suggestion(*row)


def public(
    connection: Connection, limit: int, offset: int = 0, state: str = "", *, newest: bool = False
) -> list[Suggestion]:
    """What everybody may read: what most agree with first, or the newest; those that were joined to others not."""
    open_first = case((suggestions.c.state.in_(DECIDED), 1), else_=0)
    order = (suggestions.c.id.desc(),) if newest else (open_first, _LIKES.desc(), suggestions.c.id.desc())
    which = (suggestions.c.shown == PUBLIC) & (suggestions.c.state != "merged")
    found = _SELECT.where(which, suggestions.c.state == state) if state else _SELECT.where(which)
    return _all(connection, found.order_by(*order).limit(limit).offset(offset))


def open_ones(connection: Connection, limit: int) -> list[Suggestion]:
    """Everything that a new one may be like, the newest first: neither hidden nor joined to another."""
    which = (suggestions.c.shown != HIDDEN) & (suggestions.c.state != "merged")
    return _all(connection, _SELECT.where(which).order_by(suggestions.c.id.desc()).limit(limit))


def of_person(connection: Connection, person: int, limit: int) -> list[Suggestion]:
    """What somebody made or agrees with, newest first."""
    liked = select(suggestion_likes.c.suggestion).where(suggestion_likes.c.person == person)
    theirs = or_(suggestions.c.person == person, suggestions.c.id.in_(liked))
    return _all(connection, _SELECT.where(theirs).order_by(suggestions.c.id.desc()).limit(limit))


def listed(connection: Connection, shown: str, limit: int, offset: int = 0) -> list[Suggestion]:
    """For the staff: those that wait for a look oldest first, the others by their last change."""
    order = suggestions.c.id if shown == WAITING else suggestions.c.changed.desc()
    found = _SELECT.where(suggestions.c.shown == shown).order_by(order).limit(limit).offset(offset)
    return _all(connection, found)


def counts(connection: Connection) -> dict[str, int]:
    """How many are waiting, public and hidden."""
    rows = connection.execute(select(suggestions.c.shown, func.count()).group_by(suggestions.c.shown))
    return {row[0]: row[1] for row in rows}


def like(connection: Connection, number: int, person: int) -> bool:
    """Agree with one that may be read; False if it may not, or is one's own, or one agrees already."""
    its = and_(suggestions.c.id == number, suggestions.c.shown == PUBLIC, suggestions.c.state != "merged")
    row = connection.execute(select(suggestions.c.person).where(its)).one_or_none()
    if row is None or row.person == person or likes_it(connection, number, person):
        return False
    connection.execute(insert(suggestion_likes).values(suggestion=number, person=person))
    return True


def unlike(connection: Connection, number: int, person: int) -> bool:
    """Agree no longer."""
    its = (suggestion_likes.c.suggestion == number) & (suggestion_likes.c.person == person)
    return bool(connection.execute(delete(suggestion_likes).where(its)).rowcount)


def likes_it(connection: Connection, number: int, person: int) -> bool:
    """Whether somebody agrees with one."""
    its = (suggestion_likes.c.suggestion == number) & (suggestion_likes.c.person == person)
    return connection.execute(select(suggestion_likes.c.person).where(its)).first() is not None


def withdraw(connection: Connection, number: int, person: int) -> bool:
    """Take one's own back, as long as nobody has decided on it."""
    its = (suggestions.c.id == number) & (suggestions.c.person == person) & suggestions.c.state.not_in(DECIDED)
    return bool(connection.execute(delete(suggestions).where(its)).rowcount)


def show(connection: Connection, number: int, words: str, shown: str, by: By, now: datetime) -> bool:
    """Let one be read as it was looked at (`words`), or hide it; False if it changed or went in the meantime."""
    its = (suggestions.c.id == number) & (suggestions.c.words == words) & (suggestions.c.shown != shown)
    if not connection.execute(update(suggestions).where(its).values(shown=shown, changed=now)).rowcount:
        return False
    audit.append(connection, by, f"suggestion-{shown}", f"suggestion:{number}", now)
    return True


def decide(
    connection: Connection, number: int, version: int, state: str, answer: str, by: By, now: datetime, say: Say
) -> bool:
    """Put one into another state with an answer, and tell all who took part; False if somebody was faster."""
    its = (suggestions.c.id == number) & (suggestions.c.version == version) & (suggestions.c.state != "merged")
    values = {"state": state, "answer": answer, "version": version + 1, "changed": now}
    if not connection.execute(update(suggestions).where(its).values(values)).rowcount:
        return False
    audit.append(connection, by, _CHANGE, f"suggestion:{number}", now, state=state)
    _tell(connection, number, version + 1, say, now)
    return True


def merge(connection: Connection, number: int, version: int, into: int, by: By, now: datetime, say: Say) -> bool:
    """Join one to a like one that may be read: who made it or agreed now agrees with that, and is told."""
    target = by_id(connection, into)
    if target is None or target.shown != PUBLIC or target.state == "merged" or into == number:
        return False
    its = (suggestions.c.id == number) & (suggestions.c.version == version) & (suggestions.c.state != "merged")
    values = {"state": "merged", "merged_into": into, "version": version + 1, "changed": now, "shown": HIDDEN}
    if not connection.execute(update(suggestions).where(its).values(values)).rowcount:
        return False
    audit.append(connection, by, "suggestion-merged", f"suggestion:{number}", now, into=into)
    _tell(connection, number, version + 1, say, now)
    for person in _took_part(connection, number):
        if person != target.person and not likes_it(connection, into, person):
            connection.execute(insert(suggestion_likes).values(suggestion=into, person=person))
    connection.execute(delete(suggestion_likes).where(suggestion_likes.c.suggestion == number))
    return True


def forget(connection: Connection, person: int) -> None:
    """Erase what somebody suggested, but for what stands on the public page without a name: that is cut from them."""
    theirs = suggestions.c.person == person
    connection.execute(delete(suggestions).where(theirs, suggestions.c.shown != PUBLIC))
    connection.execute(update(suggestions).where(theirs).values(person=None))
    connection.execute(delete(suggestion_likes).where(suggestion_likes.c.person == person))


def sweep(connection: Connection, before: datetime, at_most: int) -> int:
    """Cut decided ones from people, keeping how many agreed, and delete what was hidden; returns how many."""
    old = suggestions.c.changed < before
    hidden = select(suggestions.c.id).where(old, suggestions.c.shown == HIDDEN).limit(at_most)
    gone: int = connection.execute(delete(suggestions).where(suggestions.c.id.in_(hidden))).rowcount
    liked = select(suggestion_likes.c.suggestion).where(suggestion_likes.c.suggestion == suggestions.c.id).exists()
    joined = or_(suggestions.c.person.is_not(None), liked)
    over = select(suggestions.c.id).where(old, suggestions.c.state.in_(DECIDED), joined).limit(at_most)
    numbers = connection.execute(over).scalars().all()
    cut = update(suggestions).where(suggestions.c.id.in_(numbers)).values(person=None, kept_likes=_LIKES)
    connection.execute(cut)
    connection.execute(delete(suggestion_likes).where(suggestion_likes.c.suggestion.in_(numbers)))
    return gone + len(numbers)


def _tell(connection: Connection, number: int, version: int, say: Say, now: datetime) -> None:
    """Put the news of one into the outbox, once for everybody who took part."""
    theirs = people.c.id.in_(_took_part(connection, number)) & people.c.gone_since.is_(None)
    for row in connection.execute(select(people.c.id, people.c.language).where(theirs)).all():
        about = f"suggestion:{number}:{version}:{row.id}"
        outbox.put(connection, row.id, "suggestion", about, say(row.language), now)


def _took_part(connection: Connection, number: int) -> Sequence[int]:
    """Who made it or agrees."""
    made = select(suggestions.c.person).where(suggestions.c.id == number, suggestions.c.person.is_not(None))
    liked = select(suggestion_likes.c.person).where(suggestion_likes.c.suggestion == number)
    return connection.execute(made.union(liked)).scalars().all()


def _all(connection: Connection, wanted: Select[Any]) -> list[Suggestion]:
    return [Suggestion(*row) for row in connection.execute(wanted)]
