"""No update is lost and none is taken for confirmed before it is stored, whatever fails."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.channels.base import ChannelError, Outcome, SendFailed
from bot.channels.telegram import channel as channel_module
from bot.channels.telegram.channel import TelegramChannel
from bot.messages import Address, Incoming, Reply, What
from bot.storage.errors import DatabaseError
from tests.channels.telegram.rig import Taken, make_channel, polling
from tests.fakes.telegram import TelegramFake
from tests.fakes.telegram_api.errors import ApiError, too_many_requests
from tests.fakes.telegram_api.people import Citizen


async def test_an_update_that_was_not_stored_comes_again(fake: TelegramFake, user: Citizen, taken: Taken) -> None:
    taken.failures = 2
    async with polling(fake, taken):
        await user.says("một")
        await user.says("hai")
        await fake.settled()
    assert [i.text for i in taken.got] == ["một", "hai"]


async def test_nothing_is_confirmed_while_nothing_is_stored(fake: TelegramFake, user: Citizen) -> None:
    broken = Taken(failures=1000)
    async with polling(fake, broken) as channel:
        await user.says("một")
        for _ in range(2):  # it was tried, it failed, and it was tried again
            broken.failed.clear()
            await broken.failed.wait()
        assert "cannot be stored" in (channel.problem() or "")
    assert len(fake.world.updates.waiting()) == 1
    healthy = Taken()
    async with polling(fake, healthy):
        await healthy.has(1)
    assert fake.world.updates.waiting() == []


async def test_words_that_cannot_be_stored_do_not_hold_up_the_world(
    fake: TelegramFake, user: Citizen, taken: Taken
) -> None:
    taken.refused = "độc"
    async with polling(fake, taken):
        await user.says("độc")
        await user.says("lành")
        await fake.user(43).says("bên cạnh")
        await fake.settled()
    assert [(i.what, i.text) for i in taken.got if i.address.account == "42"] == [
        (What.OTHER, ""),
        (What.TEXT, "lành"),
    ]
    assert "bên cạnh" in [i.text for i in taken.got]


async def test_a_database_that_is_away_for_long_costs_nobody_their_words(
    fake: TelegramFake, user: Citizen, taken: Taken
) -> None:
    taken.failures, taken.failure = 20, DatabaseError("locked")
    async with polling(fake, taken):
        await user.says("một")
        await fake.settled()
    assert [i.text for i in taken.got] == ["một"]


async def test_each_persons_order_is_kept_within_a_batch(fake: TelegramFake, taken: Taken) -> None:
    people = [fake.user(number) for number in range(1, 8)]
    for n in range(10):
        for person in people:
            await person.says(str(n))
    async with polling(fake, taken):
        await taken.has(70)
    for person in people:
        assert [i.text for i in taken.got if i.address.account == str(person.id)] == [str(n) for n in range(10)]


async def test_what_was_stored_is_confirmed_at_the_end(fake: TelegramFake, user: Citizen) -> None:
    paused = asyncio.Event()

    async def for_ever(_seconds: float) -> None:
        paused.set()
        await asyncio.Event().wait()

    async def take(_incoming: Incoming) -> None:
        fake.breaks("status", "getUpdates")  # the next poll, which would have confirmed it, fails

    channel = make_channel(fake, pause=for_ever)
    await channel.start(take)
    await user.says("một")
    await paused.wait()
    assert len(fake.world.updates.waiting()) == 1
    await channel.stop()
    await channel.close()
    assert fake.world.updates.waiting() == []


async def test_a_long_reply_that_broke_off_goes_on_where_it_was(
    fake: TelegramFake, channel: TelegramChannel, user: Citizen
) -> None:
    long = Reply("Một câu khá dài về giấy tờ cần mang. " * 150)
    fake.breaks("status", "sendMessage", skip=1)
    with pytest.raises(SendFailed):
        await channel.send(Address("telegram", "42"), long)
    await channel.send(Address("telegram", "42"), long)
    texts = [message.text for message in user.heard()]
    assert " ".join(texts).split() == long.text.split()


@pytest.mark.parametrize("kind", ["status", "reset", "garbage"])
async def test_a_failing_network_is_waited_out(fake: TelegramFake, user: Citizen, taken: Taken, kind: str) -> None:
    fake.breaks(kind, "getUpdates", times=3)
    async with polling(fake, taken) as channel:
        await user.says("một")
        await taken.has(1)
        await fake.settled()
        assert channel.problem() is None


async def test_a_network_that_is_away_at_the_start_is_waited_for(
    fake: TelegramFake, user: Citizen, taken: Taken
) -> None:
    channel = make_channel(fake)
    await fake.server.go_down()
    await channel.start(taken.take)
    assert "cannot be reached" in (channel.problem() or "")
    with pytest.raises(SendFailed) as caught:
        await channel.send(Address("telegram", "42"), Reply("alo"))
    assert caught.value.outcome is Outcome.RETRY
    await fake.server.come_back()
    await user.says("một")
    await taken.has(1)
    assert channel.problem() is None
    await channel.stop()
    await channel.close()


async def test_a_network_that_swallows_everything_does_not_hold_up_the_start(
    fake: TelegramFake, user: Citizen, taken: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel_module, "_START_PATIENCE", 0.05)
    fake.breaks("hang", "getMe")
    async with polling(fake, taken) as channel:
        assert channel.problem() == "Telegram cannot be reached: no answer."
        await user.says("một")
        await taken.has(1)
        assert channel.problem() is None


async def test_a_wrong_token_stops_the_start_with_a_plain_sentence(fake: TelegramFake, taken: Taken) -> None:
    channel = make_channel(fake, token="7000000001:AAAnotherTokenThatIsNotTheRightOne")
    with pytest.raises(ChannelError, match="does not accept TELEGRAM_TOKEN: copy it again from @BotFather"):
        await channel.start(taken.take)


async def test_a_second_bot_with_the_same_token_is_told_of(
    fake: TelegramFake, user: Citizen, taken: Taken, caplog: pytest.LogCaptureFixture
) -> None:
    fake.refuses("getUpdates", ApiError(409, "Conflict: terminated by other getUpdates request"))
    with caplog.at_level(logging.WARNING):
        async with polling(fake, taken):
            await user.says("một")
            await taken.has(1)
    assert "Another program is polling Telegram with the same token" in caplog.text


async def test_asked_to_slow_down_the_poll_waits_so_long(fake: TelegramFake, user: Citizen, taken: Taken) -> None:
    pauses: list[float] = []

    async def note(seconds: float) -> None:
        pauses.append(seconds)

    fake.refuses("getUpdates", too_many_requests(11))
    channel = make_channel(fake, pause=note)
    await channel.start(taken.take)
    await user.says("một")
    await taken.has(1)
    await channel.stop()
    await channel.close()
    assert pauses == [11]


async def test_a_left_over_webhook_is_removed_for_polling(fake: TelegramFake, user: Citizen, taken: Taken) -> None:
    fake.world.updates.webhook_url = "http://127.0.0.1:1/old"
    async with polling(fake, taken):
        await user.says("một")
        await taken.has(1)


async def test_replies_can_be_sent_between_stop_and_close(fake: TelegramFake, user: Citizen, taken: Taken) -> None:
    channel: TelegramChannel = make_channel(fake)
    await channel.start(taken.take)
    await channel.stop()
    assert await channel.send(Address("telegram", "42"), Reply("Dạ"))
    await channel.close()
    assert [message.text for message in user.heard()] == ["Dạ"]


@pytest.mark.parametrize("result", ["", ',"result":true', ',"result":[]', ',"result":{}'])
async def test_an_answer_nobody_understands_leaves_the_message_in_doubt(
    fake: TelegramFake, channel: TelegramChannel, user: Citizen, result: str
) -> None:
    fake.breaks("status", "sendMessage", status=200, body=f'{{"ok":true{result}}}'.encode())
    with pytest.raises(SendFailed) as caught:
        await channel.send(Address("telegram", "42"), Reply("Dạ"))
    assert caught.value.outcome is Outcome.UNKNOWN
