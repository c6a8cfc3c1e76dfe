"""Ratings from paper, counted by the staff: each its own row, and told apart from what people tapped themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from bot.scale import LEVELS, Mode, Source, Suspect
from bot.storage import audit
from bot.storage.audit import By
from bot.storage.ratings import new_id
from bot.storage.tables import audit as log
from bot.storage.tables import ratings

MOST = 500  # of one level on one slip
NOON = 12  # paper knows no hour
ENTERED, REMOVED = "paper-entered", "paper-removed"  # acts of the log
_ALL = 10_000  # slips that can still be taken back


def enter(
    connection: Connection,
    by: By,
    slip: str,
    day: date,
    wednesday: bool,
    counts: Mapping[int, int],
    counter: str | None,
    field: str | None,
    now: datetime,
) -> int:
    """Enter how many papers of a day had each level; returns how many, 0 if this slip was entered already.

    `slip` is the form's own number, so that sending it twice counts once.
    """
    about = f"paper:{slip}"
    if connection.execute(select(log.c.id).where(log.c.about == about)).first():
        return 0
    at = now.replace(minute=0, second=0, microsecond=0)
    same = {
        "at": at,
        "day": day,
        "hour": NOON,
        "mode": Mode.ASSISTED,
        "source": Source.PAPER,
        "channel": "paper",
        "field": field,
        "counter": counter,
        "wednesday": wednesday,
        "suspect": Suspect.ENTERED,
        "entered_by": by.staff,
    }
    rows = [same | {"id": new_id(), "level": level} for level in LEVELS for _ in range(counts.get(level, 0))]
    if rows:
        connection.execute(insert(ratings), rows)
        where = {"counter": counter, "field": field}
        audit.append(connection, by, ENTERED, about, now, day=str(day), counts=_plain(counts), **where)
    return len(rows)


@dataclass(frozen=True, slots=True)
class Slip:
    """What was entered at once: `id` is its line in the log, `levels` how many ballots of each level."""

    id: int
    at: datetime
    by: str
    staff: int | None
    day: date
    counter: str | None
    field: str | None
    levels: dict[int, int]


def latest(connection: Connection, limit: int, staff: int | None = None) -> list[Slip]:
    """What was entered and not taken back, newest first; of one of the staff, where one is named."""
    back = log.alias("back")
    undone = select(back.c.id).where(back.c.act == REMOVED, back.c.about == log.c.about).exists()
    wanted = select(log).where(log.c.act == ENTERED, ~undone).order_by(log.c.id.desc()).limit(limit)
    rows = connection.execute(wanted.where(log.c.staff == staff) if staff is not None else wanted)
    return [_slip(row.id, row.at, row.name, row.staff, row.detail) for row in rows]


def remove(connection: Connection, by: By, entered: int, now: datetime, staff: int | None = None) -> int:
    """Take back what was entered at once; returns how many ballots went, 0 if there is no such slip (any more).

    A ballot is as good as any other of its slip's day, place and level: no row needs to know its slip.
    """
    locked = select(log.c.about).where(log.c.id == entered).with_for_update()  # of two at once the second finds it gone
    about = connection.execute(locked).scalar_one_or_none()
    slip = next((one for one in latest(connection, _ALL, staff) if one.id == entered), None)
    if about is None or slip is None:
        return 0
    same = (
        (ratings.c.source == Source.PAPER)
        & (ratings.c.day == slip.day)
        & ratings.c.counter.is_not_distinct_from(slip.counter)
        & ratings.c.field.is_not_distinct_from(slip.field)
        & ratings.c.entered_by.is_not_distinct_from(slip.staff)
    )
    gone = 0
    for level, count in slip.levels.items():
        its = select(ratings.c.id).where(same, ratings.c.level == level).limit(count)
        gone += connection.execute(delete(ratings).where(ratings.c.id.in_(its))).rowcount
    audit.append(connection, by, REMOVED, about, now, day=str(slip.day), counts=_plain(slip.levels))
    return gone


def _slip(entered: int, at: datetime, by: str, staff: int | None, detail: Mapping[str, Any]) -> Slip:
    levels = {int(level): int(count) for level, count in detail["counts"].items()}
    day = date.fromisoformat(detail["day"])
    return Slip(entered, at, by, staff, day, detail.get("counter"), detail.get("field"), levels)


def _plain(levels: Mapping[int, int]) -> dict[str, int]:
    return {str(level): count for level, count in levels.items() if count}
