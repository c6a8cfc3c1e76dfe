"""An Official Account on the fake, behind a real web server, connected unless a test does it itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlsplit

import aiohttp
from starlette.applications import Starlette

from bot.channels.zalo_oa.channel import ZaloOaChannel
from bot.channels.zalo_oa.factory import zalo_oa_from
from bot.channels.zalo_oa.oauth import REFRESH_LASTS
from bot.channels.zalo_oa.webhook import PATH
from bot.clock import Clock
from bot.i18n import Catalogue
from bot.settings import Settings
from bot.storage import oa_tokens
from bot.storage.database import Database
from bot.storage.oa_tokens import Fresh, Pair
from tests.channels.contract import load
from tests.channels.serving import serving
from tests.channels.taken import Taken
from tests.fakes.zalo import ZaloFake
from tests.fakes.zalo_api.oa import SECRET
from tests.fakes.zalo_api.oauth import APP_ID, APP_SECRET, OA_ID


class FakesClock(Clock):
    """The bot's clock, told by the fake's: both sides of the tokens grow old together."""

    def __init__(self, fake: ZaloFake) -> None:
        self._fake = fake

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._fake.clock.now(), UTC)


@dataclass
class Pauses:
    """The channel's pauses: they last until the test says that time has passed."""

    ticks: asyncio.Event = field(default_factory=asyncio.Event)
    resting: asyncio.Event = field(default_factory=asyncio.Event)

    async def pause(self, seconds: float) -> None:
        """Short ones take hardly any time, the watch of the tokens waits for its tick."""
        if seconds < 30:
            await asyncio.sleep(0.005)
            return
        self.resting.set()
        await self.ticks.wait()
        self.ticks.clear()

    async def tick(self) -> None:
        """Have the tokens looked at once more."""
        self.resting.clear()
        self.ticks.set()
        await asyncio.wait_for(self.resting.wait(), 10)


def make_settings(fake: ZaloFake, **more: object) -> Settings:
    values = {
        "zalo_oa_app_id": APP_ID,
        "zalo_oa_app_secret": APP_SECRET,
        "zalo_oa_webhook_secret": SECRET,
        "zalo_oa_api_url": fake.url,
        "zalo_oa_oauth_url": fake.url,
        "zalo_oa_per_minute": 4000,
        "public_url": "https://chat.example",
    } | more
    return Settings(_env_file=None, **values)  # type: ignore[call-arg, arg-type]  # values by name


async def connect(fake: ZaloFake, database: Database, clock: Clock) -> None:
    """As if an administrator had connected the account just now."""
    made, now = fake.oa.oauth.pair(), clock.now()
    ends = datetime.fromtimestamp(fake.oa.oauth.access[made["access_token"]], UTC)
    fresh = Fresh(made["access_token"], ends, made["refresh_token"], now + REFRESH_LASTS)
    await database.write(
        partial(oa_tokens.connected, channel="zalo_oa", account=OA_ID, fresh=fresh, now=now),
    )


async def pair(database: Database) -> Pair:
    """The tokens as they are kept."""
    found = await database.read(partial(oa_tokens.find, channel="zalo_oa"))
    assert found
    return found


@dataclass
class Running:
    """A started channel and all around it."""

    fake: ZaloFake
    channel: ZaloOaChannel
    database: Database
    taken: Taken
    clock: FakesClock
    pauses: Pauses
    url: str

    async def get(self, address: str) -> tuple[int, str]:
        """Open a page of ours, as a browser sent there by Zalo; the address may be the public one."""
        parts = urlsplit(address)
        async with aiohttp.ClientSession() as session, session.get(f"{self.url}{parts.path}?{parts.query}") as answer:
            return answer.status, await answer.text()


@asynccontextmanager
async def running(
    fake: ZaloFake, database: Database, *, connected: bool = True, **more: object
) -> AsyncIterator[Running]:
    """A channel with its web server, known to the fake."""
    clock, pauses, taken, app = FakesClock(fake), Pauses(), Taken(), Starlette()
    if connected:
        await connect(fake, database, clock)
    async with serving(app) as url:
        fake.oa.webhook_url = url + PATH
        channel = zalo_oa_from(make_settings(fake, **more), database, clock, Catalogue(), pauses.pause, load)
        assert channel
        app.router.routes.extend(channel.routes())
        await channel.start(taken.take)
        await pauses.resting.wait()
        yield Running(fake, channel, database, taken, clock, pauses, url)
        await channel.stop()
        await channel.close()
