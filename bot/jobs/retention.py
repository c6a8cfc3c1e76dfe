"""Once a day: what has been kept long enough goes, by the settings."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot import importing
from bot.clock import Clock
from bot.settings import Settings
from bot.storage import (
    groups,
    hushed,
    imports,
    inbox,
    inquiry_forgetting,
    inquiry_talks,
    links,
    outbox,
    questions,
    rating_forms,
    retention,
    sessions,
    source_items,
    suggestions,
    visits,
    webchat,
)
from bot.storage.database import Database

log = logging.getLogger(__name__)

_AT_ONCE = 500  # rows in one transaction
_ARTICLES_DAYS = 365  # by then a site that lists one again has brought it anew

Sweep = Callable[[Connection, datetime, int], int]


async def clean_up(database: Database, settings: Settings, clock: Clock) -> dict[str, int]:
    """Sweep every table; returns how many rows of what went."""
    rules: list[tuple[str, Sweep, int]] = [
        ("talks with officials", inquiry_forgetting.sweep, settings.keep_inquiries_days),
        ("pictures for officials", inquiry_talks.sweep_pictures, settings.keep_pictures_days),
        ("expired talks", retention.sweep_talks, 0),
        ("questions' words", questions.sweep, settings.keep_questions_days),
        ("words of groups of questions", groups.sweep, settings.keep_questions_days),
        ("web chat lines", retention.sweep_talk_lines, settings.keep_talks_days),
        ("talks taken over", hushed.sweep, 0),
        ("forms for ratings", rating_forms.sweep, settings.keep_messages_days),
        ("spent links", links.sweep, 1),
        ("ended sessions", sessions.sweep, 0),
        ("links of receipts to people", visits.sweep_links, settings.keep_links_days),
        ("suggestions that are over", suggestions.sweep, settings.keep_links_days),
        ("lists of visits nobody took", imports.sweep, importing.ABANDONED_DAYS),
        ("messages sent unasked", outbox.sweep, settings.keep_messages_days),
        ("articles no site lists any more", source_items.sweep, _ARTICLES_DAYS),
        ("events", inbox.sweep, settings.keep_events_days),
        ("people", retention.sweep_people, settings.keep_people_days),  # last: what hung on them may have gone just now
    ]
    gone = {name: await _sweep(database, sweep, clock.now() - timedelta(days=days)) for name, sweep, days in rules}
    if any(gone.values()):
        log.info("kept long enough: %s", ", ".join(f"{count} {name}" for name, count in gone.items() if count))
    return gone


async def blank_links(database: Database, clock: Clock) -> int:
    """Blank the one-time links of the staff in the web chat's talks as soon as they have ended; returns how many lines.

    A line must be kept to be shown; until its link has ended, that is. Nobody can use one after that, and nobody who
    reads the database later should have to wonder.
    """
    return await database.write(partial(webchat.blank_links, before=clock.now() - links.LASTS))


async def _sweep(database: Database, sweep: Sweep, before: datetime) -> int:
    """Sweep until nothing is left, letting others write in between."""
    total = 0
    while some := await database.write(partial(_some, sweep, before)):
        total += some
    return total


def _some(sweep: Sweep, before: datetime, connection: Connection) -> int:
    return sweep(connection, before, _AT_ONCE)
