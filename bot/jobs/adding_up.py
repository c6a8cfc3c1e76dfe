"""Adds up the ratings of days that changed, a few days at a time so that nobody's message waits for it."""

from __future__ import annotations

from functools import partial

from bot.storage import tallies
from bot.storage.database import Database

_DAYS_AT_ONCE = 3


async def add_up(database: Database) -> int:
    """Until no day is left; returns how many there were."""
    done = 0
    while days := await database.write(partial(tallies.refresh, at_most=_DAYS_AT_ONCE)):
        done += days
    return done
