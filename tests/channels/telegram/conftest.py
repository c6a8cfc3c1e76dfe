"""Fixtures for Telegram: the fake platform, one citizen, a channel that polls, and what it took."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram.channel import TelegramChannel
from tests.channels.telegram.rig import Taken, polling
from tests.fakes.telegram import TelegramFake
from tests.fakes.telegram_api.people import Citizen


@pytest.fixture
async def fake() -> AsyncIterator[TelegramFake]:
    async with TelegramFake() as fake:
        yield fake


@pytest.fixture
def user(fake: TelegramFake) -> Citizen:
    return fake.user(42, "Bà Tư", language_code="vi-VN", started=True)


@pytest.fixture
def taken() -> Taken:
    return Taken()


@pytest.fixture
async def channel(fake: TelegramFake, taken: Taken) -> AsyncIterator[TelegramChannel]:
    async with polling(fake, taken) as channel:
        yield channel
