"""A Zalo Bot that speaks with the fake over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from pydantic import SecretStr

from bot.channels.zalo_bot.channel import ZaloBotChannel
from bot.storage.database import Database
from bot.storage.migrate import migrate
from tests.channels.taken import Taken
from tests.fakes.zalo import ZaloFake
from tests.kit import SetClock, sqlite_url


async def no_pause(_seconds: float) -> None:
    """Waiting between tries takes hardly any time here."""
    await asyncio.sleep(0.005)


@asynccontextmanager
async def database(folder: Path) -> AsyncIterator[Database]:
    """A database for what a channel keeps itself."""
    url = sqlite_url(folder)
    await migrate(url)
    database = Database(url)
    await database.open()
    yield database
    await database.close()


def make_channel(fake: ZaloFake, database: Database, **how: object) -> ZaloBotChannel:
    """A channel that is not started."""
    settings: dict[str, object] = {
        "clock": SetClock(),
        "database": database,
        "pause": no_pause,
        "api_url": fake.url,
    } | how
    token = str(settings.pop("token", fake.bot.token))
    return ZaloBotChannel(SecretStr(token), **settings)  # type: ignore[arg-type]  # the test's own keywords


@asynccontextmanager
async def polling(fake: ZaloFake, database: Database, taken: Taken, **how: object) -> AsyncIterator[ZaloBotChannel]:
    """A channel that polls the fake."""
    channel = make_channel(fake, database, **how)
    await channel.start(taken.take)
    await fake.bot.settled()
    yield channel
    await channel.stop()
    await channel.close()
