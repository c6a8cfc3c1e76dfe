"""The ward's news for everybody: list, search, one notice with its correction on top, feeds that a library reads."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest

from bot.app import App
from bot.storage.notices import Draft
from tests.kit import sqlite_url
from tests.newskit import WATER, approved, run, written
from tests.webkit import serving, url_of

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    async with serving(sqlite_url(tmp_path), public_url="https://hoi.example") as app:
        yield app


@pytest.fixture
async def http(app: App) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=url_of(app)) as http:
        yield http


def words(page: httpx.Response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


async def test_what_has_gone_is_read_by_anybody_and_a_draft_by_nobody(app: App, http: httpx.AsyncClient) -> None:
    assert "chưa gửi tin nào" in words(await http.get("/tin"))
    await approved(app)
    await run(app)
    await written(app, Draft("Bản nháp kín", "Chưa ai được đọc.", "khan"))
    page = await http.get("/tin")
    assert "TB 1: Cúp nước khóm Long Thị" in words(page)
    assert "Bản nháp kín" not in page.text
    one = await http.get("/tin/1")
    assert WATER.text in words(one)
    assert "Ngày đăng: 23/11/2026" in words(one)
    assert '<meta property="og:title" content="TB 1: Cúp nước khóm Long Thị">' in one.text
    assert (await http.get("/tin/2")).status_code == 404
    assert (await http.get("/tin/99999999999999999999")).status_code == 404


async def test_search_without_tone_marks_and_with_odd_signs(app: App, http: httpx.AsyncClient) -> None:
    await approved(app)
    await approved(app, Draft("Tiêm chủng", "Trạm y tế tiêm vắc-xin 100%.", "y-te"))
    await run(app)
    assert "Tiêm chủng" in words(await http.get("/tin", params={"tim": "TIEM chung"}))
    assert "Cúp nước" not in words(await http.get("/tin", params={"tim": "tiêm"}))
    assert "Không tìm thấy" in words(await http.get("/tin", params={"tim": "zzz_%"}))
    for odd in ("%", "_", "'", '"><script>'):
        page = await http.get("/tin", params={"tim": odd, "trang": "x"})
        assert page.status_code == 200
        assert "<script>" not in page.text.replace('<script src="', "")


async def test_a_correction_stands_on_top_and_what_is_over_is_marked(app: App, http: httpx.AsyncClient) -> None:
    first = await approved(app, Draft("Họp khóm", "Tối nay họp.", "hop-khom", valid_until=date(2026, 11, 23)))
    await run(app)
    await approved(app, Draft("Dời lịch họp", "Họp tối mai.", "hop-khom", corrects=first))
    await run(app)
    said = words(await http.get("/tin/1"))
    assert said.index("Đính chính TB 1: Dời lịch họp") < said.index("Tối nay họp.")
    assert "đã hết hạn" not in said
    app.clock.move(days=1)  # type: ignore[attr-defined]  # the set clock of the tests
    assert "đã hết hạn" in words(await http.get("/tin/1"))
    assert "Xem thông báo được đính chính: TB 1" in words(await http.get("/tin/2"))


async def test_the_feeds_are_well_formed_whatever_a_title_holds(app: App, http: httpx.AsyncClient) -> None:
    await approved(app, Draft("Ai & <b>ai</b>?", "Dòng một\n\"hai\" & 'ba' ]]>", "khan"))
    await run(app)
    rss = await http.get("/tin/rss.xml")
    assert rss.headers["content-type"].startswith("application/rss+xml")
    item = ElementTree.fromstring(rss.content).find("channel/item")
    assert item is not None
    assert item.findtext("title") == "TB 1: Ai & <b>ai</b>?"
    assert item.findtext("link") == "https://hoi.example/tin/1"
    assert item.findtext("pubDate") == "Mon, 23 Nov 2026 02:00:00 +0000"
    atom = ElementTree.fromstring((await http.get("/tin/atom.xml")).content)
    assert atom.findtext(f"{ATOM}entry/{ATOM}content") == "Dòng một\n\"hai\" & 'ba' ]]>"
    assert atom.findtext(f"{ATOM}entry/{ATOM}updated") == "2026-11-23T02:00:00+00:00"
