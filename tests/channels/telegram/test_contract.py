"""Telegram keeps the contract of channels."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram import pacer, transport
from bot.messages import Address
from tests.channels.contract import PICTURE, ChannelContract, Rig, Seen, Trouble
from tests.channels.telegram.rig import Taken, polling
from tests.fakes.telegram import TelegramFake
from tests.fakes.telegram_api.errors import too_many_requests
from tests.fakes.telegram_api.people import Citizen
from tests.fakes.telegram_api.shown import Shown


class TelegramRig(Rig):
    """The channel, the fake, and one citizen."""

    troubles = frozenset(Trouble)
    address = Address("telegram", "42")
    shows_attached = ("picture", "file")

    def __init__(self, fake: TelegramFake, user: Citizen, channel: object) -> None:
        self.fake, self.user = fake, user
        self.channel = channel  # type: ignore[assignment]

    async def seen(self) -> list[Seen]:
        messages = {message["message_id"]: Shown(message) for message in self.user.chat.shown}
        there = [shown for number, shown in messages.items() if number in self.user.chat.messages]
        return [
            Seen(str(m.message_id), m.text, [b.text for b in m.buttons], self._pictures(m), self._attached(m))
            for m in there
        ]

    def _attached(self, message: Shown) -> list[str]:
        document = message.raw.get("document")
        sent = [document] if document else message.raw.get("photo", [])
        bodies = [self.fake.world.files[one["file_id"]] for one in sent]
        return [key for body in bodies for key in ("k1", "k2") if body == (PICTURE if key == "k1" else b"%PDF-1.7 thu")]

    def _pictures(self, message: Shown) -> list[bytes]:
        return [self.fake.world.files[photo["file_id"]] for photo in message.raw.get("photo", ())]

    async def arrange(self, trouble: Trouble) -> None:
        if trouble is Trouble.BLOCKED:
            await self.user.blocks()
        elif trouble is Trouble.THROTTLED:
            self.fake.refuses("sendMessage", too_many_requests(1))
        elif trouble is Trouble.DOWN:
            await self.fake.server.go_down()
            for _ in range(5):  # a connection kept open from before finds out here, not in the test
                await self.channel.typing(self.address)
        elif trouble is Trouble.FAILING:
            self.fake.breaks("status", "sendMessage", status=502)
        else:
            self.fake.breaks("hang", "sendMessage", taken=True)

    async def relieve(self) -> None:
        if self.user.chat.state == "blocked":
            await self.user.unblocks()
        if self.fake.server.is_down:
            await self.fake.server.come_back()


class TestTelegram(ChannelContract):
    """Every case, over real HTTP."""

    @pytest.fixture
    async def rig(self, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TelegramRig]:
        monkeypatch.setattr(transport, "READ_TIMEOUT", 0.2)
        monkeypatch.setattr(pacer, "PRIVATE", (100, 1.0))
        async with TelegramFake() as fake:
            user = fake.user(42, started=True)
            async with polling(fake, Taken()) as channel:
                yield TelegramRig(fake, user, channel)
