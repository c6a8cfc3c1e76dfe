"""The visits of a list: right rows as they will be kept, wrong ones by number and reason, and what was left alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.choices import fold
from bot.i18n import mark
from bot.sheets.cells import Cell, Sheet
from bot.sheets.dates import read_moment
from bot.sheets.errors import SheetError
from bot.sheets.headers import Column, Heading, column_of, find_heading
from bot.sheets.matching import Known
from bot.sheets.one import RowError, read_row, text_of

__all__ = ["Found", "Listed", "Wrong", "find"]

_KEPT_WRONG = 1000  # of the wrong rows of one file
_TOTAL = re.compile(r"(?:tong(?: (?:cong|so|ho so))?|cong|tong cong)\b.*")
_NUMBER = re.compile(r"(?=.*\d)\S+(?: \S+)?")  # what may be a dossier's
_NUMBERS = re.compile(r"\(?\s*\d{1,2}\s*\)?")
_AHEAD = timedelta(days=1)  # a clock that goes wrong by less is no fault of the row


@dataclass(frozen=True)
class Listed:
    """One right row: its number in its sheet, its dossier, and the values to keep (see `Visit`)."""

    row: int
    dossier: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Wrong:
    """One wrong row: where it stands, why it is not taken (a msgid with its values), and what was read of it."""

    sheet: str
    row: int
    why: str
    values: dict[str, Any]
    cells: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        """A plain form for the imports table."""
        return {"sheet": self.sheet, "row": self.row, "why": self.why, "values": self.values, "cells": self.cells}


@dataclass
class Found:
    """What a file holds."""

    listed: list[Listed] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    wrong_count: int = 0
    rows: int = 0  # right and wrong ones
    passed_over: int = 0  # totals, headings in between, signatures: no visits
    columns: dict[str, str] = field(default_factory=dict)  # what is read: the heading of each
    personal: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)  # sheets without a heading
    unmatched: dict[str, dict[str, int]] = field(default_factory=dict)  # per column the words nobody here knows


def find(sheets: Sequence[Sheet], known: Known, now: datetime) -> Found:
    """The visits in all sheets of a file. Raises `SheetError` where no sheet is a list of visits."""
    found = Found()
    reader = _Reader(found, known, now)
    missing: set[Column] = set()
    for sheet in sheets:
        heading = find_heading(sheet.rows)
        if heading is None or heading.missing:
            missing |= heading.missing if heading else set()
            if any(any(text_of(cell) for cell in row) for row in sheet.rows):
                found.unread.append(sheet.name)
            continue
        reader.read(sheet, heading)
    if not found.sheets:
        raise SheetError(_why_none(missing))
    found.unmatched = {name: dict(words.most_common(50)) for name, words in reader.unmatched.items() if words}
    return found


class _Reader:
    """Reads sheet after sheet into one `Found`; a dossier counts once in a file."""

    def __init__(self, found: Found, known: Known, now: datetime) -> None:
        self._found = found
        self._known = known
        self._latest = now + _AHEAD
        self._seen: dict[str, Listed] = {}
        self.unmatched: dict[str, Counter[str]] = {"field": Counter(), "procedure": Counter(), "counter": Counter()}

    def read(self, sheet: Sheet, heading: Heading) -> None:
        """Every row below the heading."""
        self._note(sheet, heading)
        places, group = heading.columns, ""
        for number, row in enumerate(sheet.rows[heading.row :], heading.row + 1):
            cells = {column: row[place] if place < len(row) else None for column, place in places.items()}
            filled = [said for cell in row if (said := text_of(cell))]
            if not filled:
                continue
            if len(filled) == 1 and not _NUMBER.fullmatch(text_of(cells[Column.DOSSIER])):
                group = self._known.field(filled[0]) or group
                self._found.passed_over += 1
            elif _is_no_visit(filled, cells):
                self._found.passed_over += 1
            else:
                self._take(sheet, number, cells, group)

    def _take(self, sheet: Sheet, number: int, cells: dict[Column, Cell], group: str) -> None:
        """One row that should be a visit."""
        found = self._found
        found.rows += 1
        try:
            listed = Listed(number, *read_row(cells, self._known, self._latest, group, self.unmatched))
            first = self._seen.get(listed.dossier)
            if first and first.values != listed.values:
                raise RowError(mark("This dossier stands in row {row} already, with other values."), row=first.row)
        except RowError as error:
            found.wrong_count += 1
            if len(found.wrong) < _KEPT_WRONG:
                read = {column.value: text_of(cell)[:200] for column, cell in cells.items()}
                found.wrong.append(Wrong(sheet.name, number, error.message, error.places, read))
            return
        if not first:
            self._seen[listed.dossier] = listed
            found.listed.append(listed)

    def _note(self, sheet: Sheet, heading: Heading) -> None:
        """What of a sheet is read and what is not."""
        found = self._found
        found.sheets.append(sheet.name)
        for column, place in heading.columns.items():
            over = [text_of(row[place]) for row in sheet.rows[: heading.row] if place < len(row)]
            found.columns.setdefault(column.value, next((said for said in reversed(over) if said), ""))
        found.personal += [name for name in heading.personal if name not in found.personal]
        found.others += [name for name in heading.others if name not in found.others]


def _is_no_visit(filled: list[str], cells: dict[Column, Cell]) -> bool:
    """Totals, a heading once more, the row (1) (2) (3) below it, and signatures at the end."""
    dossier, received = text_of(cells[Column.DOSSIER]), cells[Column.RECEIVED]
    if not dossier and not _is_date(received):
        return True
    if any(_TOTAL.fullmatch(fold(said)) for said in filled[:2]) and not (dossier and _is_date(received)):
        return True
    return all(_NUMBERS.fullmatch(said) for said in filled) or column_of(dossier) is Column.DOSSIER


def _is_date(cell: Cell) -> bool:
    """Whether a cell holds a date; a small number, a count, is none."""
    try:
        return read_moment(cell) is not None
    except (ValueError, OverflowError):
        return False


def _why_none(missing: set[Column]) -> str:
    """Why no sheet is a list of visits."""
    if missing == {Column.RECEIVED}:
        return mark("No column holds the day of receipt (“Ngày tiếp nhận”), so this list cannot be read.")
    if missing == {Column.DOSSIER}:
        return mark("No column holds the dossier's number (“Mã hồ sơ”), so this list cannot be read.")
    return mark(
        "No heading was found: a list needs at least the columns “Mã hồ sơ” and “Ngày tiếp nhận” in its first rows."
    )
