"""Who waits for an answer: one line per person, in the order of what they sent, and how fast each of them writes."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.messages import Address, Incoming, Reply
from bot.storage.people import Known

_IN_WINDOW = 20  # events of one person within the window; what goes beyond is answered once and let go
_WINDOW = timedelta(seconds=10)
_BETWEEN_EXCUSES = timedelta(minutes=1)


@dataclass(slots=True)
class Event:
    """One stored event on its way.

    `known` is the person as they were when it was stored and `turns` how many turns their line had begun by then: it
    holds while none has begun since. `replies` were decided on by a former process; `tries` counts the processes that
    may have died over it.
    """

    row: int
    incoming: Incoming
    known: Known | None = None
    turns: int = 0
    replies: list[Reply] | None = None
    tries: int = 0

    @property
    def name(self) -> str:
        """How the log calls it."""
        return f"event {self.incoming.address.channel}/{self.row}"


@dataclass(slots=True)
class Line:
    """One person's line."""

    began: datetime
    count: int = 0  # events since `began`
    turns: int = 0  # turns begun
    storing: int = 0  # events that are being stored
    served: bool = False
    waiting: deque[Event] = field(default_factory=deque)
    excused: datetime | None = None
    public_until: datetime | None = None  # up to then their words are for everybody to read, see `Route.public`

    def pace(self, now: datetime) -> int:
        """Count an event; how many too many there are in the window now (1 for the first)."""
        if now - self.began > _WINDOW:
            self.began, self.count = now, 0
        self.count += 1
        return max(0, self.count - _IN_WINDOW)

    def may_excuse(self, now: datetime) -> bool:
        """Whether it is time for (another) word that we cannot take their messages."""
        if self.excused and now - self.excused < _BETWEEN_EXCUSES:
            return False
        self.excused = now
        return True


class Lines:
    """Every line that somebody stands in or stood in lately."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lines: dict[Address, Line] = {}

    def of(self, address: Address) -> Line:
        """A person's line; in a group every person has their own."""
        key = address._replace(chat="")
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = Line(began=self._clock.now())
            self._look_again(key)
        return line

    def waiting(self) -> int:
        """How many events wait for their turn."""
        return sum(len(line.waiting) for line in self._lines.values())

    def _look_again(self, key: Address) -> None:
        asyncio.get_running_loop().call_later(_WINDOW.total_seconds(), self._drop, key)

    def _drop(self, key: Address) -> None:
        """Forget a line that nobody stands in and that was quiet for the window."""
        line = self._lines[key]
        quiet = self._clock.now() - line.began > _WINDOW
        writes = line.public_until is not None and self._clock.now() < line.public_until
        if quiet and not (line.served or line.waiting or line.storing or writes):
            del self._lines[key]
        else:
            self._look_again(key)
