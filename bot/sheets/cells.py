"""What a sheet is made of, whatever file it came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

Cell = str | float | int | bool | datetime | date | time | timedelta | None


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name ("" for a CSV file) and its rows; the first has number 1."""

    name: str
    rows: list[list[Cell]]
