"""The Official Account keeps the contract of channels."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from functools import partial

import pytest

from bot.channels.zalo_common import http
from bot.messages import Address
from bot.storage import people
from bot.storage.database import Database
from tests.channels.contract import MAP, PICTURE, ChannelContract, Rig, Seen, Trouble
from tests.channels.zalo_oa.rig import Running, running
from tests.fakes.zalo import ZaloFake
from tests.fakes.zalo_api.people import Citizen

SEND = "/v3.0/oa/message/cs"


class ZaloOaRig(Rig):
    """The channel, the fake, and one follower. Zalo's -32 does not say how long to wait; see test_sending.py."""

    troubles = frozenset(Trouble) - {Trouble.THROTTLED}
    shows_attached = ("picture",)

    def __init__(self, run: Running, user: Citizen) -> None:
        self.fake, self.user, self.channel = run.fake, user, run.channel
        self.address = Address("zalo_oa", user.id)
        self.database, self.clock = run.database, run.clock

    async def writes(self) -> None:
        met = partial(people.meet, address=self.address, language="vi", now=self.clock.now())
        await self.database.write(met)

    async def seen(self) -> list[Seen]:
        return [
            Seen(
                message.id,
                message.text,
                [re.sub(r"^\d+\. ", "", label) for label, _ in message.buttons],
                [message.raw["content"]] if message.kind == "image" else [],
                [MAP.key] if message.kind == "image" and message.raw["content"] == PICTURE else [],
            )
            for message in self.user.screen.shown
        ]

    async def arrange(self, trouble: Trouble) -> None:
        if trouble is Trouble.BLOCKED:
            self.user.blocks()
        elif trouble is Trouble.DOWN:
            await self.fake.server.go_down()
        elif trouble is Trouble.FAILING:
            self.fake.breaks("status", SEND, status=502)
        else:
            self.fake.breaks("hang", SEND, taken=True)

    async def relieve(self) -> None:
        self.user.unblocks()
        if self.fake.server.is_down:
            await self.fake.server.come_back()


class ZaloOaContract(ChannelContract):
    """Every case, over real HTTP."""

    takes_lists = True

    @pytest.fixture
    async def rig(
        self, fake: ZaloFake, user: Citizen, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> AsyncIterator[ZaloOaRig]:
        monkeypatch.setattr(http, "ANSWER_PATIENCE", 0.2)
        fake.oa.takes_lists = self.takes_lists
        async with running(fake, database) as run:
            yield ZaloOaRig(run, user)


class TestZaloOa(ZaloOaContract):
    """Where Zalo takes the list template, which nobody has confirmed."""


class TestZaloOaWithoutLists(ZaloOaContract):
    """Where it refuses it: everything goes as text."""

    takes_lists = False
