"""kill -9 in the middle of the outbox: nothing is lost that must arrive, nothing goes twice that must not."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from functools import partial
from pathlib import Path

from bot.channels.base import AT_ONCE
from bot.clock import Clock
from bot.messages import Address, Reply
from bot.storage import outbox, people
from bot.storage.database import Database
from bot.storage.migrate import migrate

ROOT = Path(__file__).parents[2]
MESSAGES = 120  # of each of two kinds
KILLS = 4


async def fill(url: str) -> None:
    """So many messages, urgent ones as it may be night; every other one is better said twice than lost."""
    await migrate(url)
    database = Database(url)
    await database.open()
    now = Clock().now()
    for number in range(MESSAGES):
        for kind in ("alert", "invitation"):
            address = Address("test", f"{kind}-{number}")
            who = (await database.write(partial(people.meet, address=address, language="vi", now=now))).person.id
            about = f"{kind}:{number}"
            put = partial(outbox.put, person=who, kind=kind, about=about, reply=Reply(about), now=now, urgent=True)
            await database.write(put)
    await database.close()


async def run(url: str, paper: Path, until: int) -> None:
    """Run the bot until so many messages are delivered, then kill it."""
    worker = [sys.executable, "-m", "tests.durability.outbox_worker", url, str(paper)]
    process = await asyncio.create_subprocess_exec(*worker, cwd=ROOT)
    async with asyncio.timeout(60):
        while len(delivered(paper)) < until:  # noqa: ASYNC110 - another process writes the file
            await asyncio.sleep(0.005)
    process.kill()
    await process.wait()


def delivered(paper: Path) -> list[str]:
    return paper.read_text(encoding="utf-8").splitlines() if paper.exists() else []


async def states(url: str) -> dict[str, int]:
    database = Database(url)
    found = await database.read(outbox.states)
    await database.close()
    return found


async def test_killed_again_and_again(database_url: str, tmp_path: Path) -> None:
    paper = tmp_path / "paper.txt"
    await fill(database_url)
    for kill in range(1, KILLS + 1):
        await run(database_url, paper, until=kill * 2 * MESSAGES // (KILLS + 1))
    worker = [sys.executable, "-m", "tests.durability.outbox_worker", database_url, str(paper)]
    process = await asyncio.create_subprocess_exec(*worker, cwd=ROOT)
    async with asyncio.timeout(60):
        while set(await states(database_url)) - {"sent", "unknown"}:  # noqa: ASYNC110 - it is another process
            await asyncio.sleep(0.1)
    process.kill()
    await process.wait()
    times = Counter(delivered(paper))
    assert all(times[f"alert:{number}"] >= 1 for number in range(MESSAGES))
    assert all(times[f"invitation:{number}"] <= 1 for number in range(MESSAGES))
    left = sum(times[f"invitation:{number}"] == 0 for number in range(MESSAGES))
    twice = sum(count - 1 for count in times.values())
    assert left + twice <= KILLS * AT_ONCE  # only what was in flight was ever in doubt
