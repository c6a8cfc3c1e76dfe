"""The figures as a spreadsheet: a sheet for each table, numbers as numbers, filters on, and how to read it first."""

from __future__ import annotations

import re
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bot.figures.report import Report
from bot.reports import sentences
from bot.reports.csv_file import harmless
from bot.reports.tables import Table, tables
from bot.reports.words import Words

_BOLD = Font(bold=True)
_HEAD = PatternFill("solid", fgColor="DDE8E5")
_WRAP = Alignment(wrap_text=True, vertical="top")
_NO_SHEET_NAME = re.compile(r"[\\/*?:\[\]]")
_WIDEST, _NAME_AT_MOST = 60, 31


def as_xlsx(report: Report, words: Words) -> bytes:
    """A report as an .xlsx file."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)  # noqa: S101 - a new workbook has one sheet
    _explain(first, report, words)
    for table in tables(report, words):
        _fill(book.create_sheet(_sheet_name(table.title)), table)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _explain(sheet: Worksheet, report: Report, words: Words) -> None:
    """The first sheet: what this is, the main sentences, and how every figure is worked out."""
    sheet.title = _sheet_name(words.t("How to read this"))
    sheet.column_dimensions["A"].width = 110
    lines = [sentences.title(report, words), words.ward.name, "", *sentences.five_lines(report, words), ""]
    for number, line in enumerate([*lines, *sentences.formulas(report, words)], 1):
        cell = sheet.cell(number, 1)
        _put(cell, line)
        cell.alignment = _WRAP
    sheet["A1"].font = Font(bold=True, size=14)


def _fill(sheet: Worksheet, table: Table) -> None:
    """One table as a sheet."""
    for column, heading in enumerate(table.columns, 1):
        cell = sheet.cell(1, column)
        _put(cell, heading)
        cell.font, cell.fill, cell.alignment = _BOLD, _HEAD, _WRAP
        width = max([12, *(len(str(row[column - 1])) + 2 for row in table.rows)] if column == 1 else [12])
        sheet.column_dimensions[get_column_letter(column)].width = min(_WIDEST, width)
    for number, row in enumerate(table.rows, 2):
        for column, value in enumerate(row, 1):
            _put(sheet.cell(number, column), "–" if value is None else value)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"
    if table.note:
        _put(sheet.cell(len(table.rows) + 3, 1), table.note)


def _put(cell: Cell | MergedCell, value: str | int | float) -> None:
    """Write a value; a text stays a text whatever it begins with."""
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(harmless(value)))
        cell.data_type = "s"
    else:
        cell.value = value
        cell.number_format = "0.0" if isinstance(value, float) else "0"


def _sheet_name(title: str) -> str:
    return _NO_SHEET_NAME.sub(" ", title)[:_NAME_AT_MOST].strip()
