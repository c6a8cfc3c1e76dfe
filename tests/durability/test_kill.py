"""A real process, killed and stopped at random instants while questions stream in."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.storage import inbox
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.tables import people, questions, steps
from tests.durability.platform import Platform, Sent
from tests.durability.worker import DEADLY

KILLS = 5
PEOPLE = [f"người {number}" for number in range(25)]


@pytest.fixture
async def platform(database_url: str, tmp_path: Path) -> Platform:
    await migrate(database_url)  # so that no kill falls into the first start's set-up
    return Platform(database_url, tmp_path / "said.jsonl", random.Random(20261123))


def stream(count: int) -> list[Sent]:
    """Events of many people, each person's numbered in their order."""
    return [Sent(f"e{n}", PEOPLE[n % len(PEOPLE)], f"câu {n // len(PEOPLE)}") for n in range(count)]


async def look(url: str) -> tuple[Counter[str], dict[str, str], int]:
    """What is kept: each person's questions, each one's count in the talk, and how many events are not done."""
    database = Database(url)
    asked = select(people.c.account, questions.c.text).join(people, people.c.id == questions.c.person)
    talks = select(people.c.account, steps.c.talk).join(people, people.c.id == steps.c.person)
    rows = await database.read(lambda c: c.execute(asked).all())
    counts = {row.account: row.talk["notes"]["count"] for row in await database.read(lambda c: c.execute(talks).all())}
    left = await database.read(inbox.waiting)
    await database.close()
    return Counter(f"{row.account} {row.text}" for row in rows), counts, left


async def quiet(platform: Platform) -> None:
    """Everything that was taken is done."""
    database = Database(platform.url)
    async with asyncio.timeout(60):
        while await database.read(inbox.waiting):  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.02)
    await database.close()


def once_each(sent: list[Sent]) -> Counter[str]:
    return Counter({f"{one.who} {one.text}": 1 for one in sent})


async def check_changes(platform: Platform, sent: list[Sent]) -> None:
    """Nothing lost, nothing changed twice, and each talk went on over the restarts."""
    kept, counts, left = await look(platform.url)
    assert left == 0
    assert kept == once_each(sent)
    assert counts == {who: str(number) for who, number in Counter(one.who for one in sent).items()}


async def test_killed_at_random_instants_nothing_is_lost_and_nothing_changed_twice(platform: Platform) -> None:
    sent = stream(375)  # fifteen per person: below what is taken for too fast
    platform.waiting = list(sent)
    for _ in range(KILLS):
        await platform.start()
        await platform.deliver(platform.chance.uniform(0.01, 0.25))
        await platform.kill()
    await platform.start()
    await platform.finish()
    await quiet(platform)
    assert await platform.terminate() == 0

    await check_changes(platform, sent)
    heard = platform.heard()
    firsts = list(dict.fromkeys((one.who, one.text) for one in heard))
    for who in PEOPLE:
        mine = [text for whom, text in firsts if whom == who]
        assert mine == [f"{n + 1}: câu {n}" for n in range(15)]  # each said, in their order, none with another's count
    for reply, times in platform.doubled().items():
        runs = [one.run for one in heard if f"{one.who} {one.text}" == reply]
        assert len(set(runs)) == times + 1, reply  # never twice in one run: the process died before it noted the first


async def test_stopped_in_the_middle_nothing_is_lost_and_nothing_doubled(platform: Platform) -> None:
    sent = stream(250)
    platform.waiting = list(sent)
    for _ in range(2):
        await platform.start()
        await platform.deliver(platform.chance.uniform(0.05, 0.15))
        began = time.monotonic()
        assert await platform.terminate() == 0
        assert time.monotonic() - began < 10
    await platform.start()
    await platform.finish()
    await quiet(platform)
    assert await platform.terminate() == 0
    await check_changes(platform, sent)
    assert platform.doubled() == Counter()
    assert len(platform.heard()) == len(sent)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_event_that_kills_is_given_up_after_three_starts(platform: Platform) -> None:
    good = stream(25)
    platform.calm = 0.05
    deadly = Sent("deadly", "người ác", DEADLY)
    platform.waiting = [*good[:10], deadly, *good[10:]]
    for _ in range(1 + inbox.TRIES):  # the one that took it, and three starts
        await platform.start()
        await platform.deliver(0.1)
        assert await platform.died() == -9
    await platform.start()
    await platform.finish()
    await quiet(platform)
    assert await platform.terminate() == 0
    await check_changes(platform, good)
    [farewell] = [one.text for one in platform.heard() if one.who == deadly.who]
    assert farewell.startswith("Dạ xin lỗi")
