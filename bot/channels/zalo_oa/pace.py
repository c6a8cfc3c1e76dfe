"""Keeps within an Official Account's calls a minute; what nobody waits for leaves room for replies."""

from __future__ import annotations

import asyncio


class Pace:
    """So many calls a minute, some of them at once; bulk waits until half of those are free."""

    def __init__(self, per_minute: float) -> None:
        self._rate = per_minute / 60
        self._most = max(2.0, per_minute / 6)  # ten seconds' worth at once
        self._free = self._most
        self._at: float | None = None
        self._lines = {False: asyncio.Lock(), True: asyncio.Lock()}

    async def turn(self, *, bulk: bool = False) -> None:
        """Come back when a call may go."""
        async with self._lines[bulk]:
            while (wait := self._wait(bulk=bulk)) > 0:  # noqa: ASYNC110 - replies may take what bulk waits for
                await asyncio.sleep(wait)
            self._free -= 1

    def _wait(self, *, bulk: bool) -> float:
        """Seconds until the next call may go."""
        now = asyncio.get_running_loop().time()
        passed = 0.0 if self._at is None else now - self._at
        self._at, self._free = now, min(self._most, self._free + passed * self._rate)
        needed = max(1.0, self._most / 2) if bulk else 1.0
        return (needed - self._free) / self._rate if self._free < needed else 0.0
