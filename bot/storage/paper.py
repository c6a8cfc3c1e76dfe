"""Ratings from paper, counted by the staff: each its own row, and told apart from what people tapped themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import Connection, insert, select

from bot.scale import LEVELS, Mode, Source, Suspect
from bot.storage import audit
from bot.storage.audit import By
from bot.storage.ratings import new_id
from bot.storage.tables import audit as log
from bot.storage.tables import ratings

MOST = 500  # of one level on one slip
NOON = 12  # paper knows no hour


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
        levels = {str(level): count for level, count in counts.items() if count}
        audit.append(connection, by, "paper-entered", about, now, day=str(day), counts=levels)
    return len(rows)
