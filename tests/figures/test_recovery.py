"""The report finds what is true of a ward whose truth is known, as often as its intervals promise."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from bot.figures import periods
from bot.storage import figures
from bot.storage.database import Database
from bot.storage.migrate import migrate
from tests.figures.model import YEAR, truth, year
from tests.kit import sqlite_url

SEEDS = 60
VISITS = 900
NOW = datetime(2027, 1, 2, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    await migrate(sqlite_url(tmp_path))
    database = Database(sqlite_url(tmp_path))
    await database.open()
    yield database
    await database.close()


async def test_the_truth_lies_in_the_intervals_as_often_as_they_promise(database: Database) -> None:
    """240 shares of opinion, 60 of punctuality, 60 of answers; of 95 % intervals fewer than 90 % holding is no chance.

    With 360 intervals the number that hold has a standard deviation of 1.1 %, so the bounds are some four away.
    """
    true = truth()
    held = []
    for seed in range(SEEDS):
        await database.write(partial(year, seed=seed, count=VISITS))
        report = await database.read(lambda c: figures.report(c, periods.of(periods.Kind.YEAR, YEAR), NOW))
        found = {row.key: row.satisfied for row in report.tables["field"]}
        pairs = [(report.total.satisfied, true.satisfied), (report.on_time.share, true.on_time)]
        pairs += [(report.rated_visits.share, true.answers)]
        pairs += [(found[field], share) for field, share in true.by_field.items()]
        held += [share is not None and share.low <= value <= share.high for share, value in pairs]
    assert len(held) == 6 * SEEDS
    assert 0.905 <= sum(held) / len(held) < 0.995
