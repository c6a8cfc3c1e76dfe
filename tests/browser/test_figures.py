"""The figures in a real browser: charts that load, tables that fit, the picture of /baocao in the chat."""

from __future__ import annotations

from playwright.async_api import Browser, BrowserContext, expect
from sqlalchemy import Connection, insert, update

from bot.app import App
from bot.storage.tables import people, staff
from tests.browser.conftest import PHONE, ask, opened
from tests.browser.test_access import violations
from tests.browser.test_staff_pages import TARGETS, sign_in
from tests.figures.data import hand_made
from tests.webkit import url_of

FEBRUARY = "/quan-tri/tong-quan?tu=2026-02-01&den=2026-02-28"
WIDTH = "(one) => one.decode().then(() => one.naturalWidth)"


async def test_charts_and_tables_fit_and_can_be_read_by_everybody(context: BrowserContext, app: App) -> None:
    await app.database.write(hand_made)
    page = await sign_in(context, app)
    await page.goto(url_of(app) + FEBRUARY)
    for chart in await page.locator(".charts img").all():
        await chart.scroll_into_view_if_needed()
        assert await chart.evaluate(WIDTH) > 0
    assert await page.locator(".charts img").count() == 4
    await page.evaluate("document.querySelectorAll('main details').forEach((one) => (one.open = true))")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await page.evaluate(TARGETS) == []
    assert await violations(page) == []
    await page.goto(f"{url_of(app)}/quan-tri/danh-gia?tu=2026-02-01&den=2026-02-28")
    assert await page.locator(".log li").count() == 49
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await violations(page) == []


async def test_a_period_is_chosen_without_scripts(browser: Browser, app: App) -> None:
    await app.database.write(hand_made)
    context = await browser.new_context(viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    page = await sign_in(context, app)
    await page.goto(f"{url_of(app)}/quan-tri/tong-quan")
    await page.get_by_label("Kỳ").select_option("")
    await page.get_by_label("Từ ngày").fill("2026-02-01")
    await page.get_by_label("Đến ngày").fill("2026-02-28")
    await page.get_by_role("button", name="Xem", exact=True).click()
    await expect(page.get_by_role("heading", name="tháng 02/2026")).to_be_visible()
    await expect(page.locator(".facts")).to_contain_text("76,7%")
    async with page.expect_download() as downloading:
        await page.get_by_role("link", name="Excel").click()
    assert (await downloading.value).suggested_filename == "hai-long-2026-02-01-2026-02-28.xlsx"
    await context.close()


async def test_the_chat_shows_the_picture_with_its_words(
    context: BrowserContext, app: App, complaints: list[str]
) -> None:
    def promote(connection: Connection) -> None:
        row = {"name": "Chị Ba", "role": "administrator", "fields": [], "made": app.clock.now()}
        member = connection.execute(insert(staff).values(row).returning(staff.c.id)).scalar_one()
        connection.execute(update(people).values(staff=member))

    await app.database.write(hand_made)
    page = await opened(context, app, complaints)
    await ask(page, "xin chào")
    await expect(page.locator(".line.bot")).to_have_count(2)
    await app.database.write(promote)
    await ask(page, "/baocao tháng 2/2026")
    picture = page.locator(".bubble img")
    await expect(picture).to_be_visible()
    assert await picture.evaluate(WIDTH) > 800
    assert "76,7%" in str(await picture.get_attribute("alt"))
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
