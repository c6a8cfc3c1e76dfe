"""A list sent, taken and looked at, a code made and its slip, in a real browser on a phone and a wide screen."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import BrowserContext, expect

from bot import importing
from bot.app import App
from tests.browser.test_access import violations
from tests.browser.test_staff_pages import sign_in
from tests.sheets.office import ROWS, csv_text
from tests.webkit import url_of


async def test_a_list_and_a_receipt_from_end_to_end(context: BrowserContext, app: App, tmp_path: Path) -> None:
    page = await sign_in(context, app)
    file = tmp_path / "thang-11.csv"
    file.write_text(csv_text((*ROWS, ("4", "", *ROWS[0][2:]))), encoding="utf-8")

    async def sound() -> None:
        """What is open fits the screen and is fit for everybody."""
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
        assert await violations(page) == [], page.url

    await page.goto(url_of(app) + "/quan-tri/nhap")
    await page.get_by_label("Tệp").set_input_files(file)
    await page.get_by_role("button", name="Xem thử danh sách").click()
    await expect(page.get_by_text("Thiếu số hồ sơ.")).to_be_visible()
    await sound()
    await page.get_by_role("button", name="Nhận danh sách này").click()
    await importing.go_on(app.database, app.clock)
    await page.reload()
    await expect(page.get_by_text("đã nhận").first).to_be_visible()
    await sound()
    await page.goto(url_of(app) + "/quan-tri/ho-so/moi")
    await page.get_by_label("Lĩnh vực").select_option(index=1)
    await page.get_by_role("button", name="Tạo mã").click()
    await expect(page.get_by_text("Đã tạo. Mã ghi trên phiếu:")).to_be_visible()
    await sound()
    await page.get_by_role("link", name="In phiếu mã").click()
    await expect(page.locator("svg.qr")).to_be_visible()
    await sound()
    await page.goto(url_of(app) + "/quan-tri/ho-so")
    await expect(page.locator("tbody tr")).to_have_count(4)
    await sound()
