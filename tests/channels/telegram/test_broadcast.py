"""A notice on a bad line: each fault by itself, all mixed, nobody there for a minute; the table tells the truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.app import App, build
from bot.channels.telegram import transport
from bot.messages import Address
from bot.settings import Settings
from bot.storage import people, subscriptions
from bot.storage.notice_rows import State
from bot.storage.outbox import SAID_AGAIN
from tests import newskit
from tests.channels.telegram.rig import make_channel
from tests.fakes.faults import Mix
from tests.fakes.telegram import TelegramFake
from tests.fakes.telegram_api.errors import too_many_requests
from tests.kit import SetClock, sqlite_url

PEOPLE = 12


def built(fake: TelegramFake, folder: Path, **settings: Any) -> App:
    settings = {"database_url": sqlite_url(folder)} | settings
    return build(Settings(_env_file=None, **settings), [make_channel(fake)], SetClock())  # type: ignore[call-arg]


async def by_hand(app: App) -> None:
    """Started, and nothing looks by itself."""
    await app.start()
    await app.jobs.stop()
    await app.outbox.stop()
    app.outbox._stopping.clear()


@pytest.fixture
async def app(fake: TelegramFake, tmp_path: Path) -> AsyncIterator[App]:
    app = built(fake, tmp_path)
    await by_hand(app)
    await crowd(app, fake)
    yield app
    await app.stop()


async def crowd(app: App, fake: TelegramFake) -> None:
    """So many subscribers on Telegram."""
    now = app.clock.now()
    for number in range(1, PEOPLE + 1):
        fake.user(number, started=True)
        met = partial(people.meet, address=Address("telegram", str(number)), language="vi", now=now)
        who = (await app.database.write(met)).person.id
        await app.database.write(partial(subscriptions.subscribe, person=who, topics=["dien-nuoc"], now=now))


async def see_through(app: App, minutes: int = 40) -> dict[str, int]:
    """A notice to its end, a minute at a time; the states."""
    number = await newskit.approved(app)
    for _ in range(minutes):
        await newskit.run(app)
        if (await newskit.notice(app, number)).state is State.DONE:
            break
        assert isinstance(app.clock, SetClock)
        app.clock.move(minutes=1)
    assert (await newskit.notice(app, number)).state is State.DONE
    return await newskit.counts(app, number)


def heard(fake: TelegramFake) -> Counter[int]:
    return Counter({number: len(chat.shown) for number, chat in fake.world.chats.items() if chat.shown})


@pytest.mark.parametrize(
    ("kind", "how", "expected", "delivered"),
    [
        ("status", {"status": 502}, {"sent": PEOPLE}, PEOPLE),
        ("status", {"status": 429, "body": too_many_requests(1).body()}, {"sent": PEOPLE}, PEOPLE),
        ("reset", {}, {"sent": PEOPLE - 1, "unknown": 1}, PEOPLE - 1),
        ("reset", {"taken": True}, {"sent": PEOPLE - 1, "unknown": 1}, PEOPLE),
        ("garbage", {"taken": True}, {"sent": PEOPLE - 1, "unknown": 1}, PEOPLE),
        ("hang", {"taken": True}, {"sent": PEOPLE - 1, "unknown": 1}, PEOPLE),
    ],
)
async def test_each_fault_by_itself(
    fake: TelegramFake,
    app: App,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    how: dict[str, Any],
    expected: dict[str, int],
    delivered: int,
) -> None:
    monkeypatch.setattr(transport, "READ_TIMEOUT", 1.0)
    fake.breaks(kind, "sendMessage", chat_id=5, **how)
    assert await see_through(app) == expected
    assert len(heard(fake)) == delivered
    assert set(heard(fake).values()) == {1}


async def test_all_of_them_mixed_nobody_is_lost_and_only_a_lost_answer_doubles(
    fake: TelegramFake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "READ_TIMEOUT", 1.0)
    app = built(fake, tmp_path, news_in_doubt="again")
    await by_hand(app)
    await crowd(app, fake)
    assert "news" not in SAID_AGAIN  # it is the setting that has it
    fake.faults.mix = mix = Mix("sendMessage", 0.5, seed=9)
    counts = await see_through(app)
    fake.faults.clear()
    assert set(mix.met) == set(Mix.KINDS)
    assert counts.keys() <= {"sent", "unknown"}
    twice = {str(who) for who, count in heard(fake).items() if count > 1}
    assert twice <= set(mix.doubted)
    assert len(heard(fake)) >= counts["sent"]
    await app.stop()


async def test_nobody_there_for_a_minute_costs_nobody_a_try(fake: TelegramFake, app: App) -> None:
    number = await newskit.approved(app)
    port = fake.server.port
    await fake.server.stop()
    assert isinstance(app.clock, SetClock)
    for _ in range(12):
        await newskit.run(app)
        app.clock.move(seconds=5)
    assert await newskit.counts(app, number) == {"queued": PEOPLE}
    async with TelegramFake(port=port, strangers=True) as again:
        for _ in range(5):
            await newskit.run(app)
            app.clock.move(seconds=5)
        assert await newskit.counts(app, number) == {"sent": PEOPLE}
        assert set(heard(again).values()) == {1}
