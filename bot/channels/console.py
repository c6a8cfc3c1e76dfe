"""The console: one line in, the replies out, buttons as numbered lines. Made for pipes as well as for people."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable
from typing import TextIO

from bot.channels.base import Channel, Limits, Take
from bot.clock import Clock
from bot.messages import Address, Incoming, Reply, What


def as_lines(reply: Reply) -> Iterable[str]:
    """A reply as plain lines, a picture as its words, the buttons numbered."""
    for one in reply.attachments:
        yield f"[{one.alt or one.name}]" + (f" {one.url}" if one.url else "")
    if reply.title:
        yield reply.title.upper()
    yield from reply.text.splitlines()
    yield from (f"({line})" for line in reply.note.splitlines() if line)
    if reply.image:
        yield f"[{reply.image.alt}]"
    if reply.question:
        yield f"({reply.question})"
    number = 0
    for button in reply.buttons:
        number += bool(button.data)
        yield f"  {number}. {button.label}" if button.data else f"  - {button.label}: {button.url}"


class Console(Channel):
    """Talks on a pair of text streams with one person, whose talk is not mixed with any other channel's."""

    name = "console"
    limits = Limits(text=100_000, buttons=100, label=200, numbered=True, pictures=False)

    def __init__(self, clock: Clock, write: TextIO = sys.stdout) -> None:
        self._clock = clock
        self._write = write
        self._count = 0
        self._take: Take | None = None

    async def start(self, take: Take) -> None:
        """Nothing to connect to."""
        self._take = take

    async def stop(self) -> None:
        """Nothing to let go of."""

    async def send(self, address: Address, reply: Reply, *, replacing: str = "") -> str:
        """Print a reply, an empty line after it."""
        print(*as_lines(reply), "", sep="\n", file=self._write, flush=True)
        return ""

    async def hear(self, line: str) -> None:
        """Take one line as a message."""
        if self._take is None:
            raise RuntimeError("the console is not started")
        self._count += 1
        now = self._clock.now()
        event = f"{now.timestamp():.6f}-{self._count}"
        await self._take(Incoming(Address(self.name, "me"), event, What.TEXT, now, text=line))

    async def lines(self, read: TextIO = sys.stdin) -> Iterable[str]:
        """The next line of the input as a list of one, or none at its end."""
        line = await asyncio.to_thread(read.readline)
        return [line.rstrip("\n")] if line else []
