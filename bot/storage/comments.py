"""The words people left with their ratings: looked at by an administrator before anybody else reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select, update

from bot.storage import audit
from bot.storage.audit import By
from bot.storage.tables import ratings

STATES = ("waiting", "approved", "hidden")


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment, masked, with what is known of its rating; `publish` is what the rater allowed."""

    id: str
    day: date
    level: int
    mode: str
    field: str | None
    counter: str | None
    publish: bool | None
    suspect: str | None
    comment: str
    comment_state: str


_COLUMNS = [ratings.c[name] for name in Comment.__slots__]


def listed(connection: Connection, state: str, limit: int, offset: int = 0) -> list[Comment]:
    """Comments in a state: those that wait longest first, else newest first."""
    order = (ratings.c.day, ratings.c.id) if state == "waiting" else (ratings.c.day.desc(), ratings.c.id)
    wanted = select(*_COLUMNS).where(ratings.c.comment_state == state, ratings.c.comment.is_not(None))
    return [Comment(*row) for row in connection.execute(wanted.order_by(*order).limit(limit).offset(offset))]


def counts(connection: Connection) -> dict[str, int]:
    """How many comments there are in each state."""
    rows = connection.execute(
        select(ratings.c.comment_state, func.count())
        .where(ratings.c.comment_state.in_(STATES))
        .group_by(ratings.c.comment_state)
    )
    return {str(row.comment_state): row[1] for row in rows}


def decide(connection: Connection, rating: str, words: str, state: str, by: By, now: datetime) -> bool:
    """Let a comment be read by others, or hide it; False if it is not there, or says something else by now.

    The words come along because the rater may have added to them since they were looked at.
    """
    this = (ratings.c.id == rating) & (ratings.c.comment == words) & (ratings.c.comment_state != state)
    changed = connection.execute(update(ratings).where(this).values(comment_state=state)).rowcount
    if changed:
        audit.append(connection, by, f"comment-{state}", "comment", now)  # not which: the log outlives the rating's id
    return bool(changed)
