"""A real Chromium and a bot that really listens; what a citizen's phone shows, and a wide screen."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from bot.app import App
from bot.clock import Clock
from tests.kit import sqlite_url
from tests.webkit import serving, url_of

DATA = Path(__file__).parents[1] / "data"
PHONE = {"width": 360, "height": 740}
WIDE = {"width": 1280, "height": 800}
SWITCHES = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]

expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder drives the browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is; a machine without one leaves these tests out."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next((path for name in names if (path := shutil.which(name))), None)
    if not found:
        pytest.skip("left out: no Chromium on this machine (on Debian: apt-get install chromium)")
    return found


@pytest.fixture
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """A browser of its own for each test."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=SWITCHES)
        yield browser
        await browser.close()


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, object]:
    """The bot's settings: matters and a ward of the tests' own."""
    return {"database_url": sqlite_url(tmp_path), "library_dir": DATA / "library", "ward_file": DATA / "ward.toml"}


@pytest.fixture
async def app(settings: dict[str, object]) -> AsyncIterator[App]:
    """A listening bot whose clock goes as the browser's does."""
    async with serving(clock=Clock(), **settings) as app:  # type: ignore[arg-type]  # settings by name
        yield app


@pytest.fixture(params=[PHONE, WIDE], ids=["phone", "wide"])
async def context(browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[BrowserContext]:
    """A citizen's browser, once as a phone, once as a wide screen."""
    phone = request.param is PHONE
    context = await browser.new_context(viewport=request.param, has_touch=phone, locale="vi-VN")
    yield context
    await context.close()


@pytest.fixture
async def phone(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A citizen's phone, for what has nothing to do with the screen."""
    context = await browser.new_context(viewport=PHONE, locale="vi-VN")  # type: ignore[arg-type]  # a dict of two
    yield context
    await context.close()


@pytest.fixture(autouse=True)
def complaints(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """What the pages' consoles complain about; a test that provokes something says so by emptying it."""
    found: list[str] = []
    yield found
    assert found == []


async def opened(context: BrowserContext, app: App, complaints: list[str], path: str = "/") -> Page:
    """The chat, opened and greeted."""
    page = await context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    await page.goto(url_of(app) + path)
    await expect(page.locator(".line.bot").first).to_be_visible()
    return page


async def ask(page: Page, words: str) -> None:
    """Type a question and send it."""
    await page.get_by_label("Câu hỏi của bà con").fill(words)
    await page.keyboard.press("Enter")


async def texts(page: Page, side: str) -> list[str]:
    """What the bubbles of a side ("me" or "bot") say."""
    bubbles = page.locator(f".line.{side} .bubble")
    return [text.split(":", 1)[1].strip() for text in await bubbles.all_inner_texts()]
