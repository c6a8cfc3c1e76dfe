"""What the tests share: a clock one can set, a channel that records, and a bot built on a database of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bot.app import App, build
from bot.channels.base import Channel, Limits, SendFailed, Take
from bot.clock import Clock
from bot.messages import Address, Incoming, Reply, What
from bot.settings import Settings
from faq import DATA, Library

_load = Library.load  # what it is before a test puts `library` in its place

MONDAY_MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 9:00 at the ward


class SetClock(Clock):
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime = MONDAY_MORNING) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def move(self, **step: float) -> None:
        """Move on: move(hours=2)."""
        self._now += timedelta(**step)


@dataclass
class RecordingChannel(Channel):
    """A channel whose people live in the test: what they say goes in, what the bot says is kept in `said`."""

    name: str = "test"
    limits: Limits = field(default_factory=lambda: Limits(text=4096, buttons=100, label=64, can_edit=True))
    said: list[tuple[Address, Reply]] = field(default_factory=list)
    failures: list[SendFailed] = field(default_factory=list)  # raised one by one before sends go through
    clock: Clock = field(default_factory=SetClock)
    take: Take | None = None
    events: int = 0

    async def start(self, take: Take) -> None:
        self.take = take

    async def stop(self) -> None:
        self.take = None

    async def send(self, address: Address, reply: Reply, *, replacing: str = "") -> str:
        if self.failures:
            raise self.failures.pop(0)
        self.said.append((address, reply))
        return str(len(self.said))

    async def hear(
        self,
        text: str = "",
        *,
        who: str = "ba-tu",
        data: str = "",
        what: What | None = None,
        event: str = "",
        message: str = "",
        group: bool = False,
        file: str = "",
    ) -> None:
        """One person does one thing."""
        assert self.take, "the channel is not started"
        self.events += 1
        what = what or (What.BUTTON if data else What.TEXT)
        event = event or str(self.events)
        address = Address(self.name, who, "nhom" if group else "")
        now = self.clock.now()
        heard = Incoming(address, event, what, now, text=text, data=data, message=message, group=group, file=file)
        await self.take(heard)


@dataclass
class Desk:
    """A whole bot with one recording channel, for talks in tests."""

    app: App
    channel: RecordingChannel
    clock: SetClock

    async def ask(self, text: str = "", **how: Any) -> list[Reply]:
        """Say something and get what the bot replied to it."""
        before = len(self.channel.said)
        await self.channel.hear(text, **how)
        await self.app.switchboard.idle()
        return [reply for _, reply in self.channel.said[before:]]

    async def press(self, label: str, **how: Any) -> list[Reply]:
        """Press the newest button that carries this label."""
        for _, reply in reversed(self.channel.said):
            for button in reply.buttons:
                if button.label == label and button.data:
                    return await self.ask(data=button.data, **how)
        raise AssertionError(f"no button {label!r} was offered")


@cache
def library(folder: Path = DATA) -> Library:
    """A library, read once for all tests: it never changes, and reading the real one takes longer than a talk."""
    return _load(folder)


def sqlite_url(folder: Path) -> str:
    """A fresh SQLite database in a folder."""
    return f"sqlite+aiosqlite:///{folder / 'test.db'}"


def make_desk(database_url: str, **settings: object) -> Desk:
    """Build (not start) a bot on a database; settings by name."""
    clock = SetClock()
    channel = RecordingChannel(clock=clock)
    app = build(Settings(_env_file=None, database_url=database_url, **settings), [channel], clock)  # type: ignore[call-arg, arg-type]
    return Desk(app, channel, clock)
