"""For everybody: by keyboard, by ear, with large letters, in the dark, and as WCAG 2.2 AA asks."""

from __future__ import annotations

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, expect

from bot.app import App
from bot.messages import Button, Reply
from tests.browser.conftest import PHONE, ask, opened
from tests.webkit import address_of, url_of, webchat_of

RULES = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
}
VOICES = """
    const voices = ["en-US", "vi-VN"].map((lang) => ({ lang, name: lang, localService: true }));
    const said = (window.said = []);
    Object.defineProperty(window, "speechSynthesis", { value: {
        getVoices: () => voices, speak: (utterance) => said.push(utterance), cancel: () => said.push("cancelled"),
        addEventListener() {} } });
    window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""


async def violations(page: Page) -> list[str]:
    results = await Axe().run(page, options=RULES)
    return [f"{found['id']}: {found['nodes'][0]['html']}" for found in results.response["violations"]]


async def talked(page: Page, app: App) -> None:
    """A talk with everything in it that a talk can have."""
    token = await page.evaluate("localStorage.getItem('hailong.token')")
    await ask(page, "thả diều cần giấy gì")
    await expect(page.locator(".line.bot")).to_have_count(2)
    buttons = (Button("Có", "x:1"), Button("Mở cổng", url="https://dichvucong.gov.vn/"))
    text = "1. Gọi 1900 1234\n2. Xem dichvucong.gov.vn"
    await webchat_of(app).send(address_of(token), Reply(text, title="Tựa", note="Nguồn, ngày", buttons=buttons))
    await expect(page.locator(".line.bot")).to_have_count(3)
    await page.wait_for_timeout(400)  # the bubbles have come in; a fading one has another contrast


@pytest.mark.parametrize("scheme", ["light", "dark", "contrast"])
async def test_the_page_meets_wcag(browser: Browser, app: App, complaints: list[str], scheme: str) -> None:
    context = await browser.new_context(
        viewport=PHONE,  # type: ignore[arg-type]  # a dict of two
        color_scheme="dark" if scheme == "dark" else "light",
        contrast="more" if scheme == "contrast" else "no-preference",
    )
    page = await opened(context, app, complaints)
    await talked(page, app)
    assert await violations(page) == []
    await page.get_by_role("button", name="Cài đặt, quyền riêng tư").click()
    await page.get_by_role("button", name="Xóa cuộc trò chuyện").click()
    assert await violations(page) == []
    await context.close()


async def test_error_pages_meet_wcag(phone: BrowserContext, app: App, complaints: list[str]) -> None:
    page = await phone.new_page()
    await page.goto(url_of(app) + "/khong-co")
    await expect(page.get_by_role("heading")).to_contain_text("Không có trang này")
    assert await violations(page) == []
    await page.get_by_role("link").click()
    await expect(page.locator(".line.bot")).to_be_visible()


async def test_three_text_sizes_are_remembered_and_nothing_runs_off_the_screen(
    phone: BrowserContext, app: App, complaints: list[str]
) -> None:
    page = await opened(phone, app, complaints)
    await talked(page, app)
    sizes = []
    for name in ("Chữ vừa", "Chữ lớn", "Chữ rất lớn"):
        await page.get_by_role("button", name=name).click()
        await expect(page.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
        sizes.append(await page.evaluate("parseFloat(getComputedStyle(document.querySelector('.bubble')).fontSize)"))
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert await page.evaluate("document.getElementById('talk').scrollWidth <= innerWidth")
        await expect(page.get_by_label("Câu hỏi của bà con")).to_be_in_viewport()
    assert sizes == sorted(set(sizes))
    assert sizes[0] >= 17
    await page.reload()
    await expect(page.get_by_role("button", name="Chữ rất lớn")).to_have_attribute("aria-pressed", "true")
    assert await page.evaluate("parseFloat(getComputedStyle(document.querySelector('.bubble')).fontSize)") == sizes[2]


async def test_high_contrast_is_remembered(phone: BrowserContext, app: App, complaints: list[str]) -> None:
    page = await opened(phone, app, complaints)
    await page.get_by_role("button", name="Cài đặt, quyền riêng tư").click()
    await page.get_by_role("switch", name="Tương phản cao").click()
    await page.get_by_role("button", name="Đóng").click()
    await expect(page.locator("body")).to_have_css("background-color", "rgb(0, 0, 0)")
    await page.reload()
    await expect(page.locator("body")).to_have_css("background-color", "rgb(0, 0, 0)")


async def test_everything_a_finger_presses_is_large_enough(
    phone: BrowserContext, app: App, complaints: list[str]
) -> None:
    page = await opened(phone, app, complaints)
    await talked(page, app)
    small = await page.evaluate(
        """[...document.querySelectorAll(".chip, .send:not([hidden]), #more, .compose textarea, .read:not([hidden])")]
            .map((one) => [one.textContent, one.getBoundingClientRect()])
            .filter(([, box]) => box.height < 44 || box.width < 44).map(([text]) => text)"""
    )
    assert small == []


async def test_a_whole_talk_by_keyboard_alone(phone: BrowserContext, app: App, complaints: list[str]) -> None:
    page = await opened(phone, app, complaints)
    press = page.keyboard.press
    await press("Tab")
    await expect(page.get_by_role("link", name="Tới ngay ô gõ câu hỏi")).to_be_focused()
    await press("Enter")
    await page.keyboard.type("thả diều")
    await press("Shift+Enter")
    await page.keyboard.type("cần giấy gì")
    assert await page.get_by_label("Câu hỏi của bà con").input_value() == "thả diều\ncần giấy gì"
    await press("Enter")
    answer = page.locator(".line.bot", has_text="Giấy mua diều")
    await expect(answer).to_be_visible()
    await expect(page.get_by_label("Câu hỏi của bà con")).to_be_focused()
    for _ in range(30):
        await press("Shift+Tab")
        if await page.evaluate("document.activeElement.textContent") == "Nộp trực tuyến":
            break
    outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    await press("Enter")
    await expect(page.locator(".line.bot", has_text="Khai trên mạng")).to_be_visible()
    await expect(answer.get_by_role("button", name="Nộp trực tuyến")).to_be_focused()  # the place is not lost
    await page.get_by_role("button", name="Cài đặt, quyền riêng tư").focus()
    await press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(page.get_by_role("button", name="Cài đặt, quyền riêng tư")).to_be_focused()


async def test_what_a_screen_reader_is_told(phone: BrowserContext, app: App, complaints: list[str]) -> None:
    page = await opened(phone, app, complaints)
    await talked(page, app)
    log = page.get_by_role("log")
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(page.get_by_role("textbox", name="Câu hỏi của bà con")).to_have_accessible_description(
        "Đừng gửi số căn cước, điện thoại, mã OTP. Riêng tư"
    )
    for name in ("Gửi", "Chữ rất lớn", "Cài đặt, quyền riêng tư"):
        await expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()
    await expect(page.get_by_role("list", name="Mời chọn").last.get_by_role("link")).to_have_accessible_name(
        "Mở cổng (mở trang khác)"
    )
    spoken = await log.inner_text()
    assert "Trợ lý:" in spoken
    assert "Bà con:" in spoken


async def test_an_answer_is_read_aloud_and_stopped(phone: BrowserContext, app: App, complaints: list[str]) -> None:
    await phone.add_init_script(VOICES)
    page = await opened(phone, app, complaints)
    await talked(page, app)
    line = page.locator(".line.bot").last
    await line.get_by_role("button", name="Đọc to").click()
    said = await page.evaluate("said.filter((one) => one.text).map((one) => [one.text.trim(), one.voice.name])")
    assert said == [
        ["Tựa", "vi-VN"],
        ["Gọi 1900 1234", "vi-VN"],
        ["Xem dichvucong.gov.vn", "vi-VN"],
        ["Nguồn, ngày", "vi-VN"],
    ]
    await line.get_by_role("button", name="Dừng đọc").click()
    await expect(line.get_by_role("button", name="Đọc to")).to_be_visible()
    assert await page.evaluate("said.at(-1)") == "cancelled"
    await line.get_by_role("button", name="Đọc to").click()
    await page.evaluate("said.at(-1).onend()")  # the voice has come to its end
    await expect(line.get_by_role("button", name="Đọc to")).to_be_visible()


async def test_without_a_voice_of_the_language_nothing_offers_to_read(
    phone: BrowserContext, app: App, complaints: list[str]
) -> None:
    await phone.add_init_script(VOICES.replace("vi-VN", "fr-FR"))
    page = await opened(phone, app, complaints)
    await expect(page.get_by_role("button", name="Đọc to")).to_have_count(0)
