"""The pages of entries: found, changed in a form, proposed, decided by another, undone; and what an upgrade meets."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from functools import partial
from html import unescape
from pathlib import Path

import httpx
import pytest

from bot.app import App
from bot.routes import Role
from bot.storage import entry_changes
from bot.storage.audit import OPERATOR
from bot.storage.entry_changes import Act, Proposal
from faq import Mark
from tests.staffkit import add, csrf_in, signed_in
from tests.webkit import Page, make_site, new_session, serving

LIBRARY = Path(__file__).parents[1] / "data" / "library"
WAYS = '["nước mía", "uống nước mía", "bán nước mía"]'
JUICE, KITE = "/quan-tri/muc/xem/nuoc-mia", "/quan-tri/muc/xem/tha-dieu"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library of its own, which a test may change as an upgrade does."""
    made = tmp_path / "library"
    made.mkdir()
    for path in LIBRARY.glob("*.toml"):
        text = path.read_text(encoding="utf-8").replace('ways = ["nước mía"]', f"ways = {WAYS}")
        text = text.replace('"diều sáo"]', '"diều sáo", "giấy thả diều"]')
        (made / path.name).write_text(text, encoding="utf-8")
    return made


def upgrade(folder: Path, old: str, new: str) -> None:
    """Change what is shipped."""
    for path in folder.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
async def app(database_url: str, folder: Path) -> AsyncIterator[App]:
    async with serving(database_url, library_dir=folder) as app:
        yield app


async def post(http: httpx.AsyncClient, where: str, path: str, **fields: str) -> httpx.Response:
    """Send a form with what its page carries, and follow to what is said."""
    page = (await http.get(where)).text
    seen = re.search(r'name="seen" value="(\d+)"', page)
    given = {"csrf": csrf_in(page), "seen": seen[1] if seen else "", **fields}
    return await http.post(path, data=given, follow_redirects=True)


