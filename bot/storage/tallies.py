"""Adds ratings up day by day, and reads the sums: from what is added up, and from the ratings of days that changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, func, insert, select

from bot.figures.hiding import NOBODY, Levels, plus
from bot.figures.periods import Period
from bot.storage.tables import rating_reasons, ratings
from bot.storage.tables.tallies import stale_days, tallies

SUSPECT = "suspect"
_SUMS = [tallies.c[name] for name in ("one", "two", "three", "four", "five")]

Key = tuple[date, str, str, str]
"""Day, what the key is of, field of work, key."""
Sums = dict[tuple[str, str, str], Levels]
"""What the key is of, field of work, key -> levels."""

# What of a rating is added up, and how it is written as a key; None: not told. Suspect ones are told by that alone.
_KEYS: dict[str, Callable[[Row[Any]], str | None]] = {
    "mode": lambda row: row.mode,
    "procedure": lambda row: row.procedure or "",
    "counter": lambda row: row.counter or "",
    "channel": lambda row: row.channel,
    "hour": lambda row: str(row.hour),
    "wednesday": lambda row: "yes" if row.wednesday else "no",
    "trips": lambda row: None if row.trips is None else str(min(row.trips, 4)),
    "extra": lambda row: None if row.extra is None else _yes(row.extra),
    "read_back": lambda row: None if row.read_back is None else _yes(row.read_back),
}
_READ = ("day", "field", "level", "suspect", *(name for name in _KEYS))


def read(connection: Connection, period: Period, fields: Sequence[str] = ()) -> tuple[Sums, dict[date, Levels]]:
    """Everything of a period: added up over its days, and how many ratings of each level a day has."""
    found: dict[tuple[str, str, str], list[int]] = {}
    columns = (tallies.c.what, tallies.c.field, tallies.c.key)
    for row in connection.execute(_added(period, fields, columns)):
        found[row[0], row[1], row[2]] = [int(value) for value in row[3:]]
    changed = _stale(connection, period, fields)
    for (_, what, field, key), levels in changed.items():
        _add(found, (what, field, key), levels)
    days = _days(connection, period, fields, changed)
    return {key: _levels(levels) for key, levels in found.items()}, days


def total(connection: Connection, period: Period, fields: Sequence[str] = ()) -> Levels:
    """How many ratings of each level a period has, without the suspect ones."""
    return plus(NOBODY, *_days(connection, period, fields, _stale(connection, period, fields)).values())


def _days(
    connection: Connection, period: Period, fields: Sequence[str], changed: dict[Key, list[int]]
) -> dict[date, Levels]:
    """The ratings of each day; those of days that changed are counted already."""
    which = _added(period, fields, (tallies.c.day,)).where(tallies.c.what == "mode")
    found: dict[date, list[int]] = {row[0]: [int(value) for value in row[1:]] for row in connection.execute(which)}
    for (day, what, _, _), levels in changed.items():
        if what == "mode":
            _add(found, day, levels)
    return {day: _levels(levels) for day, levels in found.items()}


def refresh(connection: Connection, at_most: int) -> int:
    """Add up days that changed, the newest first; returns how many were done.

    Their marks are taken away first: a rating that is written meanwhile, elsewhere, puts its mark anew.
    """
    newest = select(stale_days.c.day).order_by(stale_days.c.day.desc()).limit(at_most)
    days = [day for (day,) in connection.execute(newest)]
    connection.execute(delete(stale_days).where(stale_days.c.day.in_(days)))
    connection.execute(delete(tallies).where(tallies.c.day.in_(days)))
    names = [column.name for column in _SUMS]
    rows = [
        dict(zip(("day", "what", "field", "key"), key, strict=True)) | dict(zip(names, levels, strict=True))
        for key, levels in _counted(connection, [ratings.c.day.in_(days)]).items()
    ]
    if rows:
        connection.execute(insert(tallies), rows)
    return len(days)


def _added(period: Period, fields: Sequence[str], by: Iterable[ColumnElement[Any]]) -> Select[Any]:
    """The sums of days that did not change since they were added up."""
    by = list(by)
    days = tallies.c.day.between(period.first, period.last), tallies.c.day.not_in(select(stale_days.c.day))
    found = select(*by, *(func.sum(column) for column in _SUMS)).where(*days).group_by(*by)
    return found.where(tallies.c.field.in_(fields)) if fields else found


def _stale(connection: Connection, period: Period, fields: Sequence[str]) -> dict[Key, list[int]]:
    """The sums of the days that changed, from the ratings themselves."""
    marked = select(stale_days.c.day).where(stale_days.c.day.between(period.first, period.last))
    where: list[ColumnElement[bool]] = [ratings.c.day.in_(marked)]
    return _counted(connection, [*where, ratings.c.field.in_(fields)] if fields else where)


def _counted(connection: Connection, where: Sequence[ColumnElement[bool]]) -> dict[Key, list[int]]:
    """Ratings, counted one by one."""
    found: dict[Key, list[int]] = {}
    for row in connection.execute(select(*(ratings.c[name] for name in _READ)).where(*where)):
        for what, key in _told(row):
            found.setdefault((row.day, what, row.field or "", key), [0] * 5)[row.level - 1] += 1
    joined = rating_reasons.join(ratings, rating_reasons.c.rating == ratings.c.id)
    columns = (ratings.c.day, ratings.c.field, ratings.c.level, rating_reasons.c.reason, ratings.c.id)
    reasons = connection.execute(select(*columns).select_from(joined).where(*where, ratings.c.suspect.is_(None)))
    gave: set[str] = set()
    for day, field, level, reason, rating in reasons:
        found.setdefault((day, "reason", field or "", reason), [0] * 5)[level - 1] += 1
        if rating not in gave:
            found.setdefault((day, "gave", field or "", ""), [0] * 5)[level - 1] += 1
            gave.add(rating)
    return found


def _told(row: Row[Any]) -> Iterator[tuple[str, str]]:
    """What one rating is counted under."""
    if row.suspect is not None:
        yield SUSPECT, row.suspect
        return
    for what, key_of in _KEYS.items():
        if (key := key_of(row)) is not None:
            yield what, key


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"


def _add(found: dict[Any, list[int]], key: object, levels: Sequence[int]) -> None:
    have = found.setdefault(key, [0] * 5)
    for at, count in enumerate(levels):
        have[at] += count


def _levels(counts: Sequence[int]) -> Levels:
    one, two, three, four, five = counts
    return (one, two, three, four, five)


def margin(found: Sums, what: str, *, by_field: bool = False) -> dict[str, Levels]:
    """The sums of one kind, over all fields of work; or by the fields themselves."""
    gathered: dict[str, list[Levels]] = {}
    for (kind, field, key), levels in found.items():
        if kind == what:
            gathered.setdefault(field if by_field else key, []).append(levels)
    return {key: plus(NOBODY, *levels) for key, levels in gathered.items()}
