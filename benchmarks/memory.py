"""How much memory the whole bot takes after its start and after ten thousand people have asked.

`python -m benchmarks.memory` prints the resident memory in MiB; the people come from the tests' fake of Telegram.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx

from benchmarks.answer import QUESTIONS
from benchmarks.telegram import environment, free_port, process

PEOPLE = 10_000
TARGET = 150


def resident(pid: int) -> float:
    """MiB of a process that are in memory."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


async def let_everybody_ask(api: str, web: str) -> None:
    """Each person asks once, a hundred at a time, and all is said before the next hundred write."""
    async with httpx.AsyncClient(timeout=600) as client:
        for first in range(1, PEOPLE + 1, 100):
            said = [
                {"user": number, "text": QUESTIONS[number % len(QUESTIONS)]} for number in range(first, first + 100)
            ]
            await client.post(f"{api}/control/say", json={"messages": said})
            while (await client.get(f"{api}/control/stats")).json()["pending"]:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.02)
            while (await client.get(f"{web}/healthz")).json()["backlog"]["unfinished"]:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.02)


def main() -> None:
    """Print the two figures."""
    port = free_port()
    fake = ["tests.fakes.telegram", "--port", str(free_port())]
    with tempfile.TemporaryDirectory() as folder, process(fake, 1, "TELEGRAM_TOKEN") as (_, told):
        settings = environment(told, port, folder)
        subprocess.run([sys.executable, "-m", "bot", "migrate"], env=os.environ | settings, check=True)  # as on any day
        with process(["bot", "run"], 0, "Stop it with", **settings) as (pid, _):
            start = resident(pid)
            asyncio.run(let_everybody_ask(told["TELEGRAM_API_URL"], settings["PUBLIC_URL"]))
            after = resident(pid)
    print("| | MiB |\n|---|---|")
    print(f"| after the start | {start:.0f} |\n| after {PEOPLE:,} people | {after:.0f} |\n| target | {TARGET} |")


if __name__ == "__main__":
    main()
