"""kill -9 in the middle of a notice: at the next start it goes on, nobody is lost, and the table adds up."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from functools import partial
from pathlib import Path

from bot.channels.base import AT_ONCE
from bot.clock import Clock
from bot.storage import listing
from bot.storage.notice_rows import State
from bot.storage.notices import Draft
from tests import newskit
from tests.kit import make_desk
from tests.newskit import approved, job, subscriber

ROOT = Path(__file__).parents[2]
PEOPLE = 150
KILLS = 4
FLOOD = Draft("Nước lên", "Bà con ven sông dọn đồ lên cao.", "dien-nuoc", urgent=True, reason="lũ")


def delivered(paper: Path) -> list[str]:
    return paper.read_text(encoding="utf-8").split() if paper.exists() else []


async def run(url: str, paper: Path, until: int) -> None:
    """Run the bot until so many messages are delivered, then kill it."""
    worker = [sys.executable, "-m", "tests.durability.outbox_worker", url, str(paper), "who"]
    process = await asyncio.create_subprocess_exec(*worker, cwd=ROOT)
    async with asyncio.timeout(60):
        while len(delivered(paper)) < until:  # noqa: ASYNC110 - another process writes the file
            await asyncio.sleep(0.005)
    process.kill()
    await process.wait()


async def test_killed_again_and_again(database_url: str, tmp_path: Path) -> None:
    paper = tmp_path / "paper.txt"
    desk = make_desk(database_url)
    await desk.app.start()
    await desk.app.outbox.stop()
    desk.clock._now = Clock().now()
    for number in range(PEOPLE):
        await subscriber(desk.app, f"p{number}")
    notice = await approved(desk.app, FLOOD)
    await job(desk.app).run()
    await desk.app.stop()

    for kill in range(1, KILLS + 1):
        await run(database_url, paper, until=kill * PEOPLE // (KILLS + 1))

    last = make_desk(database_url)
    last.clock._now = Clock().now()
    await last.app.start()
    await newskit.run(last.app, 3)
    found = await newskit.notice(last.app, notice)
    counts = await newskit.counts(last.app, notice)
    await last.app.stop()

    times = Counter(delivered(paper)) + newskit.heard(last)
    assert found.state is State.DONE
    assert sum(counts.values()) == PEOPLE
    assert counts.keys() <= {"sent", "unknown"}
    assert set(times.values()) == {1}  # in doubt means: left as unknown, never sent twice
    lost = PEOPLE - len(times)
    assert lost <= counts.get("unknown", 0) <= KILLS * AT_ONCE  # whoever did not get it is in the list of the doubted


async def test_killed_while_the_rows_are_made_it_goes_on_where_it_was(database_url: str) -> None:
    first = make_desk(database_url)
    await first.app.start()
    for number in range(10):
        await subscriber(first.app, f"p{number}")
    notice = await approved(first.app)
    known = await newskit.notice(first.app, notice)
    now = first.clock.now()
    reach = await first.app.database.read(partial(listing.reach, notice=known, channels=["test"]))
    render = partial(job(first.app)._render, known, None, ())
    await first.app.database.write(partial(listing.begin, notice=known, found=reach, render=render, now=now))
    some = partial(listing.list_some, notice=notice, channels=["test"], now=now, at_most=4)
    await first.app.database.write(some)
    await first.app.stop()
    second = make_desk(database_url)
    await second.app.start()
    await newskit.run(second.app, 2)
    assert await newskit.counts(second.app, notice) == {"sent": 10}
    assert set(newskit.heard(second).values()) == {1}
    await second.app.stop()
