"""The citizens' side of both products: who writes, and what they see on their screen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

JSON = dict[str, Any]
PATIENCE = 10.0  # real seconds until a test that waits for the bot gives up


@dataclass(frozen=True)
class Shown:
    """A message as the person sees it; `buttons` are (label, payload or address)."""

    id: str
    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    kind: str = "text"
    raw: JSON = field(default_factory=dict)


@dataclass
class Screen:
    """One talk as its people see it."""

    id: str
    name: str = "Bà Tư"
    group: bool = False
    blocked: bool = False
    shown: list[Shown] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def show(self, message: Shown) -> None:
        """Something new on the screen."""
        self.shown.append(message)
        self.news.set()


class Reader:
    """Whoever reads a talk: what the bot wrote there and has not been read yet."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self._read = 0

    @property
    def id(self) -> str:
        """The platform's id of the talk."""
        return self.screen.id

    async def hears(self, count: int = 1) -> list[Shown]:
        """What the bot wrote since last time, at least so many pieces."""
        try:
            async with asyncio.timeout(PATIENCE):
                while len(self.screen.shown) - self._read < count:
                    self.screen.news.clear()
                    await self.screen.news.wait()
        except TimeoutError:
            heard = [message.text for message in self.screen.shown[self._read :]]
            raise AssertionError(f"{self.screen.name} heard {heard} and waited for {count}") from None
        return self.heard()

    def heard(self) -> list[Shown]:
        """The same without waiting."""
        new = self.screen.shown[self._read :]
        self._read = len(self.screen.shown)
        return new

    async def sees_typing(self) -> None:
        """Wait until the bot shows that it is writing."""
        async with asyncio.timeout(PATIENCE):
            while "typing" not in self.screen.actions:
                self.screen.news.clear()
                await self.screen.news.wait()


class Citizen(Reader):
    """A person who can write, too."""

    def __init__(self, screen: Screen, write: Callable[..., Awaitable[JSON]]) -> None:
        super().__init__(screen)
        self._write = write

    async def says(self, text: str, **how: Any) -> JSON:
        """Type something; returns the event."""
        return await self._write(self.screen, "text", text=text, **how)

    async def sends(self, kind: str, **content: Any) -> JSON:
        """Send something else: image, sticker, voice, unsupported ..."""
        return await self._write(self.screen, kind, **content)

    def blocks(self) -> None:
        """Want nothing more of the bot."""
        self.screen.blocked = True

    def unblocks(self) -> None:
        """Want it again."""
        self.screen.blocked = False
