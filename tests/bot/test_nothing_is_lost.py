"""Whatever fails around an event: it is handled once, its changes are made once, its replies are said."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from bot import ending
from bot.context import Context
from bot.messages import Address, Incoming, Reply, What
from bot.storage import engines, people
from bot.storage.arrival import arrive
from bot.storage.database import DatabaseError
from bot.storage.questions import Question
from tests.kit import MONDAY_MORNING, Desk, sqlite_url
from tests.noting import SORRY, kept, note, running, said, unfinished, until, use


@pytest.fixture(autouse=True)
def routes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but `note`, and no waiting for locks."""
    use(monkeypatch, note)
    monkeypatch.setattr(engines, "_PATIENCE", 10)


async def test_a_turn_is_one_change(desk: Desk) -> None:
    await desk.ask("một")
    assert await kept(desk) == ["một"]
    assert await unfinished(desk) == 0


async def test_a_caller_that_leaves_loses_nothing(desk: Desk) -> None:
    hearing = asyncio.create_task(desk.channel.hear("một"))
    await asyncio.sleep(0)
    hearing.cancel()
    await asyncio.gather(hearing, return_exceptions=True)
    await desk.channel.hear("hai")
    await desk.app.switchboard.idle()
    assert said(desk) == ["đã ghi một", "đã ghi hai"]


async def test_an_event_that_was_stored_but_never_begun_is_taken_up_when_delivered_again(desk: Desk) -> None:
    incoming = Incoming(Address("test", "ba-tu"), "9", What.TEXT, MONDAY_MORNING, text="một")
    await desk.app.database.write(partial(arrive, incoming=incoming, now=MONDAY_MORNING))
    await asyncio.gather(*(desk.channel.hear("một", event="9") for _ in range(3)))
    await desk.app.switchboard.idle()
    assert said(desk) == ["đã ghi một"]
    assert await kept(desk) == ["một"]


async def test_a_handler_that_fails_leaves_an_apology_and_a_trail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(message: Incoming, context: Context) -> list[Reply]:
        context.questions.add(Question("q", message.sent_at, "nửa chừng", "answer", None, None, 1, None, None))
        raise ZeroDivisionError("the cause")

    use(monkeypatch, fail)
    async with running(sqlite_url(tmp_path)) as desk:
        [reply] = await desk.ask("một")
        assert reply.text.startswith(SORRY)
        assert "(mã 1)" in reply.text
        assert "event test/1" in caplog.text
        assert "the cause" in caplog.text
        assert await kept(desk) == []
        assert await unfinished(desk) == 0


async def test_a_change_that_fails_is_logged_and_does_not_hold_up_the_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def twice(message: Incoming, context: Context) -> list[Reply]:
        for _ in range(2):
            await note(message, context)  # the second breaks the first one's key
        return [Reply("xong")]

    use(monkeypatch, twice)
    async with running(sqlite_url(tmp_path)) as desk:
        assert len(await desk.ask("một")) == 1
        assert len(await desk.ask("hai")) == 1
        assert await unfinished(desk) == 0
    assert "what event test/1 changed could not be kept" in caplog.text
    assert "một" not in caplog.text  # citizens' words stay out of the log


async def test_a_person_who_is_erased_while_their_turn_is_played(
    database_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def erased_elsewhere(message: Incoming, context: Context) -> list[Reply]:
        await desk.app.database.write(partial(people.forget, person=context.person.id))
        return await note(message, context)

    use(monkeypatch, erased_elsewhere)
    async with running(database_url) as desk:
        assert len(await desk.ask("một")) == 1
        assert await kept(desk) == []
        assert await unfinished(desk) == 0
        assert await desk.app.database.read(partial(people.find, address=Address("test", "ba-tu"))) is None
        assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_an_unkind_channel_costs_its_reply_and_nothing_else(
    small_desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object, **__: object) -> str:
        raise RuntimeError("a bug in the channel")

    with monkeypatch.context() as broken:
        broken.setattr(small_desk.channel, "send", fail)
        await small_desk.ask("một")
    await small_desk.ask("hai")
    assert said(small_desk) == ["đã ghi hai"]
    assert await kept(small_desk) == ["một", "hai"]
    assert "a bug in the channel" in caplog.text


def lock(folder: Path) -> sqlite3.Connection:
    """Another program that holds the database."""
    other = sqlite3.connect(folder / "test.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


async def test_while_nothing_can_be_stored_people_are_told_and_the_channel_delivers_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(sqlite_url(tmp_path)) as desk:
        with closing(lock(tmp_path)):
            for _ in range(3):
                with pytest.raises(DatabaseError, match="another program holds it"):
                    await desk.channel.hear("một", event="7")
                await desk.app.switchboard.idle()
        assert len(said(desk)) == 1  # not at every delivery
        assert said(desk)[0].startswith(SORRY)
        assert "another program holds it" in caplog.text
        await desk.channel.hear("một", event="7")
        await desk.app.switchboard.idle()
        assert said(desk)[1:] == ["đã ghi một"]
        assert await kept(desk) == ["một"]


async def test_a_turn_said_while_the_database_is_away_is_kept_when_it_is_back(tmp_path: Path) -> None:
    async with running(sqlite_url(tmp_path)) as desk:
        send, others = desk.channel.send, []

        async def send_and_lock(address: Address, reply: Reply, *, replacing: str = "") -> str:
            others.append(lock(tmp_path))
            return await send(address, reply, replacing=replacing)

        async def in_trouble() -> object:
            return desk.app.database.problem()

        desk.channel.send = send_and_lock  # type: ignore[method-assign]
        await desk.channel.hear("một")
        await until(in_trouble)
        assert said(desk) == ["đã ghi một"]
        others[0].close()
        await desk.app.switchboard.idle()
        assert said(desk) == ["đã ghi một"]
        assert await kept(desk) == ["một"]
        assert await unfinished(desk) == 0


async def test_a_reply_that_takes_long_does_not_hold_up_the_change(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ending, "_QUICKLY", 0.01)
    async with running(database_url) as desk:
        taken, send = asyncio.Event(), desk.channel.send

        async def send_when_taken(address: Address, reply: Reply, *, replacing: str = "") -> str:
            await taken.wait()
            return await send(address, reply, replacing=replacing)

        monkeypatch.setattr(desk.channel, "send", send_when_taken)
        await desk.channel.hear("một")
        await until(partial(kept, desk))
        assert said(desk) == []
        taken.set()
        await desk.app.switchboard.idle()
        assert said(desk) == ["đã ghi một"]
        assert await kept(desk) == ["một"]
        assert await unfinished(desk) == 0
