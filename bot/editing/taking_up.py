"""What is live in the database, laid over the library in use: at the start, after each decision, and every few seconds.

A decision that another process took is taken up by the job that compares the version.
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from sqlalchemy import Connection

from bot.collecting import settle
from bot.editing.folding import fold
from bot.storage import entry_changes
from bot.storage.database import Database
from bot.storage.entry_change_rows import Change
from faq import Library, Overlay, Shelf

log = logging.getLogger(__name__)


class TakingUp:
    """Keeps the library in use at what is live in the database."""

    def __init__(self, database: Database, shelf: Shelf) -> None:
        self._database, self._shelf = database, shelf
        self._version = 0
        self._one_at_a_time = asyncio.Lock()

    async def begin(self) -> None:
        """The first time, before anybody is answered; trouble is logged and never keeps the bot from its start."""
        try:
            await self.run()
        except Exception:
            log.exception("the ward's own entries cannot be taken up; the shipped ones are in use")

    async def run(self) -> bool:
        """Take up what went live or was undone since the last time; whether there was anything."""
        async with self._one_at_a_time:
            if await self._database.read(entry_changes.version) == self._version:
                return False
            version, changes = await self._database.read(_live)
            await asyncio.to_thread(self._lay, fold(changes))
            self._version = version
            settle()
            return True

    def _lay(self, overlay: Overlay) -> None:
        self._shelf.lay(overlay)


async def library_of(database: Database, folder: Path) -> Library:
    """The data files of a folder under what is live in the database, for programs that end by themselves.

    Raises LibraryError.
    """
    overlay = await overlay_of(database)
    library = Library.load(folder)
    return library.under(overlay) if overlay else library


async def overlay_of(database: Database) -> Overlay:
    """What is live in the database."""
    return fold(await database.read(entry_changes.live))


def _live(connection: Connection) -> tuple[int, list[Change]]:
    """What is live, and the version that this is: read together."""
    return entry_changes.version(connection), entry_changes.live(connection)
