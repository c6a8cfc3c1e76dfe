"""What cannot be right in a notice is pointed at, and what can be is left alone."""

from __future__ import annotations

from datetime import date

import pytest

from bot.notice_checks import DAY, LINK, OVER, PHONE, WEEKDAY, Doubt, doubts

TODAY = date(2026, 11, 23)  # a Monday


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gọi 0296 3822 22", Doubt(PHONE, "0296 3822 22")),
        ("gọi 012345678901", Doubt(PHONE, "012345678901")),
        ("xem http//longphu.vn", Doubt(LINK, "http//longphu.vn")),
        ("xem https://longphu", Doubt(LINK, "https://longphu")),
        ("họp ngày 31/11/2026", Doubt(DAY, "31/11/2026")),
        ("họp 30/2", Doubt(DAY, "30/2")),
        ("thứ Ba ngày 25/11/2026", Doubt(WEEKDAY, "thứ Ba ngày 25/11/2026")),
        ("họp ngày 01/11/2026", Doubt(OVER, "01/11/2026")),
    ],
)
def test_pointed_at(text: str, expected: Doubt) -> None:
    assert doubts(text, "", TODAY) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Gọi 0912 345 678 hoặc 02963.822.222, +84 912345678, 1900 1234, 115.",
        "Xem https://angiang.gov.vn/tin?id=1, hoặc www.angiang.gov.vn.",
        "Thứ Tư ngày 25/11/2026, từ 8:00 đến 11:00; chủ nhật 29/11.",
        "Theo Nghị định 118/2025/NĐ-CP, Quyết định 1654/NQ-UBTVQH15, mã 1.001193, phí 8.000 đồng, 3/4 số hộ.",
        "Công văn số 12/2026 của phường.",
    ],
)
def test_left_alone(text: str) -> None:
    assert doubts(text, "", TODAY) == []


def test_the_link_of_its_own_field() -> None:
    assert doubts("", "longphu.vn/tin", TODAY) == [Doubt(LINK, "longphu.vn/tin")]
    assert doubts("", "https://longphu.vn/tin", TODAY) == []
