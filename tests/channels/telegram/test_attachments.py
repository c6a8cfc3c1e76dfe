"""Pictures and files on Telegram: uploaded once, sent by their id, and never at the cost of the words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram import pacer
from bot.channels.telegram.channel import TelegramChannel
from bot.messages import Address, Attachment, Button, Reply
from tests.channels.contract import FORM, MAP
from tests.channels.telegram.rig import Taken, polling
from tests.fakes.telegram import TelegramFake
from tests.fakes.telegram_api.errors import bad_request
from tests.fakes.telegram_api.shown import Shown

NOTICE = Reply(
    "Mai cúp nước từ 8 giờ.",
    title="TB 1: Cúp nước",
    note="Phường Thử",
    buttons=(Button("Trên trang", url="https://chat.example/tin/1"),),
    attachments=(MAP,),
)


@pytest.fixture
async def fake() -> AsyncIterator[TelegramFake]:
    async with TelegramFake() as fake:
        yield fake


@pytest.fixture
async def channel(fake: TelegramFake, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TelegramChannel]:
    monkeypatch.setattr(pacer, "PRIVATE", (100, 1.0))
    async with polling(fake, Taken()) as channel:
        yield channel


async def test_it_is_uploaded_once_for_everybody(fake: TelegramFake, channel: TelegramChannel) -> None:
    users = [fake.user(number, started=True) for number in range(50, 60)]
    await asyncio.gather(*(channel.send_unasked(Address("telegram", str(user.id)), NOTICE) for user in users))
    assert len(fake.world.files) == 1
    for user in users:
        [message] = [Shown(one) for one in user.chat.shown]
        assert message.text.startswith("TB 1: Cúp nước\nMai cúp nước từ 8 giờ.")
        assert message.styled("bold") == ["TB 1: Cúp nước"]
        assert [button.text for button in message.buttons] == ["Trên trang"]


async def test_words_too_long_for_a_caption_follow_the_picture(fake: TelegramFake, channel: TelegramChannel) -> None:
    user = fake.user(50, started=True)
    long = Reply("Bà con chú ý. " * 100, title="TB 1", attachments=(MAP, FORM))
    sent = await channel.send_unasked(Address("telegram", "50"), long)
    kinds = [("photo" in one.raw, "document" in one.raw, bool(one.text)) for one in map(Shown, user.chat.shown)]
    assert kinds == [(True, False, False), (False, True, False), (False, False, True)]
    assert len(sent.split(",")) == 3


async def test_a_refused_picture_does_not_cost_the_words(fake: TelegramFake, channel: TelegramChannel) -> None:
    user = fake.user(50, started=True)
    fake.refuses("sendPhoto", bad_request("PHOTO_INVALID_DIMENSIONS"))
    for _ in range(2):
        await channel.send_unasked(Address("telegram", "50"), NOTICE)
    assert [("photo" in one.raw, one.text[:4]) for one in map(Shown, user.chat.shown)] == [(False, "TB 1")] * 2


async def test_a_picture_that_is_not_kept_any_more_is_left_out(fake: TelegramFake, channel: TelegramChannel) -> None:
    user = fake.user(50, started=True)
    gone = Attachment("picture", "k9", "mat.png", "image/png")
    await channel.send_unasked(Address("telegram", "50"), Reply("Mai cúp nước.", attachments=(gone,)))
    assert [one.text for one in map(Shown, user.chat.shown)] == ["Mai cúp nước."]


async def test_an_id_that_telegram_forgot_is_made_anew(fake: TelegramFake, channel: TelegramChannel) -> None:
    user = fake.user(50, started=True)
    await channel.send_unasked(Address("telegram", "50"), NOTICE)
    fake.refuses("sendPhoto", bad_request("wrong file identifier/HTTP URL specified"))
    await channel.send_unasked(Address("telegram", "50"), NOTICE)
    assert ["photo" in one.raw for one in map(Shown, user.chat.shown)] == [True, True]
    assert len(fake.world.files) == 2


async def test_what_was_sent_is_deleted_within_two_days(fake: TelegramFake, channel: TelegramChannel) -> None:
    user = fake.user(50, started=True)
    address = Address("telegram", "50")
    long = Reply("Bà con chú ý. " * 100, title="TB 1", attachments=(MAP,))
    first, second = await channel.send_unasked(address, long), await channel.send_unasked(address, NOTICE)
    assert await channel.take_back(address, first)
    assert [number for number in user.chat.messages if str(number) in first.split(",")] == []
    assert await channel.take_back(address, first)  # they deleted it themselves: it is not there
    for number in second.split(","):
        user.chat.messages[int(number)]["date"] -= 3 * 86_400
    assert not await channel.take_back(address, second)
