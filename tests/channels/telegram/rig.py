"""A Telegram channel that speaks with the fake over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from pydantic import SecretStr

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.profile import Profile
from tests.channels.contract import load
from tests.channels.taken import Taken
from tests.fakes.telegram import TelegramFake
from tests.kit import SetClock


async def no_pause(_seconds: float) -> None:
    """Waiting between tries takes no time here."""
    await asyncio.sleep(0)


@asynccontextmanager
async def polling(fake: TelegramFake, taken: Taken, profiles: Sequence[Profile] = ()) -> AsyncIterator[TelegramChannel]:
    """A channel that polls the fake."""
    channel = make_channel(fake, profiles=profiles)
    await channel.start(taken.take)
    yield channel
    await channel.stop()
    await channel.close()


def make_channel(fake: TelegramFake, **how: object) -> TelegramChannel:
    """A channel that is not started; fast, so that its own pace is not what is tested."""
    settings: dict[str, object] = {
        "rate": 1000.0,
        "clock": SetClock(),
        "pause": no_pause,
        "api_url": fake.url,
        "load": load,
    } | how
    token = str(settings.pop("token", fake.token))
    return TelegramChannel(SecretStr(token), **settings)  # type: ignore[arg-type]  # the test's own keywords
