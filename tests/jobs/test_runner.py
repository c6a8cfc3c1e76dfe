"""Jobs run when they are due by the clock, one's failure is nobody else's, and stopping stops them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.jobs import runner
from bot.jobs.runner import Jobs
from tests.kit import SetClock


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 11, 23, 2, 0, tzinfo=UTC))  # 9:00 at the ward


async def fine() -> None:
    """A job without trouble."""


async def test_every_job_is_due_at_the_start_and_then_by_its_clock(clock: SetClock) -> None:
    jobs = Jobs(clock)
    jobs.daily("nightly", time(3, 10), fine)
    jobs.every("often", timedelta(minutes=5), fine)
    assert await jobs.run_due() == ["nightly", "often"]
    assert await jobs.run_due() == []
    clock.move(minutes=5)
    assert await jobs.run_due() == ["often"]
    clock.move(hours=18, minutes=4)  # 3:09
    assert await jobs.run_due() == ["often"]
    clock.move(minutes=1)
    assert "nightly" in await jobs.run_due()
    clock.move(days=1)
    assert "nightly" in await jobs.run_due()


async def test_a_night_that_was_slept_through_is_made_up_for_once(clock: SetClock) -> None:
    jobs = Jobs(clock)
    jobs.daily("nightly", time(3, 10), fine)
    await jobs.run_due()
    clock.move(days=3)
    assert await jobs.run_due() == ["nightly"]
    assert await jobs.run_due() == []


async def test_a_failure_is_logged_and_the_others_go_on(clock: SetClock, caplog: pytest.LogCaptureFixture) -> None:
    async def fail() -> None:
        raise OSError("the disk is away")

    jobs = Jobs(clock)
    jobs.every("failing", timedelta(minutes=5), fail)
    jobs.every("fine", timedelta(minutes=5), fine)
    assert await jobs.run_due() == ["fine"]
    assert "the disk is away" in caplog.text
    clock.move(minutes=5)
    assert await jobs.run_due() == ["fine"]


async def test_started_jobs_run_by_themselves_until_they_are_stopped(
    clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "_AFTER_START", 0.0)
    begun, ended = asyncio.Event(), asyncio.Event()

    async def long() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    jobs = Jobs(clock)
    jobs.every("long", timedelta(minutes=5), long)
    jobs.start()
    await begun.wait()
    await jobs.stop()
    assert ended.is_set()


async def test_nothing_to_do_is_no_fault(clock: SetClock) -> None:
    jobs = Jobs(clock)
    jobs.start()
    await jobs.stop()
