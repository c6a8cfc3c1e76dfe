"""The pages of comments, cases and paper ballots, as administrators and officials use them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bot.app import App
from bot.routes import Role
from bot.storage import audit, cases, ratings
from bot.storage.audit import Filter
from bot.storage.tables import outbox
from bot.storage.tables import ratings as table
from tests.kit import MONDAY_MORNING as NOW
from tests.staffkit import add, csrf_in, signed_in
from tests.webkit import Page, new_session, serving

LOW = "😠 Rất không hài lòng"


@pytest.fixture
async def app(database_url: str) -> AsyncIterator[App]:
    async with serving(database_url) as app:
        yield app


async def rated(app: App, words: str, *, answer: bool = True) -> str:
    """Somebody on the web page rates very low, says something, and wants an answer; returns their session."""
    token = await new_session(app)
    async with Page.open(app, token) as page:
        for text in ("đánh giá", LOW, "bỏ qua", "bỏ qua", "bỏ qua", words, "có" if answer else "không"):
            await page.ask(text)
            await page.all()
    return token


async def post(http: httpx.AsyncClient, where: str, path: str, **form: str) -> httpx.Response:
    """Send a form with what the page carries, and follow to what is said."""
    page = await http.get(where)
    return await http.post(path, data={"csrf": csrf_in(page.text), **form}, follow_redirects=True)


async def comments(app: App) -> list[Any]:
    wanted = select(table.c.id, table.c.comment, table.c.comment_state)
    return list(await app.database.write(lambda c: c.execute(wanted).all()))


async def test_a_comment_is_let_be_read_or_hidden_and_never_runs(app: App) -> None:
    await rated(app, "<script>alert(1)</script> ghế hư hết")
    async with signed_in(app, await add(app)) as http:
        page = await http.get("/quan-tri/y-kien")
        assert "&lt;script&gt;alert(1)&lt;/script&gt; ghế hư hết" in page.text
        assert "<script>alert(1)" not in page.text
        ((which, words, _),) = await comments(app)
        how = {"words": words, "back": "waiting"}
        done = await post(http, "/quan-tri/y-kien", f"/quan-tri/y-kien/{which}", state="approved", **how)
        assert "được hiện" in done.text
        assert "Không có ý kiến nào ở đây" in done.text
        assert (await comments(app))[0][2] == "approved"
        await post(http, "/quan-tri/y-kien", f"/quan-tri/y-kien/{which}", state="hidden", **how)
        assert (await comments(app))[0][2] == "hidden"
        again = await post(http, "/quan-tri/y-kien", f"/quan-tri/y-kien/{which}", state="approved", words="khác rồi")
        assert "vừa đổi hoặc không còn" in again.text
        assert (await comments(app))[0][2] == "hidden"
    acts = await app.database.read(partial(audit.entries, wanted=Filter(), limit=10))
    assert {"comment-approved", "comment-hidden"} <= {entry.act for entry in acts}
    assert not any(which in entry.about for entry in acts)


async def test_many_comments_have_pages(app: App) -> None:
    def fill(connection: Any) -> None:
        for number in range(30):
            row = {"id": f"r{number:02}", "at": NOW, "day": NOW.date(), "hour": 9, "level": 4, "mode": "unverified"}
            row |= {"source": "counter", "channel": "test", "wednesday": False, "comment": f"lời {number:02}"}
            connection.execute(table.insert().values(row | {"comment_state": "waiting"}))

    await app.database.write(fill)
    async with signed_in(app, await add(app)) as http:
        first = (await http.get("/quan-tri/y-kien")).text
        second = (await http.get("/quan-tri/y-kien?xem=waiting&trang=2")).text
    assert ("lời 24" in first, "lời 25" in first, "lời 25" in second, "lời 29" in second) == (True, False, True, True)


async def test_a_case_is_taken_answered_and_closed_and_the_rater_hears_without_being_known(app: App) -> None:
    token = await rated(app, "cán bộ đòi tiền mới làm, gọi tui 0912345678")
    boss = await add(app, name="Chị Hai")
    async with signed_in(app, boss) as http:
        listed = (await http.get("/quan-tri/vu-viec")).text
        assert "nói chuyện đòi tiền" in listed
        assert "đang chờ trả lời" in listed
        page = "/quan-tri/vu-viec/1"
        assert "[số đã che]" in (await http.get(page)).text
        assert "Anh/chị đã nhận vụ này" in (await post(http, page, f"{page}/nhan")).text
        assert "Có người nhận trước" in (await post(http, page, f"{page}/nhan")).text
        assert "Chưa có câu trả lời" in (await post(http, page, f"{page}/tra-loi", words="  ")).text
        said = await post(http, page, f"{page}/tra-loi", words="Phường đã nhắc <b>nhở</b>.")
        assert "đang được gửi" in said.text
        assert "Phường đã nhắc &lt;b&gt;nhở&lt;/b&gt;." in said.text
        assert "Đã đóng vụ này" in (await post(http, page, f"{page}/dong")).text
        assert "/quan-tri/vu-viec/1" in (await http.get("/quan-tri/vu-viec?xem=xong")).text
    await app.outbox.run_due()
    async with Page.open(app, token) as talk:
        assert any("Phường đã nhắc <b>nhở</b>." in line["text"] for line in await talk.all())
    case = await app.database.read(partial(cases.by_id, case=1))
    assert case
    assert (case.state, case.wants_answer, case.answered_by) == ("closed", False, boss.id)
    rows = await app.database.read(lambda c: c.execute(select(outbox.c.about).where(outbox.c.kind == "answer")).all())
    assert not any("case" in row.about or ":1" in row.about for row in rows)  # nothing joins the person to it
    acts = [entry.act for entry in await app.database.read(partial(audit.entries, wanted=Filter(), limit=20))]
    assert [act for act in acts if act.startswith("case")] == ["case-closed", "case-answered", "case-taken"]


async def test_who_did_not_ask_hears_nothing(app: App) -> None:
    await rated(app, "chờ lâu quá", answer=False)
    async with signed_in(app, await add(app)) as http:
        done = await post(http, "/quan-tri/vu-viec/1", "/quan-tri/vu-viec/1/tra-loi", words="Phường sẽ thêm ghế.")
    assert "không ai chờ nhận" in done.text
    kinds = await app.database.read(lambda c: c.execute(select(outbox.c.kind)).scalars().all())
    assert "answer" not in kinds


async def test_paper_ballots_are_entered_once_and_told_apart(app: App) -> None:
    async with signed_in(app, await add(app, Role.OFFICIAL, "Quầy 1")) as http:
        page = "/quan-tri/phieu-giay"
        slip = {"slip": "abc", "day": "2026-11-18", "level-5": "3", "level-1": "1"}
        assert "Đã nhập 4 phiếu" in (await post(http, page, page, **slip)).text
        assert "không tính hai lần" in (await post(http, page, page, **slip)).text
        for wrong in ({"day": "2026-11-24", "level-5": "1"}, {"day": "x", "level-5": "1"}, {"day": "2026-11-20"}):
            assert (await post(http, page, page, slip="d", **wrong)).status_code == 400
        much = await post(http, page, page, slip="e", day="2026-11-20", **{"level-5": "501"})
        assert much.status_code == 400
    async with signed_in(app, await add(app, Role.ADMINISTRATOR, "Chị Hai")) as http:
        log = (await http.get("/quan-tri/nhat-ky?viec=paper-entered")).text
    assert "ngày: 18/11/2026; số phiếu: mức 5: 3, mức 1: 1" in log  # nothing of how a machine writes it
    assert "counts" not in log
    assert "paper:" not in log
    found = await app.database.read(lambda c: [ratings.by_id(c, row.id) for row in c.execute(select(table.c.id))])
    assert sorted(one.level for one in found if one) == [1, 5, 5, 5]
    assert {(one.mode, one.source, one.suspect, one.wednesday) for one in found if one} == {
        ("assisted", "paper", "entered", True)
    }
    assert await app.database.read(cases.counts) == {}


async def test_paper_ballots_entered_by_mistake_are_taken_back_once(app: App) -> None:
    page = "/quan-tri/phieu-giay"
    async with signed_in(app, await add(app, Role.OFFICIAL, "Quầy 1")) as http:
        assert "Mới nhập" not in (await http.get(page)).text
        for slip, levels in (("a", {"level-5": "3", "level-1": "1"}), ("b", {"level-5": "2"})):
            await post(http, page, page, slip=slip, day="2026-11-18", **levels)
        shown = (await http.get(page)).text
        second, first = re.findall(rf"{page}/(\d+)/rut", shown)
    async with signed_in(app, await add(app, Role.OFFICIAL, "Quầy 2")) as http:
        assert "Mới nhập" not in (await http.get(page)).text  # not theirs
        assert "đã được rút lại rồi" in (await post(http, page, f"{page}/{first}/rut")).text
    async with signed_in(app, await add(app, Role.ADMINISTRATOR, "Chị Hai")) as http:
        assert "Đã rút lại 4 phiếu" in (await post(http, page, f"{page}/{first}/rut")).text
        assert "đã được rút lại rồi" in (await post(http, page, f"{page}/{first}/rut")).text
        assert f"{page}/{second}/rut" in (await http.get(page)).text
    left = await app.database.read(lambda c: c.execute(select(table.c.level)).scalars().all())
    assert list(left) == [5, 5]
    acts = await app.database.read(partial(audit.entries, wanted=Filter(act="paper-removed"), limit=5))
    assert [act.detail["counts"] for act in acts] == [{"5": 3, "1": 1}]


async def test_officials_do_not_see_comments_and_cases(app: App) -> None:
    async with signed_in(app, await add(app, Role.OFFICIAL, "Quầy 1")) as http:
        for path in ("/quan-tri/y-kien", "/quan-tri/vu-viec", "/quan-tri/vu-viec/1"):
            assert (await http.get(path)).status_code == 403


async def test_what_is_not_there_is_said_so(app: App) -> None:
    async with signed_in(app, await add(app)) as http:
        assert (await http.get("/quan-tri/vu-viec/77")).status_code == 404
        assert "Không có vụ nào" in (await http.get("/quan-tri/vu-viec")).text
        assert "Không có ý kiến nào" in (await http.get("/quan-tri/y-kien")).text
