"""Pictures on Telegram: named by the largest size, fetched when they are asked for, never from a group."""

from __future__ import annotations

import pytest

from bot.channels.telegram.channel import TelegramChannel
from bot.messages import What
from tests.channels.telegram.rig import Taken
from tests.fakes.telegram import TelegramFake
from tests.fakes.telegram_api import things
from tests.fakes.telegram_api.people import Citizen

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100


async def test_a_photo_is_fetched_by_its_name(
    fake: TelegramFake, channel: TelegramChannel, user: Citizen, taken: Taken
) -> None:
    await user.sends(things.photo())
    (incoming,) = await taken.has(1)
    assert incoming.what is What.PHOTO
    assert incoming.file
    fake.world.files[incoming.file] = PNG
    assert await channel.fetch(incoming.file) == PNG


@pytest.mark.usefixtures("user")
async def test_one_that_is_gone_is_no_fault(channel: TelegramChannel) -> None:
    assert await channel.fetch("photo-99") == b""


@pytest.mark.usefixtures("channel")
async def test_words_and_other_files_name_no_picture(user: Citizen, taken: Taken) -> None:
    await user.sends(things.document())
    await user.says("xin chào")
    assert [incoming.file for incoming in await taken.has(2)] == ["", ""]
