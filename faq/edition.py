"""When a source stood as it was read, told as finely as the source tells it: a day, a month or a year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

UNDATED = "none"
_WRITTEN = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d{2}))?)?")


@dataclass(frozen=True, order=True)
class Edition:
    """A year, with the month and the day where they are known; 0 where they are not."""

    year: int
    month: int = 0
    day: int = 0

    @property
    def first(self) -> date:
        """The earliest day it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    def __str__(self) -> str:
        return f"{self.year}" + (f"-{self.month:02}" if self.month else "") + (f"-{self.day:02}" if self.day else "")


def read(written: object) -> Edition | None:
    """What a data file says: a day, "2026-08", "2026", or "none" for a source without a date of its own."""
    if isinstance(written, Edition):
        return written
    if written is None or written == UNDATED:
        return None
    match = _WRITTEN.fullmatch(str(written))
    if match is None:
        raise ValueError('write a day (2026-08-23), a month ("2026-08"), a year ("2026") or "none"')
    edition = Edition(*(int(part or 0) for part in match.groups()))
    if edition.day:
        date(edition.year, edition.month, edition.day)  # refuses a day no calendar has
    return edition
