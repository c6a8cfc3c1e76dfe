"""The network breaks, the server restarts, sockets are not let through: nothing is lost and nothing comes twice."""

from __future__ import annotations

from playwright.async_api import BrowserContext, Page, Request, expect

from bot.app import App
from bot.clock import Clock
from bot.messages import Reply
from tests.browser.conftest import ask, opened, texts
from tests.webkit import Page as Socket
from tests.webkit import address_of, serving, url_of, webchat_of

BLOCK_SOCKETS = "window.WebSocket = class { constructor() { throw new Error('no sockets here'); } };"
DEAD_SOCKETS = """window.WebSocket = class extends EventTarget {
    constructor() { super(); setTimeout(() => this.onclose?.({ code: 1006 }), 50); }
    send() {} close() {} };"""


async def token_of(page: Page) -> str:
    return str(await page.evaluate("localStorage.getItem('hailong.token')"))


async def test_a_restart_of_the_server_loses_nothing_and_doubles_nothing(
    phone: BrowserContext, settings: dict[str, object]
) -> None:
    complaints: list[str] = []  # the console names every failed connection; that is what happens here
    async with serving(clock=Clock(), **settings) as app:  # type: ignore[arg-type]  # settings by name
        port = int(url_of(app).rpartition(":")[2])
        page = await opened(phone, app, complaints)
        await ask(page, "thả diều cần giấy gì")
        await expect(page.locator(".line.bot")).to_have_count(2)
    await expect(page.locator("#state")).to_contain_text("Mất kết nối")
    await ask(page, "hỏi lúc máy chủ tắt")
    await expect(page.locator(".line.me").last).to_contain_text("chưa gửi được")
    async with serving(clock=Clock(), **settings | {"web_port": port}) as app:  # type: ignore[arg-type]  # by name
        await expect(page.locator(".line.me .status").last).to_contain_text("đã gửi", timeout=40_000)
        await expect(page.locator(".line.bot")).to_have_count(3)
        await expect(page.locator("#state")).not_to_contain_text("Mất kết nối")
        assert await texts(page, "me") == ["thả diều cần giấy gì", "hỏi lúc máy chủ tắt"]
        async with Socket.open(app, await token_of(page)) as seen:
            kept = [line["text"] for line in await seen.all() if line["mine"]]
        assert kept == ["thả diều cần giấy gì", "hỏi lúc máy chủ tắt"]
        await page.reload()
        await expect(page.locator(".line")).to_have_count(5)


async def test_what_was_said_while_the_page_slept_is_there_when_it_wakes(phone: BrowserContext, app: App) -> None:
    page = await opened(phone, app, [])
    await phone.set_offline(True)  # closes no socket by itself, as a sleeping phone does not
    await ask(page, "hỏi lúc mất sóng")
    await webchat_of(app).send(address_of(await token_of(page)), Reply("Tin lúc bà con ngủ."))
    await phone.set_offline(False)
    await expect(page.locator(".line.bot", has_text="Tin lúc bà con ngủ.")).to_have_count(1)
    await expect(page.locator(".line.me .status").last).to_contain_text("đã gửi")
    await expect(page.locator(".line.me")).to_have_count(1)


async def test_without_sockets_the_talk_goes_over_plain_http(phone: BrowserContext, app: App) -> None:
    for script in (BLOCK_SOCKETS, DEAD_SOCKETS):
        context = await phone.browser.new_context()  # type: ignore[union-attr]  # a launched browser's context has one
        await context.add_init_script(script)
        asked: list[str] = []
        page = await opened(context, app, [])
        page.on("request", lambda request, asked=asked: asked.append(path_of(request)))
        await ask(page, "thả diều cần giấy gì")
        answer = page.locator(".line.bot", has_text="Giấy mua diều")
        await expect(answer).to_be_visible()
        await answer.get_by_role("button", name="Nộp trực tuyến").click()
        await expect(page.locator(".line.bot", has_text="Khai trên mạng")).to_be_visible()
        await webchat_of(app).send(address_of(await token_of(page)), Reply("Tin tự đến."))
        await expect(page.locator(".line.bot", has_text="Tin tự đến.")).to_have_count(1)
        await expect(page.locator(".line")).to_have_count(6)
        assert {"/chat/say", "/chat/lines"} <= set(asked)
        await context.close()


def path_of(request: Request) -> str:
    return "/" + request.url.split("/", 3)[3].partition("?")[0]


async def test_a_message_typed_before_the_page_is_closed_is_sent_when_it_is_opened_again(
    phone: BrowserContext, settings: dict[str, object]
) -> None:
    async with serving(clock=Clock(), **settings) as app:  # type: ignore[arg-type]  # settings by name
        port = int(url_of(app).rpartition(":")[2])
        page = await opened(phone, app, [])
        await expect(page.locator("#words")).to_be_visible()
    await ask(page, "hỏi rồi tắt máy")
    await expect(page.locator(".line.me")).to_have_count(1)
    await page.close()
    async with serving(clock=Clock(), **settings | {"web_port": port}) as app:  # type: ignore[arg-type]  # by name
        page = await opened(phone, app, [])
        await expect(page.locator(".line.me", has_text="hỏi rồi tắt máy")).to_have_count(1)
        await expect(page.locator(".line.me .status")).to_contain_text("đã gửi")
        await expect(page.locator(".line.bot")).to_have_count(2)


async def test_a_session_that_is_no_longer_known_is_replaced_quietly(phone: BrowserContext, app: App) -> None:
    page = await opened(phone, app, [])
    await page.evaluate("localStorage.setItem('hailong.token', 'từ lâu lắm rồi')".replace("từ lâu lắm rồi", "long-ago"))
    await page.reload()
    await expect(page.locator(".line.bot")).to_have_count(1)
    assert await token_of(page) != "long-ago"


async def test_older_messages_are_shown_on_request(phone: BrowserContext, app: App) -> None:
    page = await opened(phone, app, [])
    address = address_of(await token_of(page))
    for number in range(230):
        await webchat_of(app).send(address, Reply(f"Tin số {number}."))
    await page.reload()
    await expect(page.locator(".line")).to_have_count(200)
    await page.get_by_role("button", name="Xem tin cũ hơn").click()
    await expect(page.locator(".line")).to_have_count(231)
    await expect(page.locator(".line").nth(1)).to_contain_text("Tin số 0.")
    await expect(page.get_by_role("button", name="Xem tin cũ hơn")).to_be_hidden()
