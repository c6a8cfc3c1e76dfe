"""A receipt's code links a talk to a visit: typed, scanned, refused kindly, slowed down, undone."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, update

from bot import codes
from bot.counter_codes import Quarter
from bot.messages import Reply
from bot.posters import codes_of
from bot.storage import audit, keys, visits
from bot.storage.audit import Filter
from bot.storage.tables import people, staff
from bot.storage.visits import Visit
from tests.kit import MONDAY_MORNING as NOW
from tests.kit import Desk

DUE = datetime(2026, 11, 26, 16, 59, 59, tzinfo=UTC)  # the end of Thursday at the ward


async def made(desk: Desk, **values: Any) -> Visit:
    values = {"field": "ho-tich", "procedure": "Đăng ký khai sinh", "due": DUE, **values}
    return await desk.app.database.write(lambda c: visits.add(c, "page", NOW, **values))


async def met(desk: Desk, *who: str) -> None:
    """The first words are said."""
    for name in who or ("ba-tu",):
        await desk.ask("xin chào", who=name)


async def become_staff(desk: Desk, who: str = "ba-tu", role: str = "official") -> None:
    def work(connection: Connection) -> None:
        row = {"name": "Quầy 1", "role": role, "fields": [], "made": NOW}
        member = connection.execute(insert(staff).values(row).returning(staff.c.id)).scalar_one()
        connection.execute(update(people).where(people.c.account == who).values(staff=member))

    await met(desk, who)
    await desk.app.database.write(work)


async def kept(desk: Desk, visit: Visit) -> Visit:
    found = await desk.app.database.write(lambda c: visits.by_id(c, visit.id))
    assert found
    return found


def wrong(code: str) -> str:
    """A code like another with its check character right, that nobody has."""
    for place, other in itertools.product(range(8), codes.SIGNS):
        body = code[:place] + other + code[place + 1 : -1]
        if other != code[place] and codes.is_mixed(body + codes.check_character(body)):
            break
    return body + codes.check_character(body)


async def test_a_typed_code_links_and_says_to_what(desk: Desk) -> None:
    visit = await made(desk)
    await met(desk)
    (reply,) = await desk.ask(f"dạ mã của tui là {codes.shown(visit.code).lower()} nha")
    assert codes.shown(visit.code) in reply.title
    for piece in ("Đăng ký khai sinh", "26/11/2026", "trễ hẹn", "không ghi tên"):
        assert piece in reply.text
    assert (await kept(desk, visit)).person
    (again,) = await desk.ask(visit.code)
    assert "đã ghép từ trước" in again.title


async def test_a_scanned_code_links_even_a_stranger(desk: Desk) -> None:
    visit = await made(desk, procedure="", due=DUE - timedelta(hours=7, minutes=29, seconds=59))
    welcome, reply = await desk.ask(f"/start v-{visit.code}")
    assert "trợ lý" in welcome.text
    assert "Hộ tịch" in reply.text
    assert "16:30 ngày 26/11/2026" in reply.text
    assert (await kept(desk, visit)).person


async def test_another_persons_receipt_is_refused_politely(desk: Desk) -> None:
    visit = await made(desk)
    await met(desk, "ba-tu", "chu-nam")
    await desk.ask(visit.code, who="ba-tu")
    first = (await kept(desk, visit)).person
    (reply,) = await desk.ask(visit.code, who="chu-nam")
    assert "cuộc trò chuyện khác" in reply.text
    assert "khai sinh" not in reply.text
    assert (await kept(desk, visit)).person == first


@pytest.mark.parametrize(("typed", "said"), [("K7M-4PX-9H2", "chỗ chưa đúng"), ("mã k7m 4px 9h", "chỗ chưa đúng")])
async def test_a_slip_is_told_as_one(small_desk: Desk, typed: str, said: str) -> None:
    await met(small_desk)
    (reply,) = await small_desk.ask(typed)
    assert said in reply.text


async def test_a_posters_code_is_known_within_a_sentence(small_desk: Desk) -> None:
    key = await small_desk.app.database.write(partial(keys.key, name=keys.COUNTERS, now=NOW))
    code = codes_of(small_desk.app.ward, key).code("", Quarter(2026, 4))
    await met(small_desk)
    (reply,) = await small_desk.ask(f"mã ở bảng là {codes.shown(code).lower()} nha")
    assert "Rất hài lòng" in str(reply.buttons)


async def test_who_tries_many_codes_has_to_wait(small_desk: Desk) -> None:
    desk, visit = small_desk, await made(small_desk)
    await met(desk, "ba-tu", "chu-nam")
    for _ in range(6):
        (reply,) = await desk.ask(wrong(visit.code))
        assert "Không có phiếu nào" in reply.text
        desk.clock.move(seconds=20)
    (reply,) = await desk.ask(visit.code)
    assert "Xin đợi 8 phút" in reply.text
    assert (await kept(desk, visit)).person is None
    (other,) = await desk.ask(visit.code, who="chu-nam")
    assert "Đã ghép" in other.title
    desk.clock.move(minutes=9)
    (reply,) = await desk.ask(visit.code)
    assert "cuộc trò chuyện khác" in reply.text


async def test_a_late_receipt_says_so(small_desk: Desk) -> None:
    visit = await made(small_desk)
    await met(small_desk)
    small_desk.clock.move(days=5)
    (reply,) = await small_desk.ask(visit.code)
    assert "Đã quá ngày hẹn trả (26/11/2026)" in reply.text


async def test_linked_receipts_are_shown_and_cut(desk: Desk) -> None:
    (none,) = (await desk.ask("phiếu của tôi"))[1:]
    assert "Chưa có phiếu nào" in none.text
    one, two = await made(desk), await made(desk, procedure="Chứng thực bản sao", outcome="done", returned=NOW)
    for visit in (one, two):
        await desk.ask(visit.code)
    (data,) = await desk.ask("/dulieu")
    assert "2 phiếu hẹn" in data.text
    (mine,) = await desk.press("Xem phiếu đã ghép")
    assert "Chứng thực bản sao. Đã có kết quả." in mine.text
    assert "Đăng ký khai sinh. Hẹn trả kết quả: 26/11/2026." in mine.text
    (cut,) = await desk.press(f"Bỏ ghép {codes.shown(one.code)}")
    assert "Đã bỏ ghép" in cut.text
    assert (await kept(desk, one)).person is None
    assert (await kept(desk, two)).person
    await desk.ask(one.code, who="chu-nam")
    await desk.ask(data=f"receipt:unlink:{one.id}")  # no longer theirs to cut
    assert (await kept(desk, one)).person


async def test_erasing_everything_unlinks(desk: Desk) -> None:
    visit = await made(desk)
    await desk.ask(visit.code)
    await desk.ask("/xoa")
    await desk.press("Có, xóa hết")
    left = await kept(desk, visit)
    assert (left.person, left.linked) == (None, None)


async def test_in_a_group_nothing_is_told(small_desk: Desk) -> None:
    visit = await made(small_desk)
    for words in (visit.code, "/phieu", f"/start v-{visit.code}"):
        (reply,) = await small_desk.ask(words, group=True)
        assert "nhắn riêng" in reply.text
    assert (await kept(small_desk, visit)).person is None


async def test_the_staff_see_how_it_stands_and_are_not_linked(small_desk: Desk) -> None:
    visit = await made(small_desk)
    await become_staff(small_desk)
    (reply,) = await small_desk.ask(visit.code)
    assert "Chưa có ai ghép" in reply.text
    assert (await kept(small_desk, visit)).person is None
    (reply,) = await small_desk.ask(wrong(visit.code))
    assert "Không có lượt hồ sơ nào" in reply.text


async def rows(desk: Desk) -> list[Visit]:
    return await desk.app.database.write(lambda c: [Visit(*row) for row in c.execute(select(*visits.COLUMNS))])


async def test_an_official_makes_a_code_in_the_chat(desk: Desk) -> None:
    await become_staff(desk)
    (fields,) = await desk.ask("tạo mã")
    assert "lĩnh vực nào" in fields.text
    (procedure,) = await desk.press("Hộ tịch (khai sinh, kết hôn, khai tử)")
    assert procedure.buttons[-1].label == "Bỏ qua"
    (day,) = await desk.ask("1.001193")
    labels = [button.label for button in day.buttons]
    assert labels[:3] == ["Hôm nay (23/11/2026)", "1 ngày (25/11/2026)", "3 ngày (27/11/2026)"]  # the 24th is a holiday
    (done,) = await desk.press("3 ngày (27/11/2026)")
    (visit,) = await rows(desk)
    assert done.title == codes.shown(visit.code)
    assert (visit.field, visit.source, visit.due, visit.outcome) == ("ho-tich", "chat", DUE + timedelta(days=1), "open")
    assert visit.entry
    assert visit.procedure in done.text
    (entry,) = await desk.app.database.write(lambda c: audit.entries(c, Filter(act="visit-made"), 5))
    assert (entry.name, entry.about) == ("Quầy 1", f"visit:{visit.id}")
    linked = await desk.ask(visit.code, who="ba-con")
    assert "27/11/2026" in linked[-1].text


async def test_everything_but_the_field_may_be_left_out_and_days_typed(desk: Desk) -> None:
    await become_staff(desk)
    await desk.ask("/hoso")
    await desk.press("Hộ tịch (khai sinh, kết hôn, khai tử)")
    await desk.press("Bỏ qua")
    for typed, said in (("mai mốt", "Chưa đọc được"), ("22/11/2026", "đã qua"), ("31/02/2027", "Chưa đọc được")):
        (reply,) = await desk.ask(typed)
        assert said in reply.text
    await desk.ask("5/12")
    await desk.press("Tạo mã nữa")
    await desk.press("Hộ tịch (khai sinh, kết hôn, khai tử)")
    await desk.ask("Xác nhận gì đó cho ông 079123456789")
    await desk.press("Không hẹn ngày")
    first, second = await rows(desk)
    assert (first.procedure, first.entry) == ("", None)
    assert first.due == datetime(2026, 12, 5, 16, 59, 59, tzinfo=UTC)
    assert (second.procedure, second.due) == ("Xác nhận gì đó cho ông [số đã che]", None)


async def test_a_citizen_makes_no_code(small_desk: Desk) -> None:
    await met(small_desk)
    said: list[Reply] = []
    for words in ("/hoso", "tạo mã"):
        said += await small_desk.ask(words)
    said += await small_desk.ask(data="make:field:ho-tich")
    said += await small_desk.ask(data="make:day:3")
    assert all("lĩnh vực nào?" not in reply.text.casefold() for reply in said)
    assert await rows(small_desk) == []
