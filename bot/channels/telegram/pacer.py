"""Keeps the account within Telegram's limits: one clock of evenly spaced slots, replies before bulk, a gap per chat.

The core is told the time and holds no timer, so that it can be tested with times one sets; `Pacer` drives it.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import math
from collections import OrderedDict, defaultdict, deque
from enum import IntEnum


class Lane(IntEnum):
    """Who goes first when slots are short."""

    REPLY = 0
    BULK = 1


class TooLong(Exception):  # noqa: N818 - says what the wait is
    """A pause that is not worth waiting for with a message in hand."""

    def __init__(self, seconds: float, *, account_wide: bool) -> None:
        super().__init__(f"{seconds:.0f} s")
        self.seconds, self.account_wide = seconds, account_wide


Key = tuple[Lane, int]
Ticket = asyncio.Future[None]

PRIVATE, GROUP = (3, 3.0), (18, 60.0)  # so many messages in so many seconds; Telegram says 1 a second and 20 a minute
_SECOND = 1.015  # what counts as a second: on their way messages may draw nearer by some milliseconds
_SHARE = 0.96  # of the platform's limit that the rate is at most
_ON_ITS_OWN = 5.0  # seconds without another message to a chat after which a 429 is hardly that chat's doing
_LONG = 5.0  # seconds of a pause that is not asked for because of one message too many


class Slots:
    """Which ticket may go when."""

    def __init__(self, rate: float) -> None:
        self._gap = 1.0 / rate
        self._burst = max(3.0, rate / 100)  # timers wake about every millisecond: several slots per wake-up
        self._lately: deque[float] = deque(maxlen=max(1, math.ceil(rate / _SHARE)))  # as many as a second may hold
        self._full_at = 0.0  # when the slots already given are used up
        self._paused_until = 0.0
        self._doubted = False  # whether the last answer was a refusal that its chat did not earn
        self._chat_paused: dict[int, float] = {}
        self._sent: OrderedDict[int, tuple[float, ...]] = OrderedDict()  # the chats longest quiet come first
        self._tickets: defaultdict[Key, deque[Ticket]] = defaultdict(deque)
        self._ready: dict[Lane, deque[Key]] = {lane: deque() for lane in Lane}
        self._later: list[tuple[float, int, Key]] = []
        self._order = itertools.count()  # keeps tickets of the same moment in their order

    def wait_for(self, chat: int, now: float) -> float:
        """Seconds that a pause asked for by Telegram still lasts for this chat."""
        return max(self._paused_until, self._chat_paused.get(chat, 0.0)) - now

    def paused(self, now: float) -> bool:
        """Whether the whole account waits."""
        return self._paused_until > now

    def try_now(self, chat: int, lane: Lane, now: float) -> bool:
        """Go at once if nobody waits and a slot is free."""
        busy = any(self._ready.values()) or self._tickets.get((lane, chat))
        if busy or self._chat_free_at(chat, now) > now or self._slot_at(lane, now) > now:
            return False
        self._take(chat, now)
        return True

    def add(self, chat: int, lane: Lane, ticket: Ticket, now: float) -> None:
        """Wait behind the same chat's earlier tickets."""
        key = (lane, chat)
        self._tickets[key].append(ticket)
        if len(self._tickets[key]) == 1:
            self._line_up(key, now)

    def release(self, now: float) -> float | None:
        """Let go whoever may go now; returns when to look again, or None if nobody waits."""
        while self._later and self._later[0][0] <= now:
            self._ready[self._later[0][2][0]].append(heapq.heappop(self._later)[2])
        for lane in Lane:
            while self._ready[lane] and self._slot_at(lane, now) <= now:
                self._release_one(self._ready[lane].popleft(), now)
        waits = [self._later[0][0]] if self._later else []
        waits += [self._slot_at(lane, now) for lane in Lane if self._ready[lane]]
        return min(waits) if waits else None

    def throttled(self, chat: int, seconds: float, now: float) -> bool:
        """Note a 429; returns whether it holds for the whole account.

        Telegram does not say. A chat that had next to nothing lately cannot have caused it; if the very next answer is
        another such refusal, or the pause is a long one, it is the account's.
        """
        seconds_back, few = (_ON_ITS_OWN, 1) if chat > 0 else (GROUP[1], GROUP[0] // 2)
        recent = sum(at > now - seconds_back for at in self._sent.get(chat, ()))
        self._chat_paused = {other: until for other, until in self._chat_paused.items() if until > now}
        self._chat_paused[chat] = now + seconds
        account_wide = recent <= few and (self._doubted or seconds >= _LONG)
        self._doubted = recent <= few
        if account_wide:
            self._paused_until = max(self._paused_until, now + seconds)
        return account_wide

    def passed(self) -> None:
        """A message was taken: the account is not told to wait."""
        self._doubted = False

    def waiting(self) -> int:
        """How many tickets wait."""
        return sum(len(tickets) for tickets in self._tickets.values())

    def in_line(self, lane: Lane) -> int:
        """How many chats of a lane wait for nothing but a slot of the account."""
        return len(self._ready[lane])

    def turn_away(self, lane: Lane, why: Exception) -> None:
        """End the waiting of a whole lane."""
        for key, tickets in self._tickets.items():
            for ticket in tickets if key[0] is lane else ():
                if not ticket.done():
                    ticket.set_exception(why)

    def remembered(self) -> int:
        """How many chats' last messages are kept in mind."""
        return len(self._sent)

    def _release_one(self, key: Key, now: float) -> None:
        """The first ticket of a chat, if that chat may have another message."""
        tickets = self._tickets[key]
        while tickets and tickets[0].done():  # whoever waited has given up
            tickets.popleft()
        if tickets and self._chat_free_at(key[1], now) <= now:
            self._take(key[1], now)
            tickets.popleft().set_result(None)
        if tickets:
            self._line_up(key, now)
        else:
            del self._tickets[key]

    def _line_up(self, key: Key, now: float) -> None:
        free_at = self._chat_free_at(key[1], now)
        if free_at > now:
            heapq.heappush(self._later, (free_at, next(self._order), key))
        else:
            self._ready[key[0]].append(key)

    def _slot_at(self, lane: Lane, now: float) -> float:
        """When the next slot of the account is free: what woke late is made up for, but no second holds too many.

        A reply may take one slot more than bulk before its time, and so finds one at once.
        """
        full = len(self._lately) == self._lately.maxlen
        window = self._lately[0] + _SECOND if full else 0.0
        spare = self._burst - 1 + (lane is Lane.REPLY)
        return max(self._paused_until, self._full_at - spare * self._gap, window)

    def _chat_free_at(self, chat: int, now: float) -> float:
        """When this chat may have another message."""
        count, seconds = PRIVATE if chat > 0 else GROUP
        sent = self._sent.get(chat)
        free_at = sent[-count] + seconds if sent and len(sent) >= count else now
        return max(free_at, self._chat_paused.get(chat, now))

    def _take(self, chat: int, now: float) -> None:
        """Use a slot for this chat."""
        self._lately.append(now)
        self._full_at = max(self._full_at, now) + self._gap
        most = (PRIVATE if chat > 0 else GROUP)[0]
        self._sent[chat] = (*self._sent.get(chat, ())[1 - most :], now)  # a tuple: a deque takes ten times its room
        self._sent.move_to_end(chat)
        self._forget_quiet(now)

    def _forget_quiet(self, now: float) -> None:
        """Let go of chats whose messages do not count any more, faster than new ones come."""
        for _ in range(2):
            chat = next(iter(self._sent))  # never empty: whoever just took a slot is there
            if self._sent[chat][-1] > now - GROUP[1]:
                break
            del self._sent[chat]


class Pacer:
    """Makes each caller wait for its slot."""

    def __init__(self, rate: float) -> None:
        self.slots = Slots(rate)
        self._timer: asyncio.TimerHandle | None = None

    async def turn(self, chat: int, lane: Lane = Lane.REPLY, *, patience: float = 15.0) -> None:
        """Come back when a message may go to this chat. Raises `TooLong` for a pause beyond the caller's patience."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        if (seconds := self.slots.wait_for(chat, now)) > patience:
            raise TooLong(seconds, account_wide=self.slots.paused(now))
        if self.slots.try_now(chat, lane, now):
            return
        ticket: Ticket = loop.create_future()
        self.slots.add(chat, lane, ticket, now)
        self._wake(loop)
        await ticket

    def turn_away(self, lane: Lane) -> None:
        """Have every caller of a lane who still waits leave with `TooLong`."""
        self.slots.turn_away(lane, TooLong(0.0, account_wide=True))

    def throttled(self, chat: int, seconds: float) -> bool:
        """Note that Telegram asked to wait; returns whether the whole account must."""
        loop = asyncio.get_running_loop()
        account_wide = self.slots.throttled(chat, seconds, loop.time())
        self._wake(loop)
        return account_wide

    def _wake(self, loop: asyncio.AbstractEventLoop) -> None:
        """Release what may go, and look again exactly when something more may."""
        if self._timer is not None:
            self._timer.cancel()
        at = self.slots.release(loop.time())
        self._timer = loop.call_at(at, self._wake, loop) if at is not None else None

    def close(self) -> None:
        """No timer is left behind."""
        if self._timer is not None:
            self._timer.cancel()
