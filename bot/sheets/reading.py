"""A file of any kind as rows of plain values. XLSX and XLS are read by calamine, which evaluates nothing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import PurePath

from bot.i18n import mark
from bot.sheets import decoding
from bot.sheets.cells import Cell, Sheet
from bot.sheets.errors import SheetError

LARGEST = 24 * 1024 * 1024  # bytes of one file
_LARGEST_INSIDE = 400 * 1024 * 1024  # bytes that an XLSX may unpack to: a small file can hold a huge one
_ROWS = 200_000  # of all sheets together
_COLUMNS = 200
_SAMPLED = 300  # rows whose words are looked at for an old encoding
_OLD_OFFICE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"

_UNREADABLE = mark(
    "This is no file that Excel can read, or it is damaged or locked by a password. Please save it again."
)


def open_sheets(name: str, raw: bytes) -> list[Sheet]:
    """The visible sheets of a file, by what is in it and not by its name. Raises `SheetError`."""
    if not raw.strip(b"\0 \r\n\t"):
        raise SheetError(mark("The file is empty."))
    if len(raw) > LARGEST:
        raise SheetError(mark("The file is too large: at most {count} MB."), count=LARGEST // 1024**2)
    if raw.startswith((_ZIP, _OLD_OFFICE)):
        return _workbook(raw)
    if PurePath(name).suffix.lower() not in (".csv", ".txt", ".tsv", ""):
        raise SheetError(_UNREADABLE)
    rows: list[list[Cell]] = []
    for row in decoding.cells(decoding.decode(raw)):
        rows.append([cell[:1000] for cell in row[:_COLUMNS]])
        _check_length(len(rows))
    return [Sheet("", rows)]


def _workbook(raw: bytes) -> list[Sheet]:
    """The visible sheets of an Excel file."""
    from python_calamine import (  # noqa: PLC0415 - two megabytes that a bot without lists of visits has no use for
        CalamineError,
        CalamineWorkbook,
        SheetVisibleEnum,
    )

    if raw.startswith(_ZIP):
        _check_size_inside(raw)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        names = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
        sheets: list[Sheet] = []
        for name in names:
            rows: list[list[Cell]] = [
                [*row[:_COLUMNS]] for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            ]
            sheets.append(Sheet(name, rows))
            _check_length(sum(len(sheet.rows) for sheet in sheets))
    except (CalamineError, OSError, ValueError) as error:
        raise SheetError(_UNREADABLE) from error
    decoding.check_encoding("\n".join(_words(sheets)))
    return sheets


def _words(sheets: list[Sheet]) -> Iterator[str]:
    """The words of the first rows."""
    for sheet in sheets:
        for row in sheet.rows[:_SAMPLED]:
            yield " ".join(cell for cell in row if isinstance(cell, str))


def _check_size_inside(raw: bytes) -> None:
    """Refuse what unpacks to something no office has."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            size = sum(item.file_size for item in archive.infolist())
    except zipfile.BadZipFile as error:
        raise SheetError(_UNREADABLE) from error
    if size > _LARGEST_INSIDE:
        raise SheetError(mark("The file is too large: at most {count} MB."), count=LARGEST // 1024**2)


def _check_length(rows: int) -> None:
    if rows > _ROWS:
        raise SheetError(mark("The file has too many rows: at most {count}. Please send it in parts."), count=_ROWS)
