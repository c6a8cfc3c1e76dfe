"""What the bot says long after the citizen's last words is shown whole: an invitation to rate with its faces."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.async_api import BrowserContext, expect
from sqlalchemy import update

from bot.app import App
from bot.messages import Button, Reply
from bot.scale import LEVELS, level_buttons
from bot.storage.tables import webchat
from tests.browser.conftest import ask, opened
from tests.webkit import address_of, webchat_of


async def test_an_invitation_comes_into_view_with_all_its_faces(
    phone: BrowserContext, app: App, complaints: list[str]
) -> None:
    page = await opened(phone, app, complaints)
    await ask(page, "thả diều cần giấy gì")
    await expect(page.locator(".line.bot", has_text="Giấy mua diều")).to_be_visible()
    await app.switchboard.idle()
    long_ago = datetime.now(UTC) - timedelta(hours=3)
    await app.database.write(lambda c: c.execute(update(webchat).values(said=long_ago)))
    await page.reload()
    await expect(page.locator(".line.me")).to_have_count(1)
    token = await page.evaluate("localStorage.getItem('hailong.token')")
    buttons = level_buttons("w", lambda words: app.catalogue.translate("vi", words))
    asked = Reply(
        "Đăng ký khai sinh: bà con thấy phường phục vụ thế nào?", buttons=(*buttons, Button("Thôi", "askme:never"))
    )
    await webchat_of(app).send_unasked(address_of(token), asked)
    line = page.locator(".line.bot", has_text="phục vụ thế nào")
    await expect(line.get_by_role("button")).to_have_count(len(LEVELS) + 1)
    await expect(line.get_by_role("button", name="Thôi")).to_be_in_viewport()
    for button in await line.get_by_role("button").all():
        box = await button.bounding_box()
        assert box
        assert box["height"] >= 44
