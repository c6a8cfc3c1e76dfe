"""Every kind of file that a report can be, in one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.figures.report import Report
from bot.reports.charts import picture
from bot.reports.csv_file import as_csv
from bot.reports.json_file import as_json
from bot.reports.tables import tables
from bot.reports.words import Words


@dataclass(frozen=True)
class FileKind:
    """What makes the file, and what a browser calls it. Making takes a while: call it in a thread."""

    make: Callable[[Report, Words], bytes]
    media_type: str


def _csv(report: Report, words: Words) -> bytes:
    return as_csv(tables(report, words))


def _xlsx(report: Report, words: Words) -> bytes:
    from bot.reports.xlsx_file import as_xlsx  # noqa: PLC0415 - the library is heavy, and few ask for it

    return as_xlsx(report, words)


def _docx(report: Report, words: Words) -> bytes:
    from bot.reports.docx_file import as_docx  # noqa: PLC0415 - as above

    return as_docx(report, words)


KINDS: dict[str, FileKind] = {
    "json": FileKind(as_json, "application/json"),
    "csv": FileKind(_csv, "text/csv; charset=utf-8"),
    "xlsx": FileKind(_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "docx": FileKind(_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "png": FileKind(picture, "image/png"),
}


def file_name(report: Report, kind: str) -> str:
    """What a downloaded file is called."""
    return f"hai-long-{report.period.first}-{report.period.last}.{kind}"
