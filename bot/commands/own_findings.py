"""What `python -m bot check` says of the entries that the ward keeps in the database over the shipped ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from bot.commands.findings import Finding, State
from bot.editing import overlay_of
from bot.settings import Settings
from bot.storage.database import Database, DatabaseError
from bot.storage.revision import look
from faq import Library
from faq.overlay import Laid, Upgrade

_PART = "own entries"
_MET = {
    Upgrade.CHANGED: "the shipped entry has changed since the ward changed it",
    Upgrade.ARRIVED: "the ward wrote it itself, and now one is shipped under the same id",
    Upgrade.GONE: "the shipped entry that the ward changed is not shipped any more",
}


async def own_findings(settings: Settings, library: Library) -> list[Finding]:
    """What is in use, what is left out and why, and what an upgrade met; nothing where the database is not ready."""
    try:
        revision = await look(settings.database_url)
        if revision.here != revision.newest:
            return []
        database = Database(settings.database_url)
        try:
            overlay = await overlay_of(database)
        finally:
            await database.close()
    except (DatabaseError, SQLAlchemyError, OSError):
        return []  # said of the database already
    return list(_told(library.under(overlay).laid)) if overlay else []


def _told(laid: Laid) -> Iterator[Finding]:
    counts = Counter(laid.marks.values())
    said = ", ".join(f"{count} {mark}" for mark, count in sorted(counts.items())) or "none in use"
    yield Finding(_PART, State.FINE, f"over the shipped ones: {said}.")
    for one in laid.left_out:
        yield Finding(_PART, State.NOTE, f"left out: {one}.")
    for met in laid.conflicts:
        yield Finding(_PART, State.NOTE, f"{met.entry!r}: {_MET[met.why]}; decide on the page of entries.")
