"""The long poll: one event a call and no acknowledgement, so nothing new is fetched before the last is stored."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from bot.channels.zalo_bot.api import REJECTED, Api, ZaloRefused
from bot.channels.zalo_bot.errors import BAD_TOKEN
from bot.channels.zalo_common.http import CallFailed
from bot.channels.zalo_common.storing import Pause

log = logging.getLogger(__name__)

WAIT = 30  # seconds that an empty poll is held open
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_IDLE_AT_LEAST = 1.0  # seconds; where an empty poll ends sooner, we wait instead of asking without pause


class Poller:
    """Fetches events for as long as it runs."""

    def __init__(self, api: Api, store: Callable[[Any], Awaitable[None]], pause: Pause = asyncio.sleep) -> None:
        self._api, self._store, self._pause = api, store, pause
        self._failures = 0
        self.problem: str | None = None

    async def run(self) -> None:
        """Poll until cancelled; a failure is waited out, longer each time."""
        while True:
            began = time.monotonic()
            try:
                got = await self._api.poll(WAIT)
            except (ZaloRefused, CallFailed) as error:
                await self._wait_out(error)
                continue
            self._failures, self.problem = 0, None
            if got:
                await self._keep(got)
            elif time.monotonic() - began < _IDLE_AT_LEAST:
                await self._pause(_IDLE_AT_LEAST)

    async def _keep(self, got: Any) -> None:
        """Store what came; what nobody can read must not end the poll."""
        try:
            await self._store(got)
        except Exception:
            log.exception("something that came from Zalo could not be read and is passed over")

    async def _wait_out(self, error: ZaloRefused | CallFailed) -> None:
        rejected = isinstance(error, ZaloRefused) and error.code in REJECTED
        self.problem = BAD_TOKEN if rejected else f"Zalo Bot cannot be reached: {error}."
        if not self._failures:
            log.warning("%s", self.problem)
        await self._pause(min(_FIRST_PAUSE * 2**self._failures, _LONGEST_PAUSE))
        self._failures = min(self._failures + 1, 10)
