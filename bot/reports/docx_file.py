"""The figures as an office report: national heading, a paragraph, pictures and tables.

Number, day, addressees and who signs are left to fill in: they are the office's, not the program's.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

from bot.figures.report import Report
from bot.reports import charts, sentences
from bot.reports.tables import Table, tables
from bot.reports.words import Words

_FONT = "Times New Roman"
_LEVELS_FROM = 8  # the column after which a table of groups tells the levels, too many for a sheet of paper
_SHOWN = ("total", "levels", "mode", "field", "reasons", "wednesday", "work")


def as_docx(report: Report, words: Words) -> bytes:
    """A report as a .docx file."""
    paper = Document()
    _page(paper)
    _heading(paper, words)
    _centred(paper, words.t("REPORT"), bold=True, size=14)
    _centred(paper, sentences.title(report, words), bold=True)
    _plain(paper, sentences.paragraph(report, words))
    if report.total.satisfied:
        for name in charts.CHARTS:
            paper.add_picture(BytesIO(charts.draw(name, report, words, "png")), width=Cm(16))
    for number, table in enumerate((one for one in tables(report, words) if one.name in _SHOWN), 1):
        _table(paper, number, table, words)
    _plain(paper, words.t("How the figures are worked out:"), bold=True)
    for line in sentences.formulas(report, words):
        _plain(paper, f"- {line}", size=11)
    _signature(paper, words)
    target = BytesIO()
    paper.save(target)
    return target.getvalue()


def _page(paper: Paper) -> None:
    """A4 with the margins of an office paper."""
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin = section.bottom_margin = section.right_margin = Cm(2)
    section.left_margin = Cm(3)
    style = paper.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(13)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)


def _heading(paper: Paper, words: Words) -> None:
    """The ward on the left, the nation on the right; the number and the day are left to fill in."""
    grid = paper.add_table(rows=1, cols=2)
    left, right = grid.rows[0].cells
    _in_cell(left, [(f"ỦY BAN NHÂN DÂN {words.ward.name}".upper(), True), ("", False), ("Số: ....../BC-......", False)])
    nation = [("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True), ("Độc lập - Tự do - Hạnh phúc", True)]
    _in_cell(right, [*nation, ("...................., ngày ...... tháng ...... năm ......", False)])
    paper.add_paragraph()


def _in_cell(cell: _Cell, lines: Iterable[tuple[str, bool]]) -> None:
    for number, (text, bold) in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(text)
        run.bold, run.font.size = bold, Pt(12)
        run.italic = text.endswith("năm ......")


def _centred(paper: Paper, text: str, *, bold: bool, size: int = 13) -> None:
    paragraph = _plain(paper, text, bold=bold, size=size)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _plain(paper: Paper, text: str, *, bold: bool = False, size: int = 13) -> Paragraph:
    paragraph = paper.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)
    return paragraph


def _table(paper: Paper, number: int, table: Table, words: Words) -> None:
    """One table; the levels of each group are in the spreadsheet."""
    _plain(paper, words.t("Table {number}. {title}", number=number, title=table.title), bold=True)
    width = min(len(table.columns), _LEVELS_FROM)
    grid = paper.add_table(rows=1, cols=width, style="Table Grid")
    _cells(grid.rows[0], table.columns[:width], bold=True)
    _repeat(grid.rows[0])
    for row in table.rows:
        texts = [cell if isinstance(cell, str) else words.number(cell) for cell in row[:width]]
        _cells(grid.add_row(), texts)
    if table.note:
        _plain(paper, table.note, size=11)


def _cells(row: _Row, texts: Iterable[str], *, bold: bool = False) -> None:
    for number, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        paragraph = cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if number == 0 else WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(text)
        run.bold, run.font.size = bold, Pt(10)


def _repeat(row: _Row) -> None:
    """Have the headings stand again on every page that a table reaches."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # the library has no word for it


def _signature(paper: Paper, words: Words) -> None:
    """Who gets it and who signs, left to fill in."""
    grid = paper.add_table(rows=1, cols=2)
    _in_cell(grid.rows[0].cells[0], [("Nơi nhận:", True), ("....................", False), ("Lưu: VT.", False)])
    _in_cell(grid.rows[0].cells[1], [("CHỨC VỤ NGƯỜI KÝ", True), ("(Ký, ghi rõ họ tên, đóng dấu)", False)])
