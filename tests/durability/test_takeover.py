"""Two real processes on one PostgreSQL: one sends, the other waits; the first is killed and the second goes on."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from bot.clock import Clock
from bot.messages import Address
from bot.storage import listing, notices, people, subscriptions
from bot.storage.audit import OPERATOR
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.notice_rows import State, find
from bot.storage.notices import Draft
from tests.fakes.telegram import TelegramFake

ROOT = Path(__file__).parents[2]
PEOPLE = 120
FLOOD = Draft("Nước lên", "Bà con ven sông dọn đồ lên cao.", "dien-nuoc", urgent=True, reason="lũ")
PATIENCE = 90.0


@asynccontextmanager
async def bot(url: str, fake: TelegramFake, says: bytes) -> AsyncIterator[Process]:
    """The program, once it has said this."""
    settings = {"DATABASE_URL": url, "TELEGRAM_TOKEN": fake.token, "TELEGRAM_API_URL": fake.url, "WEB_PORT": "0"}
    words = [sys.executable, "-m", "bot", "run"]
    own = {**os.environ, "PYTHONIOENCODING": "utf-8", "WARD_FILE": "tests/data/ward.toml", **settings}
    process = await asyncio.create_subprocess_exec(*words, cwd=ROOT, env=own, stdout=PIPE, stderr=PIPE)
    try:
        await said(process, says)
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


async def said(process: Process, words: bytes) -> None:
    """Come back when the program has said this."""
    assert process.stdout
    assert process.stderr
    async with asyncio.timeout(PATIENCE):
        while words not in (line := await process.stdout.readline()):
            assert line, (await process.stderr.read()).decode()


async def crowd(url: str) -> None:
    """So many subscribers."""
    await migrate(url)
    database = Database(url)
    await database.open()
    now = Clock().now()
    for number in range(1, PEOPLE + 1):
        met = partial(people.meet, address=Address("telegram", str(number)), language="vi", now=now)
        who = (await database.write(met)).person.id
        await database.write(partial(subscriptions.subscribe, person=who, topics=["dien-nuoc"], now=now))
    await database.close()


async def approved(url: str) -> int:
    """A notice that goes now."""
    database = Database(url)
    await database.open()
    now = Clock().now()
    number = await database.write(partial(notices.write, by=OPERATOR, draft=FLOOD, now=now))
    how = {"by": OPERATOR, "notice": number, "version": 1, "now": now, "two_people": False}
    await database.write(partial(notices.approve, **how))
    await database.close()
    return number


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 - other processes do it
            await asyncio.sleep(0.02)


def heard(fake: TelegramFake) -> Counter[str]:
    """How many messages each person got."""
    return Counter(str(call.params["chat_id"]) for call in fake.called("sendMessage") if call.status == 200)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_killed_another_takes_over_and_goes_on(database_url: str) -> None:
    await crowd(database_url)
    async with (
        TelegramFake(strangers=True, rtt=0.05) as fake,
        bot(database_url, fake, b"Stop it") as first,
        bot(database_url, fake, b"This one waits") as second,
    ):
        number = await approved(database_url)
        await until(lambda: len(heard(fake)) > PEOPLE // 4)
        first.kill()
        await first.wait()
        killed, before = time.monotonic(), len(heard(fake))
        assert before < PEOPLE
        await until(lambda: len(heard(fake)) > before + 1)
        print(f"\nthe next message came {time.monotonic() - killed:.1f} s after the kill")
        await said(second, b"Stop it")
        database = Database(database_url)
        async with asyncio.timeout(PATIENCE):
            while (notice := await database.read(partial(find, notice=number))) and notice.state is not State.DONE:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        assert notice
        counts = await database.read(partial(listing.counts, notice=notice))
        await database.close()
    assert sum(counts.values()) == PEOPLE
    assert counts.keys() <= {"sent", "unknown"}
    times = heard(fake)
    assert max(times.values()) == 1
    assert PEOPLE - len(times) <= counts.get("unknown", 0) <= 16  # in flight when it was killed, and no more


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_told_to_stop_while_it_waits_it_ends(database_url: str) -> None:
    await migrate(database_url)
    database = Database(database_url)
    await database.open(serving=["telegram"])
    async with TelegramFake() as fake, bot(database_url, fake, b"This one waits") as waiting:
        waiting.terminate()
        async with asyncio.timeout(PATIENCE):
            assert await waiting.wait() == 0
        assert not fake.calls
    await database.close()


async def test_on_sqlite_a_second_process_says_why_it_does_not_start(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
    async with TelegramFake() as fake, bot(url, fake, b"Stop it"):
        with pytest.raises(AssertionError, match="Another bot already serves"):
            async with bot(url, fake, b"Stop it"):
                pass
