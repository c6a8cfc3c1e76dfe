"""The token is part of every address. It reaches no log and no exception, whatever goes wrong."""

from __future__ import annotations

import logging
import traceback

import pytest

from bot.channels.base import ChannelError, SendFailed
from bot.channels.telegram import transport
from bot.messages import Address, Reply
from tests.channels.telegram.rig import Taken, make_channel
from tests.fakes.telegram import TelegramFake
from tests.fakes.telegram_api.errors import ApiError
from tests.fakes.telegram_api.people import Citizen

ADDRESS = Address("telegram", "42")
WORDS = "chuyện riêng của bà con"


def everything_about(error: BaseException) -> str:
    """The error and all it stands on, as the most talkative log would show it."""
    chain, at = [], error
    while at is not None:
        chain += [repr(at), str(at), repr(vars(at)) if hasattr(at, "__dict__") else ""]
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)  # type: ignore[assignment]
    return "\n".join(traceback.format_exception(error) + chain)


@pytest.mark.parametrize(
    "trouble", ["status", "hang", "reset", "garbage", "down", "unauthorized", "not_found", "refused", "not_json_500"]
)
async def test_a_failing_send_shows_no_token_and_no_words(
    fake: TelegramFake, user: Citizen, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    monkeypatch.setattr(transport, "READ_TIMEOUT", 0.1)
    channel = make_channel(fake)
    with caplog.at_level(logging.INFO):
        await channel.start(Taken().take)
        await _arrange(fake, trouble)
        with pytest.raises(SendFailed) as caught:
            await channel.send(ADDRESS, Reply(WORDS))
        await user.says(WORDS)
        await channel.stop()
        await channel.close()
    shown = everything_about(caught.value)
    for text in (caplog.text, shown, channel.problem() or ""):
        assert fake.token not in text
        assert fake.token.partition(":")[2] not in text
    assert WORDS not in caplog.text


async def _arrange(fake: TelegramFake, trouble: str) -> None:
    if trouble == "down":
        await fake.server.go_down()
    elif trouble == "unauthorized":
        fake.refuses("sendMessage", ApiError(401, "Unauthorized"))
    elif trouble == "not_found":
        fake.refuses("sendMessage", ApiError(404, "Not Found"))
    elif trouble == "refused":
        fake.refuses("sendMessage", ApiError(400, "Bad Request: can't parse reply markup"))
    elif trouble == "not_json_500":
        fake.breaks("status", "sendMessage", status=500, body=b"oops")
    else:
        fake.breaks(trouble, "sendMessage")


async def test_a_rejected_token_is_not_shown(fake: TelegramFake, caplog: pytest.LogCaptureFixture) -> None:
    wrong = "7000000001:AAAnotherTokenThatIsNotTheRightOne"
    with caplog.at_level(logging.INFO), pytest.raises(ChannelError) as caught:
        await make_channel(fake, token=wrong).start(Taken().take)
    shown = "".join(traceback.format_exception(caught.value)) + str(caught.value) + caplog.text
    assert wrong not in shown


async def test_a_token_that_is_no_token_is_not_shown(fake: TelegramFake) -> None:
    channel = make_channel(fake, token="không phải" + " / token")
    with pytest.raises(ChannelError) as caught:
        await channel.start(Taken().take)
    assert "không phải / token" not in "".join(traceback.format_exception(caught.value))


async def test_even_debug_logs_hold_no_token(
    fake: TelegramFake, user: Citizen, caplog: pytest.LogCaptureFixture
) -> None:
    taken = Taken()
    channel = make_channel(fake)
    with caplog.at_level(logging.DEBUG):
        await channel.start(taken.take)
        await user.says("một")
        await taken.has(1)
        await channel.send(ADDRESS, Reply("Dạ"))
        await channel.stop()
        await channel.close()
    assert fake.token not in caplog.text
