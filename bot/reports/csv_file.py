"""The figures as one long CSV, and what keeps a spreadsheet from taking a text for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO

from bot.reports.tables import Cell, Table

_ALIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "＝", "＋", "－", "＠")


def harmless(cell: Cell) -> Cell:
    """A cell that no spreadsheet runs: text that begins like a formula gets an apostrophe before it."""
    return "'" + cell if isinstance(cell, str) and cell.lstrip(" \u00a0\ufeff").startswith(_ALIVE) else cell


def as_csv(tables: Iterable[Table]) -> bytes:
    """Every table, one below the other, with a byte order mark so that spreadsheets read the Vietnamese."""
    text = StringIO()
    writer = csv.writer(text)
    for table in tables:
        writer.writerow([harmless(table.title)])
        writer.writerow([harmless(column) for column in table.columns])
        writer.writerows([["" if cell is None else harmless(cell) for cell in row] for row in table.rows])
        writer.writerow([])
    return text.getvalue().encode("utf-8-sig")
