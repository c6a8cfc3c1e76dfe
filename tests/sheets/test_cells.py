"""What stands in the cells: numbers, dates and outcomes as people and programs write them."""

from __future__ import annotations

import pytest

from tests.sheets.office import csv_text, found, there

REASONS = {
    "": "number is missing",
    "079123456789": "looks like an identity number",
    "0912 345 678": "looks like an identity number",
    "A" * 61: "longer than",
}


@pytest.mark.parametrize(("dossier", "why"), REASONS.items())
def test_a_wrong_number_is_named(dossier: str, why: str) -> None:
    got = found(
        csv_text([("1", dossier, "02/11/2026"), ("2", "A-2", "02/11/2026")], ("TT", "Mã hồ sơ", "Ngày nhận")).encode()
    )
    (wrong,) = got.wrong
    assert (wrong.row, got.wrong_count, got.rows) == (2, 1, 2)
    assert why in wrong.why


@pytest.mark.parametrize(
    ("received", "due", "returned", "why"),
    [
        ("", "", "", "receipt is missing"),
        ("11/23/2026", "", "", "no date like 25/12/2026"),
        ("31/02/2026", "", "", "no date"),
        ("hôm qua", "", "", "no date"),
        ("02/11/2026", "1", "", "no date"),
        ("02/11/2062", "", "", "cannot be"),
        ("02/11/1926", "", "", "cannot be"),
        ("02/11/2026", "01/11/2026", "", "does not fit"),
        ("02/11/2026", "02/11/2046", "", "does not fit"),
        ("02/11/2026", "", "01/11/2026", "before it was received"),
        ("02/11/2026", "", "02/12/2026", "still to come"),
        ("02/11/2026 99:99", "", "", "no date"),
    ],
)
def test_a_wrong_date_is_named(received: str, due: str, returned: str, why: str) -> None:
    heads = ("Mã hồ sơ", "Ngày nhận", "Ngày hẹn trả", "Ngày trả")
    got = found(csv_text([("A-1", received, due, returned)], heads, ";").encode())
    assert got.listed == []
    assert why in got.wrong[0].why


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        *(("2/11/2026", "00:00:00"), ("02-11-2026", "00:00:00"), ("02.11.26", "00:00:00"), ("2026-11-02", "00:00:00")),
        *(("02/11/2026 8:05", "08:05:00"), ("02/11/2026 08:05:09", "08:05:09"), ("08:05 02/11/2026", "08:05:00")),
        *(
            ("2026-11-02T08:05:00", "08:05:00"),
            ("02/11/2026 03:30 CH", "15:30:00"),
            ("2/11/2026 12:10:00 SA", "00:10:00"),
        ),
        *(("02/11/2026, 8h05", "08:05:00"), ("8 giờ 05 ngày 02/11/2026", "08:05:00"), ("'02/11/2026", "00:00:00")),
        *(("46328", "00:00:00"), ("46328,5", "12:00:00"), ("2026-11-02 08:05:00.000", "08:05:00")),
    ],
)
def test_dates_are_read_as_people_write_them(written: str, moment: str) -> None:
    (listed,) = found(csv_text([("A-1", written)], ("Mã hồ sơ", "Ngày nhận"), ";").encode()).listed
    assert listed.values["received"] == there(f"02/11/2026 {moment}")


@pytest.mark.parametrize(
    ("words", "returned", "outcome"),
    [
        *(
            ("Đã trả kết quả", "", "done"),
            ("Hoàn thành đúng hạn", "04/11/2026", "done"),
            ("Đang giải quyết", "", "open"),
        ),
        *(("Chưa giải quyết (quá hạn)", "", "open"), ("Quá hạn", "", "open"), ("Quá hạn", "04/11/2026", "done")),
        *(("Từ chối tiếp nhận", "", "refused"), ("Không đủ điều kiện", "04/11/2026", "refused")),
        *(("Trả lại hồ sơ", "04/11/2026", "returned"), ("Yêu cầu bổ sung", "", "open"), ("Chờ bổ sung", "", "open")),
        *(("Công dân rút hồ sơ", "", "withdrawn"), ("Đã hủy", "", "withdrawn"), ("Mới đăng ký", "", "open")),
        *(("Bản sao trích lục", "04/11/2026", "done"), ("", "", "open"), ("Đang xử lý", "04/11/2026", "done")),
    ],
)
def test_outcomes_in_the_softwares_words(words: str, returned: str, outcome: str) -> None:
    heads = ("Mã hồ sơ", "Ngày nhận", "Ngày trả", "Tình trạng")
    (listed,) = found(csv_text([("A-1", "02/11/2026", returned, words)], heads, ";").encode()).listed
    assert listed.values["outcome"] == outcome
