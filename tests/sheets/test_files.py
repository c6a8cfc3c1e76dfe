"""Files that real offices send: every encoding, sign between cells, heading and date; nobody's name is read."""

from __future__ import annotations

import contextlib
import io
import unicodedata
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.sheets import Found, SheetError, reading
from bot.sheets.legacy import _tables, legacy_encoding
from tests.kit import library
from tests.sheets.office import HEADS, ROWS, csv_text, found, there, workbook


def check_the_three(got: Found) -> None:
    """The three rows of `ROWS`, whatever they came in."""
    one, two, three = got.listed
    assert got.wrong_count == 0, got.wrong
    assert [listed.dossier for listed in got.listed] == [row[1] for row in ROWS]
    assert one.values["field"] == "ho-tich"
    assert one.values["procedure"] == "Đăng ký khai sinh"
    assert one.values["entry"]
    assert (one.values["received"], one.values["returned"]) == (
        there("02/11/2026 00:00:00"),
        there("04/11/2026 00:00:00"),
    )
    assert one.values["due"] == there("05/11/2026 23:59:59")
    assert (two.values["received"], two.values["due"]) == (there("02/11/2026 08:15:00"), there("02/11/2026 17:00:00"))
    assert [listed.values["outcome"] for listed in got.listed] == ["done", "open", "refused"]
    assert (three.values["field"], three.values["entry"]) == ("Việc lạ", None)
    assert got.unmatched == {"field": {"Việc lạ": 1}, "procedure": {"Thủ tục không có": 1}}
    assert got.personal == ["Người nộp", "Số CCCD"]
    assert "Nguyễn" not in str(got.listed)
    assert "079123456789" not in str(got)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258", "decomposed utf-8"]
)
def test_every_encoding_and_every_sign_between_cells(encoding: str, delimiter: str) -> None:
    text = csv_text(delimiter=delimiter)
    if encoding == "cp1258":
        text = text_1258(text)
    elif encoding.startswith("decomposed"):
        text, encoding = unicodedata.normalize("NFD", text), "utf-8"
    check_the_three(found(text.encode(encoding)))


def text_1258(text: str) -> str:
    """Letters with hats in one, tone marks apart, as Windows writes them."""
    apart = unicodedata.normalize("NFD", text)
    for base, hat in (
        ("a", "\u0302"),
        ("a", "\u0306"),
        ("e", "\u0302"),
        ("o", "\u0302"),
        ("o", "\u031b"),
        ("u", "\u031b"),
    ):
        for letter in (base, base.upper()):
            for below in ("", "\u0323"):
                whole = unicodedata.normalize("NFC", letter + hat)
                apart = apart.replace(letter + below + hat, whole + below)
    return apart


@pytest.mark.parametrize("encoding", ["TCVN3", "VNI", "VPS"])
@pytest.mark.parametrize("file", ["csv", "utf-8 csv", "xlsx"])
def test_words_in_an_old_encoding_are_refused_with_advice(encoding: str, file: str) -> None:
    table = {letter: written for written, letter in _tables()[encoding].items()}
    rows = [["".join(table.get(char, char) for char in cell) for cell in row] for row in (HEADS, *ROWS)]
    text = "".join(",".join(row) + "\n" for row in rows)
    raw = {
        "csv": lambda: text.encode("cp1252" if encoding == "VPS" else "latin-1", "replace"),
        "utf-8 csv": text.encode,
    }
    with pytest.raises(SheetError, match=f"old {encoding} encoding.*Unikey.*Unicode"):
        found(workbook(S=rows) if file == "xlsx" else raw[file]())


@given(st.text(max_size=300))
def test_no_other_text_is_taken_for_an_old_encoding(text: str) -> None:
    assert legacy_encoding(text) == ""


def test_our_own_words_are_not_taken_for_an_old_encoding() -> None:
    folder = Path(__file__).parents[2] / "faq" / "data"
    for path in folder.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        for start in range(0, len(text), 5000):
            assert legacy_encoding(text[start : start + 5000]) == "", path.name


def real(row: tuple[str, ...]) -> list[Any]:
    """A row with real dates as Excel has them."""
    cells: list[Any] = list(row)
    for place in (6, 7, 8):
        day, _, hour = cells[place].partition(" ")
        if day:
            moment = datetime.strptime(f"{day} {hour or '00:00'}", "%d/%m/%Y %H:%M")  # noqa: DTZ007 - as Excel has it
            cells[place] = moment if hour else moment.date()
        else:
            cells[place] = None
    return cells


def test_an_excel_file_with_real_dates() -> None:
    check_the_three(found(workbook(HoSo=[HEADS, *map(real, ROWS)]), "ho-so.xlsx"))


