"""The pacer keeps the limits of Telegram's server, whichever of the four policies it follows. Time is set."""

from __future__ import annotations

import asyncio
import random

import pytest

from bot.channels.telegram.pacer import Lane, Pacer, Slots, Ticket, TooLong
from tests.fakes.clock import SetClock
from tests.fakes.telegram_api.limits import RateLimits


class Line:
    """Callers who wait for their slot, on a clock that jumps to whenever something may go."""

    def __init__(self, slots: Slots, clock: SetClock) -> None:
        self.slots, self.clock = slots, clock
        self.went: list[tuple[float, int, Lane]] = []

    def add(self, chat: int, lane: Lane = Lane.REPLY) -> None:
        now = self.clock.now()
        if self.slots.try_now(chat, lane, now):
            self.went.append((now, chat, lane))
        else:
            self.slots.add(chat, lane, NotedTicket(self, chat, lane), now)

    def run(self, until: float = float("inf")) -> None:
        """Let time pass until nobody waits."""
        while (at := self.slots.release(self.clock.now())) is not None and at <= until:
            self.clock.advance(max(0.0, at - self.clock.now()))


class NotedTicket(asyncio.Future[None]):
    """A ticket that writes down when it was called."""

    def __init__(self, line: Line, chat: int, lane: Lane) -> None:
        super().__init__(loop=asyncio.get_running_loop())
        self.line, self.chat, self.lane = line, chat, lane

    def set_result(self, result: None) -> None:
        super().set_result(result)
        self.line.went.append((self.line.clock.now(), self.chat, self.lane))


@pytest.fixture
def clock() -> SetClock:
    return SetClock(1000.0)


@pytest.fixture
async def line(clock: SetClock) -> Line:
    return Line(Slots(28.5), clock)


@pytest.mark.parametrize("policy", ["bucket30", "bucket5", "window", "penalty"])
async def test_no_policy_refuses_a_crowd(line: Line, policy: str) -> None:
    server = SetClock(1000.0)
    limits = RateLimits(policy, server, chat_burst=3)
    for chat in range(1, 451):
        line.add(chat)
    line.run()
    refused = 0
    for at, chat, _ in line.went:
        server.advance(at - server.now())
        refused += bool(limits.retry_after(chat))
    assert (len(line.went), refused) == (450, 0)
    assert line.clock.now() - 1000 == pytest.approx(446 / 28.5)  # nothing is wasted either


@pytest.mark.parametrize("seed", range(20))
async def test_timers_that_wake_late_are_made_up_for_and_no_second_holds_too_many(seed: int) -> None:
    chance, slots, now = random.Random(seed), Slots(28.5), 1000.0
    went: list[float] = []
    tickets: list[asyncio.Future[None]] = []
    for chat in range(1, 301):
        tickets.append(asyncio.get_running_loop().create_future())
        slots.add(chat, Lane.BULK, tickets[-1], now)
    while (again := slots.release(now)) is not None:
        went += [now] * (sum(ticket.done() for ticket in tickets) - len(went))
        now = again + (chance.uniform(0, 0.02) if chance.random() < 0.9 else chance.uniform(0, 0.06))
    went += [now] * (len(tickets) - len(went))
    assert all(later - first > 1.01 for first, later in zip(went, went[30:], strict=False))
    assert went[-1] - went[0] <= 1.02 * 299 / 28.5


async def test_several_slots_per_wake_up_make_a_high_rate_possible(clock: SetClock) -> None:
    line = Line(Slots(950), clock)
    for chat in range(1, 1001):
        line.add(chat)
    line.run()
    first_second = sum(at < 1001 for at, _, _ in line.went)
    assert 940 <= first_second <= 960


async def test_a_reply_does_not_wait_behind_bulk(line: Line, clock: SetClock) -> None:
    for chat in range(1, 301):
        line.add(chat, Lane.BULK)
    line.run(until=clock.now() + 2)
    line.add(7777)
    began = clock.now()
    line.run(until=began + 0.1)
    (at,) = [at for at, chat, _ in line.went if chat == 7777]
    assert at - began <= 1 / 28.5 + 0.001


