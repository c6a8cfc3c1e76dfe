"""In two windows: a citizen asks what the bot does not know, officials teach it, it answers, and it is taken back."""

from __future__ import annotations

from playwright.async_api import Browser, BrowserContext, Page, expect

from bot.app import App
from tests.browser.conftest import PHONE, ask, opened
from tests.staffkit import add, link_for
from tests.webkit import url_of

ASKED, TAUGHT = "cho em hỏi muốn chèo thuyền thúng", "chèo thuyền thúng"
OTHERWISE = "cheo thuyen thung o day duoc khong"


async def official(browser: Browser, app: App, name: str) -> Page:
    """One of the administrators in a window of their own."""
    context = await browser.new_context(viewport=PHONE, locale="vi-VN")  # type: ignore[arg-type]  # a dict of two
    page = await context.new_page()
    await page.goto(f"{url_of(app)}/vao/{await link_for(app, await add(app, name=name))}")
    await page.get_by_role("button", name="Đăng nhập").click()
    await expect(page.get_by_role("heading", name="Tình trạng")).to_be_visible()
    return page


async def test_asked_taught_asked_otherwise_and_taken_back(
    browser: Browser, phone: BrowserContext, app: App, complaints: list[str]
) -> None:
    chat = await opened(phone, app, complaints)
    await ask(chat, ASKED)
    await expect(chat.locator(".line.bot").last).to_contain_text("chưa có thông tin")
    entry = next(one for one in app.shelf.library.entries.values() if one.kind == "procedure")

    one, two = await official(browser, app, "Chị Hai"), await official(browser, app, "Anh Ba")
    await one.goto(f"{url_of(app)}/quan-tri/hoc-hoi")
    await one.get_by_role("link", name=ASKED).click()
    await one.get_by_label("Tìm mục khác").fill(entry.short)
    await one.get_by_role("button", name="Tìm", exact=True).click()
    await one.get_by_label("Mục", exact=True).select_option(entry.id)
    await one.get_by_role("button", name="Xem thử kết quả").first.click()
    await one.get_by_label("Mỗi dòng một cách").fill(TAUGHT)
    await one.get_by_role("button", name="Xem lại lần nữa").click()
    await one.get_by_role("button", name="Đề nghị: người thứ hai duyệt").click()
    await expect(one.get_by_role("status")).to_contain_text("chờ người thứ hai")

    await two.goto(one.url)
    await two.get_by_role("button", name="Duyệt: có hiệu lực ngay").click()
    await expect(two.get_by_role("status")).to_contain_text("bot biết")
    assert await two.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await ask(chat, OTHERWISE)
    await expect(chat.locator(".line.bot").last).to_contain_text(entry.short)

    await two.get_by_label("Vì sao hoàn lại").fill("chỉ để thử")
    await two.get_by_role("button", name="Hoàn lại").click()
    await expect(two.get_by_role("status")).to_contain_text("như trước")
    await ask(chat, ASKED)
    await expect(chat.locator(".line.bot").last).to_contain_text("chưa có thông tin")
    for page in (chat, one, two):
        await page.close()
