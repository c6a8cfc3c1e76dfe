"""One row of a list: its cells made into the values of a visit, or a reason why not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bot.clock import VIETNAM
from bot.days import END_OF_DAY
from bot.i18n import mark
from bot.masking import mask
from bot.sheets.cells import Cell
from bot.sheets.dates import read_moment
from bot.sheets.headers import Column
from bot.sheets.matching import Known, outcome_of
from bot.storage.visits import Outcome

_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_FURTHEST = timedelta(days=5 * 366)  # that a result may be due after
_DOSSIER, _ID, _PROCEDURE = 60, 40, 300  # characters
_KEPT_AS_TEXT = re.compile(r'="(.*)"')  # how Excel is kept from making a number of it
_IDENTITY = re.compile(r"0[0-9]{2}[0-3][0-9]{8}|[0-9]{9}|(?:\+?84|0)[35789][0-9]{8}")
_DATES = {Column.RECEIVED: time(0), Column.DUE: END_OF_DAY, Column.RETURNED: time(0)}


class RowError(Exception):
    """Why a row is not taken: an English msgid and what fills its places."""

    def __init__(self, message: str, **places: Any) -> None:
        super().__init__(message)
        self.message = message
        self.places = places


def text_of(cell: Cell) -> str:
    """A cell as one line of words; numbers without a needless ".0"."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return f"{cell:%d/%m/%Y %H:%M}".removesuffix(" 00:00")
    text = " ".join(str(cell).split()).lstrip("'")
    quoted = _KEPT_AS_TEXT.fullmatch(text)
    return quoted[1] if quoted else text


def read_row(
    cells: Mapping[Column, Cell], known: Known, latest: datetime, group: str, unmatched: dict[str, Counter[str]]
) -> tuple[str, dict[str, Any]]:
    """The dossier's number and the values to keep; `group` is the field of work that a row above named.

    Words that nobody here knows are counted in `unmatched`. Raises `RowError`.
    """
    dossier = _dossier(text_of(cells[Column.DOSSIER]))
    values: dict[str, Any] = _moments(cells, latest)
    words = {column: text_of(cells.get(column)) for column in Column}
    entry = known.entry(words[Column.PROCEDURE], words[Column.CODE])
    values |= _named(cells, words, known, group, unmatched)
    if Column.PROCEDURE in cells or Column.CODE in cells:
        values["entry"] = entry.id if entry else None
        values["procedure"] = _safe(words[Column.PROCEDURE] or (entry.name if entry else ""), _PROCEDURE)
        if entry is None and words[Column.PROCEDURE]:
            unmatched["procedure"][values["procedure"]] += 1
    if entry and values.get("field") is None:
        values["field"] = entry.field
    if Column.OUTCOME in cells or Column.RETURNED in cells:
        values["outcome"] = _outcome(words[Column.OUTCOME], values.get("returned"))
    return dossier, values


def _dossier(number: str) -> str:
    """The number by which the software knows the dossier."""
    if not number:
        raise RowError(mark("The dossier's number is missing."))
    if len(number) > _DOSSIER:
        raise RowError(mark("The dossier's number is longer than {count} characters."), count=_DOSSIER)
    if _IDENTITY.fullmatch(re.sub(r"[ .-]", "", number)):
        raise RowError(mark("The dossier's number looks like an identity number or a phone, so it is not kept."))
    return number


def _moments(cells: Mapping[Column, Cell], latest: datetime) -> dict[str, Any]:
    """The three dates, each sensible and in their order."""
    found: dict[str, datetime | None] = {}
    for column, otherwise in _DATES.items():
        if column not in cells:
            continue
        try:
            found[column.value] = read_moment(cells[column], otherwise)
        except (ValueError, OverflowError) as error:
            raise RowError(
                mark("“{value}” is no date like 25/12/2026 (day, month, year)."), value=text_of(cells[column])[:40]
            ) from error
    received, returned, due = found["received"], found.get("returned"), found.get("due")
    if received is None:
        raise RowError(mark("The day of receipt is missing."))
    if received < _EARLIEST or received > latest:
        raise RowError(mark("The day of receipt, {day}, cannot be."), day=_day(received))
    if returned and returned > latest:
        raise RowError(mark("The day of return, {day}, is still to come."), day=_day(returned))
    if returned and _date(returned) < _date(received):
        raise RowError(mark("It was returned on {day}, before it was received."), day=_day(returned))
    if due and (_date(due) < _date(received) or due > received + _FURTHEST):
        raise RowError(mark("The due day, {day}, does not fit the day of receipt."), day=_day(due))
    return found


def _named(
    cells: Mapping[Column, Cell],
    words: Mapping[Column, str],
    known: Known,
    group: str,
    unmatched: dict[str, Counter[str]],
) -> dict[str, Any]:
    """Field and counter by their ids here, else in the desk's words."""
    found: dict[str, Any] = {}
    if Column.FIELD in cells or group:
        said = words[Column.FIELD]
        found["field"] = known.field(said) or (_safe(said, _ID) if said else group) or None
        if said and known.field(said) is None:
            unmatched["field"][_safe(said, _ID)] += 1
    if Column.COUNTER in cells:
        said = words[Column.COUNTER]
        found["counter"] = known.counter(said) or _safe(said, _ID) or None
        if said and known.counter(said) is None:
            unmatched["counter"][_safe(said, _ID)] += 1
    return found


def _outcome(words: str, returned: datetime | None) -> str:
    """How it ended, by its words; where they say nothing, or still open though it was returned, by the date."""
    said = outcome_of(words) if words else None
    if said is None or (said is Outcome.OPEN and returned):
        return Outcome.DONE.value if returned else Outcome.OPEN.value
    return said.value


def _safe(text: str, longest: int) -> str:
    """The desk's words with private numbers blanked, short enough for their column."""
    return mask(text)[0][:longest].strip()


def _date(moment: datetime) -> date:
    return moment.astimezone(VIETNAM).date()


def _day(moment: datetime) -> str:
    return f"{_date(moment):%d/%m/%Y}"
