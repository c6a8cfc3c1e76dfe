"""Every event is stored once, known again, and given up in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection, select, text

from bot.messages import Address, Button, Incoming, Reply, What
from bot.storage import inbox
from bot.storage.arrival import arrive
from bot.storage.database import Database
from bot.storage.inbox import Unfinished
from bot.storage.tables import inbox as table
from bot.storage.tables import people
from tests.kit import MONDAY_MORNING

NOW = MONDAY_MORNING
ASKED = Incoming(
    Address("telegram", "77", "-100"), "5", What.TEXT, NOW, text="làm khai sinh", language="vi", masked=("phone",)
)
ANSWER = Reply(
    "Mời bà con…", title="Khai sinh", note="nguồn", buttons=(Button("Lệ phí", "fee:1"), Button("Cổng", url="https://a"))
)


async def store(database: Database, incoming: Incoming = ASKED, now: datetime = NOW) -> int | None:
    stored = await database.write(partial(inbox.store, incoming=incoming, now=now))
    return stored.row if stored else None


async def left(database: Database, *channels: str, since: datetime = NOW) -> list[Unfinished]:
    return await database.write(partial(inbox.unfinished, channels=channels or ("telegram",), since=since))


async def test_an_event_is_stored_once_and_known_again_until_done(database: Database) -> None:
    row = await store(database)
    assert row
    again = await database.write(partial(inbox.store, incoming=ASKED, now=NOW))
    assert again == inbox.Stored(row, again=True)
    await database.write(partial(inbox.done, row=row))
    assert await store(database) is None


async def test_the_same_id_on_another_channel_is_another_event(database: Database) -> None:
    assert await store(database) != await store(database, replace(ASKED, address=Address("webchat", "77")))


async def test_a_done_event_keeps_no_words(database: Database) -> None:
    row = await store(database)
    assert row
    await database.write(partial(inbox.answered, row=row, replies=[ANSWER]))
    await database.write(partial(inbox.done, row=row))

    def words(connection: Connection) -> list[object]:
        return list(connection.execute(select(table.c.incoming, table.c.replies)).one())

    assert await database.read(words) == [None, None]
    assert await database.read(inbox.waiting) == 0


async def test_what_was_received_comes_back_whole_in_its_order(database: Database) -> None:
    first = await store(database)
    second = await store(database, replace(ASKED, event="4", text="rồi sao nữa"))
    assert [one.row for one in await left(database)] == [first, second]
    [event, _] = await left(database)
    assert event.incoming == ASKED
    assert event.replies is None


async def test_what_was_answered_comes_back_with_its_replies(database: Database) -> None:
    row = await store(database)
    assert row
    await database.write(partial(inbox.answered, row=row, replies=[ANSWER]))
    [event] = await left(database)
    assert event.replies == [ANSWER]


async def test_another_process_channels_are_left_alone(database: Database) -> None:
    await store(database)
    assert await left(database, "console", "webchat") == []
    assert await database.read(inbox.waiting) == 1


async def test_an_event_counts_the_starts_that_began_it(database: Database) -> None:
    row = await store(database)
    assert row
    assert [one.tries for one in await left(database)] == [0]
    assert [one.tries for one in await left(database)] == [1]  # counted by the start before
    assert [one.tries for one in await left(database)] == [1]  # from here on by its turn alone
    await database.write(partial(inbox.tried, row=row, times=2))
    assert [one.tries for one in await left(database)] == [2]


async def test_events_nobody_waits_for_any_more_are_let_go(database: Database) -> None:
    await store(database, now=NOW - timedelta(hours=25))
    await store(database, replace(ASKED, event="6"))
    assert [one.incoming.event for one in await left(database, since=NOW - timedelta(hours=24))] == ["6"]
    assert await database.read(inbox.waiting) == 1


async def test_an_event_that_cannot_be_read_does_not_stop_the_start(database: Database) -> None:
    row = await store(database)
    await store(database, replace(ASKED, event="6"))
    broken = text("UPDATE inbox SET incoming = :broken WHERE id = :row")
    await database.write(lambda c: c.execute(broken, {"broken": '{"of": "another version"}', "row": row}))
    assert [one.incoming.event for one in await left(database)] == ["6"]


async def test_coming_and_going_is_noted_and_needs_no_turn(database: Database) -> None:
    assert await database.write(partial(arrive, incoming=ASKED, now=NOW))
    for event, what, gone in (("6", What.LEFT, NOW), ("7", What.CAME, None)):
        assert await database.write(partial(arrive, incoming=replace(ASKED, event=event, what=what), now=NOW)) is None
        assert await database.read(lambda c: c.execute(select(people.c.gone_since)).scalar_one()) == gone
    assert await database.read(inbox.waiting) == 1


async def test_a_stranger_who_leaves_is_not_remembered(database: Database) -> None:
    await database.write(partial(arrive, incoming=replace(ASKED, what=What.LEFT), now=NOW))
    assert await database.read(lambda c: c.execute(select(people)).all()) == []


async def test_sweeping_takes_finished_events_only_some_at_a_time(database: Database) -> None:
    for number in range(5):
        row = await store(database, replace(ASKED, event=str(number)), NOW - timedelta(days=10))
        assert row
        if number:
            await database.write(partial(inbox.done, row=row))
    sweep = partial(inbox.sweep, before=NOW - timedelta(days=7), at_most=3)
    assert [await database.write(sweep) for _ in range(3)] == [3, 1, 0]
    assert await database.read(inbox.waiting) == 1
