"""From another site to a draft, or to everybody: each article once, old ones never, whatever the site does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from bot.jobs import outbox as sender
from bot.jobs import runner
from bot.jobs.sources import Sources
from bot.storage import notice_files, notices, source_items, sources
from bot.storage.audit import Filter, entries
from bot.storage.database import Database
from bot.storage.notice_rows import Notice, State
from bot.storage.source_items import ItemState
from bot.storage.sources import Standing
from tests.fakes.site import PNG, Site, item, rss
from tests.kit import Desk, make_desk
from tests.newskit import run, subscriber

WARD = Path(__file__).parents[2] / "ward.toml"
TOPIC = "dien-nuoc"
OLD = item("Tin cũ", "/cu", "Mon, 16 Nov 2026 01:00:00 GMT")


@pytest.fixture(autouse=True)
def only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "_LOOK_EVERY", 3600.0)
    monkeypatch.setattr(runner, "_SOON", 3600.0)


@asynccontextmanager
async def bot_with(database_url: str, folder: Path, site: Site, *more: str, **keys: str) -> AsyncIterator[Desk]:
    """A bot with one source, or several: `more` are their paths."""
    ward = WARD.read_text(encoding="utf-8")
    for at, path in enumerate(more or ("/rss",)):
        plain = {"id": f'"s{at}"', "name": f'"Cổng {at}"', "address": f'"{site.url(path)}"', "topic": f'"{TOPIC}"'}
        ward += "\n[[sources]]\n" + "\n".join(f"{key} = {value}" for key, value in (plain | keys).items()) + "\n"
    (folder / "ward.toml").write_text(ward, encoding="utf-8")
    desk = make_desk(database_url, ward_file=folder / "ward.toml")
    await desk.app.start()
    try:
        yield desk
    finally:
        await desk.app.stop()


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site.running() as site:
        yield site


async def look(desk: Desk, site: Site, hours: float = 1.0) -> int:
    """One look at every source that is due, then some time."""
    app = desk.app
    done = await Sources(app.database, app.ward, app.catalogue, site.reader(app.clock), app.clock).run()
    desk.clock.move(hours=hours)
    return done


async def written(desk: Desk) -> list[Notice]:
    found = await desk.app.database.read(partial(notices.listed, limit=50))
    return sorted(found, key=lambda one: one.id)


async def standing(database: Database, source: str = "s0") -> Standing:
    return (await database.read(sources.standings))[source]


async def test_the_first_look_notes_and_what_comes_later_is_a_draft_once(
    database_url: str, tmp_path: Path, site: Site
) -> None:
    site.put("/rss", rss(OLD))
    async with bot_with(database_url, tmp_path, site) as desk:
        await look(desk, site)
        assert await written(desk) == []
        site.put("/rss", rss(item("Cúp nước khóm Long Thị", "/1?utm_source=x"), OLD))
        await look(desk, site)
        [draft] = await written(desk)
        assert (draft.state, draft.title, draft.author_name) == (State.DRAFT, "Cúp nước khóm Long Thị", "Cổng 0")
        assert draft.origin
        assert draft.origin.source == "Cổng 0"
        edited = item("Cúp nước khóm Long Thị (sửa)", "/1", "Mon, 23 Nov 2026 05:00:00 GMT", "Lời mới.")
        site.put("/rss", rss(edited, OLD))  # edited, re-dated, its address without the tracking
        await look(desk, site)
        assert len(await written(desk)) == 1
        [newest, _] = await desk.app.database.read(partial(source_items.newest, source="s0", limit=5))
        assert newest.edited
        log = await desk.app.database.read(partial(entries, wanted=Filter(act="notice-written"), limit=5))
        assert [entry.name for entry in log] == ["Cổng 0"]


async def test_an_article_whose_id_changes_is_known_by_its_title(database_url: str, tmp_path: Path, site: Site) -> None:
    site.put("/rss", rss(OLD))
    async with bot_with(database_url, tmp_path, site) as desk:
        await look(desk, site)
        text = "Sáng 24/11 cúp nước ở khóm Long Thị để sửa ống."
        site.put("/rss", rss(item("Cúp nước tuần 48", "/1", text=text, guid="a")))
        await look(desk, site)
        site.put("/rss", rss(item("CÚP NƯỚC TUẦN 48", "/2", text=text, guid="b"), item("Cúp nước tuần 49", "/3")))
        await look(desk, site)
        assert [one.title for one in await written(desk)] == ["Cúp nước tuần 48", "Cúp nước tuần 49"]


async def test_two_sites_with_the_same_article_give_one_draft(database_url: str, tmp_path: Path, site: Site) -> None:
    site.put("/a", rss(OLD))
    site.put("/b", rss(item("Khác", "/khac")))
    async with bot_with(database_url, tmp_path, site, "/a", "/b") as desk:
        assert await look(desk, site) == 2
        site.put("/a", rss(item("Lịch tiêm chủng", "/a/1", text="Sáng thứ Bảy tiêm ở trạm y tế.")))
        site.put("/b", rss(item("Lịch tiêm chủng", "/b/9", text="Sáng thứ Bảy tiêm ở trạm y tế.")))
        await look(desk, site)
        assert len(await written(desk)) == 1
        counts = await desk.app.database.read(source_items.counts)
        assert counts["s1"] == {ItemState.OLD: 1, ItemState.SAME: 1}


async def test_an_old_item_that_comes_up_later_is_no_news(database_url: str, tmp_path: Path, site: Site) -> None:
    site.put("/rss", rss(OLD))
    async with bot_with(database_url, tmp_path, site) as desk:
        await look(desk, site)
        site.put("/rss", rss(item("Tin năm ngoái", "/nam-ngoai", "Mon, 17 Nov 2025 01:00:00 GMT"), OLD))
        await look(desk, site)
        assert await written(desk) == []


async def test_a_trusted_topic_goes_to_everybody_by_itself(database_url: str, tmp_path: Path, site: Site) -> None:
    site.put("/rss", rss(OLD))
    async with bot_with(database_url, tmp_path, site, trusted=f'["{TOPIC}"]') as desk:
        await subscriber(desk.app, "tu")
        await look(desk, site)
        site.put("/h.png", PNG)
        body = '&lt;p&gt;Mai cúp nước từ 8 giờ.&lt;/p&gt;&lt;img src="/h.png"&gt;'
        site.put("/rss", rss(item("Cúp nước", "/1", text=body), OLD))
        await look(desk, site, hours=0)
        await run(desk.app)
        [(_, reply)] = desk.channel.said
        assert reply.title == "TB 1: Cúp nước"
        assert reply.text == "Mai cúp nước từ 8 giờ."
        assert "Nguồn: Cổng 0, ngày đăng 23/11/2026" in reply.note
        assert reply.buttons[0].url == site.url("/1")
        [sent] = await written(desk)
        assert sent.approver_name == "Cổng 0"
        picture = await desk.app.database.read(partial(notice_files.of_notice, notice=sent.id))
        assert [one.kind for one in picture] == ["picture"]


@pytest.mark.parametrize(
    ("day", "text", "why"),
    [
        ("", "Mai cúp nước.", "no-day"),
        ("Mon, 23 Nov 2026 01:00:00 GMT", "Mai cúp nước, gọi 0123 456 789.", "doubt"),
        ("Mon, 23 Nov 2026 01:00:00 GMT", "", "no-text"),
        ("Fri, 27 Nov 2026 01:00:00 GMT", "Mai cúp nước.", "not-fresh"),
    ],
)
async def test_what_is_doubtful_waits_for_an_official_though_trusted(
    database_url: str, tmp_path: Path, site: Site, day: str, text: str, why: str
) -> None:
    site.put("/rss", rss(OLD))
    async with bot_with(database_url, tmp_path, site, trusted=f'["{TOPIC}"]') as desk:
        await look(desk, site)
        site.put("/rss", rss(item("Cúp nước", "/1", day, text)))
        await look(desk, site)
        [draft] = await written(desk)
        assert draft.state is State.DRAFT
        [one, _] = await desk.app.database.read(partial(source_items.newest, source="s0", limit=5))
        assert one.why == why


async def test_a_site_that_floods_does_not_flood_everybody(database_url: str, tmp_path: Path, site: Site) -> None:
    site.put("/rss", rss(OLD))
    async with bot_with(database_url, tmp_path, site, trusted=f'["{TOPIC}"]') as desk:
        await look(desk, site)
        names = ("hỏa", "sen", "tre", "mai", "cúc", "lan", "đào", "trúc", "huệ", "lý", "sứ", "ngọc lan")
        bodies = [item(f"Tin {name} {name}", f"/{at}", text=f"Chuyện {name}.") for at, name in enumerate(names)]
        site.put("/rss", rss(*bodies), ETag='"2"')
        await look(desk, site)
        states = [one.state for one in await written(desk)]
        assert (states.count(State.SCHEDULED), states.count(State.DRAFT)) == (3, 7)
        await look(desk, site)  # what was left comes with the next look, though the site says that nothing changed
        assert len(await written(desk)) == 12


async def test_trouble_is_kept_in_words_backed_off_and_over_one_day(
    database_url: str, tmp_path: Path, site: Site
) -> None:
    site.put("/rss", rss(OLD), 429, Retry_After="7200")
    async with bot_with(database_url, tmp_path, site) as desk:
        await look(desk, site, hours=0)
        bad = await standing(desk.app.database)
        assert (bad.why, bad.failures, bad.since) == ("busy", 1, None)
        assert (bad.due - desk.clock.now()).total_seconds() == 7200
        assert await look(desk, site, hours=3) == 0
        site.put("/rss", "hỏng", 500)
        await look(desk, site, hours=0)
        worse = await standing(desk.app.database)
        assert (worse.why, worse.detail, worse.failures) == ("status", "500", 2)
        desk.clock.move(hours=3)
        site.put("/rss", rss(OLD), ETag='"1"')
        await look(desk, site)
        good = await standing(desk.app.database)
        assert (good.why, good.failures, good.etag) == ("", 0, '"1"')
        await look(desk, site)
        assert (await standing(desk.app.database)).succeeded > good.succeeded  # 304
        assert await written(desk) == []


async def test_another_address_is_another_site(database_url: str, tmp_path: Path, site: Site) -> None:
    site.put("/rss", rss(OLD))
    site.put("/moi", rss(item("Có sẵn ở đó", "/x")))
    async with bot_with(database_url, tmp_path, site) as desk:
        await look(desk, site)
    async with bot_with(database_url, tmp_path, site, "/moi") as desk:
        desk.clock.move(hours=1)
        await look(desk, site)
        assert await written(desk) == []


async def test_two_processes_at_once_and_one_that_dies(database_url: str, tmp_path: Path, site: Site) -> None:
    site.put("/rss", rss(OLD))
    async with bot_with(database_url, tmp_path, site) as desk:
        await look(desk, site)
        site.put("/rss", rss(item("Cúp nước", "/1"), OLD))
        other = Database(database_url)
        await other.open()
        app, clock = desk.app, desk.clock
        jobs = [Sources(data, app.ward, app.catalogue, site.reader(clock), clock) for data in (app.database, other)]
        assert sorted(await asyncio.gather(*(job.run() for job in jobs))) == [0, 1]
        assert len(await written(desk)) == 1
        clock.move(hours=1)
        site.put("/rss", "", how="never")
        dying = asyncio.create_task(jobs[0].run())
        before = site.asked["/rss"]
        await site.was_asked("/rss", before + 1)
        dying.cancel()
        await asyncio.gather(dying, return_exceptions=True)
        site.put("/rss", rss(item("Cúp điện", "/2"), OLD))
        assert await jobs[1].run() == 0  # it may still be alive
        clock.move(minutes=16)
        assert await jobs[1].run() == 1
        assert [one.title for one in await written(desk)] == ["Cúp nước", "Cúp điện"]
        await other.close()