def test_day_numbers_instead_of_dates() -> None:
    def numbered(row: tuple[str, ...]) -> list[Any]:
        zero = datetime(1899, 12, 30)  # noqa: DTZ001 - as Excel counts
        cells = real(row)
        for place in (6, 7, 8):
            if cells[place] is not None:
                moment = cells[place]
                if not isinstance(moment, datetime):
                    moment = datetime.combine(moment, datetime.min.time())
                cells[place] = (moment - zero).total_seconds() / 86400
        return cells

    rows = [numbered(row) for row in ROWS]
    check_the_three(found(workbook(HoSo=[HEADS, *rows])))
    as_text = [[str(cell if cell is not None else "") for cell in row] for row in rows]
    check_the_three(found(csv_text(as_text, delimiter=";").replace(".0;", ";").encode()))


def test_the_official_register_with_merged_headings_groups_totals_and_signatures() -> None:
    """As the form of Circular 01/2018/TT-VPCP is filled in: two rows of headings, numbers below, words around."""
    rows: list[tuple[Any, ...]] = [
        ("ỦY BAN NHÂN DÂN PHƯỜNG",),
        ("SỔ THEO DÕI HỒ SƠ", None, None, None, None, None, None),
        (),
        ("TT", "Mã hồ sơ", "Tên TTHC", "Tên cá nhân, tổ chức", "Ngày, tháng, năm", None, None, "Ghi chú"),
        (None, None, None, None, "Nhận hồ sơ", "Hẹn trả kết quả", "Trả kết quả", None),
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"),
        ("I. Lĩnh vực Hộ tịch",),
        ("merge", "A7:H7"),
        (1, "H01-1", "Đăng ký khai sinh", "Nguyễn Văn A", date(2026, 11, 2), date(2026, 11, 5), None, "cha của bé X"),
        (2, "H01-2", "Đăng ký khai tử", "Trần B", date(2026, 11, 3), date(2026, 11, 3), date(2026, 11, 3), None),
        ("Hộ tịch",),
        (3, "H01-3", "", "Lê C", date(2026, 11, 3), None, None, None),
        ("TT", "Mã hồ sơ", "Tên TTHC", "Tên cá nhân, tổ chức", "Nhận hồ sơ", "Hẹn trả", "Trả kết quả", "Ghi chú"),
        (4, "H01-4", "Đăng ký khai sinh", "Phạm D", "04/11/2026", None, None, None),
        ("Tổng cộng", None, None, None, 4, 2, 1, None),
        (None, "Tổng số: 4 hồ sơ"),
        (),
        (None, None, "Long Phú, ngày 23 tháng 11 năm 2026", None, "NGƯỜI LẬP BIỂU"),
        (None, None, None, None, "Nguyễn Thị Cán Bộ"),
        ("merge", "A2:H2"),
        ("merge", "E4:G4"),
        ("merge", "A4:A5"),
        ("merge", "B4:B5"),
    ]
    got = found(workbook(So=rows))
    assert [listed.dossier for listed in got.listed] == ["H01-1", "H01-2", "H01-3", "H01-4"]
    assert got.wrong == []
    assert got.listed[0].values["received"] == there("02/11/2026 00:00:00")
    assert got.listed[0].values["due"] == there("05/11/2026 23:59:59")
    assert [listed.values["outcome"] for listed in got.listed] == ["open", "done", "open", "open"]
    assert [listed.values.get("field") for listed in got.listed] == ["ho-tich"] * 4
    assert got.passed_over == 8
    assert got.personal == ["Tên cá nhân, tổ chức", "Ghi chú"]
    assert "Nguyễn" not in str(got)
    assert "bé X" not in str(got)


