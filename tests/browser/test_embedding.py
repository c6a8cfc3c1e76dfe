"""The chat on the ward's portal: one script line, another origin, and nobody else's site."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import BrowserContext, expect

from bot.clock import Clock
from tests.fakes.server import FakeServer
from tests.webkit import serving, url_of


@pytest.fixture
async def portal() -> AsyncIterator[FakeServer]:
    """A site of another origin that has put the script line into its page, with a strict policy of its own."""
    from aiohttp import web  # noqa: PLC0415 - only the fake speaks it

    async def page(request: web.BaseRequest) -> web.StreamResponse:
        bot = request.rel_url.query["bot"]
        policy = f"default-src 'self'; script-src {bot}; frame-src {bot}; style-src 'none'"
        html = (
            f'<!doctype html><html lang="vi"><title>Cổng</title><h1>Cổng phường</h1><script src="{bot}/embed.js" defer>'
        )
        return web.Response(
            text=html + "</script>", content_type="text/html", headers={"Content-Security-Policy": policy}
        )

    server = FakeServer(page)
    await server.start()
    yield server
    await server.stop()


async def test_one_line_puts_the_chat_on_the_portal(
    context: BrowserContext, settings: dict[str, object], portal: FakeServer
) -> None:
    async with serving(clock=Clock(), **settings, embed_origins=portal.url) as app:  # type: ignore[arg-type]  # by name
        page = await context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
        await page.goto(f"{portal.url}/?bot={url_of(app)}")
        assert len(page.frames) == 1  # nothing of ours is loaded before somebody asks
        await page.get_by_role("button", name="Hỏi trợ lý của phường").click()
        chat = page.frame_locator("iframe")
        await expect(chat.locator(".line.bot")).to_be_visible()
        await chat.get_by_label("Câu hỏi của bà con").fill("thả diều cần giấy gì")
        await chat.get_by_label("Câu hỏi của bà con").press("Enter")
        await expect(chat.locator(".line.bot", has_text="Giấy mua diều")).to_be_visible()
        await chat.get_by_label("Câu hỏi của bà con").press("Escape")
        await expect(page.get_by_role("dialog")).to_be_hidden()
        await expect(page.get_by_role("button", name="Hỏi trợ lý của phường")).to_be_focused()
        await page.reload()
        await page.get_by_role("button", name="Hỏi trợ lý của phường").click()
        await expect(chat.locator(".line.bot", has_text="Giấy mua diều")).to_be_visible()  # the talk goes on
        await page.get_by_role("button", name="Đóng trang hỏi đáp").click()
        await expect(page.get_by_role("dialog")).to_be_hidden()
        assert await page.evaluate("document.cookie + Object.keys(localStorage)") == ""
        assert complaints == []


async def test_a_site_that_is_not_named_shows_no_chat(
    phone: BrowserContext, settings: dict[str, object], portal: FakeServer
) -> None:
    async with serving(clock=Clock(), **settings) as app:  # type: ignore[arg-type]  # settings by name
        page = await phone.new_page()
        refused = asyncio.Event()
        page.on("console", lambda said: refused.set() if "frame-ancestors" in said.text else None)
        await page.goto(f"{portal.url}/?bot={url_of(app)}")
        await page.get_by_role("button", name="Hỏi trợ lý của phường").click()
        await asyncio.wait_for(refused.wait(), 20)
        await expect(page.frame_locator("iframe").locator(".line")).to_have_count(0)
