"""The Zalo Bot keeps the contract of channels."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.zalo_common import http
from bot.messages import Address
from tests.channels.contract import MAP, ChannelContract, Rig, Seen, Trouble
from tests.channels.taken import Taken
from tests.channels.zalo_bot.rig import database, polling
from tests.fakes.zalo import ZaloFake
from tests.fakes.zalo_api.people import Citizen


class ZaloBotRig(Rig):
    """The channel, the fake, and one citizen. Zalo's only 429 is a month's quota, which no pause heals."""

    troubles = frozenset(Trouble) - {Trouble.THROTTLED}
    shows_pictures = False  # it takes addresses only
    shows_attached = ("picture",)

    def __init__(self, fake: ZaloFake, user: Citizen, channel: object) -> None:
        self.fake, self.user = fake, user
        self.address = Address("zalo_bot", user.id)
        self.channel = channel  # type: ignore[assignment]

    async def seen(self) -> list[Seen]:
        return [
            Seen(message.id, message.text, attached=[MAP.key] if message.raw.get("photo") == MAP.url else [])
            for message in self.user.screen.shown
        ]

    async def arrange(self, trouble: Trouble) -> None:
        if trouble is Trouble.BLOCKED:
            self.user.blocks()
        elif trouble is Trouble.DOWN:
            await self.fake.server.go_down()
            for _ in range(5):  # a connection kept open from before finds out here, not in the test
                await self.channel.typing(self.address)
        elif trouble is Trouble.FAILING:
            self.fake.breaks("status", "sendMessage", status=502)
        else:
            self.fake.breaks("hang", "sendMessage", taken=True)

    async def relieve(self) -> None:
        self.user.unblocks()
        if self.fake.server.is_down:
            await self.fake.server.come_back()


class TestZaloBot(ChannelContract):
    """Every case, over real HTTP."""

    @pytest.fixture
    async def rig(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[ZaloBotRig]:
        monkeypatch.setattr(http, "ANSWER_PATIENCE", 0.2)
        async with ZaloFake() as fake, database(tmp_path) as kept:
            user = fake.user()
            async with polling(fake, kept, Taken()) as channel:
                yield ZaloBotRig(fake, user, channel)
