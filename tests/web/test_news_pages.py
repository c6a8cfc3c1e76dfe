"""News on the staff's pages: one writes, another approves, both watch it go; doubts and refusals are said."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from bot.app import App
from bot.messages import Address
from bot.routes import Role
from bot.storage import people, subscriptions
from tests.kit import sqlite_url
from tests.newskit import job
from tests.staffkit import add, send, signed_in
from tests.webkit import serving

WATER = {"tieu-de": "Cúp nước", "noi-dung": "Mai cúp nước từ 8 giờ.\nBà con trữ nước.", "chu-de": "dien-nuoc"}


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    async with serving(sqlite_url(tmp_path)) as app:
        for name in ("tu", "nam"):
            met = partial(people.meet, address=Address("webchat", name), language="vi", now=app.clock.now())
            who = (await app.database.write(met)).person.id
            await app.database.write(
                partial(subscriptions.subscribe, person=who, topics=["dien-nuoc"], now=app.clock.now())
            )
        yield app


async def make(http: httpx.AsyncClient, **fields: str) -> str:
    """Write a notice; returns its page."""
    answer = await send(http, "/quan-tri/tin/moi", **WATER | fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def step(http: httpx.AsyncClient, path: str, what: str, **fields: object) -> httpx.Response:
    return await send(http, f"{path}/buoc", viec=what, **{"phien-ban": 1} | fields)


def words(page: httpx.Response) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


async def test_one_writes_another_approves_and_the_table_adds_up(app: App) -> None:
    hai, ba = await add(app, Role.OFFICIAL, "Chị Hai"), await add(app, Role.OFFICIAL, "Anh Ba")
    async with signed_in(app, hai) as writer, signed_in(app, ba) as approver:
        path = await make(writer)
        page = words(await writer.get(path))
        assert "2 người" in page
        assert "Người viết không tự duyệt" in page
        assert (await step(writer, path, "duyet")).status_code == 409
        assert (await step(writer, path, "trinh")).status_code == 303
        assert "Duyệt" in words(await approver.get(path))
        assert (await step(approver, path, "duyet")).status_code == 303
        await job(app).run()
        assert (await writer.get(path)).headers["Refresh"] == "5"  # one watches it go
        await app.outbox.run_due()
        await job(app).run()
        assert "Refresh" not in (await writer.get(path)).headers
        page = words(await writer.get(path))
        assert "đã gửi 2" in page
        assert "Tất cả người nhận 2" in page
        assert "TB 1: Cúp nước" in words(await approver.get("/quan-tri/tin"))
        assert "Chị Hai viết" in page
        assert "Anh Ba duyệt" in page


async def test_doubts_are_pointed_at_and_nothing_is_changed(app: App) -> None:
    async with signed_in(app, await add(app)) as http:
        path = await make(http, **{"noi-dung": "Họp 31/11/2026, gọi 0123 456 789."})
        page = words(await http.get(path))
        assert "Không có ngày này: 31/11/2026" in page
        assert "không đúng số nào ở Việt Nam: 0123 456 789" in page
        assert "Họp 31/11/2026, gọi 0123 456 789." in page


async def test_what_is_refused_keeps_what_was_written(app: App) -> None:
    async with signed_in(app, await add(app)) as http:
        answer = await send(http, "/quan-tri/tin/moi", **WATER | {"chu-de": "khong-co"})
        assert answer.status_code == 400
        assert "Bà con trữ nước." in answer.text
        assert "Chọn chủ đề" in words(answer)
        path = await make(http)
        changed = await send(http, f"{path}/sua", **WATER | {"tieu-de": "Cúp điện", "phien-ban": "1"})
        assert changed.status_code == 303
        late = await send(http, f"{path}/sua", **WATER | {"tieu-de": "Khác", "phien-ban": "1"})
        assert late.status_code == 400
        assert "đã được sửa sau khi anh/chị mở" in words(late)
        assert "gửi lúc" not in words(await http.get(path))


async def test_nearly_the_same_is_asked_before_it_goes_again(app: App) -> None:
    async with signed_in(app, await add(app)) as http:
        first, second = await make(http), await make(http)
        assert (await step(http, first, "duyet")).status_code == 303
        refused = await step(http, second, "duyet")
        assert refused.status_code == 409
        assert "gần giống" in words(refused)
        assert (await step(http, second, "duyet", **{"van-gui": "1"})).status_code == 303


async def test_scheduled_moved_and_withdrawn_before_it_goes(app: App) -> None:
    async with signed_in(app, await add(app)) as http:
        path = await make(http)
        assert (await step(http, path, "duyet", luc="2026-11-22T08:00")).status_code == 409
        assert (await step(http, path, "duyet", luc="2026-11-23T22:30")).status_code == 303
        page = words(await http.get(path))
        assert "gửi lúc 23/11/2026 22:30" in page
        assert "giữ đến 24/11/2026 07:00" in page
        assert (await step(http, path, "doi-gio", luc="2026-11-24T09:00")).status_code == 303
        assert (await step(http, path, "rut")).status_code == 303
        await job(app).run()
        assert "đã rút" in words(await http.get(path))


async def test_a_notice_holds_no_markup(app: App) -> None:
    async with signed_in(app, await add(app)) as http:
        path = await make(http, **{"tieu-de": "<script>alert(1)</script>"})
        for address in (path, "/quan-tri/tin", f"{path}/sua"):
            assert "<script>alert" not in (await http.get(address)).text
