"""What is sent unasked, on Telegram: an invitation is rated by its button, a block is noted, replies go first."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from bot.app import App, build
from bot.channels.telegram.pacer import Lane
from bot.jobs.invitations import Invitations
from bot.messages import Address
from bot.settings import Settings
from bot.storage import outbox, people, visits
from bot.storage.tables import ratings
from tests.channels.telegram.rig import make_channel
from tests.fakes.telegram import TelegramFake
from tests.fakes.telegram_api.people import Citizen
from tests.kit import SetClock, sqlite_url


@pytest.fixture
async def app(fake: TelegramFake, tmp_path: Path) -> AsyncIterator[App]:
    settings = Settings(_env_file=None, database_url=sqlite_url(tmp_path))  # type: ignore[call-arg]
    app = build(settings, [make_channel(fake)], SetClock())
    await app.start()
    await app.outbox.stop()  # by hand here
    app.outbox._stopping.clear()
    yield app
    await app.stop()


async def invite(app: App, user: Citizen) -> None:
    """A visit of theirs ended some hours ago, and the jobs have run."""
    now = app.clock.now()

    def ended(connection: Connection) -> None:
        person = people.meet(connection, Address("telegram", str(user.id)), "vi", now).person.id
        values = {"procedure": "Đăng ký khai sinh", "person": person, "linked": now - timedelta(days=3)}
        visits.add(connection, "page", now, outcome="done", returned=now - timedelta(hours=5), **values)

    await app.database.write(ended)
    job = Invitations(app.database, app.ward, app.shelf, app.catalogue, app.settings, app.clock)
    await job.run()
    await app.outbox.run_due()


async def test_an_invitation_is_rated_by_its_button(fake: TelegramFake, app: App, user: Citizen) -> None:
    await invite(app, user)
    (asked,) = await user.hears()
    assert "bà con thấy phường phục vụ thế nào" in asked.text
    await user.presses("😊 Hài lòng")
    await fake.settled()
    await app.switchboard.idle()
    found = await app.database.write(lambda c: c.execute(select(ratings.c.level, ratings.c.source)).all())
    assert [tuple(row) for row in found] == [(4, "invitation")]


async def test_who_blocked_the_bot_is_gone_and_is_not_tried_again(fake: TelegramFake, app: App, user: Citizen) -> None:
    user.vanishes()
    await invite(app, user)
    assert await app.database.read(outbox.states) == {"gone": 1}
    known = await app.database.read(partial(people.find, address=Address("telegram", str(user.id))))
    assert known
    assert known.person.gone_since == app.clock.now()


async def test_it_goes_behind_all_replies(app: App, user: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    lanes = []
    channel = app.channels["telegram"]
    whole = channel._outgoing.send  # type: ignore[attr-defined]

    async def noting(*arguments: object) -> str:
        lanes.append(arguments[-1])
        return str(await whole(*arguments))

    monkeypatch.setattr(channel._outgoing, "send", noting)  # type: ignore[attr-defined]
    await invite(app, user)
    await user.says("xin chào")
    await user.hears(2)
    assert lanes[:2] == [Lane.BULK, Lane.REPLY]
