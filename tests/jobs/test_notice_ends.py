"""However a sending goes, the states add up to the recipients at every step, and each row comes to an end."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from bot.channels.base import Outcome, SendFailed
from bot.jobs import outbox as sender
from bot.messages import Address, Reply
from bot.storage import notices, people, subscriptions
from bot.storage.lapse import LASTS
from bot.storage.notice_rows import State
from bot.storage.notices import Draft, NoticeError, Refusal
from bot.storage.tables import outbox as table
from tests import newskit
from tests.kit import Desk
from tests.newskit import act, approved, counts, heard, job, run, subscriber

FINAL = {"sent", "failed", "gone", "withdrawn", "unknown", "erased"}
FAILURES = {
    "retry": lambda: SendFailed(Outcome.RETRY, "away"),
    "wait": lambda: SendFailed(Outcome.RETRY, "slow down", retry_after=90),
    "flood": lambda: SendFailed(Outcome.RETRY, "flood", retry_after=5, account_wide=True),
    "unknown": lambda: SendFailed(Outcome.UNKNOWN, "the line broke"),
    "gone": lambda: SendFailed(Outcome.GONE, "blocked"),
    "refused": lambda: SendFailed(Outcome.REFUSED, "bad request"),
}
STEPS = st.sampled_from(["run", "minute", "hour", "back", "pause", "go on", "stop", "erase", "withdraw", "restart"])


@pytest.fixture(autouse=True)
def only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "_LOOK_EVERY", 3600.0)


def in_the_middle(desk: Desk, monkeypatch: pytest.MonkeyPatch, happens: Callable[[], Awaitable[object]]) -> None:
    """The first message meets this while it is on its way, and then does not arrive."""
    send = desk.channel.send
    met: list[str] = []

    async def met_by(address: Address, reply: Reply, *, replacing: str = "") -> str:
        if not met:
            met.append(address.account)
            await happens()
            raise SendFailed(Outcome.RETRY, "away")
        return await send(address, reply)

    monkeypatch.setattr(desk.channel, "send", met_by)


async def test_withdrawn_while_a_message_is_on_its_way_it_is_not_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await subscriber(desk.app, "tu")
    number = await approved(desk.app)
    in_the_middle(desk, monkeypatch, lambda: act(desk.app, notices.withdraw, number, why="sai"))
    for _ in range(4):
        await run(desk.app)
        desk.clock.move(minutes=10)
    assert await counts(desk.app, number) == {"withdrawn": 1}
    assert not desk.channel.said


async def test_paused_while_a_message_is_on_its_way_it_waits_with_the_others(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await subscriber(desk.app, "tu")
    number = await approved(desk.app)
    in_the_middle(desk, monkeypatch, lambda: act(desk.app, notices.pause, number))
    await run(desk.app)
    desk.clock.move(minutes=10)
    await run(desk.app, 2)
    assert await counts(desk.app, number) == {"listed": 1}
    await act(desk.app, notices.go_on, number)
    await run(desk.app)
    assert heard(desk) == {"tu": 1}


async def test_whoever_stops_while_a_message_is_on_its_way_is_not_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = await subscriber(desk.app, "tu")
    number = await approved(desk.app)
    stop = partial(subscriptions.stop, person=who, now=desk.clock.now())
    in_the_middle(desk, monkeypatch, lambda: desk.app.database.write(stop))
    for _ in range(3):
        await run(desk.app)
        desk.clock.move(minutes=10)
    assert await counts(desk.app, number) == {"withdrawn": 1}
    assert not desk.channel.said


async def test_what_is_open_for_too_long_has_its_end(desk: Desk) -> None:
    for name in ("tu", "nam"):
        await subscriber(desk.app, name)
    number = await approved(desk.app)
    await job(desk.app).run()
    other = update(table).where(table.c.id == 1)  # of a channel that was served once, and on its way when that ended
    await desk.app.database.write(lambda c: c.execute(other.values(channel="fax", state="sending")))
    desk.channel.failures = [SendFailed(Outcome.RETRY, "locked", account_wide=True) for _ in range(100)]
    for _ in range(int(LASTS / timedelta(hours=6))):
        await run(desk.app)
        desk.clock.move(hours=6)
    assert (await newskit.notice(desk.app, number)).state is State.SENDING
    await run(desk.app, 2)
    assert await counts(desk.app, number) == {"unknown": 1, "failed": 1}
    assert (await newskit.notice(desk.app, number)).state is State.DONE


async def test_a_schedule_in_the_past_is_refused(desk: Desk) -> None:
    number = await newskit.written(desk.app)
    past = desk.clock.now() - timedelta(minutes=5)
    with pytest.raises(NoticeError) as refused:
        await act(desk.app, notices.approve, number, version=1, two_people=False, due=past)
    assert refused.value.why is Refusal.PAST


_fresh = itertools.count()


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(failures=st.lists(st.sampled_from(["", "", *FAILURES]), max_size=25), steps=st.lists(STEPS, max_size=8))
async def test_the_sum_of_the_states_is_always_the_number_of_recipients(
    small_desk: Desk, failures: list[str], steps: list[str]
) -> None:
    desk, mark = small_desk, f"{next(_fresh)}"
    await by_hand(desk)
    who = [await subscriber(desk.app, f"{mark}-{number}", ["y-te"]) for number in range(8)]
    number = await approved(
        desk.app, Draft(f"Tiêm {mark}.", "Tiêm chủng.", "y-te", urgent=True, reason="thử"), again=True
    )
    await job(desk.app).run()
    desk.channel.failures = [FAILURES[name]() for name in failures if name]
    for step in steps:
        await take(desk, step, number, who)
        await counts(desk.app, number)  # which looks at the sum
    desk.channel.failures = []
    for _ in range(4):
        if (await newskit.notice(desk.app, number)).state is State.PAUSED:
            await act(desk.app, notices.go_on, number)
        desk.clock.move(hours=11)
        await run(desk.app, 2)
    assert (await counts(desk.app, number)).keys() <= FINAL
    reached = Counter(address.account for address, reply in desk.channel.said if f"Tiêm {mark}." in reply.title)
    assert max(reached.values(), default=0) <= 1
    for person in who:
        await desk.app.database.write(partial(subscriptions.stop, person=person, now=desk.clock.now()))


async def by_hand(desk: Desk) -> None:
    """Nothing looks by itself."""
    await desk.app.jobs.stop()
    await desk.app.outbox.stop()
    desk.app.outbox._stopping.clear()


async def take(desk: Desk, step: str, number: int, who: list[int]) -> None:
    """One step of many that may follow each other in any order."""
    now = desk.clock.now()
    state = (await newskit.notice(desk.app, number)).state
    if step == "run":
        await run(desk.app)
    elif step in ("minute", "hour"):
        desk.clock.move(**{f"{step}s": 1})
    elif step == "back":
        desk.clock.move(minutes=-30)
    elif step == "pause" and state is State.SENDING:
        await act(desk.app, notices.pause, number)
    elif step == "go on" and state is State.PAUSED:
        await act(desk.app, notices.go_on, number)
    elif step == "withdraw" and state in (State.SENDING, State.PAUSED):
        await act(desk.app, notices.withdraw, number)
    elif step == "stop":
        await desk.app.database.write(partial(subscriptions.stop, person=who[0], now=now))
    elif step == "erase":
        await desk.app.database.write(partial(people.forget, person=who[1]))
    elif step == "restart":
        await desk.app.outbox.start()  # what it finds in flight is settled
        await by_hand(desk)
