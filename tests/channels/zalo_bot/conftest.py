"""Fixtures for the Zalo Bot: the fake platform, one citizen, a channel that polls, and what it took."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.zalo_bot.channel import ZaloBotChannel
from bot.storage.database import Database
from tests.channels.taken import Taken
from tests.channels.zalo_bot import rig
from tests.fakes.zalo import ZaloFake
from tests.fakes.zalo_api.people import Citizen


@pytest.fixture
async def fake() -> AsyncIterator[ZaloFake]:
    async with ZaloFake() as fake:
        yield fake


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with rig.database(tmp_path) as database:
        yield database


@pytest.fixture
def user(fake: ZaloFake) -> Citizen:
    return fake.user()


@pytest.fixture
def taken() -> Taken:
    return Taken()


@pytest.fixture
async def channel(fake: ZaloFake, database: Database, taken: Taken) -> AsyncIterator[ZaloBotChannel]:
    async with rig.polling(fake, database, taken) as channel:
        yield channel
