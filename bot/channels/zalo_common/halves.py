"""Sends a reply's messages so that trying again does not begin it again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from bot.channels.base import Outcome, SendFailed
from bot.messages import Reply

_KEPT = 1000

Part = TypeVar("Part")


class Halves:
    """Remembers of replies that failed in the middle how far they came."""

    def __init__(self) -> None:
        self._sent: OrderedDict[tuple[str, Reply], int] = OrderedDict()

    async def send(
        self, talk: str, reply: Reply, parts: Sequence[Part], write: Callable[[Part], Awaitable[str]]
    ) -> str:
        """Write the parts that are not out yet; the id of the last. Raises `SendFailed`."""
        if not parts:
            raise SendFailed(Outcome.REFUSED, "there is nothing in the reply")
        last = ""
        for number in range(self._sent.pop((talk, reply), 0), len(parts)):
            try:
                last = await write(parts[number])
            except SendFailed:
                self._remember(talk, reply, number)
                raise
        return last

    def _remember(self, talk: str, reply: Reply, number: int) -> None:
        if number:
            self._sent[talk, reply] = number
        if len(self._sent) > _KEPT:
            self._sent.popitem(last=False)
