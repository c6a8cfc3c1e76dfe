"""The pages of questions that citizens passed on, as each role uses them; a thousand of them are paged."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial

import httpx
import pytest
from sqlalchemy import Connection, insert, select

from bot.app import App
from bot.routes import Role
from bot.storage import answer_templates, audit, inquiries, inquiry_talks, staff
from bot.storage.audit import OPERATOR, Filter
from bot.storage.inquiries import Inquiry
from bot.storage.tables import inquiries as table
from bot.storage.tables import outbox
from tests.inquirykit import DUE, NOW, ask, citizen
from tests.staffkit import add, csrf_in, signed_in
from tests.webkit import serving

QUEUE = "/quan-tri/cau-hoi"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100


@pytest.fixture
async def app(database_url: str) -> AsyncIterator[App]:
    async with serving(database_url) as app:
        yield app


async def post(http: httpx.AsyncClient, act: str, inquiry: int = 1, **form: object) -> httpx.Response:
    """Send a form of a question's page, and follow to what is said."""
    page = await http.get(f"{QUEUE}/{inquiry}")
    data = {"csrf": csrf_in(page.text), **form}
    return await http.post(f"{QUEUE}/{inquiry}/{act}", data=data, follow_redirects=True)


async def one(app: App, inquiry: int = 1) -> Inquiry:
    found = await app.database.read(partial(inquiries.by_id, inquiry=inquiry))
    assert found
    return found


async def asked(app: App, *questions: str, field: str | None = "ho-tich") -> list[int]:
    """Citizens, each with a question."""
    people = [await citizen(app.database, f"dan-{number}") for number in range(len(questions))]
    both = zip(people, questions, strict=True)
    return [await ask(app.database, person, words, f"k{person}", field) for person, words in both]


async def sent(app: App, what: str = "answer") -> list[str]:
    wanted = select(outbox.c.reply).where(outbox.c.about.contains(f":{what}:")).order_by(outbox.c.id)
    rows = await app.database.read(lambda c: c.execute(wanted).scalars().all())
    return [reply["text"] if reply else "" for reply in rows]


async def test_taken_answered_and_closed_with_every_act_in_the_log(app: App) -> None:
    await asked(app, "con sinh ở nhà <b>làm</b> khai sinh sao")
    async with signed_in(app, await add(app, Role.OFFICIAL)) as http:
        queue = (await http.get(QUEUE)).text
        assert "con sinh ở nhà &lt;b&gt;làm&lt;/b&gt; khai sinh sao" in queue
        assert "đang chờ (1)" in queue
        assert "Anh chị đã nhận câu này" in (await post(http, "nhan")).text
        assert "Anh chị đang giữ câu này" in (await post(http, "nhan")).text
        done = await post(http, "tra-loi", words="Cô chú gọi 0296 123 4567", once="x1")
        assert "Câu trả lời đang được gửi" in done.text
        assert "không gửi gì thêm" in (await post(http, "tra-loi", words="Cô chú gọi nha", once="x1")).text
        lines = await app.database.read(partial(inquiry_talks.of_inquiry, inquiry=1))
        assert "0296 123 4567" not in lines[-1].text, "what is kept is masked"
        assert await sent(app) == ["Cô chú gọi 0296 123 4567"], "what is said is as it was typed"
        assert "Đã đóng" in (await post(http, "dong", **{"ly-do": "desk"})).text
    acts = [entry.act for entry in await app.database.read(partial(audit.entries, wanted=Filter(), limit=20))]
    assert {"inquiry-taken", "inquiry-answered", "inquiry-closed"} <= set(acts)
    assert (await one(app)).state == "closed"


async def test_the_second_who_takes_is_told_who_was_faster(app: App) -> None:
    await asked(app, "hỏi")
    async with signed_in(app, await add(app, Role.OFFICIAL, "Chị Hai")) as http:
        await post(http, "nhan")
    async with signed_in(app, await add(app, Role.OFFICIAL, "Anh Ba")) as http:
        page = (await http.get(f"{QUEUE}/1")).text
        sign = csrf_in(page)
        again = await http.post(f"{QUEUE}/1/nhan", data={"csrf": sign}, follow_redirects=True)
        assert "Chị Hai nhanh hơn" in again.text
        answer = await http.post(f"{QUEUE}/1/tra-loi", data={"csrf": sign, "words": "x"}, follow_redirects=True)
        assert "Chị Hai nhanh hơn" in answer.text
        assert await sent(app) == []


