"""One event from any channel: seen before? - this person's turn - the handler - the replies.

Events of one person are handled in their order, people side by side. An event is stored before `take` returns. Its
turn's changes are committed as one, together with the note that everything is said; where saying takes long they are
committed before, with what is left to say. So whatever dies in between, at the next start `resume` finds either an
event whose turn left no trace and plays it, or replies to say: changes are made exactly once, replies said at least
once, and twice only where the process died between saying and noting.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine
from dataclasses import replace
from datetime import timedelta
from functools import partial

from bot.clock import Clock
from bot.context import TALK_LASTS
from bot.ending import Ending
from bot.i18n import Catalogue
from bot.lines import Event, Line, Lines
from bot.masking import mask
from bot.messages import Address, Incoming, Reply
from bot.meters import Meters
from bot.phones import phone_in
from bot.sender import Sender
from bot.storage import inbox
from bot.storage.arrival import Arrival, arrive
from bot.storage.database import Database, Unit
from bot.tidy import tidy
from bot.turn import Played, Turns

log = logging.getLogger(__name__)

_AT_ONCE = 16  # turns played before the network has its say again
_LONGEST = 2000  # characters of one message that are read
_LONGEST_PUBLIC = 4096  # of what the staff write for everybody
_LONGEST_DATA = 256  # of a button's payload; ours have at most 64 bytes
_TYPING_AFTER = 1.0  # seconds of a turn
_STALE = timedelta(hours=24)  # older events are let go at a start: nobody waits for the answer any more
_CALM = 2.0  # seconds after a start before events that a process may have died over are begun
_DRAIN = 5.0  # seconds that stopping waits for turns under way,
_NOTING = 2.0  # and then for the notes of what is left to say


class Switchboard:
    """Takes events from the channels and sees each through to its replies."""

    def __init__(
        self, turns: Turns, sender: Sender, database: Database, catalogue: Catalogue, clock: Clock, meters: Meters
    ) -> None:
        self._turns = turns
        self._sender = sender
        self._ending = Ending(sender, database, meters)
        self._database = database
        self._catalogue = catalogue
        self._clock = clock
        self._meters = meters
        self._lines = Lines(clock)
        self._under_way: set[int] = set()  # rows of the inbox
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._one_by_one = asyncio.Lock()
        self._calm = asyncio.Event()
        self._resumed = asyncio.Event()
        self._stopping = False

    async def take(self, incoming: Incoming) -> None:
        """Store an event and line it up; returns when it cannot be lost any more. A second delivery is passed over.

        Raises `DatabaseError` if it cannot be stored: the channel should have it delivered again. A caller that is
        cancelled meanwhile changes nothing.
        """
        await self._resumed.wait()  # what a former process left comes first
        line = self._lines.of(incoming.address)
        now = self._clock.now()
        incoming = _cleaned(incoming, public=line.public_until is not None and now < line.public_until)
        line.storing += 1
        stored = self._database.submit(partial(arrive, incoming=incoming, now=now))
        turns = -1 if line.served else line.turns  # what a turn under way changes is not committed yet
        stored.add_done_callback(partial(self._line_up, incoming, line, turns))
        await asyncio.shield(stored)

    async def resume(self) -> int:
        """Line up what a former process left on our channels, then let new events in; returns how many were left."""
        since = self._clock.now() - _STALE
        left = await self._database.write(partial(inbox.unfinished, channels=list(self._sender.channels), since=since))
        for one in left:
            event = Event(one.row, one.incoming, replies=one.replies, tries=one.tries)
            self._join(self._lines.of(one.incoming.address), event)
        self._resumed.set()
        asyncio.get_running_loop().call_later(_CALM, self._calm.set)
        return len(left)

    async def stop(self) -> None:
        """Let turns under way end; what does not end in time is finished at the next start."""
        self._stopping = True
        self._calm.set()
        for patience in (_DRAIN, _NOTING):
            if self._tasks:
                _, late = await asyncio.wait(set(self._tasks), timeout=patience)
                for task in late:
                    task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def idle(self) -> None:
        """Wait until nobody's turn is under way."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    def backlog(self) -> int:
        """How many events wait for their turn."""
        return self._lines.waiting()

    def _line_up(self, incoming: Incoming, line: Line, turns: int, stored: asyncio.Future[Arrival | None]) -> None:
        """Put a stored event at the end of its person's line, unless it is here already or they write too fast."""
        line.storing -= 1
        now = self._clock.now()
        if stored.cancelled() or stored.exception():
            if line.may_excuse(now):
                self._start(self._sender.try_once(incoming.address, self._not_taken()))
            return
        arrival = stored.result()
        if arrival is None or arrival.row in self._under_way:
            return
        self._meters.events.labels(incoming.address.channel, incoming.what).inc()
        event = Event(arrival.row, incoming, arrival.known, turns)
        if too_many := line.pace(now):
            self._start(self._slow_down(event, first=too_many == 1))
        elif not self._stopping:  # else it waits in the inbox for the next start
            self._join(line, event)

    def _join(self, line: Line, event: Event) -> None:
        """Put an event at the end of a line and see that the line is served."""
        self._under_way.add(event.row)
        line.waiting.append(event)
        if not line.served:
            line.served = True
            self._start(self._serve(line))

    async def _serve(self, line: Line) -> None:
        """One event after the other until the person's line is empty."""
        try:
            while line.waiting and not self._stopping:
                event = line.waiting.popleft()
                try:
                    await self._handle(line, event)
                except Exception:
                    log.exception("%s was not finished", event.name)
                finally:
                    self._under_way.discard(event.row)
        finally:
            line.served = False

    async def _handle(self, line: Line, event: Event) -> None:
        """One event from its turn to its end. One that a process may have died over has the stage for itself."""
        if event.replies is not None:
            await self._ending.see_through(event, Played(Unit(self._database), event.replies))
        elif event.tries == 0:
            await self._ending.see_through(event, await self._play(line, event))
        else:
            async with self._one_by_one:
                await self._calm.wait()
                if not self._stopping:
                    await self._ending.see_through(event, await self._play_carefully(line, event))

    async def _play_carefully(self, line: Line, event: Event) -> Played:
        """Note that the turn is begun once more, so that an event which brings the process down is given up in time.

        It is alone and the start is some time ago, so what is killed for another reason hardly ever dies here.
        """
        if event.tries >= inbox.TRIES:
            log.error("%s is given up: the bot died over it at %d starts", event.name, event.tries)
            return self._excused(event, "vi")
        await self._database.write(partial(inbox.tried, row=event.row, times=event.tries + 1))
        return await self._play(line, event)

    async def _play(self, line: Line, event: Event) -> Played:
        """The turn itself, whatever happens in it."""
        address = event.incoming.address
        known = event.known if event.turns == line.turns else None
        line.turns += 1
        began = time.perf_counter()
        typing = asyncio.get_running_loop().call_later(_TYPING_AFTER, self._type, address)
        try:
            async with self._slots:
                played = await self._turns.play(event.incoming, known)
                line.public_until = self._clock.now() + TALK_LASTS if played.public else None
                return played
        except Exception:
            log.exception("the turn of %s failed", event.name)
            self._meters.failed.inc()
            return self._excused(event, event.known.person.language if event.known else "vi")
        finally:
            typing.cancel()
            self._meters.turns.labels(address.channel).observe(time.perf_counter() - began)

    async def _slow_down(self, event: Event, *, first: bool) -> None:
        """Say once that messages come too fast, then let them go."""
        self._meters.slowed.inc()
        if first and event.known:
            words = self._catalogue.translate(
                event.known.person.language,
                "You are writing faster than I can read. Please wait a few seconds, then send your question again.",
            )
            await self._sender.try_once(event.incoming.address, Reply(words))
        self._database.write_soon(partial(inbox.done, row=event.row))

    def _excused(self, event: Event, language: str) -> Played:
        """What a person reads when we failed; the number leads the operator to the cause in the log."""
        words = self._catalogue.translate(
            language,
            "Sorry, something went wrong on our side (reference {number}). Please try once more in a moment, "
            "or ask at the desk.",
            number=event.row,
        )
        return Played(Unit(self._database), [Reply(words)])

    def _not_taken(self) -> Reply:
        """What a person reads while nothing can be stored."""
        return Reply(
            self._catalogue.translate(
                "vi",
                "Sorry, something is wrong on our side and your message could not be taken. Please send it again in a "
                "few minutes, or ask at the desk.",
            )
        )

    def _type(self, address: Address) -> None:
        self._start(self._sender.typing(address))

    def _start(self, work: Coroutine[None, None, None]) -> None:
        """Run something in the background with a strong reference, its failure logged."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("a turn ended in an error", exc_info=error)


def _cleaned(incoming: Incoming, *, public: bool) -> Incoming:
    """An event as it may be stored: private numbers blanked, but not in what the staff write for everybody."""
    data = tidy(incoming.data, _LONGEST_DATA)
    if public and not incoming.group:
        return replace(incoming, text=tidy(incoming.text, _LONGEST_PUBLIC), data=data)
    typed = tidy(incoming.text, 4 * _LONGEST)
    text, masked = mask(typed)
    phone = phone_in(typed) if "phone" in masked else ""
    return replace(incoming, text=text[:_LONGEST], data=data, masked=masked, phone=phone or incoming.phone)
