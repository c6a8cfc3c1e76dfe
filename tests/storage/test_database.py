"""Works are committed in groups, and what goes wrong with one stays with that one."""

from __future__ import annotations

import asyncio
import logging
from functools import partial

import pytest
from sqlalchemy import Connection, func, select, text

from bot.messages import Address
from bot.storage import people
from bot.storage.database import AlreadyServed, Database, Unit, together
from bot.storage.tables import people as table
from tests.kit import MONDAY_MORNING

meet = partial(people.meet, language="vi", now=MONDAY_MORNING)


def person(name: str) -> Address:
    return Address("test", name)


def count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def break_down(_: Connection) -> None:
    raise ValueError("this work is faulty")


async def test_what_is_written_is_read(database: Database) -> None:
    await database.write(partial(meet, address=person("a")))
    assert await database.read(count) == 1


async def test_works_handed_over_together_share_a_transaction(database: Database) -> None:
    stamp = "SELECT txid_current()" if database.url.get_backend_name() == "postgresql" else "SELECT total_changes()"

    def note(connection: Connection) -> object:
        before = connection.execute(text(stamp)).scalar_one()
        meet(connection, address=person(str(before)))
        return before

    first = database.submit(count)  # may keep the writer busy while the others gather
    stamps = await asyncio.gather(*(database.write(note) for _ in range(5)))
    await first
    if database.url.get_backend_name() == "postgresql":
        assert len(set(stamps)) == 1
    assert await database.read(count) == len(set(stamps))


async def test_a_faulty_work_does_not_spoil_its_neighbours(database: Database) -> None:
    works = [database.submit(partial(meet, address=person(name))) for name in "abc"]
    works.insert(1, database.submit(break_down))  # type: ignore[arg-type]
    results = await asyncio.gather(*works, return_exceptions=True)
    assert isinstance(results[1], ValueError)
    assert [isinstance(result, people.Known) for result in results] == [True, False, True, True]
    assert await database.read(count) == 3


async def test_a_faulty_work_leaves_nothing_of_itself(database: Database) -> None:
    with pytest.raises(ValueError, match="faulty"):
        await database.write(together([partial(meet, address=person("a")), break_down]))
    assert await database.read(count) == 0


async def test_a_work_is_done_though_its_caller_left(database: Database) -> None:
    caller = asyncio.create_task(database.write(partial(meet, address=person("a"))))
    await asyncio.sleep(0)
    caller.cancel()
    await asyncio.gather(caller, return_exceptions=True)
    await database.write(partial(meet, address=person("b")))
    assert await database.read(count) == 2


async def test_a_work_that_fails_after_its_caller_left_is_logged(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caller = asyncio.create_task(database.write(break_down))
    await asyncio.sleep(0)
    caller.cancel()
    await database.write(lambda _: None)
    assert "this work is faulty" in caplog.text


async def test_a_work_nobody_waits_for_is_done_or_its_failure_logged(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    database.write_soon(partial(meet, address=person("a")))
    database.write_soon(break_down)
    await database.write(lambda _: None)
    assert await database.read(count) == 1
    assert [record.message for record in caplog.records if record.levelno == logging.ERROR] == ["a write failed"]


async def test_closing_finishes_what_was_handed_over(database_url: str, database: Database) -> None:
    for number in range(50):
        database.write_soon(partial(meet, address=person(str(number))))
    await database.close()
    again = Database(database_url)
    await again.open()
    assert await again.read(count) == 50
    await again.close()


async def test_many_readers_and_writers_at_once(database: Database) -> None:
    async def one(number: int) -> None:
        await database.write(partial(meet, address=person(str(number))))
        assert await database.read(count) >= 1

    await asyncio.gather(*(one(number) for number in range(300)))
    assert await database.read(count) == 300
    assert database.backlog() == 0


async def test_a_unit_keeps_its_order_and_erases_last(database: Database) -> None:
    said: list[str] = []
    unit = Unit(database)
    unit.last(lambda _: said.append("erase"))
    unit.later(lambda _: said.append("change"))
    unit.first(lambda _: said.append("talk"))
    await database.write(together(unit.works()))
    assert said == ["talk", "change", "erase"]
    unit.drop()
    assert unit.works() == []


async def test_a_channel_is_served_by_one_process_only(database_url: str) -> None:
    from bot.storage.migrate import migrate  # noqa: PLC0415 - the fixture that migrates would hold no claim

    await migrate(database_url)
    first, second, third = (Database(database_url) for _ in range(3))
    await first.open(serving=["telegram"])
    with pytest.raises(AlreadyServed, match="'telegram'"):
        await second.open(serving=["console", "telegram"])
    await third.open(serving=["console"])  # another channel of the same database
    await third.close()
    await first.close()
    await second.open(serving=["telegram"])
    await second.close()