async def test_one_chat_gets_a_short_burst_then_its_pace_and_keeps_its_order(line: Line) -> None:
    for _ in range(7):
        line.add(42)
    line.add(43)
    line.run()
    to = [at - 1000 for at, chat, _ in line.went if chat == 42]
    assert to[2] < 0.1
    assert to[3] >= 3
    assert to[6] >= 6
    assert all(to[n + 3] - to[n] >= 3 for n in range(4))
    assert min(at for at, chat, _ in line.went if chat == 43) < 1000.2  # nobody else waits for it


async def test_a_group_gets_fewer_than_twenty_a_minute(line: Line) -> None:
    for _ in range(45):
        line.add(-5)
    line.run()
    times = [at for at, _, _ in line.went]
    assert max(sum(start <= at < start + 60 for at in times) for start in times) < 20


async def test_a_pause_of_one_chat_is_its_own(line: Line, clock: SetClock) -> None:
    for _ in range(3):
        line.add(42)
    line.run()
    assert line.slots.throttled(42, 9, clock.now()) is False
    line.add(42)
    line.add(43)
    line.run()
    waited = {chat: at - 1000 for at, chat, _ in line.went}
    assert waited[43] < 1
    assert waited[42] >= 9


async def test_a_pause_without_a_cause_in_the_chat_holds_for_all(line: Line, clock: SetClock) -> None:
    line.add(42)
    assert line.slots.throttled(42, 9, clock.now()) is True
    line.add(43)
    line.run()
    assert [at - 1000 for at, chat, _ in line.went if chat == 43] == [pytest.approx(9)]


async def test_a_short_pause_holds_for_all_when_the_next_answer_is_one_too(line: Line, clock: SetClock) -> None:
    assert line.slots.throttled(42, 1, clock.now()) is False
    line.slots.passed()
    assert line.slots.throttled(43, 1, clock.now()) is False  # a message was taken between the two
    assert line.slots.throttled(44, 1, clock.now()) is True


async def test_whoever_stops_takes_back_what_has_no_slot_yet() -> None:
    pacer = Pacer(10)
    waiting = [asyncio.create_task(pacer.turn(chat, Lane.BULK)) for chat in range(1, 8)]
    reply = asyncio.create_task(pacer.turn(99))
    await asyncio.sleep(0)
    pacer.turn_away(Lane.BULK)
    ended = await asyncio.gather(*waiting, return_exceptions=True)
    assert sum(isinstance(one, TooLong) and one.account_wide for one in ended) >= 3
    await reply
    pacer.close()


async def test_who_gave_up_takes_no_slot(line: Line, clock: SetClock) -> None:
    for chat in range(1, 4):
        line.add(chat)
    ticket: Ticket = asyncio.get_running_loop().create_future()
    line.slots.add(99, Lane.REPLY, ticket, clock.now())
    ticket.cancel()
    line.add(100)
    line.add(101)
    line.run()
    assert line.clock.now() - 1000 == pytest.approx(1 / 28.5)  # five went, four of them at once
    assert line.slots.waiting() == 0


async def test_nobody_waits_with_a_reply_in_hand_for_a_long_pause() -> None:
    pacer = Pacer(28.5)
    await pacer.turn(42)
    assert pacer.throttled(42, 3600) is True
    with pytest.raises(TooLong) as caught:
        await pacer.turn(43)
    assert caught.value.account_wide
    assert caught.value.seconds == pytest.approx(3600, abs=5)
    pacer.close()


def test_chats_that_have_been_quiet_are_forgotten() -> None:
    slots = Slots(950)
    for chat in range(1, 3001):
        assert slots.try_now(chat, Lane.REPLY, 1000 + chat * 0.1)  # each the only one for a while
    assert slots.remembered() <= 601
