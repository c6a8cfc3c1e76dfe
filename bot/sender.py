"""Saying replies: channels classify a failure, this file decides what follows."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from bot.channels.base import Channel, Outcome, SendFailed
from bot.clock import Clock
from bot.messages import Address, Reply
from bot.meters import Meters
from bot.storage import people
from bot.storage.database import Database, DatabaseError

log = logging.getLogger(__name__)

_PATIENCE = 15 * 60.0  # seconds that one reply is tried for; then it waits for the next start
_LONGEST_PAUSE = 60.0  # seconds between two tries


class Sender:
    """Sends what a turn decided on, in order; a reply that may have arrived is said once more rather than lost."""

    def __init__(self, channels: Mapping[str, Channel], database: Database, clock: Clock, meters: Meters) -> None:
        self.channels = channels
        self._database = database
        self._clock = clock
        self._meters = meters

    async def say(self, address: Address, replies: deque[Reply], replacing: str = "") -> None:
        """Send replies one after the other, taking each away once it is out of our hands.

        What is left afterwards, also by a cancellation, is still to be said. `replacing` is the message that a reply
        may replace.
        """
        channel = self.channels[address.channel]
        while replies:
            outcome = await self._one(channel, address, replies[0], replacing if replies[0].replace else "")
            self._meters.sent.labels(channel.name, outcome or "sent").inc()
            if outcome is Outcome.RETRY:
                return
            replies.popleft()
            if outcome is Outcome.GONE:
                replies.clear()
                await self._note_gone(address)

    async def send_unasked(self, address: Address, reply: Reply) -> str | SendFailed:
        """Try once to say what nobody waits for; the channel's id of it, or the failure, which is the caller's."""
        channel = self.channels[address.channel]
        try:
            sent = await channel.send_unasked(address, reply)
        except SendFailed as failed:
            log.warning("%s did not take a message: %s (%s)", channel.name, failed.why, failed.outcome)
            if failed.outcome is Outcome.REFUSED and reply.buttons:
                return await self.send_unasked(address, replace(reply, buttons=()))  # the words at least
            self._meters.unasked.labels(channel.name, failed.outcome).inc()
            return failed
        self._meters.unasked.labels(channel.name, "sent").inc()
        return sent

    async def correct(self, address: Address, message: str, reply: Reply, *, takes_back: bool) -> bool | SendFailed:
        """Change or delete what was sent; False where that cannot be, so that it must be said anew."""
        channel = self.channels[address.channel]
        if not channel.limits.changes:
            return False
        try:
            done = (takes_back and await channel.take_back(address, message)) or await channel.change(
                address, message, reply
            )
        except SendFailed as failed:
            log.warning("%s did not change a message: %s (%s)", channel.name, failed.why, failed.outcome)
            return False if failed.outcome is Outcome.REFUSED else failed
        return done

    async def try_once(self, address: Address, reply: Reply) -> None:
        """Say something that is worth saying now or not at all."""
        try:
            await self.channels[address.channel].send(address, reply)
        except SendFailed as failure:
            log.warning("%s did not take a word: %s (%s)", address.channel, failure.why, failure.outcome)

    async def typing(self, address: Address) -> None:
        """Show that an answer is being written."""
        await self.channels[address.channel].typing(address)

    async def _one(self, channel: Channel, address: Address, reply: Reply, replacing: str) -> Outcome | None:
        """Send one reply, trying again where that makes sense; None when it is out."""
        doubted = False
        attempt = 0
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                await channel.send(address, reply, replacing=replacing)
            except SendFailed as failure:
                log.warning("%s did not take a reply: %s (%s)", channel.name, failure.why, failure.outcome)
                if failure.outcome is Outcome.REFUSED and reply.buttons:
                    reply = replace(reply, buttons=(), replace=False)  # a refused button must not cost the answer
                    replacing = ""
                    continue
                twice_doubted = doubted and failure.outcome is Outcome.UNKNOWN
                if twice_doubted or failure.outcome in (Outcome.GONE, Outcome.REFUSED):
                    return failure.outcome
                doubted = doubted or failure.outcome is Outcome.UNKNOWN
                pause = failure.retry_after or _backoff(attempt)
                attempt += 1
                if time.monotonic() + pause > until:
                    return Outcome.RETRY
                await asyncio.sleep(pause)
            else:
                return None

    async def _note_gone(self, address: Address) -> None:
        """Do not write to this person unasked until they come back; a note that fails is made at the next failure."""
        try:
            await self._database.write(partial(people.set_gone, address=address, since=self._clock.now()))
        except DatabaseError as error:
            log.warning("that a person is gone was not noted: %s", error)


def _backoff(attempt: int) -> float:
    """Growing pauses, not the same for everybody."""
    pause: float = min(0.5 * 2 ** min(attempt, 10), _LONGEST_PAUSE)
    return pause * random.uniform(0.8, 1.2)  # noqa: S311 - not a secret
