"""Has each event stored, and tries until it is: neither product is known to deliver an event a second time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.channels.base import Take
from bot.messages import Incoming, What
from bot.storage.errors import DatabaseError

log = logging.getLogger(__name__)

_TRIES = 3  # failures after which an event is stored without its words: they may be what cannot be stored
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 10.0  # seconds
SOON = 1.2  # seconds that a webhook's caller may be kept waiting


class NotTaking(Exception):  # noqa: N818 - says what is so
    """The channel is stopped."""


Pause = Callable[[float], Awaitable[None]]


class Storing:
    """The way from a platform's event to the switchboard."""

    def __init__(self, pause: Pause = asyncio.sleep) -> None:
        self.take: Take | None = None
        self.problem: str | None = None
        self._pause = pause
        self._tasks: set[asyncio.Task[None]] = set()

    async def store(self, incoming: Incoming) -> None:
        """Come back when the event is stored. Raises `NotTaking` if the channel is stopped."""
        tries = failures = 0
        while True:
            if self.take is None:
                raise NotTaking
            try:
                await self.take(incoming)
            except DatabaseError as error:
                self._note(error)  # its trouble passes, and the words are not to blame
            except Exception as error:
                failures += 1
                self._note(error)
                if failures == _TRIES:
                    log.exception("an event is stored without its words")
                    incoming = replace(incoming, what=What.OTHER, text="", data="")
            else:
                self.problem = None
                return
            await self._pause(min(_FIRST_PAUSE * 2**tries, _LONGEST_PAUSE))
            tries += 1

    async def store_soon(self, incoming: Incoming) -> bool:
        """Whether the event was stored in a moment; if not, storing goes on, and a second delivery does no harm."""
        task = asyncio.create_task(self.store(incoming))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        done, _ = await asyncio.wait({task}, timeout=SOON)
        return bool(done) and task.exception() is None

    async def stop(self) -> None:
        """Take nothing more."""
        self.take = None
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            log.error("%d events were not stored when the bot stopped", len(self._tasks))
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _note(self, error: Exception) -> None:
        if self.problem is None:
            log.warning("an event could not be stored and is tried again: %s", error)
        self.problem = "What comes in cannot be stored; see the log."
