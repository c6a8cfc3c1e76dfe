"""The other side of the worker's pipe: delivers until an event is taken, sometimes twice, and can kill the worker."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Sent:
    """One event: who, and their how many-th it is."""

    event: str
    who: str
    text: str


@dataclass(frozen=True)
class Heard:
    """One reply as it went out: in which run of the worker, to whom, what."""

    run: int
    who: str
    text: str


@dataclass
class Platform:
    """Delivers events to one worker after another."""

    url: str
    said: Path
    chance: random.Random
    calm: float = 2.0  # seconds after a start before suspects are begun
    run: int = 0
    waiting: list[Sent] = field(default_factory=list)  # not taken yet, oldest first
    taken: list[Sent] = field(default_factory=list)
    worker: Process | None = None
    reading: asyncio.Task[None] | None = None

    async def start(self) -> Process:
        """Start the next worker and wait until it listens."""
        self.run += 1
        words = ["-m", "tests.durability.worker", self.url, str(self.said), str(self.run), str(self.calm)]
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
        self.worker = await asyncio.create_subprocess_exec(
            sys.executable, *words, stdin=PIPE, stdout=PIPE, cwd=ROOT, env=environment
        )
        assert self.worker.stdout
        line = await self.worker.stdout.readline()
        assert line in (b"ready\n", b""), line  # nothing at all: it died over what it found
        self.reading = asyncio.create_task(self._read(self.worker))
        return self.worker

    async def deliver(self, seconds: float) -> None:
        """Deliver what is waiting, in everybody's order, and something taken long ago once more, for so long."""
        assert self.worker
        until = asyncio.get_running_loop().time() + seconds
        for sent in list(self.waiting):
            self._write(self.worker, sent)
            if self.taken and self.chance.random() < 0.1:
                self._write(self.worker, self.chance.choice(self.taken))
            if asyncio.get_running_loop().time() >= until:
                break
            await asyncio.sleep(0.001)
        await asyncio.sleep(max(0.0, until - asyncio.get_running_loop().time()))

    async def finish(self) -> None:
        """Deliver everything that is waiting and wait until it is taken."""
        assert self.worker
        for sent in list(self.waiting):
            self._write(self.worker, sent)
        while self.waiting:  # noqa: ASYNC110 - there is no event for the last "ok"
            await asyncio.sleep(0.01)

    async def kill(self) -> None:
        """kill -9; what it had printed before counts."""
        assert self.worker
        with suppress(ProcessLookupError):  # it was faster
            self.worker.kill()
        await self._drain(self.worker)

    async def died(self) -> int:
        """Wait until it dies by itself; returns its exit code."""
        assert self.worker
        async with asyncio.timeout(60):
            await self._drain(self.worker)
        return self.worker.returncode or 0

    async def terminate(self) -> int:
        """Ask it to stop, as a service manager does; returns its exit code."""
        assert self.worker
        self.worker.send_signal(signal.SIGTERM)
        await self._drain(self.worker)
        return self.worker.returncode or 0

    def heard(self) -> list[Heard]:
        """Every reply that went out, in the order of their going out."""
        lines = self.said.read_text().splitlines() if self.said.exists() else []
        return [Heard(int(run), who, text) for run, who, text in map(json.loads, lines)]

    def doubled(self) -> Counter[str]:
        """Replies that went out more than once, and how often too often."""
        times = Counter(f"{heard.who} {heard.text}" for heard in self.heard())
        return Counter({reply: count - 1 for reply, count in times.items() if count > 1})

    def _write(self, worker: Process, sent: Sent) -> None:
        assert worker.stdin
        worker.stdin.write(json.dumps({"event": sent.event, "who": sent.who, "text": sent.text}).encode() + b"\n")

    async def _read(self, worker: Process) -> None:
        assert worker.stdout
        async for line in worker.stdout:
            self._note(line)

    async def _drain(self, worker: Process) -> None:
        assert self.reading
        await self.reading
        await worker.wait()
        if worker.stdin:
            worker.stdin.close()

    def _note(self, line: bytes) -> None:
        """An event is taken: it need not be delivered any more."""
        event = line.decode().removeprefix("ok ").strip()
        for sent in self.waiting:
            if sent.event == event:
                self.waiting.remove(sent)
                self.taken.append(sent)
                return
