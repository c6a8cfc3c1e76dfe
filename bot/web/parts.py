"""What the pages need of the bot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.channels.base import Channel
from bot.clock import Clock
from bot.editing import TakingUp
from bot.feeds.reading import Reader
from bot.i18n import Catalogue
from bot.meters import Meters
from bot.newsroom import Newsroom
from bot.previewing import Previews
from bot.settings import Settings
from bot.storage.database import Database
from bot.ward import Ward
from faq import Shelf


@dataclass(frozen=True)
class Parts:
    """The bot, as its pages see it; `backlog` says how many events wait for their turn.

    After a decision on an entry, `taking_up.run()` has it in use before the page is answered.
    """

    settings: Settings
    ward: Ward
    shelf: Shelf
    database: Database
    channels: Mapping[str, Channel]
    catalogue: Catalogue
    clock: Clock
    meters: Meters
    backlog: Callable[[], int]
    taking_up: TakingUp
    previews: Previews
    reader: Reader

    @property
    def newsroom(self) -> Newsroom:
        """Where notices are looked at and decided."""
        return Newsroom(self.ward, self.settings, self.channels, self.catalogue, self.clock)
