"""A notice to many people on Telegram: which share of the allowed pace is used, and what preparing many rows costs.

The fake platform runs in a process of its own, holds every answer back for 60 ms and enforces 30 messages a second
under four policies; Telegram does not publish its own. The bot is the whole one, on SQLite. "from the start" counts
from the approval, the pace from the first message to the last. Run from the project's folder:
python -m benchmarks.broadcast [--people 3000] [--rows 100000]
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from functools import partial
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import func, insert, select

from benchmarks.telegram_sending import _stats, platform
from bot.app import App, build
from bot.clock import Clock
from bot.jobs.notices import Notices
from bot.settings import Settings
from bot.storage import listing, notices
from bot.storage.audit import OPERATOR
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.notice_rows import State, find
from bot.storage.notices import Draft
from bot.storage.tables import consents, outbox, people

ALLOWED = 30.0  # messages a second
POLICIES = ("bucket30", "bucket5", "window", "penalty")
_TEXT = "Ngày mai từ 8 giờ tới 11 giờ cúp nước để sửa ống, bà con trữ nước giúp. " * 4
_DRAFT = Draft("Cúp nước", _TEXT, "dien-nuoc", urgent=True, reason="đo")


async def crowd(url: str, count: int) -> None:
    """So many subscribers on Telegram."""
    await migrate(url)
    database = Database(url)
    await database.open()
    now = Clock().now()
    known = {"channel": "telegram", "language": "vi", "met": True, "first_seen": now, "last_seen": now}
    persons = [known | {"id": number, "account": str(number)} for number in range(1, count + 1)]
    given = [{"person": one["id"], "purpose": "news:dien-nuoc", "given": True, "at": now} for one in persons]
    await database.write(lambda c: c.execute(insert(people), persons))
    await database.write(lambda c: c.execute(insert(consents), given))
    await database.close()


async def approved(database: Database) -> int:
    """A notice that goes now."""
    now = Clock().now()
    number = await database.write(partial(notices.write, by=OPERATOR, draft=_DRAFT, now=now))
    how = {"by": OPERATOR, "notice": number, "version": 1, "now": now, "two_people": False}
    await database.write(partial(notices.approve, **how))
    return number


def job_of(app: App) -> Notices:
    """What sees notices through."""
    return Notices(app.database, ("telegram",), app.ward, app.catalogue, app.clock)


async def broadcast(policy: str, count: int, folder: Path) -> tuple[float, float, int, dict[str, int]]:
    """Seconds from the approval to the last row's end, messages a second, refusals (429), and the final states."""
    url = f"sqlite+aiosqlite:///{folder / policy}.db"
    await crowd(url, count)
    async with platform(policy) as (api, token):
        settings = Settings(  # type: ignore[call-arg]  # the library's own argument
            _env_file=None, database_url=url, telegram_token=SecretStr(token), telegram_api_url=api
        )
        app = build(settings)
        app.server = None
        await app.start()
        job = job_of(app)
        began = time.perf_counter()
        number = await approved(app.database)
        while True:
            await job.run()
            notice = await app.database.read(partial(find, notice=number))
            if notice is None or notice.state is State.DONE:
                break
            await asyncio.sleep(0.2)
        took = time.perf_counter() - began
        stats = await _stats(api)
        span = select(func.min(outbox.c.ended), func.max(outbox.c.ended))
        first, last = (await app.database.read(lambda c: c.execute(span).all()))[0]
        await app.stop()
        return (
            took,
            (count - 1) / (last - first).total_seconds(),
            int(stats["calls"].get("status_429", 0)),
            (notice.counts or {}) if notice else {},
        )


async def preparing(count: int, folder: Path) -> float:
    """Seconds until every row is there."""
    url = f"sqlite+aiosqlite:///{folder / 'rows'}.db"
    await crowd(url, count)
    settings = Settings(_env_file=None, database_url=url)  # type: ignore[call-arg]  # the library's own argument
    app = build(settings)
    await app.database.open()
    number = await approved(app.database)
    began = time.perf_counter()
    await job_of(app).run()
    took = time.perf_counter() - began
    notice = await app.database.read(partial(find, notice=number))
    if notice is None or sum((await app.database.read(partial(listing.counts, notice=notice))).values()) != count:
        raise RuntimeError("rows are missing")
    await app.database.close()
    return took


async def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=3000)
    parser.add_argument("--rows", type=int, default=100_000)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(f"{wanted.people} people, 60 ms to the platform, {ALLOWED:.0f} a second allowed\n")
        print("| policy | seconds from the start | a second | share of the allowed | 429s | states |")
        print("|---|---|---|---|---|---|")
        for policy in POLICIES:
            took, pace, refused, states = await broadcast(policy, wanted.people, Path(folder))
            print(f"| {policy} | {took:.1f} | {pace:.2f} | {pace / ALLOWED:.3f} | {refused} | {states} |", flush=True)
        took = await preparing(wanted.rows, Path(folder))
        print(f"\n{wanted.rows} rows prepared in {took:.2f} s")


if __name__ == "__main__":
    asyncio.run(main())
