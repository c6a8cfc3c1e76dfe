"""Dates as lists hold them: real dates, Excel's day numbers, and dd/mm/yyyy with or without an hour. Never mm/dd."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from bot.clock import VIETNAM
from bot.sheets.cells import Cell

_DAY = r"(?P<day>\d{1,2})\s?[/.\-]\s?(?P<month>\d{1,2})\s?[/.\-]\s?(?P<year>\d{4}|\d\d)"
_ISO = r"(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)"
_HOUR = (
    r"(?P<hour>\d{1,2})\s?(?::|h|g|giờ)\s?(?P<minute>\d\d)?(?::(?P<second>\d\d)(?:\.\d+)?)?\s?(?P<half>SA|CH|AM|PM)?"
)
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for day in (_DAY, _ISO)
    for pattern in (rf"{day}(?:[ T,]*(?:lúc |luc )?{_HOUR})?Z?", rf"{_HOUR}[ ,]*(?:ngày |ngay )?{day}")
)
_NONE = re.compile(r"[\s\-–—/._…x0]*|null|none|n/a|chưa(?: có)?|không(?: có)?", re.IGNORECASE)
_EXCEL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel's days have no zone; the ward's is put on after
_EXCEL_DAYS = (32_874.0, 73_051.0)  # 1990 to 2100
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")


def read_moment(cell: Cell, otherwise: time = time(0)) -> datetime | None:
    """The moment of a cell at the ward's clock, in UTC; None for an empty one.

    A day without an hour gets `otherwise`. Raises ValueError with what is wrong for anything else.
    """
    match cell:
        case None | bool():
            return None
        case datetime():
            return _at(cell, otherwise)
        case date():
            return _at(datetime.combine(cell, time()), otherwise)
        case int() | float():
            return _numbered(float(cell), otherwise) if cell else None
        case str():
            return _typed(" ".join(cell.strip().lstrip("'").split()), otherwise)
        case _:
            raise ValueError(str(cell))


def _typed(text: str, otherwise: time) -> datetime | None:
    """The moment of typed words."""
    if _NONE.fullmatch(text):
        return None
    if _SERIAL.fullmatch(text):
        return _numbered(float(text.replace(",", ".")), otherwise)
    match = next((found for pattern in _PATTERNS if (found := pattern.fullmatch(text))), None)
    if match is None:
        raise ValueError(text)
    return _written(match, otherwise)


def _written(match: re.Match[str], otherwise: time) -> datetime:
    """The moment of a date written out."""
    part = match.groupdict()
    year = int(part["year"])
    day = date(year if year > 99 else 2000 + year, int(part["month"]), int(part["day"]))
    if part["hour"] is None:
        return _at(datetime.combine(day, time()), otherwise)
    hour = int(part["hour"])
    half = (part["half"] or "").upper()
    if half in ("CH", "PM") and hour < 12:
        hour += 12
    if half in ("SA", "AM") and hour == 12:
        hour = 0
    at = time(hour, int(part["minute"] or 0), int(part["second"] or 0))
    return datetime.combine(day, at, VIETNAM).astimezone(UTC)


def _numbered(days: float, otherwise: time) -> datetime:
    """The moment of a number of days as Excel counts them."""
    if not _EXCEL_DAYS[0] <= days <= _EXCEL_DAYS[1]:
        raise ValueError(f"{days:g}")
    return _at(_EXCEL_ZERO + timedelta(seconds=round(days * 86400)), otherwise)


def _at(there: datetime, otherwise: time) -> datetime:
    """A moment of the ward's clock in UTC; midnight is a day without an hour."""
    if there.time() == time(0):
        there = datetime.combine(there.date(), otherwise)
    return there.replace(tzinfo=VIETNAM).astimezone(UTC)
