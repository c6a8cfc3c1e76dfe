"""Fixtures for the Official Account: the fake on a clock that stands, one follower, a connected channel."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.database import Database
from bot.storage.migrate import migrate
from tests.channels.zalo_oa.rig import Running, running
from tests.fakes.clock import SetClock
from tests.fakes.zalo import ZaloFake
from tests.fakes.zalo_api.people import Citizen
from tests.kit import sqlite_url


@pytest.fixture
async def fake() -> AsyncIterator[ZaloFake]:
    async with ZaloFake(clock=SetClock()) as fake:
        yield fake


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    url = sqlite_url(tmp_path)
    await migrate(url)
    database = Database(url)
    await database.open()
    yield database
    await database.close()


@pytest.fixture
async def run(fake: ZaloFake, database: Database) -> AsyncIterator[Running]:
    async with running(fake, database) as run:
        yield run


@pytest.fixture
def user(fake: ZaloFake) -> Citizen:
    user = fake.follower()
    fake.oa.last[user.id] = fake.clock.now()
    return user
