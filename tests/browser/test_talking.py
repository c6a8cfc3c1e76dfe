"""A citizen talks with the bot on a phone and on a wide screen."""

from __future__ import annotations

from playwright.async_api import BrowserContext, expect

from bot.app import App
from bot.messages import Button, Reply
from tests.browser.conftest import ask, opened, texts
from tests.webkit import address_of, webchat_of


async def test_opening_greets_and_a_question_is_answered(
    context: BrowserContext, app: App, complaints: list[str]
) -> None:
    page = await opened(context, app, complaints)
    await ask(page, "tha dieu can giay gi")
    answer = page.locator(".line.bot", has_text="Giấy mua diều")
    await expect(answer).to_be_visible()
    await expect(answer.get_by_role("heading", name="Thả diều")).to_be_visible()
    await expect(page.locator(".line.me")).to_have_count(1)
    await expect(page.locator(".line.me .status")).to_contain_text("đã gửi")
    await expect(page.locator("#typing")).to_be_hidden()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_a_pressed_topic_leaves_the_answer_that_was_read(
    phone: BrowserContext, app: App, complaints: list[str]
) -> None:
    page = await opened(phone, app, complaints)
    await ask(page, "thả diều cần giấy gì")
    answer = page.locator(".line.bot", has_text="Giấy mua diều")
    await expect(answer).to_be_visible()
    apart = answer.get_by_role("list", name="Câu trả lời này có giúp được bà con không?")
    await expect(apart.get_by_role("button")).to_have_text(["Có", "Chưa"])
    await answer.get_by_role("button", name="Nộp trực tuyến").click()
    await expect(page.locator(".line.me", has_text="Nộp trực tuyến")).to_be_visible()
    await expect(page.locator(".line.bot", has_text="Khai trên mạng")).to_be_visible()
    await expect(page.locator(".line.bot", has_text="Giấy mua diều")).to_have_count(1)


async def test_what_was_shown_whole_is_put_away_in_its_place(
    phone: BrowserContext, app: App, complaints: list[str]
) -> None:
    page = await opened(phone, app, complaints)
    await ask(page, "thả diều cần giấy gì")
    await page.get_by_role("button", name="Xem hết").click()
    whole = page.locator(".line.bot", has_text="1/2026/DIEU")
    await expect(whole).to_be_visible()
    before = await page.locator(".line").count()
    await whole.get_by_role("button", name="Thu gọn").click()
    await expect(whole).to_have_count(0)
    await page.wait_for_timeout(1000)  # longer than a pressed button waits before it becomes a bubble
    assert await page.locator(".line").count() == before
    await page.reload()
    await expect(page.locator(".line")).to_have_count(before)
    await expect(whole).to_have_count(0)


async def test_a_pressed_button_that_is_answered_anew_is_shown_as_said(
    phone: BrowserContext, app: App, complaints: list[str]
) -> None:
    page = await opened(phone, app, complaints)
    await page.get_by_role("button", name="Giờ làm việc").click()
    await expect(page.locator(".line.me", has_text="Giờ làm việc")).to_be_visible()
    await expect(page.locator(".line.bot").nth(1)).to_be_visible()
    shown = await page.locator(".line").all_inner_texts()
    await page.reload()
    await expect(page.locator(".line")).to_have_count(len(shown))


async def test_two_tabs_show_the_same_talk(phone: BrowserContext, app: App, complaints: list[str]) -> None:
    one = await opened(phone, app, complaints)
    other = await opened(phone, app, complaints)
    await ask(one, "xin chào")
    await expect(other.locator(".line.me", has_text="xin chào")).to_be_visible()
    for page in (one, other):
        await expect(page.locator(".line")).to_have_count(3)
    assert await texts(one, "bot") == await texts(other, "bot")