async def test_who_may_see_which_question_and_its_picture(app: App) -> None:
    await asked(app, "câu hộ tịch")
    file = await app.database.write(partial(inquiry_talks.keep_picture, inquiry=1, body=PNG, now=NOW))
    async with signed_in(app, await add(app, Role.OFFICIAL, fields=("dat-dai",))) as http:
        assert "câu hộ tịch" not in (await http.get(QUEUE)).text
        sign = csrf_in((await http.get(QUEUE + "/mau")).text)
        for path in ("", f"/hinh/{file}"):
            assert (await http.get(f"{QUEUE}/1{path}")).status_code == 404
        for act in ("nhan", "tra-loi", "soan", "chuyen", "tra-lai", "gop", "tach", "dong", "xin-so"):
            refused = await http.post(f"{QUEUE}/1/{act}", data={"csrf": sign, "words": "x", "ly-do": "desk"})
            assert refused.status_code == 404, act
    async with httpx.AsyncClient(base_url=str(http.base_url)) as nobody:
        assert (await nobody.get(f"{QUEUE}/1/hinh/{file}")).status_code == 401
    async with signed_in(app, await add(app, Role.OFFICIAL, fields=("ho-tich",))) as http:
        picture = await http.get(f"{QUEUE}/1/hinh/{file}")
        assert (picture.content, picture.headers["content-type"]) == (PNG, "image/png")
        assert picture.headers["cache-control"] == "no-store"
        assert "sandbox" in picture.headers["content-security-policy"]
        assert (await http.get(f"{QUEUE}/1/hinh/99")).status_code == 404
    assert (await one(app)).state == "new"


async def test_the_same_question_of_others_is_found_merged_and_answered_at_once(app: App) -> None:
    await asked(
        app, "con tôi sinh ở nhà làm khai sinh sao", "sinh con ở nhà thì làm khai sinh sao", "xin phép xây chuồng gà"
    )
    async with signed_in(app, await add(app, Role.OFFICIAL)) as http:
        page = (await http.get(f"{QUEUE}/1")).text
        assert 'name="gop" value="2"' in page
        assert 'name="gop" value="3"' not in page
        assert "1 câu hỏi chờ chung" in (await post(http, "gop", gop="2")).text
        await post(http, "tra-loi", words="Dạ được.", once="1")
        assert await sent(app) == ["Dạ được."] * 2
        assert (await one(app, 2)).state == "answered"


async def test_a_merging_is_undone(app: App) -> None:
    await asked(app, "a", "b")
    async with signed_in(app, await add(app)) as http:
        await post(http, "gop", gop=["2", "x", "99"])
        assert "chờ chung câu khác" in (await http.get(f"{QUEUE}/2")).text
        assert "Đã trả lại" in (await post(http, "tach", 2)).text
    assert (await one(app, 2)).state == "new"


async def test_passed_on_with_a_word_and_put_back(app: App) -> None:
    await asked(app, "hỏi")
    ba = await add(app, Role.OFFICIAL, "Anh Ba", fields=("dat-dai",))
    async with signed_in(app, await add(app, Role.OFFICIAL, fields=("ho-tich",))) as http:
        await post(http, "nhan")
        assert "Đã trả lại" in (await post(http, "tra-lai")).text
        assert "chọn nơi nhận" in (await post(http, "chuyen", cho="")).text
        await post(http, "chuyen", cho=f"ai:{ba.id}", **{"loi-nhan": "bên anh rành hơn"})
    async with signed_in(app, ba) as http:
        page = (await http.get(f"{QUEUE}/1")).text
        assert "bên anh rành hơn" in page
        assert "Đã chuyển cho Anh Ba" in page


