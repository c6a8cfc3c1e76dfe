"""Whatever people do on Telegram becomes one event in words that every channel shares."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.base import Outcome, SendFailed
from bot.channels.telegram.channel import TelegramChannel
from bot.messages import Address, Button, Reply, What
from tests.channels.telegram.rig import Taken
from tests.fakes.telegram import BOT, TelegramFake
from tests.fakes.telegram_api import things
from tests.fakes.telegram_api.people import Citizen

pytestmark = pytest.mark.usefixtures("channel")

ME = Address("telegram", "42")
FRIEND = {"id": 43, "is_bot": False, "first_name": "Chú Năm"}


async def test_words_come_with_who_when_and_in_which_language(fake: TelegramFake, user: Citizen, taken: Taken) -> None:
    update = await user.says("/start khaisinh")
    (incoming,) = await taken.has(1)
    assert incoming.address == ME
    assert (incoming.what, incoming.text, incoming.language) == (What.TEXT, "/start khaisinh", "vi")
    assert incoming.event == f"{BOT['id']}-{update['update_id']}"
    assert incoming.sent_at == datetime.fromtimestamp(update["message"]["date"], UTC)
    assert not incoming.group


@pytest.mark.parametrize(
    ("content", "what", "text"),
    [
        (things.photo("giấy này đúng không"), What.PHOTO, "giấy này đúng không"),
        (things.photo(), What.PHOTO, ""),
        (things.sticker(), What.STICKER, ""),
        (things.voice(), What.VOICE, ""),
        (things.video(), What.VIDEO, ""),
        (things.document(), What.FILE, ""),
        (things.location(), What.LOCATION, ""),
        (things.contact("0900000000", "Anh Năm"), What.CONTACT, ""),
        (things.poll("Mấy giờ?", "7", "8"), What.POLL, ""),
        (things.dice(), What.OTHER, ""),
        ({"story": {"chat": {"id": 42, "type": "private"}, "id": 1}}, What.OTHER, ""),
        (things.forward("nghe nói được miễn phí", FRIEND, 1_795_000_000), What.FORWARD, "nghe nói được miễn phí"),
        ({"text": "Phươ\u0300ng\0 ở đâu?"}, What.TEXT, "Phường ở đâu?"),
        ({"text": "x" * 10_000}, What.TEXT, "x" * 10_000),
        ({"text": "👵🏽👨‍👩‍👧"}, What.TEXT, "👵🏽👨‍👩‍👧"),
        ({"something_new": {"id": 7}}, What.OTHER, ""),
    ],
)
async def test_everything_people_send_has_a_kind(
    user: Citizen, taken: Taken, content: dict[str, Any], what: What, text: str
) -> None:
    await user.sends(content)
    (incoming,) = await taken.has(1)
    assert (incoming.what, incoming.text) == (what, text)


async def test_a_message_the_library_cannot_read_is_still_somebody_speaking(
    fake: TelegramFake, user: Citizen, taken: Taken
) -> None:
    await user.sends({"venue": {"title": "thiếu mọi thứ"}})
    (incoming,) = await taken.has(1)
    assert (incoming.what, incoming.address) == (What.OTHER, ME)


async def test_an_edit_brings_the_new_words(user: Citizen, taken: Taken) -> None:
    await user.edits(await user.says("khai sin"), "khai sinh")
    said = await taken.has(2)
    assert [(i.what, i.text) for i in said] == [(What.TEXT, "khai sin"), (What.EDIT, "khai sinh")]


async def test_what_nobody_said_is_passed_over(fake: TelegramFake, user: Citizen, taken: Taken) -> None:
    spot = await user.sends(things.location())
    fake.push({"edited_message": {**spot["message"], "edit_date": fake.world.date()}})  # a moving location
    await user.sends({"pinned_message": spot["message"]})
    fake.push({"poll": {"id": "1"}})
    fake.push({"never_heard_of": {"x": 1}})
    await user.says("hết")
    assert [i.what for i in await taken.has(2)] == [What.LOCATION, What.TEXT]


async def test_a_press_brings_its_data_and_message_and_is_always_answered(
    channel: TelegramChannel, user: Citizen, taken: Taken
) -> None:
    sent = await channel.send(ME, Reply("Chọn", buttons=(Button("Giấy tờ", "a:1"),)))
    press = await user.presses("Giấy tờ")
    (incoming,) = await taken.has(1)
    assert (incoming.what, incoming.data, incoming.message) == (What.BUTTON, "a:1", sent)
    assert (await press.answer())["text"] == ""


async def test_old_and_forged_presses_are_taken_like_any_other(user: Citizen, taken: Taken) -> None:
    press = await user.presses_data("q:' OR 1=1 --", 999_999)
    (incoming,) = await taken.has(1)
    assert (incoming.data, incoming.message) == ("q:' OR 1=1 --", "")
    await press.answer()


async def test_blocking_and_coming_back(user: Citizen, taken: Taken) -> None:
    await user.blocks()
    await user.unblocks()
    assert [i.what for i in await taken.has(2)] == [What.LEFT, What.CAME]


class TestGroups:
    """Only what is meant for the bot is taken."""

    @pytest.mark.parametrize(
        ("said", "heard"),
        [
            ("@hailong_test_bot mấy giờ mở cửa?", "mấy giờ mở cửa?"),
            ("👵 ơi @Hailong_Test_Bot, mấy giờ mở cửa?", "👵 ơi , mấy giờ mở cửa?"),
            ("/gio@hailong_test_bot", "/gio@hailong_test_bot"),
        ],
    )
    async def test_addressed(self, fake: TelegramFake, user: Citizen, taken: Taken, said: str, heard: str) -> None:
        await user.says(said, to=fake.group(-100123, supergroup=True))
        (incoming,) = await taken.has(1)
        assert incoming.text == heard
        assert incoming.address == Address("telegram", "42", "-100123")
        assert incoming.group

    async def test_not_addressed(self, fake: TelegramFake, user: Citizen, taken: Taken) -> None:
        group = fake.group(-5)
        await user.adds_bot(group)
        other = await user.says("mấy giờ mở cửa?", to=group)
        await user.says("/gio", to=group)
        await user.says("/gio@another_bot", to=group)
        await user.says("@another_bot đâu rồi", to=group)
        await user.says("email hailong_test_bot@x.vn", to=group)
        await user.says("đúng rồi", to=group, reply_to=other["message"]["message_id"])
        await user.sends(things.sticker(), to=group)
        await user.removes_bot(group)
        await user.says("hết")
        assert [i.text for i in await taken.has(1)] == ["hết"]

    async def test_a_reply_to_the_bot_is_for_the_bot(
        self, fake: TelegramFake, channel: TelegramChannel, user: Citizen, taken: Taken
    ) -> None:
        group = fake.group(-5)
        sent = await channel.send(Address("telegram", "42", "-5"), Reply("Dạ, 7 giờ."))
        await user.says("còn chiều?", to=group, reply_to=int(sent))
        assert [i.text for i in await taken.has(1)] == ["còn chiều?"]

    async def test_the_answer_hangs_under_the_question(
        self, fake: TelegramFake, channel: TelegramChannel, user: Citizen, taken: Taken
    ) -> None:
        group = fake.group(-5)
        asked = await user.says("@hailong_test_bot mấy giờ?", to=group)
        (incoming,) = await taken.has(1)
        await channel.send(incoming.address, Reply("Dạ, 7 giờ."))
        (answer,) = await group.hears()
        assert answer.raw["reply_to_message"]["message_id"] == asked["message"]["message_id"]

    async def test_a_group_that_threw_the_bot_out_does_not_make_the_person_gone(
        self, fake: TelegramFake, channel: TelegramChannel, user: Citizen
    ) -> None:
        await user.removes_bot(fake.group(-5))
        with pytest.raises(SendFailed) as caught:
            await channel.send(Address("telegram", "42", "-5"), Reply("Dạ, 7 giờ."))
        assert caught.value.outcome is Outcome.REFUSED

    async def test_a_group_that_grew_is_answered_under_its_new_number(
        self, fake: TelegramFake, channel: TelegramChannel, user: Citizen
    ) -> None:
        old, new = fake.group(-5), fake.group(-1005, supergroup=True)
        old.migrates(-1005)
        await channel.send(Address("telegram", "42", "-5"), Reply("Dạ, 7 giờ.", replace=True), replacing="7")
        assert [answer.text for answer in await new.hears()] == ["Dạ, 7 giờ."]
