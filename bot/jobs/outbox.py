"""Sends what is to be said unasked, a few messages at a time, each channel by itself.

What is in flight when the process is killed, and only that, is in doubt: no more is claimed than is being sent. At the
next start it is settled by the rule in `bot.storage.outbox` (`SAID_AGAIN`).
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from sqlalchemy import Connection

from bot.channels.base import Outcome, SendFailed
from bot.clock import Clock
from bot.sender import Sender
from bot.storage import outbox, people, steps
from bot.storage.database import Database, DatabaseError
from bot.storage.listing import IN_PLACE, KIND
from bot.storage.outbox import SAID_AGAIN, Message
from bot.ward import Ward

log = logging.getLogger(__name__)

TRIES = 13  # over about two hours
_TURN = 0.03  # seconds from one transaction of a channel to the next
_LOOK_EVERY = 1.0  # seconds between two looks at an empty outbox
_AWAY = 5.0  # seconds until a platform that takes nothing from anybody is tried again, if it did not say when
_FIRST_PAUSE = timedelta(seconds=2)
_LONGEST_PAUSE = timedelta(hours=1)
_ENDING = 5.0  # seconds that stopping waits for what is in flight

Result = tuple[Message, SendFailed | None]


class _Claimed(NamedTuple):
    """How many were taken, and whether there may be more."""

    taken: int
    more: bool


class Outbox:
    """Drains the outbox of every channel while the bot runs."""

    def __init__(
        self,
        sender: Sender,
        database: Database,
        ward: Ward,
        clock: Clock,
        said_again: Collection[str] = SAID_AGAIN,
    ) -> None:
        self._sender = sender
        self._database = database
        self._ward = ward
        self._clock = clock
        self._said_again = frozenset(said_again)
        self._paused: dict[str, datetime] = {}  # channels whose account was told to wait
        self._done: defaultdict[str, list[Result]] = defaultdict(list)  # not noted yet, also while the database is away
        self._unsure: set[str] = set()  # channels of which a claim may have been committed that nobody told us of
        self._draining: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._stopping = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Settle what a former process left in doubt, and begin."""
        channels = list(self._sender.channels)
        settle = partial(outbox.settle, channels=channels, now=self._clock.now(), said_again=self._said_again)
        again, unknown = await self._database.write(settle)
        if again or unknown:
            log.warning("of the messages in flight when the bot died %d go again, %d are left", again, unknown)
        self._stopping.clear()
        self._tasks = [asyncio.create_task(self._look_after(name), name=f"outbox {name}") for name in channels]

    async def stop(self) -> None:
        """Claim nothing more, take back what waits for its turn, and let what is on the wire end."""
        self._stopping.set()
        for channel in self._sender.channels.values():
            channel.turn_away()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=_ENDING)
            for task in late:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    async def run_due(self) -> int:
        """Send all that is due on every channel; returns how many messages were tried."""
        return sum([await self._drain(name) for name in self._sender.channels])

    async def _look_after(self, channel: str) -> None:
        while not self._stopping.is_set():
            try:
                await self._drain(channel)
            except DatabaseError as error:
                log.warning("the outbox of %s waits: %s", channel, error)
            except Exception:
                log.exception("the outbox of %s stumbled", channel)
            try:
                await asyncio.wait_for(self._stopping.wait(), _LOOK_EVERY)
            except TimeoutError:
                continue

    async def _drain(self, name: str) -> int:
        """Keep as many in flight as the channel wants until nothing is due.

        What became of some is noted with the claim of the next, at most once in `_TURN`: at a thousand messages a
        second one transaction serves thirty of them.
        """
        tried = 0
        async with self._draining[name]:
            is_due = partial(outbox.is_due, channel=name, now=self._clock.now())
            if not self._done[name] and name not in self._unsure and not await self._database.read(is_due):
                return tried
            flying: dict[asyncio.Task[Result], Message] = {}
            try:
                while (claimed := await self._next(name, flying)) is not None:
                    tried += claimed.taken
                    await self._wait(name, flying, _TURN if claimed.more else _LOOK_EVERY)
            except DatabaseError:  # what is in flight is noted when it is back
                self._unsure.add(name)
                if flying:
                    await asyncio.wait(flying)
                self._landed(name, flying)
                raise
            finally:
                for task in flying:
                    task.cancel()
        return tried

    async def _next(self, name: str, flying: dict[asyncio.Task[Result], Message]) -> _Claimed | None:
        """Note what has landed and start what there is room for; None when there is nothing more to wait for."""
        room = max(0, self._sender.channels[name].room(len(flying)))
        done = list(self._done[name])
        batch: list[Message] = []
        if room or done:
            busy = {message.person for message in flying.values()}
            batch = await self._database.write(partial(self._turn, name, done, room, busy))
            del self._done[name][: len(done)]
            self._unsure.discard(name)
        flying |= {asyncio.create_task(self._send(message)): message for message in batch}
        return _Claimed(len(batch), len(batch) >= room) if flying else None

    async def _wait(self, name: str, flying: dict[asyncio.Task[Result], Message], at_most: float) -> None:
        """Until something has landed, or more may be claimed; a little longer if others are about to land too."""
        began = time.monotonic()
        await asyncio.wait(flying, timeout=at_most, return_when=asyncio.FIRST_COMPLETED)
        rest = _TURN - (time.monotonic() - began)
        if rest > 0 and not all(task.done() for task in flying):
            await asyncio.wait(flying, timeout=rest)
        self._landed(name, flying)

    def _landed(self, name: str, flying: dict[asyncio.Task[Result], Message]) -> None:
        """What has ended its flight is to be noted."""
        for task in [task for task in flying if task.done()]:
            del flying[task]
            self._done[name].append(task.result())

    async def _send(self, message: Message) -> Result:
        """One message; a fault of a channel is a failure like another, so that no message stays in flight."""
        try:
            return await self._tried(message)
        except Exception as error:
            log.exception("message %d could not be sent", message.id)
            return message, SendFailed(Outcome.UNKNOWN, repr(error))

    async def _tried(self, message: Message) -> Result:
        """Said, or put in the place of what it corrects."""
        address, instead = message.address, message.instead
        if instead:
            done = await self._sender.correct(address, instead, message.reply, takes_back=message.takes_back)
            if isinstance(done, SendFailed):
                return message, done
            if done:
                return replace(message, sent=instead), None
        sent = await self._sender.send_unasked(address, message.reply)
        if isinstance(sent, SendFailed):
            return message, sent
        return replace(message, sent=sent, instead=""), None

    def _turn(
        self, channel: str, done: Sequence[Result], room: int, busy: Collection[int], connection: Connection
    ) -> list[Message]:
        """Note what became of some, and claim as many as there is room for."""
        now = self._clock.now()
        landed = [message for message, failure in done if failure is None and message.kind == KIND]
        outbox.sent(connection, [one for one in landed if not one.instead], "")
        outbox.sent(connection, [one for one in landed if one.instead], IN_PLACE)
        for where in ("", IN_PLACE):
            its = [one for one, failure in done if failure is None and bool(one.instead) == bool(where)]
            outbox.end_all(connection, [one.id for one in its], "sent", now, where)
        for message, failure in done:
            self._note(connection, message, failure, now)
        if channel in self._unsure:
            outbox.put_back(connection, channel, now)
        if self._stopping.is_set() or self._paused.get(channel, now) > now or not room:
            return []
        quiet = self._ward.quiet_until(now)
        return outbox.claim(connection, channel, now, room, quiet, busy)

    def _note(self, connection: Connection, message: Message, failure: SendFailed | None, now: datetime) -> None:
        if failure is None:
            steps.offer(connection, message.person, message.reply, now)
            return
        match failure.outcome:
            case Outcome.GONE:
                people.set_gone(connection, message.address, now)
                outbox.give_up(connection, message.person, now)
            case Outcome.REFUSED:
                outbox.end(connection, message.id, "failed", now, failure.why)
            case Outcome.UNKNOWN if message.kind not in self._said_again or message.tries:
                outbox.end(connection, message.id, "unknown", now, failure.why)
            case _:
                self._again(connection, message, failure, now)

    def _again(self, connection: Connection, message: Message, failure: SendFailed, now: datetime) -> None:
        """Try later; a pause of the whole account is nobody's own try."""
        if failure.account_wide:
            until = now + timedelta(seconds=_AWAY if failure.retry_after is None else failure.retry_after)
            self._paused[message.address.channel] = until
            outbox.later(connection, message.id, until, message.tries, failure.why)
        elif message.tries + 1 >= TRIES:
            outbox.end(connection, message.id, "failed", now, failure.why)
        else:
            asked = timedelta(seconds=failure.retry_after or 0)
            due = now + max(asked, _pause(message.tries))
            outbox.later(connection, message.id, due, message.tries + 1, failure.why)


def _pause(tries: int) -> timedelta:
    """Growing pauses, not the same for everybody."""
    pause = min(_FIRST_PAUSE * 2**tries, _LONGEST_PAUSE)
    spread: timedelta = pause * random.uniform(0.8, 1.2)  # noqa: S311 - not a secret
    return spread