async def test_ready_answers_and_the_librarys_words_are_put_in_for_editing(app: App) -> None:
    await asked(app, "làm khai sinh cần giấy gì")
    by = OPERATOR
    keep = partial(answer_templates.keep, template=None, by=by, now=NOW, title="Chào", text="Chào cô chú.", field=None)
    await app.database.write(keep)
    async with signed_in(app, await add(app, Role.OFFICIAL)) as http:
        first = (await post(http, "soan", words="Dạ,", them="mau:1")).text
        assert "Dạ,\n\nChào cô chú.</textarea>" in first
        library = (await post(http, "soan", words="", them="muc:khai-sinh:papers")).text
        assert "Giấy tờ mang theo:" in library
        assert "Nguồn:" in library
        assert await sent(app) == []
        looked = (await post(http, "soan", words="giữ lời", tim="chứng tử")).text
        assert "muc:khai-tu:all" in looked
        assert "giữ lời</textarea>" in looked


async def test_ready_answers_are_made_changed_and_removed(app: App) -> None:
    async with signed_in(app, await add(app, Role.OFFICIAL)) as http:
        page = await http.get(f"{QUEUE}/mau")
        data = {"csrf": csrf_in(page.text), "title": "Chào", "text": "Chào cô chú.", "linh-vuc": "ho-tich"}
        made = await http.post(f"{QUEUE}/mau", data=data, follow_redirects=True)
        assert "Chào cô chú." in made.text
        changed = await http.post(f"{QUEUE}/mau/1", data=data | {"text": "Dạ chào."}, follow_redirects=True)
        assert "Dạ chào." in changed.text
        gone = await http.post(f"{QUEUE}/mau/1/xoa", data=data, follow_redirects=True)
        assert "Chưa có câu mẫu nào" in gone.text
        assert (await http.get(f"{QUEUE}/mau/1")).status_code == 404


async def test_a_number_is_seen_only_by_who_has_the_question(app: App) -> None:
    await asked(app, "hỏi")
    async with signed_in(app, await add(app, Role.OFFICIAL, "Chị Hai")) as http:
        await post(http, "nhan")
        assert "Đã hỏi xin" in (await post(http, "xin-so")).text
        await app.database.write(lambda c: c.execute(table.update().values(phone="0912345678", phone_state="given")))
        assert "0912345678" in (await http.get(f"{QUEUE}/1")).text
    async with signed_in(app, await add(app, name="Cô Tư")) as http:
        assert "0912345678" not in (await http.get(f"{QUEUE}/1")).text


async def test_a_thousand_waiting_are_paged_and_filtered(app: App) -> None:
    def fill(connection: Connection) -> None:
        common = {"channel": "test", "state": "new", "opened": NOW, "due": DUE, "promised": True, "round": 0}
        rows = [
            common | {"question": f"câu số {number}", "field": "ho-tich" if number % 2 else "dat-dai", "reason": ""}
            for number in range(1000)
        ]
        connection.execute(insert(table), rows)

    await app.database.write(fill)
    async with signed_in(app, await add(app)) as http:
        first = (await http.get(QUEUE)).text
        assert first.count("câu số") == 25
        assert "trang=2" in first
        last = (await http.get(f"{QUEUE}?trang=40")).text
        assert "câu số 999" in last
        assert "trang=41" not in last
        filtered = (await http.get(f"{QUEUE}?linh-vuc=dat-dai")).text
        assert filtered.count("câu số") == 25
        assert "câu số 1<" not in filtered
        assert (await http.get(f"{QUEUE}/1")).status_code == 200
        assert "Không có câu hỏi nào ở đây" in (await http.get(f"{QUEUE}?xem=toi")).text


async def test_a_removed_officials_question_is_free_on_the_page(app: App) -> None:
    await asked(app, "hỏi")
    hai = await add(app, Role.OFFICIAL, "Chị Hai")
    async with signed_in(app, hai) as http:
        await post(http, "nhan")
    await add(app)
    await app.database.write(partial(staff.remove, by=OPERATOR, member=hai.id, now=NOW))
    async with signed_in(app, await add(app, Role.OFFICIAL, "Anh Ba")) as http:
        assert "Anh chị đã nhận câu này" in (await post(http, "nhan")).text
