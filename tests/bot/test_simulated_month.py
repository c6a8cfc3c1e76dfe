"""A few simulated days of benchmarks/learning.py: the bot learns what it did not know, and no entry gets worse."""

from __future__ import annotations

from pathlib import Path

from benchmarks.learning import simulate
from tests.kit import sqlite_url


async def test_what_is_taught_is_answered_and_no_entry_gets_worse(tmp_path: Path) -> None:
    month = await simulate(days=9, daily=24, seed=3, url=sqlite_url(tmp_path), matters=2)
    first, second = month.weeks
    assert first.taught + second.taught >= 2
    assert second.right / second.asked > first.right / first.asked
    assert month.worse == {}
    assert month.after.figures.first >= month.before.figures.first
    assert month.after.figures.invented <= month.before.figures.invented
    assert f"| 2 | {second.asked} |" in month.table()
