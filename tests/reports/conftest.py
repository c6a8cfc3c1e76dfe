"""The report of the data set that was worked out by hand, and words to tell it in."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.figures import periods
from bot.figures.report import Report
from bot.i18n import Catalogue
from bot.reports.words import Words
from bot.storage import figures
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.ward import Counter, Ward
from faq import DATA
from tests.figures.data import hand_made
from tests.kit import library, sqlite_url

NOW = datetime(2026, 3, 10, 3, tzinfo=UTC)
FEBRUARY = periods.of(periods.Kind.MONTH, date(2026, 2, 1))


@pytest.fixture
async def report(tmp_path: Path) -> Report:
    await migrate(sqlite_url(tmp_path))
    database = Database(sqlite_url(tmp_path))
    await database.open()
    await database.write(hand_made)
    found = await database.read(lambda c: figures.report(c, FEBRUARY, NOW))
    await database.close()
    return found


@pytest.fixture(params=["vi", "en"])
def words(request: pytest.FixtureRequest) -> Words:
    counters = (Counter(id="quay-1", name="=Quầy 1"), Counter(id="quay-2", name="@SUM(1)|cmd"))
    return Words(Catalogue(), request.param, Ward(name="phường Long Phú", counters=counters), library(DATA))
