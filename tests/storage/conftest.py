"""A migrated, opened database of each kind."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.storage.database import Database
from bot.storage.migrate import migrate


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Empty tables, ready for works."""
    await migrate(database_url)
    database = Database(database_url)
    await database.open()
    yield database
    await database.close()
