"""A notice by the ways beside the talks: shown with count and price, chosen, approved, sent once, told in words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import httpx
import pytest

from bot.app import App
from bot.jobs.posts import Posts
from bot.messages import Address
from bot.routes import Role
from bot.storage import audit, notice_posts, people, subscriptions
from bot.storage.audit import Filter
from tests import newskit
from tests.channels.zalo_oa.rig import FakesClock, connect
from tests.fakes.clock import SetClock
from tests.fakes.zalo import ZaloFake
from tests.fakes.zalo_api.oauth import APP_ID, APP_SECRET
from tests.fakes.zalo_api.wire import OaError
from tests.kit import sqlite_url
from tests.staffkit import add, send, signed_in
from tests.webkit import serving

ARTICLE, GROUP = "zalo_oa/article", "zalo_oa/group:gmf-1"


@pytest.fixture
async def fake() -> AsyncIterator[ZaloFake]:
    async with ZaloFake(clock=SetClock()) as fake:
        fake.oa.many.group()
        for number in range(3):
            fake.follower(f"f{number}")
        yield fake


@pytest.fixture
async def app(fake: ZaloFake, tmp_path: Path) -> AsyncIterator[App]:
    settings = {
        "zalo_oa_app_id": APP_ID,
        "zalo_oa_app_secret": APP_SECRET,
        "zalo_oa_api_url": fake.url,
        "zalo_oa_oauth_url": fake.url,
        "zalo_oa_per_minute": 4000,
        "zalo_oa_articles": 1,
        "public_url": "http://chat.example",
        "zalo_bot_token": fake.bot.token,
        "zalo_bot_api_url": fake.url,
        "zalo_bot_messages": 5,
    }
    async with serving(sqlite_url(tmp_path), FakesClock(fake), **settings) as app:
        await connect(fake, app.database, app.clock)
        yield app


@pytest.fixture
async def http(app: App) -> AsyncIterator[httpx.AsyncClient]:
    async with signed_in(app, await add(app, Role.OFFICIAL, "Anh Ba")) as http:
        yield http


async def reader(app: App, channel: str, name: str) -> None:
    """A subscriber who wrote just now."""
    now = app.clock.now()
    met = partial(people.meet, address=Address(channel, name), language="vi", now=now)
    who = (await app.database.write(met)).person.id
    await app.database.write(partial(subscriptions.subscribe, person=who, topics=["dien-nuoc"], now=now))


async def step(http: httpx.AsyncClient, notice: int, what: str, version: int = 1, **more: object) -> httpx.Response:
    fields = {"viec": what, "phien-ban": version} | more
    return await send(http, f"/quan-tri/tin/{notice}/buoc", page=f"/quan-tri/tin/{notice}", **fields)


async def goes(app: App, fake: ZaloFake) -> None:
    """Let the bot look until nothing is to be done."""
    posts = Posts(app.database, app.channels, app.clock, "http://chat.example")
    for _ in range(4):
        await newskit.run(app)
        await posts.run()
        fake.clock.advance(30)  # type: ignore[attr-defined]


async def states(app: App, notice: int) -> list[tuple[str, str]]:
    found = await app.database.read(partial(notice_posts.of_notice, notice=notice))
    return [(post.way, post.state) for post in found]


async def test_shown_chosen_approved_and_sent_once(app: App, fake: ZaloFake, http: httpx.AsyncClient) -> None:
    notice = await newskit.written(app)
    page = (await http.get(f"/quan-tri/tin/{notice}")).text
    assert "3 người, không mất tiền từng tin; tháng này còn 1" in page
    assert "nhóm “Khóm Long Thị”: 42 người" in page
    assert (await step(http, notice, "cach-gui", cach=[ARTICLE, GROUP])).status_code == 303
    stale = await step(http, notice, "duyet", version=1)
    assert stale.status_code == 409, "who approves must have seen the ways"
    assert (await http.get(f"/quan-tri/tin/{notice}")).text.count(" checked") == 2
    assert (await step(http, notice, "duyet", version=2)).status_code == 303
    await goes(app, fake)
    await goes(app, fake)
    assert await states(app, notice) == [("article", "sent"), ("group:gmf-1", "sent")]
    (article,) = [shown for shown in fake.follower("f0").screen.shown if shown.kind == "article"]
    assert article.raw["status"] == "show"
    assert "Cúp nước khóm Long Thị" in article.text
    (in_group,) = fake.oa.many.groups["gmf-1"].shown
    assert "8 giờ tới 11 giờ" in in_group.text
    assert fake.oa.many.broadcasts == 1
    assert len(fake.called("/v2.0/article/create")) == 1
    log = await app.database.read(partial(audit.entries, wanted=Filter(act="notice-ways"), limit=5))
    assert log[0].name == "Anh Ba"
    later = (await http.get(f"/quan-tri/tin/{await newskit.written(app)}")).text
    assert "tháng này còn 0" in later
    assert " disabled" in later


async def test_what_zalo_refuses_is_told_in_words_and_tried_again_when_said_so(
    app: App, fake: ZaloFake, http: httpx.AsyncClient
) -> None:
    notice = await newskit.written(app)
    await step(http, notice, "cach-gui", cach=[ARTICLE])
    await step(http, notice, "duyet", version=2)
    fake.refuses("/v2.0/oa/message", OaError(-218, "quota"))
    await goes(app, fake)
    assert await states(app, notice) == [("article", "failed")]
    assert "dùng hết mức gói cho trong tháng" in (await http.get(f"/quan-tri/tin/{notice}")).text
    await step(http, notice, "gui-lai-cach")
    await goes(app, fake)
    assert await states(app, notice) == [("article", "sent")]
    assert len(fake.called("/v2.0/article/create")) == 1, "the article that was made is used"
    assert (await step(http, notice, "gui-lai-cach")).status_code == 409


async def test_in_doubt_it_is_not_sent_twice(app: App, fake: ZaloFake, http: httpx.AsyncClient) -> None:
    notice = await newskit.written(app)
    await step(http, notice, "cach-gui", cach=[GROUP])
    await step(http, notice, "duyet", version=2)
    await newskit.run(app)
    assert await app.database.write(partial(notice_posts.claim, channels=["zalo_oa"], now=app.clock.now()))
    await Posts(app.database, app.channels, app.clock, "").run()
    assert await states(app, notice) == [("group:gmf-1", "unknown")]
    assert fake.oa.many.groups["gmf-1"].shown == []


async def test_where_zalo_cannot_be_asked_the_page_says_so(app: App, fake: ZaloFake, http: httpx.AsyncClient) -> None:
    notice = await newskit.written(app)
    fake.refuses("/v2.0/oa/getoa", OaError(-224, "package"), times=None)
    page = (await http.get(f"/quan-tri/tin/{notice}")).text
    assert "không có OpenAPI" in page
    assert (await step(http, notice, "cach-gui", cach=[ARTICLE])).status_code == 303
    assert await states(app, notice) == []


async def test_who_wrote_too_long_ago_is_counted_before_and_not_written_to(app: App, fake: ZaloFake) -> None:
    await reader(app, "zalo_oa", "f0")
    fake.clock.advance(timedelta(hours=49).total_seconds())  # type: ignore[attr-defined]
    await reader(app, "zalo_oa", "f1")
    fake.oa.last["f1"] = fake.clock.now()
    notice = await newskit.written(app)
    async with signed_in(app, await add(app, Role.OFFICIAL, "Anh Ba")) as http:
        assert "1: nhắn lần cuối đã quá lâu" in (await http.get(f"/quan-tri/tin/{notice}")).text
        await step(http, notice, "duyet")
    await goes(app, fake)
    assert await newskit.counts(app, notice) == {"sent": 1}
    assert (await newskit.notice(app, notice)).left_out == {"window": 1}


async def test_a_notice_that_would_break_the_free_bots_quota_does_not_go_there_at_all(
    app: App, fake: ZaloFake, http: httpx.AsyncClient
) -> None:
    for number in range(6):
        fake.user(f"u{number}")
        await reader(app, "zalo_bot", f"u{number}")
    await reader(app, "zalo_oa", "f1")
    fake.oa.last["f1"] = fake.clock.now()
    notice = await newskit.written(app)
    page = (await http.get(f"/quan-tri/tin/{notice}")).text
    assert "Zalo Bot: cần 6 tin mà tháng này chỉ còn 5" in page
    await step(http, notice, "duyet")
    await goes(app, fake)
    assert fake.called("sendMessage") == []
    assert await newskit.counts(app, notice) == {"sent": 1}
    assert (await newskit.notice(app, notice)).left_out == {"quota": 6}
