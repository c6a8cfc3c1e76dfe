"""Time for the fakes: the machine's own, or one that a test sets by hand."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """What a fake asks of time."""

    def now(self) -> float:
        """Seconds since 1970."""

    async def sleep(self, seconds: float) -> None:
        """Come back when that much time has gone by."""


class RealClock:
    """The machine's clock."""

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Wait in real time."""
        await asyncio.sleep(seconds)


class SetClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: float = 1_795_400_000.0) -> None:
        self._now = now
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []
        self._slept = asyncio.Event()

    def now(self) -> float:
        """Seconds since 1970, as set."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Wait until the test has moved the clock far enough."""
        if seconds <= 0:
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._now + seconds, woken))
        self._slept.set()
        await woken

    def advance(self, seconds: float) -> None:
        """Move time forward and wake whoever was waiting for it."""
        self._now += seconds
        due = [sleeper for sleeper in self._sleepers if sleeper[0] <= self._now]
        self._sleepers = [sleeper for sleeper in self._sleepers if sleeper[0] > self._now]
        for _, woken in due:
            if not woken.done():
                woken.set_result(None)

    async def has_sleeper(self) -> None:
        """Come back when somebody is waiting for time to pass."""
        while all(woken.done() for _, woken in self._sleepers):
            self._slept.clear()
            await self._slept.wait()
