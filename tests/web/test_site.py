"""What every answer of the server carries, its errors, its limits, and what the page holds."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.app import App
from bot.web.security import LARGEST_BODY
from tests.kit import sqlite_url
from tests.noting import until
from tests.webkit import serving, url_of

BROWSER = {"Accept": "text/html,application/xhtml+xml"}
DATA = Path(__file__).parents[1] / "data"


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    settings = {"embed_origins": "https://longphu.example", "public_url": "https://hoi.example"}
    async with serving(sqlite_url(tmp_path), ward_file=DATA / "ward.toml", **settings) as app:
        yield app


@pytest.fixture
async def http(app: App) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=url_of(app), headers=BROWSER) as http:
        yield http


async def test_every_answer_is_guarded(http: httpx.AsyncClient) -> None:
    for path in ("/", "/khong-co", "/healthz", "/metrics", "/embed.js", "/manifest.webmanifest", "/favicon.ico"):
        headers = (await http.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]
        assert headers["strict-transport-security"]
        policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert "unsafe" not in headers["content-security-policy"]
        framed = "'self' https://longphu.example" if path == "/" else "'none'"
        assert policy["frame-ancestors"] == framed
        assert "server" not in headers
        assert "set-cookie" not in headers


async def test_the_page_names_nobody_elses_host_and_holds_no_inline_script(http: httpx.AsyncClient) -> None:
    page = (await http.get("/")).text
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//", page) == []
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL)
    assert all(not body for attributes, body in scripts if "application/json" not in attributes)
    assert " style=" not in page
    assert "onclick" not in page
    for address in re.findall(r"(?:src|href)=\"(/[^\"]+)\"", page):
        found = await http.get(address)
        assert found.status_code == 200, address
        assert re.findall(r"(?<!xmlns=\")https?://(?!…)", found.text.replace("http://www.w3.org/2000/svg", "")) == []


async def test_files_may_be_kept_for_a_year_because_their_address_changes_with_them(http: httpx.AsyncClient) -> None:
    page = (await http.get("/")).text
    (address,) = re.findall(r"src=\"(/static/[0-9a-f]{12}/chat.js)\"", page)
    assert "immutable" in (await http.get(address)).headers["cache-control"]
    assert (await http.get("/static/000000000000/chat.js")).status_code == 404
    assert (await http.get(address.replace("chat.js", "../site.py"))).status_code == 404
    assert (await http.get(address.replace("chat.js", "%2e%2e/site.py"))).status_code == 404


async def test_without_javascript_the_page_says_what_to_do(http: httpx.AsyncClient) -> None:
    page = (await http.get("/")).text
    words = page[page.index("<noscript>") : page.index("</noscript>")]
    assert "JavaScript" in words
    assert "1900 0000" in words


async def test_the_page_in_both_languages(http: httpx.AsyncClient) -> None:
    vietnamese, english = (await http.get("/")), (await http.get("/?lang=en"))
    assert '<html lang="vi">' in vietnamese.text
    assert '<html lang="en">' in english.text
    assert "Gõ câu hỏi" in vietnamese.text
    assert "Type your question" in english.text
    assert '<html lang="vi">' in (await http.get("/?lang=klingon")).text


async def test_a_ward_named_in_markup_stays_a_name(tmp_path: Path) -> None:
    ward = tmp_path / "ward.toml"
    ward.write_text("name = '</script><b>phường & Thử'", encoding="utf-8")
    async with serving(sqlite_url(tmp_path), ward_file=ward) as app, httpx.AsyncClient(base_url=url_of(app)) as http:
        page = (await http.get("/")).text
    assert "<b>" not in page
    assert "&lt;b&gt;phường &amp; Thử" in page


async def test_what_is_not_there_is_said_kindly(http: httpx.AsyncClient) -> None:
    missing = await http.get("/khong-co")
    assert missing.status_code == 404
    assert "Không có trang này" in missing.text
    assert "There is nothing here" in (await http.get("/khong-co?lang=en")).text
    for program in (await http.get("/khong-co", headers={"Accept": "*/*"}), await http.post("/healthz")):
        assert program.status_code in (404, 405)
    assert (await http.delete("/")).status_code == 405


async def test_a_failure_of_ours_is_said_kindly_and_its_cause_is_in_the_log(
    app: App, http: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(request: Request) -> Response:
        raise RuntimeError("the cause, for the operator")

    async def logged() -> bool:
        return "the cause, for the operator" in caplog.text

    assert app.server
    app.server.site.router.routes.insert(0, Route("/broken", broken))
    failed = await http.get("/broken")
    assert failed.status_code == 500
    assert "lỗi ở phía chúng tôi" in failed.text
    assert "cause" not in failed.text
    await until(logged)  # the server writes it down after it has answered


async def test_a_body_that_is_too_large_is_refused_whether_its_length_is_told_or_not(http: httpx.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 64 * 1024

    told = await http.post("/chat/session", content=b"x" * (LARGEST_BODY + 1))
    assert told.status_code == 413
    try:
        untold = await http.post("/healthz", content=endless())
    except httpx.WriteError:
        return  # the connection was closed on what would not end
    assert untold.status_code in (405, 413)


async def test_the_script_for_other_sites_may_be_loaded_by_them(http: httpx.AsyncClient) -> None:
    script = await http.get("/embed.js")
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"
    assert script.headers["content-type"].startswith("text/javascript")


async def test_the_chat_may_be_put_among_a_phones_icons(http: httpx.AsyncClient) -> None:
    manifest = (await http.get("/manifest.webmanifest")).json()
    assert manifest["short_name"] == "Phường Thử"
    assert manifest["display"] == "standalone"
    icon = await http.get(manifest["icons"][0]["src"])
    assert icon.headers["content-type"].startswith("image/svg+xml")
