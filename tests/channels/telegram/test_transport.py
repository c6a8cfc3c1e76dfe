"""The transport under python-telegram-bot: files, many at once, and nothing left open."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram import Bot, InputFile, InputMediaPhoto
from telegram.error import BadRequest, NetworkError, TimedOut

from bot.channels.telegram.transport import AiohttpRequest, NotSent
from tests.fakes.telegram import TelegramFake
from tests.fakes.telegram_api.people import Citizen


@pytest.fixture
async def bot(fake: TelegramFake) -> AsyncIterator[Bot]:
    bot = Bot(
        fake.token,
        base_url=f"{fake.url}/bot",
        base_file_url=f"{fake.url}/file/bot",
        request=AiohttpRequest(256),
        get_updates_request=AiohttpRequest(2),
    )
    async with bot:
        yield bot


async def test_a_photo_goes_up_and_its_id_comes_back(fake: TelegramFake, user: Citizen, bot: Bot) -> None:
    sent = await bot.send_photo(42, b"\x89PNG not really", caption="Lịch tiếp dân tháng 12")
    again = await bot.send_photo(42, sent.photo[-1].file_id)
    assert again.photo[-1].file_id == sent.photo[-1].file_id
    assert (await user.hears(2))[0].text == "Lịch tiếp dân tháng 12"


async def test_a_file_goes_up_and_down(user: Citizen, bot: Bot) -> None:
    sent = await bot.send_document(42, InputFile("nội dung".encode(), filename="tờ khai.pdf"))
    assert sent.document is not None
    assert sent.document.file_name == "tờ khai.pdf"
    assert bytes(await (await sent.document.get_file()).download_as_bytearray()).decode() == "nội dung"


async def test_four_hundred_at_once(fake: TelegramFake, user: Citizen, bot: Bot) -> None:
    sent = await asyncio.gather(*(bot.send_message(42, f"tin {n}") for n in range(400)))
    assert len({message.message_id for message in sent}) == 400


async def test_a_given_time_is_kept(fake: TelegramFake, user: Citizen, bot: Bot) -> None:
    fake.breaks("hang", "sendMessage")
    with pytest.raises(TimedOut, match=r"no answer within 0\.05 s"):
        await bot.send_message(42, "một", read_timeout=0.05)


async def test_the_platforms_refusals_keep_their_words(user: Citizen, bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(43, "một")


async def test_half_characters_are_read(fake: TelegramFake, user: Citizen, bot: Bot) -> None:
    body = b'{"ok":true,"result":{"file_id":"a","file_unique_id":"b","file_path":"\\ud83d"}}'
    fake.breaks("status", "getFile", status=200, body=body)
    assert (await bot.get_file("a")).file_id == "a"


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b'{"ok":false,"error_code":400,"description":"x"}'])
async def test_a_200_without_a_result_is_a_failure_of_the_network(fake: TelegramFake, bot: Bot, body: bytes) -> None:
    fake.breaks("status", "sendMessage", status=200, body=body)
    with pytest.raises(NetworkError):
        await bot.send_message(42, "một")


async def test_a_closed_transport_sends_nothing(fake: TelegramFake) -> None:
    request = AiohttpRequest(1)
    with pytest.raises(NotSent):
        await request.post(f"{fake.url}/bot{fake.token}/getMe")
    await request.initialize()
    await request.shutdown()
    with pytest.raises(NetworkError):
        await request.post(f"{fake.url}/bot{fake.token}/getMe")


async def test_albums_are_out_of_the_fakes_reach_and_say_so(user: Citizen, bot: Bot) -> None:
    with pytest.raises(NetworkError):  # 501: nobody takes it for Telegram's opinion
        await bot.send_media_group(42, [InputMediaPhoto(b"1"), InputMediaPhoto(b"2")])
