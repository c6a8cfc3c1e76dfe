"""The picture and the file of a notice: hung on by the page, seen by everybody, another one is another version."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from PIL import Image

from bot.app import App
from bot.notice_media import LARGEST
from bot.routes import Role
from tests.kit import sqlite_url
from tests.newskit import notice, run
from tests.staffkit import add, browser, csrf_in, send, signed_in
from tests.web.test_news_pages import make, step, words
from tests.webkit import serving


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    async with serving(sqlite_url(tmp_path)) as app:
        yield app


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#336699").save(out, "PNG")
    return out.getvalue()


async def hang(http: httpx.AsyncClient, path: str, name: str, body: bytes, version: int = 1) -> httpx.Response:
    """Send a file with the form of a notice's page."""
    fields = {"csrf": csrf_in((await http.get(path)).text), "thong-bao": path.rpartition("/")[2]}
    fields |= {"phien-ban": str(version), "mo-ta": "Bản đồ khu cúp nước"}
    return await http.post("/quan-tri/tin/tep", data=fields, files={"tep-tin": (name, body)})


async def test_hung_on_seen_before_and_after_and_removed(app: App) -> None:
    async with signed_in(app, await add(app)) as http, browser(app) as citizen:
        path = await make(http)
        assert (await hang(http, path, "ban do.png", png())).status_code == 303
        assert (await hang(http, path, "mau.pdf", b"%PDF-1.7 x", 2)).status_code == 303
        page = await http.get(path)
        assert 'alt="Bản đồ khu cúp nước"' in page.text
        assert "mau.pdf" in page.text
        assert (await step(http, path, "duyet", **{"phien-ban": 3})).status_code == 303
        await run(app)
        public = await citizen.get("/tin/1")
        assert 'property="og:image"' in public.text
        [source] = {one.split('"')[0] for one in public.text.split('src="')[1:] if one.startswith("/tep/")}
        picture = await citizen.get(source)
        assert picture.headers["content-type"] == "image/png"
        assert picture.headers["content-disposition"].startswith("inline")
        [link] = {one.split('"')[0] for one in public.text.split('href="')[1:] if one.startswith("/tep/")}
        file = await citizen.get(link)
        assert file.headers["content-disposition"] == "attachment; filename*=UTF-8''mau.pdf"
        assert (await citizen.get("/tin/1/hinh")).content == picture.content
        assert (await citizen.get("/tep/khong-co")).status_code == 404
        assert (await hang(http, path, "khac.png", png(), 3)).status_code == 409  # it goes already


async def test_a_correction_keeps_the_picture(app: App) -> None:
    async with signed_in(app, await add(app)) as http:
        path = await make(http)
        assert (await hang(http, path, "hinh.png", png())).status_code == 303
        assert (await step(http, path, "duyet", **{"phien-ban": 2})).status_code == 303
        await run(app)
        fixed = await make(http, **{"dinh-chinh": "1", "noi-dung": "Mốt mới cúp nước.", "sua-ngay": "1"})
        assert 'alt="Bản đồ khu cúp nước"' in (await http.get(fixed)).text
        assert (await notice(app, 2)).in_place
        back = await make(http, **{"dinh-chinh": "1", "thu-hoi": "1", "noi-dung": "Phường xin rút."})
        assert "/tep/" not in (await http.get(back)).text.replace("/tin/tep", "")


async def test_another_picture_takes_the_approval_away(app: App) -> None:
    async with signed_in(app, await add(app)) as http:
        path = await make(http)
        assert (await step(http, path, "duyet", luc="2026-11-23T22:30")).status_code == 303
        assert (await hang(http, path, "hinh.png", png())).status_code == 303
        assert (await notice(app, 1)).state == "draft"
        late = await step(http, path, "duyet")
        assert late.status_code == 409
        assert "đã được sửa" in words(late)
        removed = await send(http, f"{path}/bo-tep", loai="hinh", **{"phien-ban": 2})
        assert removed.status_code == 303
        assert "/tep/" not in (await http.get(path)).text.replace("/tin/tep", "")


async def test_what_is_no_picture_is_refused_and_nothing_is_kept(app: App) -> None:
    async with signed_in(app, await add(app)) as http:
        path = await make(http)
        for body in (b"<script>alert(1)</script>", b"", b"\xff\xd8\xff broken"):
            answer = await hang(http, path, "hinh.png", body)
            assert answer.status_code == 409
        large = await hang(http, path, "to.pdf", b"%PDF-" + b"x" * LARGEST)
        assert "tối đa 5 MB" in words(large)
        assert "Bản đồ khu cúp nước" not in (await http.get(path)).text


async def test_only_staff_may(app: App) -> None:
    async with signed_in(app, await add(app, Role.OFFICIAL)) as http, browser(app) as citizen:
        path = await make(http)
        answer = await citizen.post("/quan-tri/tin/tep", data={"thong-bao": path.rpartition("/")[2]})
        assert answer.status_code in (303, 401, 403)
