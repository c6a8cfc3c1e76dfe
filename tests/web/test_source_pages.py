"""The page of the sources: how they stand, what was taken, and a new one tried out without a trace."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import httpx
import pytest

import bot.app
from bot.app import App
from bot.clock import Clock
from bot.feeds.fetching import Fetcher
from bot.jobs import runner
from bot.jobs.sources import Sources
from bot.routes import Role
from bot.storage import notice_files, notices, source_items
from tests.fakes.site import PNG, Site, item, rss
from tests.kit import SetClock, sqlite_url
from tests.staffkit import add, send, signed_in
from tests.webkit import serving

WARD = Path(__file__).parents[2] / "ward.toml"
PATH = "/quan-tri/nguon-tin"


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site.running() as site:
        yield site


@pytest.fixture
async def app(tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[App]:
    def fetcher(clock: Clock, contact: str = "") -> Fetcher:
        return Fetcher(clock, contact=contact, resolve=site.resolve, allowed=[("127.0.0.1", site.server.port)])

    monkeypatch.setattr(bot.app, "Fetcher", fetcher)
    monkeypatch.setattr(runner, "_SOON", 3600.0)
    monkeypatch.setattr("bot.feeds.robots._PAUSE", 0.0)
    text = f'\n[[sources]]\nid = "cong"\nname = "Cổng phường"\naddress = "{site.url("/rss")}"\ntopic = "phap-luat"\n'
    (tmp_path / "ward.toml").write_text(WARD.read_text(encoding="utf-8") + text, encoding="utf-8")
    async with serving(sqlite_url(tmp_path), ward_file=tmp_path / "ward.toml") as app:
        yield app


async def look(app: App, site: Site) -> None:
    clock = app.clock
    await Sources(app.database, app.ward, app.catalogue, site.reader(clock), clock).run()
    assert isinstance(clock, SetClock)
    clock.move(hours=1)


def words(page: httpx.Response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


async def test_how_a_source_stands_and_what_was_taken(app: App, site: Site) -> None:
    site.put("/rss", rss(item("Tin có sẵn", "/0")))
    async with signed_in(app, await add(app)) as http:
        assert "chưa xem lần nào" in words(await http.get(PATH))
        await look(app, site)
        site.put("/h.png", PNG)
        body = "&lt;img src='/h.png'&gt;&lt;p&gt;Thứ Tư không viết.&lt;/p&gt;"
        site.put("/rss", rss(item("Cải cách hành chính", "/1", text=body)))
        await look(app, site)
        page = words(await http.get(PATH))
        assert "đọc được" in page
        assert "Cải cách hành chính" in page
        assert "có sẵn từ trước: 1, bản nháp: 1" in page
        [draft] = await app.database.read(partial(notices.listed, limit=5))
        shown = await http.get(f"/quan-tri/tin/{draft.id}")
        assert "Nguồn: Cổng phường, ngày đăng 23/11/2026" in words(shown)
        [picture] = await app.database.read(partial(notice_files.of_notice, notice=draft.id))
        assert picture.key in shown.text
        assert "Nguồn: Cổng phường" in words(await http.get(f"/quan-tri/tin/{draft.id}/sua"))
        site.put("/rss", "", 404)
        await look(app, site)
        assert "Trang trả lời lỗi 404" in words(await http.get(PATH))


async def test_paused_resumed_and_looked_at_now(app: App, site: Site) -> None:
    site.put("/rss", rss())
    async with signed_in(app, await add(app)) as http:
        assert (await send(http, f"{PATH}/cong/buoc", PATH, viec="tam-ngung")).status_code == 303
        await look(app, site)
        assert site.asked["/rss"] == 0
        assert "tạm dừng" in words(await http.get(PATH))
        await send(http, f"{PATH}/cong/buoc", PATH, viec="mo-lai")
        await look(app, site)
        assert site.asked["/rss"] == 1
        assert (await send(http, f"{PATH}/cong/buoc", PATH, viec="xem-ngay")).status_code == 303
        assert "cho xem nguồn tin ngay" in words(await http.get("/quan-tri/nhat-ky"))
        assert (await send(http, f"{PATH}/khac/buoc", PATH, viec="xem-ngay")).status_code == 404


async def test_what_was_left_out_can_be_a_draft_all_the_same(app: App, site: Site) -> None:
    site.put("/rss", rss(item("Tin có sẵn", "/0")))
    await look(app, site)
    [old] = await app.database.read(partial(source_items.newest, source="cong", limit=5))
    async with signed_in(app, await add(app)) as http:
        first = await send(http, f"{PATH}/bai/{old.id}/soan", PATH)
        again = await send(http, f"{PATH}/bai/{old.id}/soan", PATH)
        assert first.headers["location"] == again.headers["location"]
        assert "Tin có sẵn" in words(await http.get(first.headers["location"]))


async def test_a_source_is_tried_out_and_nothing_is_kept(app: App, site: Site) -> None:
    page = "<ul><li><a href='/1'>Lịch tiếp dân &lt;script&gt;</a> <b>Ngày đăng : 04/08/2022</b></li></ul>"
    url = site.put("/tin", page)
    site.put("/1", "<div class='bai'><p>Tác giả: Hạnh Phúc</p><p>Mời bà con tới.</p></div>")
    async with signed_in(app, await add(app)) as http:
        form = {"dia-chi": url, "loai": "list", "ten": "Cổng", "chu-de": "tiep-dan"}
        answer = await send(http, f"{PATH}/thu", PATH, **form | {"muc-item": "li", "muc-date": "b", "bai-text": ".bai"})
        assert answer.status_code == 200
        said = words(answer)
        assert "Lịch tiếp dân" in said
        assert "ngày đăng 04/08/2022 · tác giả Hạnh Phúc" in said
        assert "Mời bà con tới." in said
        assert "[[sources]]" in said
        assert await app.database.read(partial(notices.listed, limit=5)) == []
        assert await app.database.read(source_items.counts) == {}
        for change, why in (
            ({"muc-item": ".khong"}, "không có gì khớp bộ chọn mục"),
            ({"muc-item": "["}, "Không dùng được"),
            ({"muc-item": "li", "dia-chi": "http://127.0.0.1:1/"}, "mạng nội bộ"),
            ({"loai": "feed"}, "không có nguồn RSS"),
            ({}, "Thiếu bộ chọn mục"),
        ):
            refused = await send(http, f"{PATH}/thu", PATH, **form | change)
            assert refused.status_code == 400
            assert why in words(refused), why


async def test_officials_have_no_business_there(app: App) -> None:
    async with signed_in(app, await add(app, Role.OFFICIAL)) as http:
        assert (await http.get(PATH)).status_code == 403
