"""What the rows of `benchmarks.broadcast` share: the fake platform, a crowd, the whole bot as a process, the sums."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import insert

from bot.clock import Clock
from bot.storage import listing, notices
from bot.storage.audit import OPERATOR
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.notice_rows import State, find
from bot.storage.notices import Draft
from bot.storage.tables import consents, people

ROOT = Path(__file__).resolve().parent.parent
TEXT = "Ngày mai từ 8 giờ tới 11 giờ cúp nước để sửa ống, bà con trữ nước giúp. " * 4
_DRAFT = Draft("Cúp nước", TEXT, "dien-nuoc", urgent=True, reason="đo")
_CORES = sorted(os.sched_getaffinity(0))
_TICKS = os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def platform(policy: str = "none", rate: int = 30, rtt_ms: float = 60) -> AsyncIterator[tuple[str, str]]:
    """The fake in its own process, on the last core: its address and its token."""
    words = ["--port", "0", "--rtt-ms", str(rtt_ms), "--policy", policy, "--rate", str(rate), "--chat-burst", "3"]
    command = [sys.executable, "-m", "tests.fakes.telegram", *words]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=subprocess.PIPE)
    os.sched_setaffinity(process.pid, {_CORES[-1]})
    assert process.stdout
    url, token = [(await process.stdout.readline()).decode().strip().partition("=")[2] for _ in range(2)]
    try:
        yield url, token
    finally:
        process.terminate()
        await process.wait()


async def ask(api: str, what: str, **values: Any) -> Any:
    """A control address of the fake."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=600)) as session:
        call = session.post(f"{api}/control/{what}", json=values) if values else session.get(f"{api}/control/{what}")
        async with call as answer:
            return await answer.json()


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


async def look(database: Database, number: int) -> tuple[State, dict[str, int]]:
    """Where a notice stands, and how many rows are in each state."""
    notice = await database.read(partial(find, notice=number))
    if notice is None:
        raise RuntimeError("the notice is gone")
    return notice.state, await database.read(partial(listing.counts, notice=notice))


@dataclass
class Bot:
    """The whole program, on the first core; started, stopped and killed as often as one likes."""

    url: str
    api: str
    token: str
    settings: dict[str, str] = field(default_factory=dict)
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> float:
        """Come back when it serves; the seconds that took."""
        began = time.perf_counter()
        own = {"DATABASE_URL": self.url, "TELEGRAM_TOKEN": self.token, "TELEGRAM_API_URL": self.api, "WEB_PORT": "0"}
        environment = {**os.environ, "LOG_LEVEL": "ERROR", "PYTHONIOENCODING": "utf-8", **own, **self.settings}
        command = [sys.executable, "-m", "bot", "run"]
        self.process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        os.sched_setaffinity(self.process.pid, {_CORES[0]})
        assert self.process.stdout
        while b"Stop it" not in (line := await self.process.stdout.readline()):
            if not line:
                raise RuntimeError("the bot did not start")
        return time.perf_counter() - began

    async def end(self, *, kill: bool = False) -> None:
        """SIGTERM or SIGKILL."""
        assert self.process
        if kill:
            self.process.kill()
        else:
            self.process.terminate()
        await self.process.wait()

    def seconds_of_cpu(self) -> float:
        """What it has used of its core so far."""
        assert self.process
        parts = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(parts[11]) + int(parts[12])) / _TICKS

    def megabytes(self) -> float:
        """What it holds in memory now."""
        assert self.process
        lines = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


@asynccontextmanager
async def running(url: str, api: str, token: str, **settings: str) -> AsyncIterator[Bot]:
    """The bot, stopped at the end."""
    bot = Bot(url, api, token, settings)
    await bot.start()
    try:
        yield bot
    finally:
        if bot.process and bot.process.returncode is None:
            await bot.end()


@asynccontextmanager
async def beside(url: str) -> AsyncIterator[Database]:
    """The same database, from this process."""
    database = Database(url)
    await database.open()
    try:
        yield database
    finally:
        await database.close()


def pace(at: list[float]) -> float:
    """Messages a second from the first to the last."""
    return (len(at) - 1) / (at[-1] - at[0]) if len(at) > 1 and at[-1] > at[0] else 0.0
