"""What is to be said unasked: once however often it is put, urgent first, held at night, and settled after a crash."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, select, update

from bot.messages import Address, Button, Reply
from bot.storage import outbox, people
from bot.storage.database import Database
from bot.storage.outbox import Message
from bot.storage.tables import outbox as table
from tests.kit import MONDAY_MORNING

NOW = MONDAY_MORNING
HELLO = Reply("Dạ chào", buttons=(Button("Một", "one"),))


async def person(database: Database, name: str = "tu", channel: str = "test") -> int:
    met = partial(people.meet, address=Address(channel, name), language="vi", now=NOW)
    return (await database.write(met)).person.id


async def put(database: Database, who: int, about: str, kind: str = "invitation", **how: object) -> bool:
    return await database.write(lambda c: outbox.put(c, who, kind, about, HELLO, NOW, **how))  # type: ignore[arg-type]


async def claim(
    database: Database, at_most: int = 10, channel: str = "test", quiet: timedelta | None = None, **later: float
) -> list[Message]:
    now = NOW + timedelta(**later)
    until = now + quiet if quiet else None
    claimed = partial(outbox.claim, channel=channel, now=now, at_most=at_most, quiet_until=until)
    return await database.write(claimed)


async def state(database: Database, about: str) -> tuple[str, str]:
    one = select(table.c.state, table.c.why).where(table.c.about == about)
    return tuple(await database.read(lambda c: c.execute(one).one()))  # type: ignore[return-value]


async def test_the_same_thing_goes_once_however_often_it_is_put(database: Database) -> None:
    who = await person(database)
    assert await put(database, who, "invitation:1")
    assert not await put(database, who, "invitation:1")
    (message,) = await claim(database)
    assert (message.person, message.kind, message.about, message.reply) == (who, "invitation", "invitation:1", HELLO)
    assert await claim(database) == []
    await database.write(partial(outbox.end, message=message.id, state="sent", now=NOW))
    assert not await put(database, who, "invitation:1")
    assert await claim(database) == []


async def test_nothing_is_put_for_somebody_who_is_not_there(database: Database) -> None:
    assert not await put(database, 404, "invitation:1")


async def test_urgent_first_then_by_the_moment_and_each_channel_by_itself(database: Database) -> None:
    for number, name in enumerate(("tu", "nam", "sau", "bay")):
        await put(
            database, await person(database, name), name, due=NOW - timedelta(minutes=number), urgent=name == "tu"
        )
    await put(database, await person(database, "tam", "other"), "tam")
    assert [message.about for message in await claim(database, 2)] == ["tu", "bay"]
    assert [message.about for message in await claim(database, 2)] == ["sau", "nam"]
    assert [message.about for message in await claim(database, channel="other")] == ["tam"]


async def test_what_is_not_due_waits(database: Database) -> None:
    await put(database, await person(database), "later", due=NOW + timedelta(hours=1))
    assert not await database.read(partial(outbox.is_due, channel="test", now=NOW))
    assert await claim(database) == []
    assert await database.read(partial(outbox.is_due, channel="test", now=NOW + timedelta(hours=1)))
    assert len(await claim(database, hours=1)) == 1


async def test_one_person_s_heap_does_not_keep_the_others_waiting(database: Database) -> None:
    much, little = await person(database, "much"), await person(database, "little")
    for number in range(10):
        await put(database, much, f"much:{number}", due=NOW - timedelta(minutes=20 - number))
    await put(database, little, "little")
    taken = [message.about for message in await claim(database, 4)]
    assert taken == ["much:0", "little"]  # and never two to the same person at once, so their order stays


async def test_in_quiet_hours_only_what_is_urgent_goes(database: Database) -> None:
    await put(database, await person(database, "a"), "calm")
    await put(database, await person(database, "b"), "urgent", urgent=True)
    assert [message.about for message in await claim(database, quiet=timedelta(hours=8))] == ["urgent"]
    assert await state(database, "calm") == ("held", "")
    assert await claim(database, hours=7) == []
    assert [message.about for message in await claim(database, hours=8)] == ["calm"]


async def test_what_expired_or_was_taken_back_or_whose_person_left_does_not_go(database: Database) -> None:
    left = await person(database, "left")
    await put(database, await person(database, "a"), "expired", expires=NOW)
    await put(database, await person(database, "b"), "back")
    await put(database, left, "gone")
    assert await database.write(partial(outbox.withdraw, abouts=["back", "nothing"], now=NOW)) == 1
    await database.write(partial(people.set_gone, address=Address("test", "left"), since=NOW))
    assert await claim(database) == []
    assert [(await state(database, about))[0] for about in ("expired", "back", "gone")] == [
        "withdrawn",
        "withdrawn",
        "gone",
    ]


async def test_words_are_forgotten_with_the_final_state(database: Database) -> None:
    who = await person(database)
    await put(database, who, "one")
    (message,) = await claim(database)
    await database.write(partial(outbox.end, message=message.id, state="failed", now=NOW, why="x" * 500))
    row = await database.read(lambda c: c.execute(select(table.c.reply, table.c.why, table.c.ended)).one())
    assert tuple(row) == (None, "x" * 200, NOW)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [*((kind, "queued") for kind in sorted(outbox.SAID_AGAIN)), ("invitation", "unknown"), ("digest", "unknown")],
)
async def test_what_was_in_flight_when_the_bot_died_is_settled_by_its_kind(
    database: Database, kind: str, expected: str
) -> None:
    who = await person(database)
    await put(database, who, "one", kind)
    await claim(database)
    other = partial(outbox.settle, channels=["other"], now=NOW)
    assert await database.write(other) == (0, 0)  # another process serves it
    settled = await database.write(partial(outbox.settle, channels=["test"], now=NOW))
    assert settled == ((1, 0) if expected == "queued" else (0, 1))
    assert (await state(database, "one"))[0] == expected
    assert len(await claim(database)) == (expected == "queued")


async def test_giving_up_on_a_person_leaves_the_others_alone(database: Database) -> None:
    gone, here = await person(database, "a"), await person(database, "b")
    for number in range(3):
        await put(database, gone, f"gone:{number}")
    await put(database, here, "here")
    assert await database.write(partial(outbox.give_up, person=gone, now=NOW)) == 3
    assert await database.read(outbox.states) == {"gone": 3, "queued": 1}
    assert await database.read(partial(outbox.states, kinds=["alert"])) == {}


async def test_old_messages_go_and_waiting_ones_stay(database: Database) -> None:
    who = await person(database)
    for about in ("old", "waiting"):
        await put(database, who, about)
    await database.write(partial(outbox.withdraw, abouts=["old"], now=NOW))
    assert await database.write(partial(outbox.sweep, before=NOW, at_most=10)) == 0
    assert await database.write(partial(outbox.sweep, before=NOW + timedelta(days=1), at_most=10)) == 1
    assert await database.read(outbox.states) == {"queued": 1}


async def test_forgetting_a_person_takes_their_messages_along(database: Database) -> None:
    who = await person(database)
    await put(database, who, "one")
    await database.write(partial(people.forget, person=who))
    assert await database.read(outbox.states) == {}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_claim_reads_by_the_index(database: Database) -> None:
    """A hundred thousand waiting messages cost no more than one (SQLite tells its plan in a word)."""

    def plan(connection: Connection) -> str:
        wanted = "SELECT id FROM outbox WHERE channel = 'a' AND state = 'queued' AND urgent = 0 AND due <= 'x'"
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {wanted} ORDER BY due, id LIMIT 24")
        return " ".join(str(row[3]) for row in rows)

    told = await database.read(plan)
    assert "ix_outbox_channel_state_urgent_due" in told
    assert "TEMP B-TREE" not in told


async def test_a_clock_that_was_put_back_says_nothing_twice(database: Database) -> None:
    who = await person(database)
    await put(database, who, "one")
    (message,) = await claim(database)
    await database.write(partial(outbox.end, message=message.id, state="sent", now=NOW))
    assert await claim(database, hours=-5) == []
    await database.write(lambda c: c.execute(update(table).values(made=NOW + timedelta(days=400))))
    assert await claim(database, days=-1) == []
