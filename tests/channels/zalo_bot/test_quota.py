"""The free package's quota: counted over restarts, told of in time, begun anew each month."""

from __future__ import annotations

import pytest

from bot.channels.base import Outcome, SendFailed
from bot.messages import Address, Reply
from bot.storage import people
from bot.storage.database import Database
from tests.channels.taken import Taken
from tests.channels.zalo_bot.rig import make_channel, polling
from tests.fakes.zalo import ZaloFake
from tests.fakes.zalo_api.people import Citizen
from tests.fakes.zalo_api.wire import BotError
from tests.kit import SetClock


async def test_both_directions_are_counted_also_over_a_restart(
    fake: ZaloFake, database: Database, user: Citizen
) -> None:
    taken, clock = Taken(), SetClock()
    async with polling(fake, database, taken, messages=10, clock=clock) as channel:
        await user.says("một")
        await taken.has(1)
        for _ in range(6):
            await channel.send(Address("zalo_bot", user.id), Reply("Dạ"))
        await fake.bot.settled()
        assert (channel.left(), channel.notice()) == (3, None)
    async with polling(fake, database, Taken(), messages=10, clock=clock) as channel:
        assert channel.left() == 3
        await channel.send(Address("zalo_bot", user.id), Reply("Dạ"))
        assert "used 8 of its 10 messages" in (channel.notice() or "")
        clock.move(days=31)
        assert (channel.left(), channel.notice()) == (10, None)


async def test_a_message_that_did_not_go_is_not_counted(fake: ZaloFake, database: Database, user: Citizen) -> None:
    async with polling(fake, database, Taken(), messages=10) as channel:
        fake.refuses("sendMessage", BotError(400, "Bad Request"))
        with pytest.raises(SendFailed):
            await channel.send(Address("zalo_bot", user.id), Reply("Dạ"))
        assert channel.left() == 10


async def test_people_are_counted(fake: ZaloFake, database: Database) -> None:
    clock = SetClock()
    for number in range(4):
        address = Address("zalo_bot", f"person-{number}")
        await database.write(lambda c, a=address: people.meet(c, a, "vi", clock.now()))  # type: ignore[misc]
    async with polling(fake, database, Taken(), people=5) as channel:
        assert "knows 4 people; Zalo serves 5" in (channel.notice() or "")
    async with polling(fake, database, Taken()) as channel:
        assert channel.notice() is None


async def test_a_quota_that_zalo_calls_spent_is_told_until_the_month_ends(
    fake: ZaloFake, database: Database, user: Citizen
) -> None:
    clock = SetClock()
    async with polling(fake, database, Taken(), clock=clock) as channel:
        fake.bot.message_cap = 0
        with pytest.raises(SendFailed) as caught:
            await channel.send(Address("zalo_bot", user.id), Reply("Dạ"))
        assert caught.value.outcome is Outcome.REFUSED
        assert channel.left() == 0
        assert "spent its messages of this month" in (channel.problem() or "")
        clock.move(days=31)
        assert channel.problem() is None


async def test_a_channel_that_is_not_started_knows_of_no_quota_to_warn_about(
    fake: ZaloFake, database: Database
) -> None:
    assert make_channel(fake, database).notice() is None