def test_several_sheets_hidden_ones_and_ones_without_a_list() -> None:
    raw = workbook(Thang10=[HEADS, ROWS[0]], Thang11=[HEADS, *ROWS[1:]], BieuDo=[("Biểu đồ",)], An=[HEADS, ROWS[0]])
    book = load_workbook(io.BytesIO(raw))
    book["An"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    got = found(out.getvalue())
    check_the_three(got)
    assert (got.sheets, got.unread) == (["Thang10", "Thang11"], ["BieuDo"])


@pytest.mark.parametrize(
    "heads",
    [
        ("Số hồ sơ", "Ngày nhận", "Hẹn trả", "Ngày trả"),
        ("SO BIEN NHAN", "NGAY NOP HO SO", "NGAY HEN TRA KET QUA", "NGAY TRA KET QUA THUC TE"),
        ("Mã số hồ sơ (*)", "Thời gian tiếp nhận (dd/mm/yyyy hh:mm)", "Hạn giải quyết", "Ngày hoàn thành"),
        ("mã  HS:", "Ngày giờ tiếp nhận hồ sơ", "Ngày trả dự kiến", "Ngày kết thúc xử lý"),
        ("Mã biên nhận", "Thời điểm nhận hồ sơ", "Ngày đến hạn", "Thời gian trả kết quả"),
        ("Số tiếp nhận", "Ngày, tháng, năm tiếp nhận", "Ngày hẹn", "Ngày có kết quả"),
    ],
)
def test_headings_are_spelt_in_many_ways(heads: tuple[str, ...]) -> None:
    got = found(csv_text([("A-1", "02/11/2026", "05/11/2026", "04/11/2026")], heads, ";").encode())
    (listed,) = got.listed
    assert listed.values == {
        "received": there("02/11/2026 00:00:00"),
        "due": there("05/11/2026 23:59:59"),
        "returned": there("04/11/2026 00:00:00"),
        "outcome": "done",
    }


@pytest.mark.parametrize(
    "head",
    [
        *("Họ và tên", "Họ tên người nộp", "Tên công dân", "Chủ hồ sơ", "Số CMND/CCCD", "Số định danh cá nhân", "SĐT"),
        *("Số điện thoại", "Địa chỉ", "Nơi ở hiện tại", "Email", "Ngày sinh", "Cán bộ tiếp nhận", "Trích yếu nội dung"),
        *("Người ủy quyền", "Ghi chú", "Tên hồ sơ"),
    ],
)
def test_columns_about_people_are_not_read_and_said_so(head: str) -> None:
    heads = ("Mã hồ sơ", "Ngày nhận", head)
    got = found(csv_text([("A-1", "02/11/2026", "bí mật")], heads, ";").encode())
    assert got.personal == [head]
    assert "bí mật" not in str(got)


def test_a_procedure_is_known_by_its_code_and_brings_its_field() -> None:
    heads = ("Mã hồ sơ", "Ngày nhận", "Mã TTHC", "Tên TTHC", "Quầy")
    rows = [
        ("A-1", "02/11/2026", "1.001193", "gọi khác đi", "quầy vui"),
        ("A-2", "02/11/2026", "", "2.000635 - Cấp bản sao", "7"),
    ]
    one, two = found(csv_text(rows, heads, ";").encode()).listed
    assert (one.values["field"], one.values["procedure"], one.values["counter"]) == ("ho-tich", "gọi khác đi", "q1")
    assert one.values["entry"] == library().by_code("1.001193").id  # type: ignore[union-attr]
    assert two.values["counter"] == "7"


def test_the_same_dossier_twice_counts_once_and_a_contradiction_is_named() -> None:
    rows = [("A-1", "02/11/2026"), ("A-1", "02/11/2026"), ("A-1", "03/11/2026")]
    got = found(csv_text(rows, ("Mã hồ sơ", "Ngày nhận"), ";").encode())
    assert len(got.listed) == 1
    assert [(wrong.row, wrong.values) for wrong in got.wrong] == [(4, {"row": 2})]


def test_formulas_are_words_and_private_numbers_are_blanked() -> None:
    heads = ("Mã hồ sơ", "Ngày nhận", "Tên thủ tục")
    rows = [('"=""H01-7"""', "02/11/2026", "=cmd|' /C calc'!A0"), ("H01-8", "02/11/2026", "cho bà B 079123456789")]
    one, two = found(csv_text(rows, heads, ";").encode()).listed
    assert (one.dossier, one.values["procedure"]) == ("H01-7", "=cmd|' /C calc'!A0")
    assert two.values["procedure"] == "cho bà B [số đã che]"
    (formula,) = found(workbook(S=[heads, ("H01-9", "02/11/2026", "=1+1")])).listed
    assert formula.values["procedure"] in ("", "=1+1")


@pytest.mark.parametrize(
    ("raw", "name", "why"),
    [
        *((b"", "x.csv", "empty"), (b"\r\n \n", "x.csv", "empty"), (b"%PDF-1.7", "x.pdf", "no file that Excel")),
        *(
            (b"PK\x03\x04rubbish", "x.xlsx", "no file that Excel"),
            (b"\xd0\xcf\x11\xe0junk", "x.xls", "no file that Excel"),
        ),
        *(
            (b"hello\nworld\n", "x.csv", "No heading"),
            (csv_text((), ("Mã hồ sơ", "Lĩnh vực")).encode(), "x.csv", "day of receipt"),
        ),
        (csv_text((), ("Ngày nhận", "Lĩnh vực")).encode(), "x.csv", "dossier's number"),
    ],
)
def test_what_is_no_list_is_refused_with_a_reason(raw: bytes, name: str, why: str) -> None:
    with pytest.raises(SheetError, match=why):
        found(raw, name)


def test_a_small_file_that_holds_a_huge_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_LARGEST_INSIDE", 1000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 100_000)
    with pytest.raises(SheetError, match="too large"):
        found(out.getvalue())
    monkeypatch.setattr(reading, "_ROWS", 2)
    with pytest.raises(SheetError, match="too many rows"):
        found(csv_text().encode())


@given(st.binary(max_size=400))
def test_no_bytes_bring_it_down(raw: bytes) -> None:
    with contextlib.suppress(SheetError):
        found(raw)


@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=8))
def test_no_cells_bring_it_down(rows: list[list[str]]) -> None:
    lines = [",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows]
    text = "\n".join(["Mã hồ sơ,Ngày nhận,Trạng thái", *lines])
    got = found(text.encode("utf-8", "replace"))
    assert got.rows >= len(got.listed) + got.wrong_count