def filled(page: str) -> dict[str, str]:
    """What stands in the fields of a form."""
    fields = {}
    for tag in re.findall(r'<input [^>]*name="[^>]*>', page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and (" checked" in tag or 'type="checkbox"' not in tag):
            fields[name[1]] = unescape(value[1]) if value else ""
    for name_, value_ in re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', page):
        fields[name_] = unescape(value_)
    for name_, options in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[name_] = chosen[1] if chosen else ""
    return fields


async def change(http: httpx.AsyncClient, where: str, **fields: str) -> httpx.Response:
    """Open the form of an entry, write over some fields, and send it."""
    page = (await http.get(f"{where}/sua")).text
    given = filled(page) | {"reason": "Bà con hỏi", "viec": "de-nghi"} | fields
    return await http.post(f"{where}/sua", data=given, follow_redirects=True)


async def decide(http: httpx.AsyncClient, number: int, what: str = "duyet") -> httpx.Response:
    where = f"/quan-tri/muc/de-nghi/{number}"
    return await post(http, where, f"{where}/quyet", viec=what)


async def answer(app: App, question: str) -> str:
    async with Page.open(app, await new_session(app)) as page:
        await page.ask(question)
        await page.all()
        return " ".join(str(line) for line in page.lines)


async def test_entries_are_found_by_words_field_and_state(app: App) -> None:
    async with signed_in(app, await add(app)) as http:
        page = (await http.get("/quan-tri/muc", params={"tim": "tha DIEU"})).text
        assert "Thả diều" in page
        assert "Nước mía" not in page
        assert "Nước mía" not in (await http.get("/quan-tri/muc", params={"linh-vuc": "vui-choi"})).text
        assert "Không có mục nào như vậy." in (await http.get("/quan-tri/muc", params={"xem": "phuong"})).text
        assert (await http.get("/quan-tri/muc/xem/khong-co")).status_code == 404


async def test_a_changed_answer_is_in_use_when_another_has_approved_and_out_when_it_is_undone(app: App) -> None:
    hai, ba = await add(app, name="Chị Hai"), await add(app, name="Anh Ba")
    async with signed_in(app, hai) as http, signed_in(app, ba) as other:
        page = await change(http, JUICE, summary="Nước mía nay bán ở quầy số 7.")
        assert "Đã gửi đề nghị" in page.text
        assert "<ins>" in page.text
        assert "quầy số 7" not in await answer(app, "nước mía")
        assert "Người đề nghị không tự duyệt" in page.text
        assert (await decide(http, 1)).status_code == 409
        assert "Đã duyệt" in (await decide(other, 1)).text
        assert "quầy số 7" in await answer(app, "nước mía")
        assert app.shelf.library.mark("nuoc-mia") is Mark.REPLACED
        where = "/quan-tri/muc/de-nghi/1"
        assert "Xin ghi lý do" in (await post(http, where, f"{where}/hoan-tac", reason=" ")).text
        assert "Đã hoàn tác" in (await post(http, where, f"{where}/hoan-tac", reason="Ghi nhầm quầy")).text
        assert "quầy số 7" not in await answer(app, "nước mía")
        history = (await http.get(JUICE)).text
        assert "Anh Ba quyết định" in history
        log = (await http.get("/quan-tri/nhat-ky")).text
        assert "hoàn tác sửa mục hỏi đáp" in log


async def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(app: App) -> None:
    async with signed_in(app, await add(app)) as http:
        wrong = {"fee.state": "amount", "fee.text": "tùy cánh diều", "source.title": "", "checked_on": "2026-02-31"}
        page = await change(http, KITE, summary="Câu trả lời tôi vừa viết <b>", **wrong)
        assert page.status_code == 400
        assert 'id="e-source.title"' in page.text
        assert 'id="e-checked_on"' in page.text
        kept = filled(page.text)
        assert kept["summary"] == "Câu trả lời tôi vừa viết <b>"
        assert kept["fee.text"] == "tùy cánh diều"
        assert kept["papers.0.what"]
        page = await change(http, KITE, **{"fee.state": "amount", "fee.text": "tùy cánh diều"})
        assert "chưa ghi số tiền" in page.text
        page = await change(http, KITE, reason="", summary="Ra bãi đất trống mà thả, nhớ coi dây điện.")
        assert 'id="e-reason"' in page.text
        assert (await change(http, KITE)).status_code == 400  # nothing was changed
        assert await app.database.read(entry_changes.waiting) == []


async def test_a_preview_shows_the_answer_on_each_channel_and_proposes_nothing(app: App) -> None:
    async with signed_in(app, await add(app)) as http:
        page = await change(http, JUICE, summary="Mía lau ngọt lắm, mời cô chú.", viec="xem")
        assert "Bà con sẽ thấy thế này" in page.text
        assert page.text.count("Mía lau ngọt lắm") >= 3  # whole, on the channel, in the form
        assert await app.database.read(entry_changes.waiting) == []


async def test_a_new_entry_is_written_and_answers(app: App) -> None:
    fields = {
        "kind": "ward", "id": "cau-long", "short": "Sân cầu lông", "name": "Sân cầu lông của phường", "field": "chung",
        "ways": "sân cầu lông\nchơi cầu lông ở đâu\nđánh cầu lông", "summary": "Sân mở mỗi chiều sau nhà văn hóa.",
        "source.title": "Thông báo của phường", "undated": "1", "checked_on": "2026-11-20", "confidence": "high",
        "reason": "Nhiều người hỏi",
    }  # fmt: skip
    async with signed_in(app, await add(app)) as http:
        page = await post(http, "/quan-tri/muc/moi", "/quan-tri/muc/moi", **fields | {"id": "Cầu Lông"})
        assert page.status_code == 400
        page = await post(http, "/quan-tri/muc/moi", "/quan-tri/muc/moi", **fields)
        assert page.status_code == 200
        assert "Đã duyệt" in (await decide(http, 1)).text  # a single administrator alone
        assert "không có người thứ hai" in (await http.get("/quan-tri/muc/de-nghi/1")).text
        assert app.shelf.library.mark("cau-long") is Mark.LOCAL
        assert "nhà văn hóa" in await answer(app, "chơi cầu lông ở đâu")


async def test_officials_propose_for_their_fields_and_administrators_decide(app: App) -> None:
    sau, tam = await add(app, Role.OFFICIAL, "Cô Sáu", ("vui-choi",)), await add(app, Role.ADMINISTRATOR, "Chú Tám")
    async with signed_in(app, sau) as http, signed_in(app, tam) as administrator:
        assert "Mục này thuộc lĩnh vực khác" in (await http.get(JUICE)).text
        assert (await change(http, JUICE, summary="Nước mía miễn bàn.")).status_code == 409
        page = await post(http, KITE, f"{KITE}/buoc", viec="day", ways="thả con diều giấy to", reason="Hay hỏi vậy")
        assert "Quản trị viên sẽ duyệt" in page.text
        assert (await decide(http, 1)).status_code == 403
        assert "Đã duyệt" in (await decide(administrator, 1)).text
        assert app.shelf.library.mark("tha-dieu") is Mark.TAUGHT


async def test_hiding_showing_checking_and_going_back(app: App) -> None:
    async with signed_in(app, await add(app)) as http:
        for number, (step, mark) in enumerate(
            [("an", Mark.HIDDEN), ("hien", Mark.SHIPPED), ("kiem-tra", Mark.SHIPPED)], 1
        ):
            await post(http, JUICE, f"{JUICE}/buoc", viec=step, reason="Xem lại")
            assert "Đã duyệt" in (await decide(http, number)).text
            assert app.shelf.library.mark("nuoc-mia") is mark
        assert str(app.shelf.library.entries["nuoc-mia"].checked_on) == "2026-11-23"
        await change(http, JUICE, summary="Bản một của phường.")
        await decide(http, 4)
        await change(http, JUICE, summary="Bản hai của phường.")
        await decide(http, 5)
        compared = (await http.get(f"{JUICE}/so-sanh", params={"tu": "4", "den": "5"})).text
        assert re.search(r"<del>.*một</del><ins>.*hai</ins>", compared)
        await post(http, JUICE, f"{JUICE}/buoc", viec="ve-ban", ban="4", reason="Bản một đúng hơn")
        await decide(http, 6)
        assert app.shelf.library.entries["nuoc-mia"].summary == "Bản một của phường."
        await post(http, JUICE, f"{JUICE}/buoc", viec="phat-hanh", reason="Thôi")
        await decide(http, 7)
        assert app.shelf.library.mark("nuoc-mia") is Mark.SHIPPED


async def test_two_who_change_the_same_entry_and_two_who_decide_at_once(app: App) -> None:
    hai, ba, tu = [await add(app, name=name) for name in ("Hai", "Ba", "Tư")]
    async with signed_in(app, hai) as http, signed_in(app, ba) as second, signed_in(app, tu) as third:
        old = filled((await second.get(f"{JUICE}/sua")).text)
        await change(http, JUICE, summary="Của chị Hai.")
        done = await asyncio.gather(decide(second, 1), decide(third, 1, "tu-choi"))
        assert sorted(one.status_code for one in done) == [200, 409]
        if app.shelf.library.mark("nuoc-mia") is Mark.REPLACED:
            late = old | {"summary": "Của anh Ba.", "reason": "Sửa", "viec": "de-nghi"}
            page = await second.post(f"{JUICE}/sua", data=late)
            assert page.status_code == 409
            assert filled(page.text)["summary"] == "Của anh Ba."


async def test_an_upgrade_is_met_and_decided(app: App, folder: Path) -> None:
    async with signed_in(app, await add(app)) as http:
        await change(http, JUICE, summary="Của phường.")
        await decide(http, 1)
        upgrade(folder, 'short = "Nước mía"', 'short = "Nước mía ép"')
        assert app.shelf.refresh()
        assert "Bản nâng cấp đụng chỗ phường đã sửa" in (await http.get("/quan-tri/muc")).text
        page = (await http.get(JUICE)).text
        assert "Giữ của phường" in page
        assert "Lấy bản mới" in page
        await post(http, JUICE, f"{JUICE}/buoc", viec="giu", reason="Của phường đúng hơn")
        await decide(http, 2)
        assert app.shelf.library.laid.conflicts == ()
        assert app.shelf.library.entries["nuoc-mia"].summary == "Của phường."
        await post(http, JUICE, f"{JUICE}/buoc", viec="phat-hanh", reason="Lấy bản mới")
        await decide(http, 3)
        assert app.shelf.library.entries["nuoc-mia"].short == "Nước mía ép"


async def test_a_hidden_entry_that_an_upgrade_met_may_stay_hidden(app: App, folder: Path) -> None:
    async with signed_in(app, await add(app)) as http:
        await post(http, JUICE, f"{JUICE}/buoc", viec="an", reason="Hết mía")
        await decide(http, 1)
        upgrade(folder, 'short = "Nước mía"', 'short = "Nước mía ép"')
        assert app.shelf.refresh()
        assert [one.entry for one in app.shelf.library.laid.conflicts] == ["nuoc-mia"]
        await post(http, JUICE, f"{JUICE}/buoc", viec="giu", reason="Vẫn hết mía")
        await decide(http, 2)
        assert app.shelf.library.laid.conflicts == ()
        assert app.shelf.library.mark("nuoc-mia") is Mark.HIDDEN


async def test_a_change_of_another_process_and_one_kept_over_a_restart(
    app: App, database_url: str, folder: Path
) -> None:
    other = make_site(database_url, library_dir=folder, web_port=0)
    await other.database.open()
    teach = Proposal("nuoc-mia", Act.WAY, {"ways": ["nước mía siêu sạch"]}, "Thử", "chung")
    number = await other.database.write(
        partial(entry_changes.propose, by=OPERATOR, proposal=teach, now=app.clock.now())
    )
    decided = partial(entry_changes.decide, by=OPERATOR, change=number, approve=True, now=app.clock.now())
    await other.database.write(decided)
    await other.taking_up.begin()
    assert other.shelf.library.mark("nuoc-mia") is Mark.TAUGHT
    await other.database.close()
    assert app.shelf.library.mark("nuoc-mia") is Mark.SHIPPED
    assert "the ward's own entries" in await app.jobs.run_due()
    assert app.shelf.library.mark("nuoc-mia") is Mark.TAUGHT


async def test_a_broken_change_keeps_nothing_from_starting_and_is_named(app: App, folder: Path) -> None:
    broken = Proposal("nuoc-mia", Act.WRITE, {"id": "nuoc-mia", "kind": "ward"}, "Hỏng", "chung")
    now = app.clock.now()
    number = await app.database.write(partial(entry_changes.propose, by=OPERATOR, proposal=broken, now=now))
    await app.database.write(partial(entry_changes.decide, by=OPERATOR, change=number, approve=True, now=now))
    await app.taking_up.begin()
    assert app.shelf.library.mark("nuoc-mia") is Mark.SHIPPED
    async with signed_in(app, await add(app)) as http:
        report = (await http.get("/healthz")).json()
        assert "'nuoc-mia': cannot be read" in report["library"]["own"]["left_out"][0]
        assert report["status"] == "ok"
        assert "Bỏ ra vì không dùng được" in (await http.get("/quan-tri/muc")).text
        assert (await http.get("/quan-tri/muc/de-nghi/1")).status_code == 200
