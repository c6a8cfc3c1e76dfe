"""People and rights: invited, given and taken, removed; and the log that tells of it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from functools import partial
from html import unescape
from pathlib import Path

import httpx
import pytest
from starlette.responses import PlainTextResponse, Response

from bot.app import App
from bot.messages import Address
from bot.routes import Role
from bot.storage import people, staff
from bot.storage.staff import Member
from bot.web.staff import pages
from bot.web.staff.call import Call, Page
from tests.kit import SetClock, sqlite_url
from tests.staffkit import add, browser, press, send, signed_in
from tests.webkit import serving

PEOPLE = "/quan-tri/nguoi"


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    async with serving(sqlite_url(tmp_path), SetClock()) as app:
        yield app


@pytest.fixture
async def hai(app: App) -> Member:
    return await add(app, name="Chị Hai")


@pytest.fixture
async def http(app: App, hai: Member) -> AsyncIterator[httpx.AsyncClient]:
    async with signed_in(app, hai) as http:
        yield http


def token_in(page: str) -> str:
    found = re.search(r"/vao/([A-Za-z]{45})", page)
    assert found
    return found[1]


def lines_of(answer: httpx.Response) -> str:
    """The log's lines, without the choices of its filter."""
    return answer.text.partition("</form>")[2].rpartition("</form>")[2]


async def account(app: App, member: Member, who: str = "sau") -> int:
    """A chat account that is linked to one of the staff."""
    now = app.clock.now()
    known = await app.database.write(partial(people.meet, address=Address("test", who), language="vi", now=now))
    await app.database.write(partial(staff.link_account, person=known.person.id, member=member.id, now=now))
    return known.person.id


async def test_who_is_invited_gets_in_by_the_link_that_is_shown_once(app: App, http: httpx.AsyncClient) -> None:
    made = await send(http, PEOPLE, name="  Cô Sáu  ", role="official", fields=["ho-tich", "khong-co"])
    assert made.status_code == 200
    token = token_in(made.text)
    assert f"join-{token}" in made.text
    assert token not in (await http.get(PEOPLE)).text
    (member,) = [one for one in await app.database.read(staff.listed) if one.name == "Cô Sáu"]
    assert (member.role, member.fields) == ("official", ("ho-tich",))
    async with browser(app) as other:
        assert (await press(other, token)).status_code == 303
        assert "Cô Sáu" in (await other.get("/quan-tri")).text
        assert (await other.get(PEOPLE)).status_code == 403
        assert "Người và quyền" not in (await other.get("/quan-tri")).text


@pytest.mark.parametrize(
    "fields", [{"name": "", "role": "official"}, {"name": "Ai", "role": "citizen"}, {"name": "Ai"}]
)
async def test_an_invitation_that_lacks_something_is_not_made(
    app: App, http: httpx.AsyncClient, fields: dict[str, str]
) -> None:
    answer = await send(http, PEOPLE, **fields)
    assert answer.status_code == 400
    assert "Cần ghi tên và chọn quyền" in answer.text
    assert len(await app.database.read(staff.listed)) == 1


async def test_a_name_in_markup_stays_a_name(app: App, http: httpx.AsyncClient) -> None:
    await send(http, PEOPLE, name="<b>Cô & Sáu</b>", role="official")
    page = (await http.get(PEOPLE)).text
    assert "<b>" not in page
    assert "<b>Cô & Sáu</b>" in unescape(page)


async def test_a_role_is_given_and_taken(app: App, http: httpx.AsyncClient) -> None:
    member = await add(app, Role.OFFICIAL, "Cô Sáu")
    async with signed_in(app, member) as other:
        answer = await send(http, f"{PEOPLE}/{member.id}/quyen", role="administrator")
        assert answer.headers["location"] == f"{PEOPLE}/{member.id}"
        assert "Đã đổi quyền" in (await http.get(answer.headers["location"])).text
        assert "Đã đổi quyền" not in (await http.get(f"{PEOPLE}/{member.id}")).text  # said once
        assert (await other.get("/quan-tri")).status_code == 401
    log = (await http.get("/quan-tri/nhat-ky?viec=role-given")).text
    assert "Chị Hai" in log
    assert "Cán bộ → Quản trị viên" in log


async def test_the_last_administrator_can_neither_go_nor_be_made_less(
    app: App, hai: Member, http: httpx.AsyncClient
) -> None:
    for path, fields in ((f"{PEOPLE}/{hai.id}/quyen", {"role": "official"}), (f"{PEOPLE}/{hai.id}/bo", {})):
        answer = await send(http, path, **fields)
        assert answer.status_code == 409
        assert "quản trị viên cuối cùng" in answer.text
    assert (await http.get("/quan-tri")).status_code == 200


async def test_removal_is_asked_first_and_ends_everything(app: App, http: httpx.AsyncClient) -> None:
    member = await add(app, name="Cô Sáu")
    await account(app, member)
    async with signed_in(app, member) as other:
        assert "Cho Cô Sáu ra khỏi danh sách?" in (await http.get(f"{PEOPLE}/{member.id}/bo")).text
        assert (await other.get("/quan-tri")).status_code == 200
        await send(http, f"{PEOPLE}/{member.id}/bo")
        assert (await other.get("/quan-tri")).status_code == 401
    assert await app.database.read(staff.accounts) == []
    assert (await http.get(f"{PEOPLE}/{member.id}")).status_code == 404
    assert "Cô Sáu" in (await http.get("/quan-tri/nhat-ky")).text


