"""The outbox is drained: failures by their kind, a channel's pause, a crash in the middle, replies before bulk."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from bot.channels.base import Outcome, SendFailed
from bot.jobs import outbox as job
from bot.jobs.outbox import TRIES
from bot.messages import Address, Button, Reply
from bot.storage import outbox, people
from bot.storage.tables import outbox as table
from bot.storage.tables import people as people_table
from tests.kit import Desk, make_desk
from tests.noting import until

FACES = (Button("😄 Rất hài lòng", "rate:5"), Button("😊 Hài lòng", "rate:4"))
RATE = Reply("Bà con thấy sao?", buttons=FACES)


@pytest.fixture(autouse=True)
def only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "_LOOK_EVERY", 3600.0)


async def put(desk: Desk, name: str, about: str = "", kind: str = "invitation", reply: Reply = RATE) -> int:
    """Something to say to a person; returns who it is."""
    now = desk.clock.now()
    met = partial(people.meet, address=Address("test", name), language="vi", now=now)
    who = (await desk.app.database.write(met)).person.id
    await desk.app.database.write(lambda c: outbox.put(c, who, kind, about or name, reply, now))
    return who


async def drain(desk: Desk) -> None:
    await desk.app.outbox.run_due()


async def states(desk: Desk) -> dict[str, int]:
    return await desk.app.database.read(outbox.states)


def heard(desk: Desk) -> Counter[str]:
    return Counter(address.account for address, _ in desk.channel.said)


async def test_what_is_due_goes_once(desk: Desk) -> None:
    for number in range(30):
        await put(desk, f"person-{number}")
    await asyncio.gather(drain(desk), drain(desk))
    await drain(desk)
    assert heard(desk) == {f"person-{number}": 1 for number in range(30)}
    assert await states(desk) == {"sent": 30}


async def test_by_itself_while_the_bot_runs(small_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await small_desk.app.outbox.stop()
    monkeypatch.setattr(job, "_LOOK_EVERY", 0.01)
    await small_desk.app.outbox.start()
    await put(small_desk, "tu")

    async def is_heard() -> bool:
        return bool(small_desk.channel.said)

    async with asyncio.timeout(10):
        await until(is_heard)
    assert heard(small_desk) == {"tu": 1}


async def test_a_number_typed_to_a_message_that_was_sent_unasked_is_one_of_its_choices(desk: Desk) -> None:
    await desk.ask("làm khai sinh cần gì", who="tu")
    await put(desk, "tu", reply=Reply("Chọn một", buttons=(Button("Giờ", "hours"), Button("Chỗ", "address"))))
    await drain(desk)
    (said,) = await desk.ask("2", who="tu")
    assert "địa chỉ" in said.text.casefold()


async def test_a_person_who_blocked_the_bot_is_gone_and_so_is_all_that_waits_for_them(desk: Desk) -> None:
    who = await put(desk, "tu", "one")
    await put(desk, "tu", "two")
    desk.channel.failures.append(SendFailed(Outcome.GONE, "blocked"))
    await drain(desk)
    assert await states(desk) == {"gone": 2}
    gone = select(people_table.c.gone_since).where(people_table.c.id == who)
    assert await desk.app.database.read(lambda c: c.execute(gone).scalar_one()) == desk.clock.now()
    await put(desk, "tu", "three")
    await drain(desk)
    assert not desk.channel.said


async def test_a_refused_message_loses_its_buttons_before_its_words(desk: Desk) -> None:
    await put(desk, "tu")
    desk.channel.failures.append(SendFailed(Outcome.REFUSED, "bad button"))
    await drain(desk)
    assert [reply for _, reply in desk.channel.said] == [Reply("Bà con thấy sao?")]
    await put(desk, "nam", reply=Reply(""))
    desk.channel.failures.append(SendFailed(Outcome.REFUSED, "there is nothing in it"))
    await drain(desk)
    why = select(table.c.why).where(table.c.state == "failed")
    assert await desk.app.database.read(lambda c: c.execute(why).scalar_one()) == "there is nothing in it"


async def test_tries_are_spaced_out_and_end(desk: Desk) -> None:
    await put(desk, "tu")
    for tries in range(TRIES):
        desk.channel.failures.append(SendFailed(Outcome.RETRY, "the server is ill"))
        await drain(desk)
        await drain(desk)  # nothing is due yet
        assert await states(desk) == ({"queued": 1} if tries + 1 < TRIES else {"failed": 1})
        desk.clock.move(days=1)  # at night it would be held
    assert not desk.channel.said
    assert not desk.channel.failures


async def test_a_pause_asked_for_is_kept(desk: Desk) -> None:
    await put(desk, "tu")
    desk.channel.failures.append(SendFailed(Outcome.RETRY, "slow down", retry_after=3000))
    await drain(desk)
    desk.clock.move(seconds=2999)
    await drain(desk)
    assert not desk.channel.said
    desk.clock.move(seconds=1)
    await drain(desk)
    assert heard(desk) == {"tu": 1}


async def test_a_pause_of_the_account_holds_everybody_and_costs_nobody_a_try(desk: Desk) -> None:
    await put(desk, "tu")
    desk.channel.failures.append(SendFailed(Outcome.RETRY, "flood", retry_after=60, account_wide=True))
    await drain(desk)
    await put(desk, "nam")
    await drain(desk)
    assert not desk.channel.said
    assert await desk.app.database.read(lambda c: c.execute(select(table.c.tries)).scalars().all()) == [0, 0]
    desk.clock.move(seconds=61)
    await drain(desk)
    assert heard(desk) == {"tu": 1, "nam": 1}


@pytest.mark.parametrize(("kind", "times"), [("invitation", 0), ("answer", 1)])
async def test_what_may_have_arrived_is_said_again_by_its_kind_only(desk: Desk, kind: str, times: int) -> None:
    await put(desk, "tu", kind=kind)
    desk.channel.failures.append(SendFailed(Outcome.UNKNOWN, "the line broke"))
    for _ in range(3):
        await drain(desk)
        desk.clock.move(hours=1)
    assert heard(desk)["tu"] == times
    assert await states(desk) == {"sent" if times else "unknown": 1}


async def test_killed_in_the_middle_nothing_goes_twice_but_what_must(database_url: str) -> None:
    first = make_desk(database_url)
    await first.app.start()
    await first.app.outbox.stop()  # else its first look may come between these
    for name, kind in (("tu", "invitation"), ("nam", "alert"), ("sau", "invitation")):
        await put(first, name, kind=kind)
    in_flight = table.c.about.in_(["tu", "nam"])
    await first.app.database.write(lambda c: c.execute(update(table).where(in_flight).values(state="sending")))
    await first.app.stop()
    first.channel.said.clear()
    second = make_desk(database_url)
    await second.app.start()
    await drain(second)
    await drain(second)
    assert heard(second) + heard(first) == {"nam": 1, "sau": 1}
    assert await states(second) == {"sent": 2, "unknown": 1}
    await second.app.stop()


async def test_a_fault_of_the_channel_leaves_no_message_in_flight(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(address: Address, reply: Reply, *, replacing: str = "") -> str:
        raise ValueError("nobody thought of this")

    await put(desk, "tu")
    monkeypatch.setattr(desk.channel, "send", broken)
    await drain(desk)
    assert await states(desk) == {"unknown": 1}
    assert "nobody thought of this" in caplog.text


async def test_a_message_that_nobody_can_read_keeps_no_other_waiting(desk: Desk) -> None:
    await put(desk, "tu")
    await desk.app.database.write(lambda c: c.execute(update(table).values(reply={"of": "another version"})))
    await put(desk, "nam")
    await drain(desk)
    assert heard(desk) == {"nam": 1}
    assert await states(desk) == {"failed": 1, "sent": 1}


async def test_at_night_it_waits_for_the_morning_of_the_ward(desk: Desk) -> None:
    desk.clock.move(hours=12)  # 21:00
    await put(desk, "tu")
    await drain(desk)
    assert await states(desk) == {"held": 1}
    desk.clock.move(hours=9, minutes=59)
    await drain(desk)
    assert not desk.channel.said
    desk.clock.move(minutes=1)
    await drain(desk)
    assert heard(desk) == {"tu": 1}
    quiet = [desk.app.ward.quiet_until(desk.clock.now() + timedelta(hours=hour)) for hour in range(24)]
    assert sum(end is None for end in quiet) == 14
