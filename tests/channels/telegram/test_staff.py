"""The ward's staff on Telegram: the deep link of an invitation, and a link to the pages that comes as it is."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from bot.app import App, _menu_of, build
from bot.channels.telegram.channel import TelegramChannel
from bot.jobs.menus import Menus
from bot.routes import Role
from bot.settings import Settings
from bot.storage import staff
from bot.storage.audit import OPERATOR
from bot.storage.links import TOKEN, Purpose
from tests.channels.telegram.rig import make_channel
from tests.fakes.telegram import BOT, TelegramFake
from tests.fakes.telegram_api.errors import too_many_requests
from tests.kit import sqlite_url
from tests.staffkit import add, link_for


@pytest.fixture
async def fake() -> AsyncIterator[TelegramFake]:
    async with TelegramFake() as fake:
        yield fake


@pytest.fixture
def channel(fake: TelegramFake) -> TelegramChannel:
    return make_channel(fake)


@pytest.fixture
async def app(channel: TelegramChannel, tmp_path: Path) -> AsyncIterator[App]:
    plain = {"database_url": sqlite_url(tmp_path), "public_url": "https://hoi.example"}
    app = build(Settings(_env_file=None, **plain), [channel])  # type: ignore[call-arg, arg-type]  # by name
    assert channel.deep_link("join-x") == ""  # nobody has told it its name yet
    await app.start()
    yield app
    await app.stop()


async def test_an_invitation_opened_by_its_deep_link(fake: TelegramFake, channel: TelegramChannel, app: App) -> None:
    payload = f"join-{await link_for(app, await add(app, name='Cô Sáu'), Purpose.JOIN)}"
    address, _, started = channel.deep_link(payload).partition("?start=")
    assert address == f"https://t.me/{BOT['username']}"
    assert started == payload
    assert len(payload) <= 64  # all that Telegram takes
    sau = fake.user(42, "Sáu", language_code="vi", started=True)
    await sau.says(f"/start {payload}")
    assert "đã nối với Cô Sáu" in (await sau.hears(2))[-1].text
    await sau.says("/quantri")
    (reply,) = await sau.hears()
    assert re.search(rf"https://hoi\.example/vao/{TOKEN.pattern}\n", reply.text)


async def test_staff_see_their_commands_in_their_own_chat_alone_and_no_longer_than_their_role(
    fake: TelegramFake, app: App
) -> None:
    member = await add(app, name="Cô Sáu")
    sau = fake.user(42, "Sáu", language_code="vi", started=True)
    await sau.says(f"join-{await link_for(app, member, Purpose.JOIN)}")
    await sau.hears(2)
    menus = Menus(app.database, app.channels, partial(_menu_of, app.catalogue))
    await menus.look()
    assert {"cauhoi", "quantri", "moi"} <= set(commands_of(fake, 42))
    assert "gio" in commands_of(fake, 42)
    calls = len(fake.called("setMyCommands"))
    await menus.look()
    assert len(fake.called("setMyCommands")) == calls  # nothing has changed
    await add(app)
    now = app.clock.now()
    change = partial(staff.set_role, by=OPERATOR, member=member.id, role=str(Role.OFFICIAL), now=now)
    await app.database.write(change)
    await menus.look()
    assert "quantri" in commands_of(fake, 42)
    assert "moi" not in commands_of(fake, 42)
    await app.database.write(partial(staff.remove, by=OPERATOR, member=member.id, now=now))
    await menus.look()
    assert commands_of(fake, 42) == []
    everybody = [menu for (scope, _), menu in fake.world.commands.items() if '"chat"' not in scope]
    assert not [command for menu in everybody for command in menu if command["command"] in ("quantri", "moi")]


async def test_a_menu_that_was_refused_for_now_is_set_at_the_next_look(fake: TelegramFake, app: App) -> None:
    sau = fake.user(42, "Sáu", language_code="vi", started=True)
    await sau.says(f"join-{await link_for(app, await add(app), Purpose.JOIN)}")
    await sau.hears(2)
    menus = Menus(app.database, app.channels, partial(_menu_of, app.catalogue))
    fake.refuses("setMyCommands", too_many_requests(600))
    await menus.look()
    assert commands_of(fake, 42) == []
    await menus.look()
    assert "quantri" in commands_of(fake, 42)


def commands_of(fake: TelegramFake, chat: int) -> list[str]:
    """The menu of one private talk."""
    return [
        command["command"]
        for (scope, _), menu in fake.world.commands.items()
        if f'"chat_id":{chat}' in scope
        for command in menu
    ]
