"""What the platform sends, in the shapes that have been seen, and what it never promised not to send."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.zalo_bot.channel import ZaloBotChannel
from bot.messages import What
from bot.storage.errors import DatabaseError
from tests.channels.taken import Taken
from tests.fakes.zalo import ZaloFake
from tests.fakes.zalo_api.people import Citizen


@pytest.mark.parametrize("wrapped", [True, False])
async def test_words_arrive_from_either_envelope(
    fake: ZaloFake, channel: ZaloBotChannel, user: Citizen, taken: Taken, wrapped: bool
) -> None:
    fake.bot.wrapped = wrapped
    event = await user.says("Xin cha\u0300o\0")
    (incoming,) = await taken.has(1)
    assert (incoming.what, incoming.text) == (What.TEXT, "Xin chào")
    assert tuple(incoming.address) == ("zalo_bot", user.id, "")
    assert incoming.event == f"1234567890123456789-{event['message']['message_id']}"
    assert incoming.sent_at == datetime.fromtimestamp(event["message"]["date"] / 1000, UTC)


@pytest.mark.parametrize("name", ["photo", "photo_url"])
async def test_a_picture_is_one_under_either_name(
    fake: ZaloFake, channel: ZaloBotChannel, user: Citizen, taken: Taken, name: str
) -> None:
    fake.bot.photo_field = name
    await user.sends("image", photo="https://photo.example/1.jpg", caption="giấy này sao y được không")
    (incoming,) = await taken.has(1)
    assert (incoming.what, incoming.text) == (What.PHOTO, "giấy này sao y được không")


@pytest.mark.parametrize(
    ("kind", "content", "what"),
    [
        ("sticker", {"sticker": "abc", "url": "https://sticker.example/1.png"}, What.STICKER),
        ("voice", {"voice_url": "https://voice.example/1.aac"}, What.VOICE),
        ("unsupported", {}, What.OTHER),
        ("link", {"text": "https://phuong.example"}, What.TEXT),  # a kind nobody has seen yet
        ("hologram", {}, What.OTHER),
    ],
)
async def test_every_kind_of_message_is_taken(
    channel: ZaloBotChannel, user: Citizen, taken: Taken, kind: str, content: dict[str, Any], what: What
) -> None:
    await user.sends(kind, **content)
    assert [incoming.what for incoming in await taken.has(1)] == [what]


@pytest.mark.parametrize(
    "event",
    [
        {"event_name": "bot.renamed", "message": {"from": {"id": "a"}}},
        {"event_name": "message.text.received", "message": {"from": {"id": "a", "is_bot": True}, "text": "x"}},
        {"event_name": "message.text.received", "message": {"text": "nobody's"}},
        {"event_name": "message.text.received", "message": "no object"},
        {"event_name": None, "message": {"from": [], "chat": 3}},
        {
            "event_name": "message.unsupported.received",
            "message": {"from": {"id": "a"}, "chat": {"chat_type": "GROUP"}},
        },
        {},
    ],
    ids=str,
)
async def test_what_is_nobodys_is_passed_over(
    fake: ZaloFake, channel: ZaloBotChannel, user: Citizen, taken: Taken, event: dict[str, Any]
) -> None:
    await fake.bot.deliver(event)
    await user.says("sau đó")
    assert [incoming.text for incoming in await taken.has(1)] == ["sau đó"]


async def test_a_message_without_id_or_date_is_taken_once_by_its_content(
    fake: ZaloFake, channel: ZaloBotChannel, user: Citizen, taken: Taken
) -> None:
    bare = {"from": {"id": user.id}, "chat": {"id": user.id, "chat_type": "PRIVATE"}, "text": "xin chào"}
    for _ in range(2):
        await fake.bot.deliver({"event_name": "message.text.received", "message": bare})
    first, second = await taken.has(2)
    assert first.event == second.event


async def test_several_events_at_once_are_taken_in_their_order(
    fake: ZaloFake, channel: ZaloBotChannel, taken: Taken
) -> None:
    one = {"event_name": "message.text.received", "message": {"from": {"id": "a"}, "text": "một", "message_id": "1"}}
    two = {"event_name": "message.text.received", "message": {"from": {"id": "b"}, "text": "hai", "message_id": "2"}}
    fake.bot._waiting.append([one, two])  # type: ignore[arg-type]  # documented as one object, so it may become a list
    fake.bot._news.set()
    assert [incoming.text for incoming in await taken.has(2)] == ["một", "hai"]


async def test_in_a_group_the_name_is_cut_off_and_the_answer_goes_to_the_group(
    fake: ZaloFake, channel: ZaloBotChannel, taken: Taken
) -> None:
    group = fake.group()
    await group.says("@bot.thunghiem, tách hộ cần gì", sender="ba-tu")
    (incoming,) = await taken.has(1)
    assert (incoming.group, incoming.text) == (True, "tách hộ cần gì")
    assert (incoming.address.account, incoming.address.talk) == ("ba-tu", group.id)


async def test_what_cannot_be_stored_at_once_is_tried_until_it_is(
    channel: ZaloBotChannel, user: Citizen, taken: Taken
) -> None:
    taken.failures, taken.failure = 8, DatabaseError("the disk is full")
    await user.says("một")
    await user.says("hai")
    assert [incoming.text for incoming in await taken.has(2)] == ["một", "hai"]
    assert channel.problem() is None


async def test_words_that_can_never_be_stored_do_not_stop_the_others(
    channel: ZaloBotChannel, user: Citizen, taken: Taken
) -> None:
    taken.refused = "độc"
    await user.says("độc")
    await user.says("lành")
    first, second = await taken.has(2)
    assert (first.what, first.text, second.text) == (What.OTHER, "", "lành")


async def test_an_idle_poll_is_no_trouble(
    fake: ZaloFake, channel: ZaloBotChannel, user: Citizen, taken: Taken, caplog: pytest.LogCaptureFixture
) -> None:
    fake.bot.idle_at_once = True
    fake.bot._news.set()
    await fake.is_called("getUpdates", 5)
    fake.bot.keeps_while_offline = True
    await user.says("còn đây")
    await taken.has(1)
    assert channel.problem() is None
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.mark.parametrize("trouble", ["status", "reset", "garbage"])
async def test_a_poll_that_fails_is_told_and_begun_again(
    fake: ZaloFake, channel: ZaloBotChannel, user: Citizen, taken: Taken, trouble: str, caplog: pytest.LogCaptureFixture
) -> None:
    fake.breaks(trouble, "getUpdates", times=3)
    await user.says("một")  # ends the poll that is under way
    await fake.is_called("getUpdates", 4)
    await user.says("hai")
    assert [incoming.text for incoming in await taken.has(2)] == ["một", "hai"]
    assert channel.problem() is None
    assert "Zalo Bot cannot be reached" in caplog.text
