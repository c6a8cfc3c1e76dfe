"""Single ratings for the staff's list: without person and visit, without the minute, comments only once approved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, select

from bot.storage.tables import rating_reasons, ratings


@dataclass(frozen=True, slots=True)
class Line:
    """One rating as the list shows it; `comment` is None until it is approved, `waiting` says that one waits."""

    id: str
    day: date
    hour: int
    level: int
    mode: str
    channel: str
    field: str | None
    procedure: str | None
    counter: str | None
    suspect: str | None
    comment: str | None
    waiting: bool
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """What the list is asked for; empty and None mean everything."""

    first: date
    last: date
    level: int = 0
    mode: str = ""
    field: str = ""
    counter: str = ""
    suspect: bool = False
    commented: bool = False
    fields: Sequence[str] = ()  # those whose ratings the reader may see


_SHOWN = ("id", "day", "hour", "level", "mode", "channel", "field", "procedure", "counter", "suspect")


def listed(connection: Connection, wanted: Wanted, limit: int, offset: int = 0) -> list[Line]:
    """The newest days first. Within a day the order tells nothing: it is that of the random ids."""
    rows = connection.execute(
        select(*(ratings.c[name] for name in _SHOWN), ratings.c.comment, ratings.c.comment_state)
        .where(*_where(wanted))
        .order_by(ratings.c.day.desc(), ratings.c.id)
        .limit(limit)
        .offset(offset)
    ).all()
    reasons = _reasons(connection, [row.id for row in rows])
    return [
        Line(
            **{name: getattr(row, name) for name in _SHOWN},
            comment=row.comment if row.comment_state == "approved" else None,
            waiting=row.comment_state == "waiting",
            reasons=tuple(sorted(reasons.get(row.id, ()))),
        )
        for row in rows
    ]


def _where(wanted: Wanted) -> list[ColumnElement[bool]]:
    """The conditions."""
    found: list[ColumnElement[bool]] = [ratings.c.day.between(wanted.first, wanted.last)]
    if wanted.fields:
        found.append(ratings.c.field.in_(wanted.fields))
    for name in ("level", "mode", "field", "counter"):
        if given := getattr(wanted, name):
            found.append(ratings.c[name] == given)
    if wanted.suspect:
        found.append(ratings.c.suspect.is_not(None))
    if wanted.commented:
        found.append(ratings.c.comment_state.in_(("approved", "waiting")))
    return found


def _reasons(connection: Connection, ids: Sequence[str]) -> dict[str, list[str]]:
    """The reasons of some ratings."""
    found: dict[str, list[str]] = {}
    for rating, reason in connection.execute(select(rating_reasons).where(rating_reasons.c.rating.in_(ids))):
        found.setdefault(rating, []).append(reason)
    return found
