"""A listening bot, on each kind of database and on SQLite alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import App
from tests.kit import SetClock, sqlite_url
from tests.webkit import serving


@pytest.fixture
async def app(database_url: str) -> AsyncIterator[App]:
    """A listening bot on each kind of database."""
    async with serving(database_url) as app:
        yield app


@pytest.fixture
def clock() -> SetClock:
    """The small bot's clock."""
    return SetClock()


@pytest.fixture
async def small(tmp_path: Path, clock: SetClock) -> AsyncIterator[App]:
    """A listening bot on SQLite, for what has nothing to do with storage."""
    async with serving(
        sqlite_url(tmp_path), clock, embed_origins="https://longphu.example https://other.example/"
    ) as app:
        yield app
