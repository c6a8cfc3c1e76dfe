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
_LOOK_EVERY = 30.0  # seconds; a clock that was put right or a machine that slept is noticed within this

Work = Callable[[], Awaitable[object]]
Next = Callable[[datetime], datetime]


@dataclass
class _Job:
    name: str
    work: Work
    next: Next
    due: datetime


class Jobs:
    """Every job of a running bot. Each is also due at the start: a machine that is off at night has its turn too."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._jobs: list[_Job] = []
        self._running: asyncio.Task[None] | None = None

    def daily(self, name: str, at: time, work: Work) -> None:
        """Have a work done every day at this time of the ward's wall clock."""
        self._jobs.append(_Job(name, work, lambda now: _next_day(now, at), self._clock.now()))

    def every(self, name: str, step: timedelta, work: Work) -> None:
        """Have a work done again and again, this long after its last end."""
        self._jobs.append(_Job(name, work, lambda now: now + step, self._clock.now()))

    def start(self) -> None:
        """Begin to look after the jobs in the background."""
        if self._jobs:
            self._running = asyncio.create_task(self._look_after(), name="jobs")

    async def stop(self) -> None:
        """Stop; what was under way is cut off and done again at the next start."""
        if self._running:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
            self._running = None

    async def run_due(self) -> list[str]:
        """Do what is due, one after the other; returns the names of what was done without a failure."""
        done = []
        for job in self._jobs:
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

    async def _look_after(self) -> None:
        pause = _AFTER_START
        while True:
            await asyncio.sleep(pause)
            await self.run_due()
            ahead = min((job.due - self._clock.now()).total_seconds() for job in self._jobs)
            pause = min(max(ahead, 0.5), _LOOK_EVERY)


def _next_day(now: datetime, at: time) -> datetime:
    """The next moment at which the ward's wall clock shows this time."""
    there = now.astimezone(VIETNAM)
    moment = datetime.combine(there.date(), at, VIETNAM)
    return moment if moment > there else moment + timedelta(days=1)
