"""Every address of the server and who may use it: one that is listed nowhere fails, and each is tried as everybody."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from bot.app import App
from bot.routes import Role
from bot.storage.staff import Member
from bot.web.staff.call import Page
from bot.web.staff.pages import PAGES
from tests.kit import sqlite_url
from tests.staffkit import add, browser, csrf_in, signed_in
from tests.webkit import make_site, serving

OPEN = {
    "/": "the citizens' chat",
    "/embed.js": "puts the chat on the ward's portal",
    "/manifest.webmanifest": "what a phone needs to put the chat among its icons",
    "/favicon.ico": "the icon",
    "/healthz": "for whoever watches over the bot; no words of citizens",
    "/metrics": "numbers alone",
    "/static": "styles, scripts, pictures",
    "/chat/session": "gives a citizen a session",
    "/chat/say": "wants a citizen's session",
    "/chat/picture": "a citizen's own session; kept only while an official talks with them",
    "/chat/lines": "wants a citizen's session",
    "/chat/socket": "wants a citizen's session",
    "/telegram/webhook": "wants Telegram's secret",
    "/danh-gia/{code}": "a counter's poster, on to the citizens' chat",
    "/phieu/{code}": "a receipt, on to the citizens' chat",
    "/tin": "the ward's news are for everybody",
    "/tin/{number:int}": "one of the news",
    "/tin/{number:int}/hinh": "the picture of one of the news",
    "/tep/{key}": "a picture or a file that was sent with one of the news; its address cannot be guessed",
    "/tin/rss.xml": "the news for feed readers",
    "/tin/atom.xml": "the news for feed readers",
    "/gop-y": "suggestions that an administrator let be read",
    "/gop-y/{number:int}": "one of them",
    "/vao": "how staff get in",
    "/vao/{token}": "wants a one-time link",
}
"""What needs no role, and why that is right. A new address stands here or, with its role, in PAGES."""


def addresses(routes: Iterable[BaseRoute]) -> set[str]:
    """Every path that a site answers on."""
    found = set()
    for route in routes:
        assert isinstance(route, Route | WebSocketRoute | Mount), route
        found.add(re.sub(r"^/static/\w+$", "/static", route.path))
    return found


def every_address(tmp_path: Path) -> set[str]:
    site = make_site(
        sqlite_url(tmp_path),
        telegram_token=SecretStr("123456:" + "a" * 35),
        telegram_webhook_secret=SecretStr("s"),
        public_url="https://hoi.example",
    )
    assert site.server
    return addresses(site.server.site.routes)


async def test_every_address_names_who_may_use_it(tmp_path: Path) -> None:
    found = every_address(tmp_path)
    assert {"/quan-tri", "/vao/{token}", "/telegram/webhook"} <= found
    assert found - OPEN.keys() - {page.path for page in PAGES} == set()
    assert OPEN.keys() - found == set()


def test_every_page_of_the_staff_names_a_role_and_no_page_is_a_citizens() -> None:
    for page in PAGES:
        assert page.role in (Role.OFFICIAL, Role.ADMINISTRATOR), page
        assert page.method in ("GET", "POST"), page
        assert page.path.startswith("/quan-tri"), page
    ways = [(page.method, page.path) for page in PAGES]
    assert len(ways) == len(set(ways))


def filled(page: Page) -> str:
    """An address whose places name what is not there."""
    return re.sub(r"{\w+(:\w+)?}", "999999", page.path)


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    async with serving(sqlite_url(tmp_path)) as app:
        yield app


async def tried(http: httpx.AsyncClient, page: Page, sign: str = "") -> httpx.Response:
    """A page as somebody sees it; a form holds nothing but its sign."""
    if page.method == "GET":
        return await http.get(filled(page))
    return await http.post(filled(page), data={"csrf": sign})


async def status_for(app: App, member: Member, page: Page) -> int:
    """How a page answers one of the staff, freshly signed in: some pages sign out."""
    async with signed_in(app, member) as http:
        return (await tried(http, page, csrf_in((await http.get("/quan-tri")).text))).status_code


async def test_every_page_as_nobody_as_an_official_and_as_an_administrator(app: App) -> None:
    official, administrator = await add(app, Role.OFFICIAL, "Cô Sáu"), await add(app, Role.ADMINISTRATOR)
    async with browser(app) as nobody:
        for page in PAGES:
            assert (await tried(nobody, page)).status_code == 401, page
            refused = page.role is Role.ADMINISTRATOR
            assert (await status_for(app, official, page) == 403) is refused, page
            assert await status_for(app, administrator, page) in (200, 303, 400, 404, 409), page


async def test_no_form_of_the_staff_is_taken_without_its_sign(app: App) -> None:
    async with signed_in(app, await add(app)) as http:
        for page in PAGES:
            if page.method == "POST":
                assert (await tried(http, page)).status_code == 403, page
        assert (await http.get("/quan-tri")).status_code == 200
