"""What a former process left is finished: in its order, once, and without bringing the next one down for ever."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest
from sqlalchemy import func, select

from bot.channels.base import Outcome, SendFailed
from bot.context import Context
from bot.messages import Address, Incoming, Reply, What
from bot.storage import engines, inbox
from bot.storage.arrival import arrive
from bot.storage.tables import inbox as inbox_table
from tests.kit import MONDAY_MORNING, make_desk
from tests.noting import SORRY, kept, leave_behind, note, running, said, unfinished, until, use


@pytest.fixture(autouse=True)
def routes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but `note`, and no waiting for locks."""
    use(monkeypatch, note)
    monkeypatch.setattr(engines, "_PATIENCE", 10)
    monkeypatch.setattr("bot.switchboard._CALM", 0.01)


async def test_what_was_left_comes_before_what_is_new(database_url: str) -> None:
    await leave_behind(database_url, ("ba-tu", "cũ", 0))
    desk = make_desk(database_url)

    async def started() -> bool:
        return desk.channel.take is not None

    starting = asyncio.create_task(desk.app.start())
    await until(started)
    await desk.channel.hear("mới", event="mới")
    await starting
    await desk.app.switchboard.idle()
    assert said(desk) == ["đã ghi cũ", "đã ghi mới"]
    await desk.app.stop()


async def test_the_channels_of_another_process_are_not_touched(database_url: str) -> None:
    await leave_behind(database_url, ("ba-tu", "một", 0))
    async with running(database_url) as desk:
        incoming = Incoming(Address("telegram", "77"), "1", What.TEXT, MONDAY_MORNING, text="của máy khác")
        await desk.app.database.write(partial(arrive, incoming=incoming, now=MONDAY_MORNING))
    async with running(database_url) as desk:
        await desk.app.switchboard.idle()
        assert await unfinished(desk) == 1


async def test_what_a_stop_cuts_off_is_said_at_the_next_start_and_only_that(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def three(message: Incoming, context: Context) -> list[Reply]:
        return [*await note(message, context), Reply("hai"), Reply("ba")]

    use(monkeypatch, three)
    monkeypatch.setattr("bot.switchboard._DRAIN", 0.05)
    async with running(database_url) as desk:
        send = desk.channel.send

        async def stuck_at_the_second(address: Address, reply: Reply, *, replacing: str = "") -> str:
            if reply.text == "hai":
                raise SendFailed(Outcome.RETRY, "the network is down", retry_after=30)
            return await send(address, reply, replacing=replacing)

        desk.channel.send = stuck_at_the_second  # type: ignore[method-assign]
        await desk.channel.hear("một")
    assert said(desk) == ["đã ghi một"]
    async with running(database_url) as desk:
        await desk.app.switchboard.idle()
        assert said(desk) == ["hai", "ba"]
        assert await kept(desk) == ["một"]
        assert await unfinished(desk) == 0


async def test_an_event_that_brings_the_bot_down_is_given_up_and_others_are_not(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    await leave_behind(database_url, ("ba-tu", "độc", inbox.TRIES), ("chu-nam", "lành", inbox.TRIES - 1))
    async with running(database_url) as desk:
        await desk.app.switchboard.idle()
        words = {address.account: reply.text for address, reply in desk.channel.said}
        assert words["ba-tu"].startswith(SORRY)
        assert words["chu-nam"] == "đã ghi lành"
        assert await kept(desk) == ["lành"]
        assert await unfinished(desk) == 0
    assert "is given up" in caplog.text


async def test_suspects_have_the_stage_for_themselves_and_each_start_counts(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await leave_behind(database_url, *((f"người {number}", f"số {number}", 1) for number in range(3)))
    begun: list[str] = []
    second, never = asyncio.Event(), asyncio.Event()

    async def stop_at_the_second(message: Incoming, context: Context) -> list[Reply]:
        begun.append(message.text)
        if len(begun) == 2:
            second.set()
            await never.wait()  # the process dies here
        return await note(message, context)

    use(monkeypatch, stop_at_the_second)
    monkeypatch.setattr("bot.switchboard._DRAIN", 0.05)
    async with running(database_url) as desk:
        await second.wait()
        query = select(inbox_table.c.tries).order_by(inbox_table.c.id)
        tries = await desk.app.database.read(lambda c: list(c.execute(query).scalars()))
    assert begun == ["số 0", "số 1"]
    assert tries == [2, 2, 1]


async def test_an_answer_to_yesterday_is_let_go(database_url: str) -> None:
    await leave_behind(database_url, ("ba-tu", "một", 0))
    desk = make_desk(database_url)
    desk.clock.move(hours=25)
    await desk.app.start()
    await desk.app.switchboard.idle()
    assert said(desk) == []
    assert (
        await desk.app.database.read(lambda c: c.execute(select(func.count()).select_from(inbox_table)).scalar()) == 1
    )
    await desk.app.stop()
