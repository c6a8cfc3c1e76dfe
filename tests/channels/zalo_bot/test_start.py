"""Starting, and a network that is away; the token shows nowhere."""

from __future__ import annotations

import logging
import traceback

import pytest

from bot.channels.base import ChannelError, Outcome, SendFailed
from bot.channels.zalo_bot.channel import ZaloBotChannel
from bot.channels.zalo_common import http
from bot.messages import Address, Button, Reply
from bot.storage.database import Database
from tests.channels.taken import Taken
from tests.channels.zalo_bot.rig import make_channel
from tests.fakes.zalo import ZaloFake
from tests.fakes.zalo_api.people import Citizen
from tests.fakes.zalo_api.wire import BotError

WORDS = "chuyện riêng của bà con"


@pytest.mark.parametrize("wrong", ["1234567890123456789:AnotherSecretThatIsWrong", "không phải / token", "x y"])
async def test_a_token_that_zalo_rejects_is_told_with_what_to_do_and_not_shown(
    fake: ZaloFake, database: Database, wrong: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(ChannelError) as caught:
        await make_channel(fake, database, token=wrong).start(Taken().take)
    assert "does not accept ZALO_BOT_TOKEN" in str(caught.value)
    assert wrong not in "".join(traceback.format_exception(caught.value)) + caplog.text


async def test_a_network_that_is_away_is_waited_for(fake: ZaloFake, database: Database, user: Citizen) -> None:
    await fake.server.go_down()
    taken = Taken()
    channel = make_channel(fake, database)
    await channel.start(taken.take)
    assert "cannot be reached" in (channel.problem() or "")
    await fake.server.come_back()
    await fake.bot.settled()
    await user.says("có ai không")
    await taken.has(1)
    assert channel.problem() is None
    await channel.stop()
    await channel.close()


async def test_polling_takes_an_old_webhook_away(fake: ZaloFake, database: Database, channel: ZaloBotChannel) -> None:
    assert [call.error for call in fake.called("deleteWebhook")] == [0]


@pytest.mark.parametrize("trouble", ["status", "hang", "reset", "garbage", "down", "unauthorized", "refused", "quota"])
async def test_a_failing_send_shows_no_token_and_no_words(
    fake: ZaloFake,
    channel: ZaloBotChannel,
    user: Citizen,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    trouble: str,
) -> None:
    monkeypatch.setattr(http, "ANSWER_PATIENCE", 0.1)
    refusals = {
        "unauthorized": BotError(401, "Unauthorized"),
        "refused": BotError(400, "Bad Request"),
        "quota": BotError(429, "Quota exceeded"),
    }
    with caplog.at_level(logging.DEBUG):
        if trouble == "down":
            await fake.server.go_down()
        elif trouble in refusals:
            fake.refuses("sendMessage", refusals[trouble], times=None)
        else:
            fake.breaks(trouble, "sendMessage")
        with pytest.raises(SendFailed) as caught:
            await channel.send(Address("zalo_bot", user.id), Reply(WORDS))
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value.__cause__)
    for text in (caplog.text, shown, channel.problem() or ""):
        assert fake.bot.token not in text
        assert fake.bot.token.partition(":")[2] not in text
    assert WORDS not in caplog.text


@pytest.mark.parametrize(
    ("refusal", "outcome", "waits"),
    [
        (BotError(400, "Bad Request"), Outcome.REFUSED, False),
        (BotError(400, "Bad Request: chat not found"), Outcome.GONE, False),
        (BotError(401, "Unauthorized"), Outcome.RETRY, True),
        (BotError(403, "Internal server error"), Outcome.RETRY, False),
        (BotError(404, "Not Found"), Outcome.REFUSED, False),
        (BotError(408, "Request timeout"), Outcome.UNKNOWN, False),
        (BotError(429, "Quota exceeded"), Outcome.REFUSED, False),
        (BotError(429, "Too many requests"), Outcome.RETRY, True),
        (BotError(502, "Bad gateway"), Outcome.RETRY, False),
        (BotError(999, "Something new"), Outcome.RETRY, False),
        (BotError(0, ""), Outcome.UNKNOWN, False),
    ],
    ids=lambda value: f"{value.code}-{value.description}" if isinstance(value, BotError) else str(value),
)
async def test_every_refusal_under_200_has_its_meaning(
    fake: ZaloFake, channel: ZaloBotChannel, user: Citizen, refusal: BotError, outcome: Outcome, waits: bool
) -> None:
    fake.refuses("sendMessage", refusal)
    with pytest.raises(SendFailed) as caught:
        await channel.send(Address("zalo_bot", user.id), Reply("Dạ"))
    assert (caught.value.outcome, caught.value.account_wide) == (outcome, waits)


async def test_a_group_out_of_reach_is_not_the_persons_loss(
    fake: ZaloFake, channel: ZaloBotChannel, user: Citizen
) -> None:
    with pytest.raises(SendFailed) as caught:
        await channel.send(Address("zalo_bot", user.id, "a-group-that-is-gone"), Reply("Dạ"))
    assert caught.value.outcome is Outcome.REFUSED


async def test_the_title_is_bold_and_plain_once_zalo_refuses_that(
    fake: ZaloFake, channel: ZaloBotChannel, user: Citizen
) -> None:
    address = Address("zalo_bot", user.id)
    await channel.send(address, Reply("Mang tờ khai.", title="👵 Khai sinh"))
    assert user.heard()[0].raw["text_styles"] == [{"start": 0, "len": 12, "st": ["b"]}]
    fake.refuses("sendMessage", BotError(400, "Bad Request: text_styles"))
    for _ in range(2):
        await channel.send(address, Reply("Mang tờ khai.", title="Khai sinh"))
    assert ["text_styles" in message.raw for message in user.heard()] == [False, False]
    assert fake.called("sendMessage")[-1].error == 0


async def test_choices_are_numbered_and_links_shown(fake: ZaloFake, channel: ZaloBotChannel, user: Citizen) -> None:
    buttons = (Button("Giấy tờ", "a:1"), Button("Cổng dịch vụ công", url="https://dvc.example"), Button("Phí", "a:2"))
    await channel.send(Address("zalo_bot", user.id), Reply("Bà con chọn:", note="Nguồn: thử", buttons=buttons))
    (message,) = user.heard()
    assert message.text == ("Bà con chọn:\n\nNguồn: thử\n\n1. Giấy tờ\nCổng dịch vụ công: https://dvc.example\n2. Phí")


async def test_a_long_reply_that_broke_off_goes_on_where_it_was(
    fake: ZaloFake, channel: ZaloBotChannel, user: Citizen
) -> None:
    reply = Reply("\n\n".join(f"{n}. {'chữ ' * 400}" for n in range(3)))
    fake.breaks("status", "sendMessage", skip=1)
    with pytest.raises(SendFailed):
        await channel.send(Address("zalo_bot", user.id), reply)
    await channel.send(Address("zalo_bot", user.id), reply)
    assert [message.text[:2] for message in user.heard()] == ["0.", "1.", "2."]


async def test_it_shows_that_it_writes(fake: ZaloFake, channel: ZaloBotChannel, user: Citizen) -> None:
    await channel.typing(Address("zalo_bot", user.id))
    await user.sees_typing()
