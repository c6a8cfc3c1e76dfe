"""When the desk is open, where it is, and that nothing is invented."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.clock import VIETNAM
from bot.messages import What
from tests.kit import Desk


def at(desk: Desk, moment: str) -> None:
    """Set the ward's wall clock."""
    there = datetime.fromisoformat(moment).replace(tzinfo=VIETNAM)
    desk.clock.move(seconds=(there - desk.clock.now()).total_seconds())


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-12-01T08:00", "Quầy đang mở đến 11:00."),
        ("2026-12-01T13:00", "Quầy đang mở đến 17:00."),
        ("2026-12-01T06:00", "Giờ này quầy đã nghỉ. Quầy mở lại lúc 7:00."),
        ("2026-12-01T12:00", "Bây giờ đang nghỉ trưa. Quầy mở lại lúc 13:00."),
        ("2026-12-01T19:00", "Giờ này quầy đã nghỉ. Quầy mở lại ngày mai lúc 7:00."),
        ("2026-12-04T16:45", "Giờ này quầy đã nghỉ. Quầy mở lại lúc 7:00 thứ Hai, 07/12/2026."),
        ("2026-12-06T09:00", "Hôm nay Chủ nhật, quầy nghỉ. Quầy mở lại ngày mai lúc 7:00."),
        ("2027-01-01T09:00", "Hôm nay nghỉ lễ ("),
    ],
)
async def test_todays_state_comes_first(kites: Desk, moment: str, said: str) -> None:
    at(kites, moment)
    (reply,) = await kites.ask("/gio")
    assert reply.text.startswith(said)
    assert "thứ Hai đến thứ Năm: 7:00–11:00, 13:00–17:00; thứ Sáu: 7:00–11:00, 13:00–16:30" in reply.text


async def test_the_special_day_is_told_on_the_day_and_on_its_eve(kites: Desk) -> None:
    at(kites, "2026-12-01T08:00")
    assert "Mai thứ Tư là “ngày không viết”. Cán bộ viết giúp tờ khai." in (await kites.ask("/gio"))[0].text
    at(kites, "2026-12-02T08:00")
    assert "Hôm nay thứ Tư là “ngày không viết”." in (await kites.ask("/gio"))[0].text
    at(kites, "2026-12-03T08:00")
    assert "ngày không viết" not in (await kites.ask("/gio"))[0].text


async def test_a_day_that_nobody_confirmed_is_told_with_its_date(desk: Desk) -> None:
    at(desk, "2026-12-01T08:00")
    reply = (await desk.ask("/gio"))[-1]
    assert "Mai thứ Tư là “ngày không viết, ngày không hẹn”." in reply.text
    assert "(Theo tin ngày 04/08/2022; bà con hỏi lại quầy xem có còn như vậy không.)" in reply.text


async def test_what_is_not_known_is_not_invented(desk: Desk) -> None:
    at(desk, "2026-12-01T08:00")
    await desk.ask("xin chào")
    for command, said in (("/gio", "giờ làm việc"), ("/diachi", "địa chỉ"), ("/dienthoai", "số điện thoại")):
        (reply,) = await desk.ask(command)
        assert "chưa có" in reply.text
        assert said in reply.text
        assert not any(
            sign.isdigit()
            for sign in reply.text.replace("113", "").replace("114", "").replace("115", "").replace("04/08/2022", "")
        )


async def test_the_address_has_a_map_and_a_location_is_answered_with_it(kites: Desk) -> None:
    (reply,) = await kites.ask("địa chỉ")
    assert reply.text == "Quầy thử: nhà không số, đường Không Tên"
    assert reply.buttons[0].url == "https://example.org/map"
    thanks, where = await kites.ask(what=What.LOCATION)
    assert "không giữ lại" in thanks.text
    assert where.text == reply.text


async def test_in_english_the_day_has_an_english_name(kites: Desk) -> None:
    at(kites, "2026-12-01T08:00")
    await kites.ask("english")
    (reply,) = await kites.ask("hours")
    assert reply.text.startswith("It is open now, until 11:00.\nTomorrow, Wednesday, is “")
    assert "Monday to Thursday: 7:00–11:00" in reply.text
