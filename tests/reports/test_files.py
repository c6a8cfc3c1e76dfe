"""The files: the same numbers everywhere, nothing alive in a spreadsheet, an office paper in its form."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from io import BytesIO, StringIO

import pytest
from docx import Document
from openpyxl import load_workbook

from bot.figures.counts import Comment
from bot.figures.report import Report
from bot.reports import sentences
from bot.reports.csv_file import harmless
from bot.reports.files import KINDS
from bot.reports.words import Words


def made(kind: str, report: Report, words: Words) -> bytes:
    return KINDS[kind].make(report, words)


def texts(paper: bytes) -> str:
    document = Document(BytesIO(paper))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_every_place_tells_the_same_number(report: Report, words: Words) -> None:
    comma = "76,7" if words.language == "vi" else "76.7"
    assert comma in "\n".join(sentences.five_lines(report, words))
    assert comma in sentences.paragraph(report, words)
    assert json.loads(made("json", report, words))["total"]["share"]["percent"] == 76.7
    rows = list(csv.reader(StringIO(made("csv", report, words).decode("utf-8-sig"))))
    assert rows[2][1:7] == ["43", "33", "10", "76.7", "62.3", "86.8"]
    sheet = load_workbook(BytesIO(made("xlsx", report, words))).worksheets[1]
    assert [cell.value for cell in sheet[2]][1:7] == [43, 33, 10, 76.7, 62.3, 86.8]
    assert comma in texts(made("docx", report, words))


def test_a_share_can_be_worked_out_again_from_the_spreadsheet(report: Report, words: Words) -> None:
    book = load_workbook(BytesIO(made("xlsx", report, words)))
    checked = 0
    for sheet in (one for one in book.worksheets[1:] if one.max_column in (7, 13)):  # of groups
        for row in sheet.iter_rows(min_row=2, max_col=5, values_only=True):
            _, people, satisfied, _, percent = row
            if isinstance(percent, int | float) and isinstance(satisfied, int):
                assert percent == pytest.approx(100 * satisfied / people, abs=0.05)
                checked += 1
    assert checked >= 10


def test_numbers_are_numbers_and_every_sheet_can_be_filtered(report: Report, words: Words) -> None:
    book = load_workbook(BytesIO(made("xlsx", report, words)))
    assert len(book.worksheets) > 10
    for sheet in book.worksheets[1:]:
        assert sheet.auto_filter.ref
        assert sheet.freeze_panes == "B2"
    total = book.worksheets[1]
    assert [cell.data_type for cell in total[2]] == ["s"] + ["n"] * 12


@pytest.mark.parametrize("text", ["=1+1", "+84", "-1", "@SUM", "\t=1", "  =1", "|cmd", "=cmd|' /C calc'!A0", "＝1"])
def test_text_that_looks_like_a_formula_is_text(text: str) -> None:
    assert harmless(text) == "'" + text
    assert harmless("Quầy 1 = một") == "Quầy 1 = một"
    assert harmless("% hài lòng") == "% hài lòng"
    assert harmless(-1.5) == -1.5


def test_no_file_holds_a_living_formula(report: Report, words: Words) -> None:
    book = load_workbook(BytesIO(made("xlsx", report, words)))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert "'=Quầy 1" in [cell.value for cell in cells]
    assert all(cell.data_type != "f" for cell in cells)
    lines = csv.reader(StringIO(made("csv", report, words).decode("utf-8-sig")))
    assert [cell for line in lines for cell in line if cell.startswith(("=", "+", "@", "|"))] == []


def test_a_comment_that_looks_like_a_formula_is_dead_in_every_file(report: Report, words: Words) -> None:
    told = replace(report, comments=(Comment("ho-tich", "=cmd|' /C calc'!A0"), Comment("", "+84 bỏ\x00 qua\x0b")))
    book = load_workbook(BytesIO(made("xlsx", told, words)))
    last = book.worksheets[-1]
    assert [last["B2"].value, last["B3"].value] == ["'=cmd|' /C calc'!A0", "'+84 bỏ qua"]
    assert last["B2"].data_type == "s"
    assert "'=cmd|" in made("csv", told, words).decode("utf-8-sig")
    assert json.loads(made("json", told, words))["comments"][0]["text"] == "=cmd|' /C calc'!A0"


def test_the_document_has_the_form_of_the_office(report: Report, words: Words) -> None:
    text = texts(made("docx", report, words))
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN PHƯỜNG LONG PHÚ",
        "Số: ......",
        "ngày ...... tháng ...... năm ......",
    ):
        assert part in text
    assert sentences.title(report, words) in text
    assert len(Document(BytesIO(made("docx", report, words))).inline_shapes) == 4


def test_it_is_never_called_what_it_is_not(report: Report, words: Words) -> None:
    everything = [made("json", report, words).decode(), texts(made("docx", report, words))]
    assert all("SIPAS" not in text.upper() for text in everything)


def test_the_ways_of_rating_are_always_apart(report: Report, words: Words) -> None:
    line = sentences.apart(report, words)
    assert line in sentences.five_lines(report, words)
    assert "30" in line  # verified
    assert "13" in line  # the others, too few to be told one by one
    assert "6" in line  # flagged


@pytest.mark.parametrize("people", [0, None])
def test_flagged_ratings_are_told_also_where_nothing_else_is(report: Report, words: Words, people: int | None) -> None:
    """An office that typed in a pile of paper ballots and has no others looks for them."""
    few = replace(report, total=replace(report.total, people=people))
    (line,) = sentences.five_lines(few, words)
    assert "6" in line
    assert line == sentences.paragraph(few, words)


def test_what_stands_beside_every_figure(report: Report, words: Words) -> None:
    beside = "\n".join(sentences.formulas(report, words))
    assert "43" in beside
    assert "10:00 10/03/2026" in beside
    assert "Wilson" in beside
    plain = json.loads(made("json", report, words))
    assert plain["formulas"] == sentences.formulas(report, words)
    assert plain["tables"]["field"][0]["n"] == 30