async def test_name_and_fields_are_changed(app: App, http: httpx.AsyncClient) -> None:
    member = await add(app, Role.OFFICIAL, "Cô Sáu", ("ho-tich",))
    await send(http, f"{PEOPLE}/{member.id}/ten", name="Cô Sáu Lụa")
    await send(http, f"{PEOPLE}/{member.id}/ten", name=" ")
    await send(http, f"{PEOPLE}/{member.id}/linh-vuc")
    found = await app.database.read(partial(staff.find, member=member.id))
    assert found
    assert (found.name, found.fields) == ("Cô Sáu Lụa", ())


async def test_chat_accounts_are_shown_by_channel_alone_and_unlinked(app: App, http: httpx.AsyncClient) -> None:
    member = await add(app, Role.OFFICIAL, "Cô Sáu")
    person = await account(app, member, who="so-rieng-tu-cua-sau")
    page = (await http.get(f"{PEOPLE}/{member.id}")).text
    assert "test" in page
    assert "so-rieng-tu-cua-sau" not in page
    await send(http, f"/quan-tri/tai-khoan/{person}/bo")
    assert await app.database.read(staff.accounts) == []
    assert (await send(http, f"/quan-tri/tai-khoan/{person}/bo")).status_code == 404


async def test_of_the_accounts_of_others_an_official_unlinks_none(app: App, hai: Member) -> None:
    member = await add(app, Role.OFFICIAL, "Cô Sáu")
    mine, other = await account(app, member), await account(app, hai, "hai")
    async with signed_in(app, member) as http:
        assert (await send(http, f"/quan-tri/toi/tai-khoan/{other}/bo")).status_code == 404
        assert (await send(http, f"/quan-tri/toi/tai-khoan/{mine}/bo")).status_code == 303
    assert [one.person for one in await app.database.read(staff.accounts)] == [other]


async def test_everybody_ends_their_own_sessions_on_every_device(app: App) -> None:
    member = await add(app, Role.OFFICIAL, "Cô Sáu")
    async with signed_in(app, member) as http, signed_in(app, member) as phone:
        await send(http, "/quan-tri/toi/ra-het")
        assert (await phone.get("/quan-tri")).status_code == 401


async def test_a_link_made_for_somebody_is_in_the_log_without_the_link(app: App, http: httpx.AsyncClient) -> None:
    member = await add(app, Role.OFFICIAL, "Cô Sáu")
    made = await send(http, f"{PEOPLE}/{member.id}/duong-dan")
    log = (await http.get(f"/quan-tri/nhat-ky?viec=link-made&nguoi={member.id}")).text
    assert "tạo đường dẫn một lần" in log
    assert token_in(made.text) not in log


async def test_the_log_is_filtered_and_turned_over(app: App, http: httpx.AsyncClient) -> None:
    for number in range(60):
        await add(app, Role.OFFICIAL, f"Người thứ {number}")
    first = lines_of(await http.get("/quan-tri/nhat-ky?viec=added"))
    assert "Người thứ 59" in first
    assert "Người thứ 0" not in first
    assert "viec=added&amp;trang=2" in first
    assert "Người thứ 0" in lines_of(await http.get("/quan-tri/nhat-ky?viec=added&trang=2"))
    assert "Người thứ 59" in lines_of(await http.get("/quan-tri/nhat-ky?tu=2026-11-23&den=2026-11-23"))
    for query in ("tu=2026-11-24", "den=22/11/2026", "viec=khong-co", "trang=999"):
        assert "Không tìm thấy gì" in (await http.get(f"/quan-tri/nhat-ky?{query}")).text, query
    for query in ("trang=-1", "nguoi=abc", "tu=9999-12-31&den=9999-12-31", "den=hôm nay", "trang=99999999999999999999"):
        assert (await http.get(f"/quan-tri/nhat-ky?{query}")).status_code == 200, query


async def test_pages_in_english_stay_so(http: httpx.AsyncClient) -> None:
    assert "People and rights" in (await http.get(f"{PEOPLE}?lang=en")).text
    assert "My account" in (await http.get("/quan-tri/toi")).text
    assert "Tài khoản của tôi" in (await http.get("/quan-tri/toi?lang=vi")).text


async def test_what_is_the_same_as_before_is_no_change(app: App, http: httpx.AsyncClient) -> None:
    member = await add(app, Role.OFFICIAL, "Cô Sáu", ("ho-tich",))
    async with signed_in(app, member) as other:
        await send(http, f"{PEOPLE}/{member.id}/ten", name="Cô Sáu")
        await send(http, f"{PEOPLE}/{member.id}/linh-vuc", fields="ho-tich")
        await send(http, f"{PEOPLE}/{member.id}/quyen", role="official")
        assert (await other.get("/quan-tri")).status_code == 200
    log = lines_of(await http.get(f"/quan-tri/nhat-ky?nguoi={member.id}"))
    assert "đổi" not in log
    assert "Người giữ máy chủ" in log  # who took them in


async def test_a_page_for_some_fields_of_work_is_for_those_who_serve_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def show(call: Call) -> Response:
        return PlainTextResponse("vào được")

    page = Page("/quan-tri/ho-tich", show, Role.OFFICIAL, fields=("ho-tich", "chung-thuc"))
    monkeypatch.setattr("bot.web.staff.pages.PAGES", (*pages.PAGES, page))
    async with serving(sqlite_url(tmp_path), SetClock()) as app:
        every = ((Role.OFFICIAL, ("ho-tich",)), (Role.OFFICIAL, ("dat-dai",)), (Role.OFFICIAL, ()))
        answers = []
        for role, fields in (*every, (Role.ADMINISTRATOR, ("dat-dai",))):
            async with signed_in(app, await add(app, role, fields=fields)) as http:
                answers.append((await http.get(page.path)).status_code)
    assert answers == [200, 403, 200, 200]
