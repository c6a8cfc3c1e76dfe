"""Seals ratings: once they can no longer be changed, nothing joins them to a visit, a person or a minute."""

from __future__ import annotations

from functools import partial

from bot.clock import Clock
from bot.storage import ratings
from bot.storage.database import Database

_AT_ONCE = 500


async def seal(database: Database, clock: Clock) -> int:
    """Seal every rating whose time is over; returns how many."""
    total = 0
    while some := await database.write(partial(ratings.seal, now=clock.now(), at_most=_AT_ONCE)):
        total += some
    return total
