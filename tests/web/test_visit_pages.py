"""Visits on the staff's pages: found, made with a code, corrected, deleted; each change in the log."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot import codes
from bot.app import App
from bot.messages import Address
from bot.routes import Role
from bot.storage import audit, people, visits
from bot.storage.audit import Entry, Filter
from bot.storage.visits import Visit
from tests.kit import SetClock
from tests.staffkit import add, send, signed_in
from tests.webkit import serving

WARD = Path(__file__).parents[1] / "data" / "ward.toml"
LIST = "/quan-tri/ho-so"


@pytest.fixture
async def app(database_url: str) -> AsyncIterator[App]:
    async with serving(database_url, SetClock(), ward_file=WARD) as app:
        yield app


@pytest.fixture
async def http(app: App) -> AsyncIterator[httpx.AsyncClient]:
    async with signed_in(app, await add(app, Role.OFFICIAL, "Cô Sáu")) as http:
        yield http


async def made(app: App, **values: Any) -> Visit:
    now = app.clock.now()
    return await app.database.write(lambda c: visits.add(c, "import", now, **{"field": "ho-tich", **values}))


async def kept(app: App, visit: Visit) -> Visit | None:
    return await app.database.read(partial(visits.by_id, visit=visit.id))


async def log(app: App) -> list[Entry]:
    return await app.database.read(partial(audit.entries, wanted=Filter(), limit=5))


def codes_in(page: httpx.Response) -> list[str]:
    return re.findall(r'<a href="/quan-tri/ho-so/\d+">([^<]+)</a>', page.text)


async def test_an_empty_list_says_what_to_do(http: httpx.AsyncClient) -> None:
    page = await http.get(LIST)
    assert "Chưa có lượt hồ sơ nào." in page.text
    assert f'href="{LIST}/moi"' in page.text
    assert "Gửi danh sách" not in page.text  # for administrators alone


async def test_visits_are_found_by_code_number_field_state_and_day(app: App, http: httpx.AsyncClient) -> None:
    now = app.clock.now()
    birth = await made(app, dossier="H01-7", procedure="Đăng ký khai sinh", due=now - timedelta(days=1))
    copy = await made(app, field="chung-thuc", counter="q1", outcome="done", returned=now, due=now)
    old = await made(app, received=now - timedelta(days=40), outcome="refused", returned=now)
    found = {
        "": [old, copy, birth],
        f"tim={codes.shown(birth.code).lower()}": [birth],
        "tim=H01": [birth],
        "tim=H0%25": [],
        "linh-vuc=chung-thuc": [copy],
        "quay=q1": [copy],
        "trang-thai=late": [birth],
        "trang-thai=refused": [old],
        "trang-thai=linked": [],
        "tu=2026-11-23&den=2026-11-23": [copy, birth],
        "den=22/11/2026": [old],
        "linh-vuc=' OR 1=1": [],
    }
    for query, expected in found.items():
        page = await http.get(f"{LIST}?{query}")
        assert sorted(codes_in(page)) == sorted(codes.shown(visit.code) for visit in expected), query
    assert "đang giải quyết, trễ hẹn" in (await http.get(LIST)).text
    assert "Không tìm thấy" in (await http.get(f"{LIST}?tim=H0%25")).text


async def test_the_list_has_pages(app: App, http: httpx.AsyncClient) -> None:
    for _ in range(51):
        await made(app)
    first, second = await http.get(f"{LIST}?linh-vuc=ho-tich"), await http.get(f"{LIST}?linh-vuc=ho-tich&trang=2")
    assert (len(codes_in(first)), len(codes_in(second))) == (50, 1)
    assert "linh-vuc=ho-tich&amp;trang=2" in first.text


async def test_a_visit_is_made_and_its_slip_printed(app: App, http: httpx.AsyncClient) -> None:
    given = {"linh-vuc": "ho-tich", "thu-tuc": "Đăng ký khai sinh", "hen": "2026-11-27", "so-ho-so": "H01-9"}
    answer = await send(http, f"{LIST}/moi", **given)
    assert answer.status_code == 303
    visit = await app.database.read(partial(visits.by_dossier, dossier="H01-9"))
    assert visit
    assert (visit.field, visit.source, bool(visit.entry)) == ("ho-tich", "page", True)
    page = await http.get(answer.headers["location"])
    assert f"Đã tạo. Mã ghi trên phiếu: {codes.shown(visit.code)}" in page.text
    slip = await http.get(f"{LIST}/{visit.id}/phieu")
    assert codes.shown(visit.code) in slip.text
    assert "27/11/2026" in slip.text
    assert "<svg" in slip.text
    assert " style=" not in slip.text
    assert (await log(app))[0].act == "visit-made"
    again = await send(http, f"{LIST}/moi", **given)
    assert again.status_code == 400
    assert "đã có rồi" in again.text
    assert "H01-9" in again.text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Xin chọn lĩnh vực"),
        ({"linh-vuc": "khong-co"}, "Xin chọn lĩnh vực"),
        ({"linh-vuc": "ho-tich", "hen": "2026-11-22"}, "từ hôm nay"),
        ({"linh-vuc": "ho-tich", "hen": "mai"}, "từ hôm nay"),
    ],
)
async def test_a_form_with_a_slip_comes_back(http: httpx.AsyncClient, given: dict[str, str], said: str) -> None:
    answer = await send(http, f"{LIST}/moi", **given)
    assert answer.status_code == 400
    assert said in answer.text


async def test_a_visit_is_corrected_and_the_log_keeps_what_it_was(app: App, http: httpx.AsyncClient) -> None:
    visit = await made(app, procedure="cũ")
    form = {"ket-qua": "done", "hen": "", "tra": "", "linh-vuc": "chung-thuc", "thu-tuc": "<b>mới</b> 079123456789"}
    await send(http, f"{LIST}/{visit.id}/sua", **form)
    new = await kept(app, visit)
    assert new
    assert (new.outcome, new.returned, new.field) == ("done", app.clock.now(), "chung-thuc")
    assert new.procedure == "<b>mới</b> [số đã che]"
    entry = (await log(app))[0]
    assert (entry.act, entry.about) == ("visit-corrected", f"visit:{visit.id}")
    assert entry.detail["old"]["procedure"] == "cũ"
    page = await http.get(f"{LIST}/{visit.id}")
    assert "&lt;b&gt;mới" in page.text
    answer = await send(http, f"{LIST}/{visit.id}/sua", **form | {"tra": "23/11/2026 09:00", "thu-tuc": new.procedure})
    assert "Chưa sửa gì" in (await http.get(answer.headers["location"])).text


@pytest.mark.parametrize(
    "bad", [{"hen": "32/01/2026"}, {"ket-qua": "x"}, {"tra": "24/11/2026"}, {"ket-qua": "open", "tra": "22/11/2026"}]
)
async def test_what_cannot_be_is_not_taken(app: App, http: httpx.AsyncClient, bad: dict[str, str]) -> None:
    visit = await made(app)
    form = {"ket-qua": "done", "hen": "", "tra": "", "linh-vuc": "ho-tich", "thu-tuc": ""}
    await send(http, f"{LIST}/{visit.id}/sua", **form | bad)
    assert await kept(app, visit) == visit


async def test_a_visit_made_by_mistake_is_deleted_after_asking(app: App, http: httpx.AsyncClient) -> None:
    visit = await made(app, dossier="H01-1")
    assert "Có, xóa" in (await http.get(f"{LIST}/{visit.id}/xoa")).text
    assert await kept(app, visit)
    await send(http, f"{LIST}/{visit.id}/xoa")
    assert await kept(app, visit) is None
    assert (await log(app))[0].act == "visit-deleted"
    assert (await http.get(f"{LIST}/{visit.id}")).status_code == 404


async def test_officials_see_their_own_fields_alone(app: App) -> None:
    mine, others, nobodys = await made(app), await made(app, field="chung-thuc"), await made(app, field=None)
    async with signed_in(app, await add(app, Role.OFFICIAL, "Cô Tư", fields=("ho-tich",))) as http:
        assert set(codes_in(await http.get(LIST))) == {codes.shown(visit.code) for visit in (mine, nobodys)}
        for path in ("", "/phieu", "/xoa"):
            assert (await http.get(f"{LIST}/{others.id}{path}")).status_code == 404
        await send(http, f"{LIST}/{others.id}/xoa")
        assert await kept(app, others)
        assert (await send(http, f"{LIST}/moi", **{"linh-vuc": "chung-thuc"})).status_code == 400


async def test_no_page_shows_who_is_linked(app: App, http: httpx.AsyncClient) -> None:
    now = app.clock.now()
    address = Address("telegram", "5550001112")
    known = await app.database.write(partial(people.meet, address=address, language="vi", now=now))
    visit = await made(app, person=known.person.id, linked=now)
    page = (await http.get(f"{LIST}/{visit.id}")).text
    assert "không hiện là của ai" in page
    assert "5550001112" not in page
