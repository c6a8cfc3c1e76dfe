"""Who tries many wrong codes has to wait, and only they."""

from __future__ import annotations

from datetime import timedelta

from bot.attempts import Attempts
from tests.kit import SetClock

NONE = timedelta(0)


def test_after_too_many_wrong_tries_one_waits_and_then_may_again() -> None:
    clock = SetClock()
    attempts = Attempts(clock, limit=3, window=timedelta(minutes=10))
    for _ in range(3):
        assert attempts.wait("tu") == NONE
        attempts.failed("tu")
        clock.move(minutes=1)
    assert attempts.wait("tu") == timedelta(minutes=7)
    assert attempts.wait("nam") == NONE
    clock.move(minutes=7)
    assert attempts.wait("tu") == NONE


def test_tries_with_pauses_between_them_never_wait() -> None:
    clock = SetClock()
    attempts = Attempts(clock, limit=3, window=timedelta(minutes=10))
    for _ in range(50):
        attempts.failed("tu")
        clock.move(minutes=6)
        assert attempts.wait("tu") == NONE
