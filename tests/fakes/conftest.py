"""A fake of Telegram on a clock that stands, with one person who has started the bot."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.fakes.clock import SetClock
from tests.fakes.telegram import TelegramFake


@pytest.fixture
async def fake() -> AsyncIterator[TelegramFake]:
    async with TelegramFake(clock=SetClock()) as fake:
        fake.user(42, started=True)
        yield fake