async def test_everything_can_be_erased_for_the_next_person(
    phone: BrowserContext, app: App, complaints: list[str]
) -> None:
    page = await opened(phone, app, complaints)
    other = await opened(phone, app, complaints)
    await ask(page, "chuyện riêng của tui")
    await expect(other.locator(".line.me", has_text="chuyện riêng")).to_be_visible()
    before = await page.evaluate("localStorage.getItem('hailong.token')")
    await page.get_by_role("button", name="Cài đặt, quyền riêng tư").click()
    await page.get_by_role("button", name="Xóa cuộc trò chuyện").click()
    await page.get_by_role("button", name="Xóa hết").click()
    for tab in (page, other):
        await expect(tab.locator(".line.me")).to_have_count(0)
        await expect(tab.locator(".line.bot")).to_have_count(1)  # greeted anew
    assert await page.evaluate("localStorage.getItem('hailong.token')") != before
    assert await page.evaluate("Object.keys(localStorage).filter((key) => key.includes('unsent')).length") == 0


async def test_erasing_in_the_talk_empties_the_page(phone: BrowserContext, app: App, complaints: list[str]) -> None:
    page = await opened(phone, app, complaints)
    await ask(page, "chuyện riêng của tui")
    await expect(page.locator(".line.me", has_text="chuyện riêng")).to_be_visible()
    await ask(page, "/dulieu")
    await page.get_by_role("button", name="Xóa hết", exact=True).click()
    await page.get_by_role("button", name="Có, xóa hết").click()
    await expect(page.locator(".line.me", has_text="chuyện riêng")).to_have_count(0)
    await expect(page.locator(".line.bot").last).to_contain_text("xóa")
    await ask(page, "xin chào")
    await expect(page.locator(".line.me", has_text="xin chào")).to_be_visible()


async def test_a_link_may_open_the_talk_on_a_subject(phone: BrowserContext, app: App, complaints: list[str]) -> None:
    page = await opened(phone, app, complaints, "/?start=tha-dieu")
    await expect(page.get_by_role("heading", name="Thả diều")).to_be_visible()
    assert "start" not in page.url
    lines = await page.locator(".line").count()
    await page.reload()
    await expect(page.locator(".line")).to_have_count(lines)


async def test_words_are_never_markup_and_addresses_can_be_tapped(
    phone: BrowserContext, app: App, complaints: list[str]
) -> None:
    page = await opened(phone, app, complaints)
    token = await page.evaluate("localStorage.getItem('hailong.token')")
    words = (
        "<img src=x onerror=alert(1)> <b>đậm</b>\n- gọi 0296 3822 123 hay 1900 1234, cấp cứu 115\n"
        "- xem https://dichvucong.gov.vn/p/home.html, hoặc dichvucong.gov.vn.\n"
        "Mã 1.001193, ngày 01/7/2025, phí 50.000 đồng, số 123/2024/NĐ-CP, javascript:alert(1)"
    )
    buttons = (Button("Mở cổng", url="https://dichvucong.gov.vn/"), Button("Xấu", url="javascript:alert(1)"))
    await webchat_of(app).send(address_of(token), Reply(words, title="<i>x</i>", note="& &amp;", buttons=buttons))
    line = page.locator(".line.bot").last
    await expect(line).to_contain_text("<img src=x onerror=alert(1)> <b>đậm</b>")
    assert await line.locator("img, b, i").count() == 0
    links = await line.locator(".bubble a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert links == [
        "tel:02963822123",
        "tel:19001234",
        "tel:115",
        "https://dichvucong.gov.vn/p/home.html",
        "https://dichvucong.gov.vn/",
    ]
    assert await line.get_by_role("link", name="Mở cổng").get_attribute("rel") == "noopener noreferrer"
    await expect(line.get_by_text("Xấu")).to_have_count(0)


async def test_the_page_speaks_english_and_remembers_it(phone: BrowserContext, app: App, complaints: list[str]) -> None:
    page = await opened(phone, app, complaints)
    await page.get_by_role("button", name="Cài đặt, quyền riêng tư").click()
    await page.get_by_role("link", name="English").click()
    await expect(page.get_by_label("Your question")).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await page.get_by_label("Your question").fill("khong biet chuyen gi")
    await page.keyboard.press("Enter")
    await expect(page.locator(".line.bot").last).to_contain_text("no information")
    await page.goto(page.url.partition("?")[0])
    await expect(page.get_by_label("Your question")).to_be_visible()
