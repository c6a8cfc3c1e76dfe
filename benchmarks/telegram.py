"""The whole program on Telegram beside a minimal echo bot, each on one core, the platform 60 ms away.

The platform is the fake server of the tests on the other core; it delivers by webhook and measures how long people wait
for the bot's first words, the way to the platform not counted. The echo bot uses our transport and uvicorn too, so what
differs is the work itself. Two things to know when reading the tables: the echo acknowledges an update before its words
are stored, ours stores first and acknowledges then, so that nothing taken can be lost; and ours says its welcome, with
what is kept and how to erase it, at the first contact, which is why everybody writes once before it is measured.

`python -m benchmarks.telegram [--rounds 3] [--loads 5 100 500]` prints the tables.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from benchmarks.answer import QUESTIONS
from benchmarks.timing import Figures, print_table

SECRET = "benchmark-secret"
PEOPLE = 3000
TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def process(words: list[str], core: int, says: str, **environment: str) -> Iterator[tuple[int, dict[str, str]]]:
    """A program on one core until the block ends; its number, and the NAME=value lines it began with."""
    started = subprocess.Popen(
        [sys.executable, "-m", *words],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    os.sched_setaffinity(started.pid, {core})  # its threads, which come later, stay there too
    assert started.stdout
    told: dict[str, str] = {}
    for line in started.stdout:
        name, _, value = line.strip().partition("=")
        told[name] = value
        if says in line:
            break
    try:
        yield started.pid, told
    finally:
        started.send_signal(signal.SIGTERM)
        started.wait(20)


def cpu_of(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


async def load(api: str, pid: int, rate: float, seconds: float) -> Figures:
    """Let everybody write once so that they are known, then measure one load."""
    texts = list(QUESTIONS)
    async with httpx.AsyncClient(base_url=api, timeout=300) as fake:

        async def answered(count: int) -> dict[str, Any]:
            while (stats := (await fake.get("/control/stats")).json())["sent"] < count:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.1)
            return dict(stats)

        await fake.post("/control/load", json={"rate": 300, "seconds": 5, "people": PEOPLE, "texts": ["xin chào"]})
        await answered(1)
        await asyncio.sleep(2)
        await fake.post("/control/reset")
        used = cpu_of(pid)
        wrote = {"rate": rate, "seconds": seconds, "people": PEOPLE, "texts": texts, "seed": 7}
        written = (await fake.post("/control/load", json=wrote)).json()["written"]
        stats = await answered(written)
        await asyncio.sleep(1)
        used = cpu_of(pid) - used
    spent = stats["last_sent"] - stats["first_sent"]
    waited = stats["waited_ms"]
    return {
        "p50": waited["p50"],
        "p99": waited["p99"],
        "answered/s": written / spent,
        "cpu_ms": used / written * 1000,
    }


def environment(told: dict[str, str], port: int, folder: str) -> dict[str, str]:
    """The settings of a program under test: the fake's address, a webhook of its own, a fresh database."""
    return {
        "TELEGRAM_API_URL": told["TELEGRAM_API_URL"],
        "TELEGRAM_TOKEN": told["TELEGRAM_TOKEN"],
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        "TELEGRAM_RATE": "1000",
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "WEB_PORT": str(port),
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/bot.db",
        "LOG_LEVEL": "ERROR",
    }


def one(who: str, rate: float, seconds: float, cores: tuple[int, int]) -> Figures:
    """One bot under one load, everything fresh."""
    port = free_port()
    fake = ["tests.fakes.telegram", "--port", str(free_port()), "--rtt-ms", "60"]
    with tempfile.TemporaryDirectory() as folder, process(fake, cores[1], "TELEGRAM_TOKEN") as (_, told):
        settings = environment(told, port, folder)
        words, says = (["bot", "run"], "Stop it with") if who == "ours" else (["benchmarks.echo_server"], "running")
        with process(words, cores[0], says, **settings) as (pid, _):
            return asyncio.run(load(told["TELEGRAM_API_URL"], pid, rate, seconds))


def main() -> None:
    """Print a table per load."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--loads", type=float, nargs="+", default=[5, 100, 500])
    parser.add_argument("--cores", type=int, nargs=2, default=[0, 1], help="the bot's and the platform's")
    arguments = parser.parse_args()
    cores = (arguments.cores[0], arguments.cores[1])
    for rate in arguments.loads:
        figures: dict[str, list[Figures]] = {"echo": [], "ours": []}
        for number in range(arguments.rounds):
            for who in ("echo", "ours")[:: 1 if number % 2 == 0 else -1]:
                figures[who].append(one(who, rate, arguments.seconds, cores))
        print(f"\n{rate:g} questions a second")
        print_table(figures, "echo", ("p50", "p99", "answered/s", "cpu_ms"))


if __name__ == "__main__":
    main()
