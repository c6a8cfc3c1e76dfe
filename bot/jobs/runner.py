"""What runs by itself: each job when it is due by the clock, its failures logged, the others going on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.clock import VIETNAM, Clock

log = logging.getLogger(__name__)

_AFTER_START = 10.0  # seconds; people who waited for the start come first
_SOON = 1.0  # seconds; for a job apart
_LOOK_EVERY = 30.0  # seconds; a clock that was put right or a machine that slept is noticed within this

Work = Callable[[], Awaitable[object]]
Next = Callable[[datetime], datetime]


@dataclass
class _Job:
    name: str
    work: Work
    next: Next
    due: datetime
    apart: bool = False


class Jobs:
    """Every job of a running bot. Each is also due at the start: a machine that is off at night has its turn too."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._jobs: list[_Job] = []
        self._running: list[asyncio.Task[None]] = []

    def daily(self, name: str, at: time, work: Work) -> None:
        """Have a work done every day at this time of the ward's wall clock."""
        self._jobs.append(_Job(name, work, lambda now: _next_day(now, at), self._clock.now()))

    def every(self, name: str, step: timedelta, work: Work) -> None:
        """Have a work done again and again, this long after its last end."""
        self._jobs.append(_Job(name, work, lambda now: now + step, self._clock.now()))

    def apart(self, name: str, step: timedelta, work: Work) -> None:
        """The same beside all others and soon after the start, for what somebody is waiting for."""
        self._jobs.append(_Job(name, work, lambda now: now + step, self._clock.now(), apart=True))

    def start(self) -> None:
        """Begin to look after the jobs in the background."""
        together = [job for job in self._jobs if not job.apart]
        lines = [[job] for job in self._jobs if job.apart] + ([together] if together else [])
        self._running = [asyncio.create_task(self._look_after(line), name=f"jobs {line[0].name}") for line in lines]

    async def stop(self) -> None:
        """Stop; what was under way is cut off and done again at the next start."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._running = []

    async def run_due(self) -> list[str]:
        """Do what is due, one after the other; returns the names of what was done without a failure."""
        return await self._run(self._jobs)

    async def _run(self, jobs: list[_Job]) -> list[str]:
        done = []
        for job in jobs:
            if job.due > self._clock.now():
                continue
            try:
                await job.work()
            except Exception:
                log.exception("the job %r failed; it is tried again when it is next due", job.name)
            else:
                done.append(job.name)
            job.due = job.next(self._clock.now())
        return done

    async def _look_after(self, jobs: list[_Job]) -> None:
        pause = _SOON if jobs[0].apart else _AFTER_START
        while True:
            await asyncio.sleep(pause)
            await self._run(jobs)
            ahead = min((job.due - self._clock.now()).total_seconds() for job in jobs)
            pause = min(max(ahead, 0.5), _LOOK_EVERY)


def _next_day(now: datetime, at: time) -> datetime:
    """The next moment at which the ward's wall clock shows this time."""
    there = now.astimezone(VIETNAM)
    moment = datetime.combine(there.date(), at, VIETNAM)
    return moment if moment > there else moment + timedelta(days=1)
