"""Suggestions on the staff's pages and on the public one: looked at, let to be read, decided on, joined."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial

import httpx
import pytest
from sqlalchemy import Connection

from bot.app import App
from bot.messages import Address
from bot.routes import Role
from bot.storage import people, suggestions
from tests.kit import SetClock
from tests.staffkit import add, browser, send, signed_in
from tests.webkit import serving

PAGE = "/quan-tri/gop-y"
CHAIRS = "nên thêm ghế ngồi ở chỗ chờ làm giấy khai sinh"
MORE_CHAIRS = "chỗ chờ làm giấy khai sinh thiếu ghế ngồi, thêm ghế ngồi đi"


@pytest.fixture
async def app(database_url: str) -> AsyncIterator[App]:
    async with serving(database_url, SetClock()) as app:
        yield app


async def made(app: App, words: str, who: str = "ba-tu") -> int:
    def work(connection: Connection) -> int:
        now = app.clock.now()
        person = people.meet(connection, Address("webchat", who), "vi", now).person.id
        return suggestions.add(connection, who, words, "citizen", None, person, now)

    return await app.database.write(work)


async def post(http: httpx.AsyncClient, number: int, act: str, **fields: object) -> str:
    page = f"{PAGE}/{number}"
    done = await send(http, f"{page}/{act}", page=page, **fields)
    return done.text if done.status_code == 400 else (await http.get(done.headers["location"])).text


async def test_empty_pages_say_what_to_do(app: App) -> None:
    async with browser(app) as anybody, signed_in(app, await add(app)) as http:
        assert "Chưa có góp ý nào" in (await anybody.get("/gop-y")).text
        assert "gõ “góp ý”" in (await http.get(PAGE)).text
        assert (await http.get(f"{PAGE}/9")).status_code == 404
        assert (await anybody.get("/gop-y/9")).status_code == 404


async def test_let_to_be_read_then_decided_and_told(app: App) -> None:
    number = await made(app, f"{CHAIRS} <b>nha</b>")
    async with browser(app) as anybody, signed_in(app, await add(app)) as http:
        assert CHAIRS not in (await anybody.get("/gop-y")).text
        assert (await anybody.get(f"/gop-y/{number}")).status_code == 404
        assert "đang đăng" in await post(http, number, "hien", shown="public", words=f"{CHAIRS} <b>nha</b>")
        assert f"{CHAIRS} &lt;b&gt;nha&lt;/b&gt;" in (await anybody.get("/gop-y")).text
        assert "Mời anh chị ghi" in await post(http, number, "quyet", version=1, state="declined", answer=" ")
        assert "đều được báo" in await post(http, number, "quyet", version=1, state="done", answer="Đã thêm 12 ghế.")
        assert "Có người vừa sửa trước" in await post(http, number, "quyet", version=1, state="planned", answer="")
        shown = (await anybody.get(f"/gop-y/{number}")).text
        assert "đã làm" in shown
        assert "Đã thêm 12 ghế." in shown
        assert "đã làm" in (await anybody.get("/gop-y?xem=done")).text
        assert CHAIRS not in (await anybody.get("/gop-y?xem=planned")).text
        assert await post(http, number, "hien", shown="hidden", words=f"{CHAIRS} <b>nha</b>")
        assert (await anybody.get(f"/gop-y/{number}")).status_code == 404


async def test_like_ones_are_found_and_joined(app: App) -> None:
    first, second = await made(app, CHAIRS), await made(app, MORE_CHAIRS, "nam")
    await made(app, "đường khóm ngập nước mỗi khi mưa lớn", "sau")
    async with browser(app) as anybody, signed_in(app, await add(app)) as http:
        looked = (await http.get(f"{PAGE}/{second}")).text
        assert CHAIRS in looked
        assert "ngập nước" not in looked
        assert "Chỉ gộp được" in await post(http, second, "gop", version=1, into=first)
        await post(http, first, "hien", shown="public", words=CHAIRS)
        assert f"đồng ý với số {first}" in await post(http, second, "gop", version=1, into=first)
        assert "1 người đồng ý" in (await anybody.get(f"/gop-y/{second}")).text  # leads to the one it joined


async def test_officials_do_not_see_what_was_not_let(app: App) -> None:
    number = await made(app, CHAIRS)
    async with signed_in(app, await add(app, Role.OFFICIAL, "Quầy 1")) as http:
        for path in (PAGE, f"{PAGE}/{number}"):
            assert (await http.get(path)).status_code == 403


async def test_many_have_pages(app: App) -> None:
    for place in range(30):
        number = await made(app, f"góp ý thứ {place:02} cho phường", f"nguoi-{place}")
        work = partial(suggestions.show, number=number, words=f"góp ý thứ {place:02} cho phường", shown="public")
        await app.database.write(partial(work, by=suggestions.By(None, "x"), now=app.clock.now()))
    async with browser(app) as anybody:
        first, second = (await anybody.get("/gop-y")).text, (await anybody.get("/gop-y?trang=2")).text
    assert ("thứ 29" in first, "thứ 00" in first, "thứ 00" in second) == (True, False, True)
