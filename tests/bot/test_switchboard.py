"""Every event is handled once, in its person's order, whatever fails around it."""

from __future__ import annotations

import asyncio

from bot.channels.base import Outcome, SendFailed
from bot.storage import inbox
from tests.kit import Desk, make_desk


async def test_a_question_is_answered(desk: Desk) -> None:
    assert len(await desk.ask("xin chào")) == 1


async def test_a_second_delivery_is_passed_over(desk: Desk) -> None:
    for _ in range(5):
        await desk.channel.hear("xin chào", event="7")
    await desk.app.switchboard.idle()
    assert len(desk.channel.said) == 1


async def test_one_person_is_answered_in_their_order(desk: Desk) -> None:
    await asyncio.gather(*(desk.channel.hear(f"câu {n}", who=who) for n in range(8) for who in ("ba-tu", "chu-nam")))
    await desk.app.switchboard.idle()
    assert len(desk.channel.said) == 18  # an answer each, and the first words to two strangers


async def test_two_hundred_messages_of_one_person_are_slowed_and_others_feel_nothing(desk: Desk) -> None:
    await asyncio.gather(*(desk.channel.hear(f"câu {n}") for n in range(200)), desk.channel.hear("chào", who="chu-nam"))
    await desk.app.switchboard.idle()
    to = [address.account for address, _ in desk.channel.said]
    assert to.count("ba-tu") == 22  # the first words, twenty answers and one word to slow down
    assert to.count("chu-nam") == 1  # a greeting is answered by the first words alone


async def test_what_a_dead_process_left_is_answered_at_the_next_start(database_url: str) -> None:
    first = make_desk(database_url)
    await first.app.start()
    first.app.switchboard._stopping = True
    await first.channel.hear("xin chào", event="9")
    await first.app.stop()
    assert first.channel.said == []

    second = make_desk(database_url)
    await second.app.start()
    await second.app.switchboard.idle()
    assert len(second.channel.said) == 1
    await second.channel.hear("xin chào", event="9")
    await second.app.switchboard.idle()
    assert len(second.channel.said) == 1
    assert await second.app.database.read(inbox.waiting) == 0
    await second.app.stop()


async def test_a_throttled_reply_is_said_again(small_desk: Desk) -> None:
    small_desk.channel.failures = [SendFailed(Outcome.RETRY, "too many", retry_after=0.01)] * 2
    assert len(await small_desk.ask("xin chào")) == 1


async def test_a_blocked_person_is_gone_until_they_write_again(small_desk: Desk) -> None:
    small_desk.channel.failures = [SendFailed(Outcome.GONE, "blocked")]
    assert await small_desk.ask("xin chào") == []
    assert len(await small_desk.ask("xin chào lần nữa")) == 1
