"""The staff's pages in a real browser: without scripts, by keyboard, on a phone, on paper, and as WCAG 2.2 AA asks."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from bot.app import App
from bot.routes import Role
from bot.storage.links import Purpose
from bot.web.staff.pages import PAGES
from tests.browser.conftest import PHONE, ask, opened
from tests.browser.test_access import violations
from tests.staffkit import add, link_for
from tests.webkit import url_of

SHOWN = [page.path.replace("{id:int}", "1") for page in PAGES if page.method == "GET" and "{" not in page.path]
SHOWN += [f"/quan-tri/muc/xem/tha-dieu{page}" for page in ("", "/sua", "/so-sanh")]
SHOWN += ["/quan-tri/nguoi/1", "/quan-tri/nguoi/1/bo"]
TARGETS = """[...document.querySelectorAll("a, button, input:not([type=hidden]), select, summary")]
    .filter((one) => one.checkVisibility() && !one.closest("p, h3") && !one.classList.contains("skip"))
    .map((one) => [one.outerHTML.slice(0, 80), (one.closest("label") ?? one).getBoundingClientRect()])
    .filter(([, box]) => box.height && box.height < 44).map(([html]) => html)"""


async def sign_in(context: BrowserContext, app: App) -> Page:
    """An administrator's browser, in."""
    member = await add(app, Role.ADMINISTRATOR, "Nguyễn Thị Hai")
    await add(app, Role.OFFICIAL, "Trần Văn Sáu")
    page = await context.new_page()
    await page.goto(f"{url_of(app)}/vao/{await link_for(app, member)}")
    await page.get_by_role("button", name="Đăng nhập").click()
    await expect(page.get_by_role("heading", name="Tình trạng")).to_be_visible()
    return page


@pytest.mark.parametrize("scheme", ["light", "dark", "contrast"])
async def test_every_page_meets_wcag(browser: Browser, app: App, scheme: str) -> None:
    context = await browser.new_context(
        viewport=PHONE,  # type: ignore[arg-type]  # a dict of two
        color_scheme="dark" if scheme == "dark" else "light",
        contrast="more" if scheme == "contrast" else "no-preference",
    )
    page = await sign_in(context, app)
    for path in [*SHOWN, "/vao/" + "a" * 45]:
        await page.goto(url_of(app) + path)
        assert await violations(page) == [], path
    await context.close()


async def test_every_page_fits_its_screen_and_its_targets_fit_a_finger(context: BrowserContext, app: App) -> None:
    page = await sign_in(context, app)
    for path in SHOWN:
        await page.goto(url_of(app) + path)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert await page.evaluate(TARGETS) == [], path


async def test_all_of_it_works_without_scripts(browser: Browser, app: App) -> None:
    context = await browser.new_context(viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    page = await sign_in(context, app)
    await page.locator("summary", has_text="Tất cả các mục").click()
    await page.get_by_role("link", name="Người và quyền").click()
    await page.get_by_label("Tên, như mọi người ở đây thấy").fill("Cô Bảy")
    await page.get_by_label("Quyền").select_option("official")
    await page.get_by_label("Vui chơi").check()
    await page.get_by_role("button", name="Tạo lời mời").click()
    await expect(page.get_by_role("heading", name="Đường dẫn cho Cô Bảy")).to_be_visible()
    await page.get_by_role("link", name="Xong").click()
    await expect(page.get_by_label("Vui chơi")).to_be_checked()
    await page.get_by_role("link", name="Cho Cô Bảy ra…").click()
    await page.get_by_role("button", name="Có, cho ra").click()
    await expect(page.get_by_role("status")).to_contain_text("Đã cho ra khỏi danh sách")
    await expect(page.get_by_text("Cô Bảy")).to_have_count(0)
    await page.get_by_role("button", name="Đăng xuất").click()
    await expect(page.get_by_role("heading", name="Mời đăng nhập")).to_be_visible()
    await context.close()


async def test_by_keyboard_one_skips_to_the_content(phone: BrowserContext, app: App) -> None:
    page = await sign_in(phone, app)
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Tới ngay nội dung")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_be_focused()


async def test_on_paper_there_are_no_buttons(phone: BrowserContext, app: App) -> None:
    page = await sign_in(phone, app)
    await page.emulate_media(media="print")
    await expect(page.get_by_role("button", name="Đăng xuất")).to_be_hidden()
    await expect(page.get_by_role("navigation")).to_have_count(0)
    await expect(page.get_by_role("heading", name="Tình trạng")).to_be_visible()


async def test_from_the_web_chat_to_the_pages(phone: BrowserContext, app: App, complaints: list[str]) -> None:
    member = await add(app, Role.ADMINISTRATOR, "Nguyễn Thị Hai")
    code = f"join-{await link_for(app, member, Purpose.JOIN)}"
    page = await opened(phone, app, complaints, f"/?start={code}")
    await expect(page.locator(".line.bot").last).to_contain_text("đã nối với Nguyễn Thị Hai")
    assert "join-" not in page.url
    await ask(page, "/quantri")
    link = page.locator(".line.bot").last.locator("a[href*='/vao/']")
    await expect(link).to_be_visible()
    await page.goto(str(await link.get_attribute("href")))
    await page.get_by_role("button", name="Đăng nhập").click()
    await expect(page.get_by_role("heading", name="Tình trạng")).to_be_visible()
