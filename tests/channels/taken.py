"""Whoever stores what a channel hands over, in its tests."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.messages import Incoming


@dataclass
class Taken:
    """What the channel handed over, and a way to make storing fail."""

    got: list[Incoming] = field(default_factory=list)
    failures: int = 0
    failure: Exception = field(default_factory=lambda: OSError("disk full"))
    refused: str = ""  # words that cannot be stored
    news: asyncio.Event = field(default_factory=asyncio.Event)
    failed: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, incoming: Incoming) -> None:
        """Store, or fail as told."""
        if self.failures or (self.refused and self.refused in incoming.text):
            self.failures = max(0, self.failures - 1)
            self.failed.set()
            raise self.failure
        self.got.append(incoming)
        self.news.set()

    async def has(self, count: int) -> list[Incoming]:
        """Everything so far, once it is at least so much."""
        async with asyncio.timeout(10):
            while len(self.got) < count:
                self.news.clear()
                await self.news.wait()
        return self.got
