"""The pages on which the staff teach the bot: what was asked, what teaching would do, a second person, undoing."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from functools import partial

import httpx
import pytest

from bot.app import App
from bot.routes import Role
from bot.storage import audit
from bot.storage.audit import Filter
from faq import Verdict
from tests import inquirykit
from tests.kit import SetClock
from tests.learningkit import asked
from tests.staffkit import add, csrf_in, signed_in
from tests.webkit import serving

PATH = "/quan-tri/hoc-hoi"
TRASH = ["xe lấy rác mấy giờ tới", "may gio xe lay rac toi vay", "xe rác mấy giờ tới lấy rác"]
WAY = "đóng mộc đỏ lên giấy phô tô bằng cấp"


@pytest.fixture
async def app(database_url: str) -> AsyncIterator[App]:
    async with serving(database_url) as app:
        yield app


async def post(http: httpx.AsyncClient, where: str, path: str, **form: str) -> httpx.Response:
    """Send a form with what the page carries, and follow to what is said."""
    page = await http.get(where)
    return await http.post(path, data={"csrf": csrf_in(page.text), **form}, follow_redirects=True)


def first_group(page: str) -> str:
    """The address of the group that stands first."""
    found = re.search(rf'<h3><a href="({PATH}/[^"]+)"', page)
    assert found, "no group is listed"
    return found[1]


def group_of(page: str, words: str) -> str:
    """The address of the group with these words in its heading."""
    found = re.search(rf'<h3><a href="({PATH}/[^"]+)">[^<]*{words}', page)
    assert found, "no such group is listed"
    return found[1]


def move(app: App, **step: float) -> None:
    assert isinstance(app.clock, SetClock)
    app.clock.move(**step)


async def taught(app: App, one: httpx.AsyncClient, entry: str = "sao-y", words: str = WAY) -> str:
    """The first group, proposed as a way of asking; returns its address."""
    group = first_group((await one.get(PATH)).text)
    done = await post(one, group, f"{group}/cach-hoi", muc=entry, cach=words, reason="bà con hay nói vậy")
    assert "Đang chờ người thứ hai duyệt" in done.text, done.text
    return str(done.url.path)


async def answered(app: App, question: str, words: str) -> int:
    """A citizen passed a question on, and an official answered it; returns its number."""
    by = await inquirykit.official(app.database, "Quầy 1")
    inquiry = await inquirykit.ask(app.database, await inquirykit.citizen(app.database), question, field=None)
    assert await inquirykit.take(app.database, inquiry, by)
    assert await inquirykit.answer(app.database, inquiry, by, words)
    return inquiry


def change_in(page: str) -> str:
    found = re.search(r'name="change" value="(\d+)"', page)
    assert found
    return found[1]


async def test_nothing_to_learn_is_said_so(app: App) -> None:
    async with signed_in(app, await add(app)) as http:
        assert "Ở đây chưa có gì" in (await http.get(PATH)).text
        assert (await http.get(f"{PATH}/nobody")).status_code == 404


async def test_like_questions_stand_together_by_how_many_people_asked_and_nobody_is_named(app: App) -> None:
    await asked(app, ("ba-tu", "loa kéo ồn quá"))
    await asked(app, *((f"khach-{number}-x", text) for number, text in enumerate(TRASH)), ("khach-0-x", TRASH[0]))
    async with signed_in(app, await add(app)) as http:
        page = (await http.get(PATH)).text
        assert "3 người hỏi: “xe lấy rác mấy giờ tới”" in page
        assert page.index("3 người hỏi") < page.index("1 người hỏi: “loa kéo ồn quá”")
        assert "hỏi 4 lần" in page
        group = (await http.get(first_group(page))).text
    assert "may gio xe lay rac toi vay" in group
    assert "bot không biết (4)" in group
    assert "-x" not in re.sub(r"<option.*|<link.*|<script.*", "", page + group)
    assert "ba-tu" not in page


async def test_what_the_bot_said_and_what_they_chose_is_told(app: App) -> None:
    await asked(app, ("a", "<b>lấy mộc</b> đỏ"), verdict="answer", entry="khai-sinh", helpful=False)
    await asked(app, ("b", "lay moc do"), verdict="clarify", offered="khai-tu", chosen="sao-y")
    async with signed_in(app, await add(app)) as http:
        page = (await http.get(first_group((await http.get(PATH)).text))).text
    assert "&lt;b&gt;lấy mộc&lt;/b&gt; đỏ" in page
    assert "bot đã trả lời: Khai sinh (1)" in page
    assert "bot hỏi lại: Khai tử (1)" in page
    assert "Bà con chọn" in page
    assert "Sao y, công chứng bản sao (1)" in page
    assert "bấm “Chưa”: 1" in page


async def test_taught_by_one_approved_by_another_answered_at_once_and_taken_back(app: App) -> None:
    await asked(app, ("a", WAY))
    library = app.shelf.library
    assert library.search(WAY).entry is None or library.search(WAY).entry.id != "sao-y"  # type: ignore[union-attr]
    async with (
        signed_in(app, await add(app, name="Chị Hai")) as one,
        signed_in(app, await add(app, name="Anh Ba")) as two,
    ):
        looked = (await one.get(f"{first_group((await one.get(PATH)).text)}/cach-hoi?muc=sao-y")).text
        assert '<td class="number">289</td>' in looked  # of the project's own questions, before and after
        group = await taught(app, one)
        assert app.shelf.library is library  # nothing holds before somebody else has looked at it
        page = (await one.get(group)).text
        own = await post(one, group, f"{group}/duyet", change=change_in(page))
        assert "cần người thứ hai xem" in own.text
        live = await post(two, group, f"{group}/duyet", change=change_in(page))
        assert "từ câu hỏi sau là bot biết" in live.text
        found = app.shelf.library.search(WAY)
        assert (found.verdict, found.entry and found.entry.id) == (Verdict.ANSWER, "sao-y")
        assert "Ở đây chưa có gì" in (await one.get(PATH)).text
        assert "đã dạy: Sao y" in (await one.get(f"{PATH}?xem=xong")).text
        assert "ghi lý do" in (await post(two, group, f"{group}/hoan-lai", change=change_in(page))).text
        back = await post(two, group, f"{group}/hoan-lai", change=change_in(page), reason="dạy nhầm")
        assert "Bot trả lời như trước" in back.text
        assert app.shelf.library.search(WAY).entry is None or app.shelf.library.search(WAY).entry.id != "sao-y"  # type: ignore[union-attr]
        assert "1 người hỏi" in (await one.get(PATH)).text
        assert "dạy nhầm" in (await one.get(group)).text
    acts = [one.act for one in await app.database.read(partial(audit.entries, wanted=Filter(), limit=30))]
    for act in ("group-taught", "entry-proposed", "entry-approved", "entry-undone"):
        assert act in acts


async def test_what_takes_another_entrys_questions_is_not_proposed(app: App) -> None:
    await asked(app, ("a", "đăng ký khai sinh cho con"))
    async with signed_in(app, await add(app)) as http:
        group = first_group((await http.get(PATH)).text)
        looked = await http.get(f"{group}/cach-hoi", params={"muc": "sao-y"})
        assert "Đề nghị: người thứ hai duyệt" not in looked.text
        tried = await post(
            http, group, f"{group}/cach-hoi", muc="sao-y", cach="đăng ký khai sinh cho con", reason="thử"
        )
        assert tried.status_code == 400
        assert "chờ người thứ hai (0)" in (await http.get(PATH)).text
        empty = await http.get(f"{group}/cach-hoi", params={"muc": "khong-co"}, follow_redirects=True)
        assert "chọn một mục" in empty.text


async def test_refused_it_is_open_again(app: App) -> None:
    await asked(app, ("a", WAY))
    async with signed_in(app, await add(app)) as one, signed_in(app, await add(app, name="Anh Ba")) as two:
        group = await taught(app, one)
        assert "Ở đây chưa có gì" in (await one.get(PATH)).text
        page = (await two.get(f"{PATH}?xem=cho")).text
        assert "đề nghị cho mục: Sao y" in page
        said = await post(two, group, f"{group}/tu-choi", change=change_in((await two.get(group)).text), note="chưa rõ")
        assert "mở lại" in said.text
        assert first_group((await one.get(PATH)).text) == group
        again = await taught(app, one)  # the same group can be taught anew
        assert again == group


async def test_put_aside_it_comes_back_only_if_many_more_ask(app: App) -> None:
    await asked(app, *((f"a{number}", "loa kéo ồn quá") for number in range(2)))
    async with signed_in(app, await add(app)) as http:
        group = first_group((await http.get(PATH)).text)
        assert "ghi lý do" in (await post(http, group, f"{group}/bo-qua")).text
        done = await post(http, group, f"{group}/bo-qua", reason="đã có chỗ phản ánh, số tui 0912345678")
        assert "hiện lại" in done.text
        assert "0912345678" not in done.text
        move(app, hours=1)
        await asked(app, *((f"b{number}", "loa keo on qua") for number in range(4)))
        assert "Ở đây chưa có gì" in (await http.get(PATH)).text
        await asked(app, ("c", "loa kéo ồn quá chừng"))
        assert "7 người hỏi" in (await http.get(PATH)).text
        assert "có thêm nhiều người hỏi" in (await http.get(PATH)).text


async def test_put_aside_it_can_be_opened_again_and_of_two_one_is_faster(app: App) -> None:
    await asked(app, ("a", "loa kéo ồn quá"))
    async with signed_in(app, await add(app)) as one, signed_in(app, await add(app, name="Anh Ba")) as two:
        group = first_group((await one.get(PATH)).text)
        done = await post(one, group, f"{group}/bo-qua", reason="thử")
        again = await post(two, group, f"{group}/chuyen", field="van-hoa", reason="thử")
        assert "đã chuyển cho" in again.text  # seen as put aside, and handed on all the same: a decision anew
        opened = await post(two, str(done.url.path), f"{done.url.path}/mo-lai")
        assert "Đã mở lại" in opened.text
        assert "1 người hỏi" in (await one.get(PATH)).text


async def test_officials_see_their_fields_and_what_was_handed_to_them(app: App) -> None:
    await asked(app, ("a", "khai sinh của bé"), verdict="answer", entry="khai-sinh", helpful=False)
    await asked(app, ("b", "xyzt qwrt plmk"))
    culture = await add(app, Role.OFFICIAL, "Quầy văn hóa", ("van-hoa",))
    births = await add(app, Role.OFFICIAL, "Quầy hộ tịch", ("ho-tich",))
    async with signed_in(app, await add(app)) as boss, signed_in(app, culture) as one, signed_in(app, births) as two:
        assert "khai sinh của bé" in (await two.get(PATH)).text
        page = (await one.get(PATH)).text
        assert "khai sinh của bé" not in page
        assert "xyzt" in page  # whose field it is nobody knows: everybody's
        group = group_of((await two.get(PATH)).text, "khai sinh của bé")
        assert (await one.get(group)).status_code == 404
        assert "chọn lĩnh vực" in (await post(boss, group, f"{group}/chuyen", field="khong-co", reason="a")).text
        await post(boss, group, f"{group}/chuyen", field="van-hoa", reason="bên văn hóa lo")
        assert "khai sinh của bé" in (await one.get(PATH)).text
        assert "khai sinh của bé" not in (await two.get(PATH)).text
        denied = await post(one, PATH, f"{group}/duyet", change="1")
        assert denied.status_code == 403


async def test_a_taught_group_that_is_asked_in_vain_again_is_open_again(app: App) -> None:
    await asked(app, ("a", WAY))
    async with signed_in(app, await add(app)) as one, signed_in(app, await add(app, name="Anh Ba")) as two:
        group = await taught(app, one)
        await post(two, group, f"{group}/duyet", change=change_in((await two.get(group)).text))
        move(app, hours=1)
        await asked(app, ("b", WAY), verdict="answer", entry="sao-y", helpful=False)
        page = (await one.get(PATH)).text
        assert "1 người hỏi" in page
        assert "vẫn có người hỏi" in page


async def test_an_officials_answer_becomes_an_entry_that_answers_the_next_one(app: App) -> None:
    words = "chừng nào phường xịt muỗi"
    await asked(app, ("a", words), ("b", "phường chừng nào xịt muỗi vậy"), ("b", "bao giờ phường xịt muỗi"))
    inquiry = await answered(app, words, "Thứ Bảy tuần này tổ y tế xịt muỗi cả khóm.")
    async with signed_in(app, await add(app)) as one, signed_in(app, await add(app, name="Anh Ba")) as two:
        group = first_group((await one.get(PATH)).text)
        page = (await one.get(group)).text
        assert "Thứ Bảy tuần này tổ y tế xịt muỗi" in page
        form = await post(one, group, f"{group}/viet", inquiry=str(inquiry))
        assert form.url.path == "/quan-tri/muc/moi"
        assert "ghi thêm nguồn" in form.text
        values = dict(form.url.params)
        assert values["inquiry"] == str(inquiry)
        assert "2 người hỏi" in (await one.get(PATH)).text  # nothing is proposed yet
        sign = {"csrf": csrf_in(form.text), **values, "reason": "bà con hỏi nhiều", "field": "chung"}
        bare = await one.post("/quan-tri/muc/moi", data=sign)
        assert bare.status_code == 400  # without a source and its date
        sign |= {"source.title": "Thông báo của trạm y tế", "undated": "1"}
        done = await one.post("/quan-tri/muc/moi", data=sign, follow_redirects=True)
        assert "/quan-tri/muc/de-nghi/" in str(done.url), done.text
        waits = (await two.get(f"{PATH}?xem=cho")).text
        group = first_group(waits)
        live = await post(two, group, f"{group}/duyet", change=change_in((await two.get(group)).text))
        assert "từ câu hỏi sau là bot biết" in live.text
    found = app.shelf.library.search("khi nào phường xịt muỗi")
    assert found.entry
    assert "Thứ Bảy tuần này" in found.entry.summary


async def test_a_new_entry_can_be_begun_without_anybodys_answer(app: App) -> None:
    await asked(app, ("a", "loa kéo ồn quá"))
    async with signed_in(app, await add(app)) as http:
        group = first_group((await http.get(PATH)).text)
        assert "Chưa có cán bộ nào trả lời" in (await http.get(group)).text
        form = await post(http, group, f"{group}/viet")
        assert (form.url.params["ways"], form.url.params["id"]) == ("loa kéo ồn quá", "loa-keo-on-qua")
        again = await post(http, f"{PATH}/g1", f"{PATH}/g1/bo-qua", reason="thôi")
        assert "hiện lại" in again.text
