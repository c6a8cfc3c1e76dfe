"""Public holidays: the national ones by the `holidays` library, corrected by the ward from each year's notice.

The library reckons fixed days and lunar ones (Tết, Giỗ Tổ) for every year from 1901 to 2100. Which days around Tết are
free, and which weekends are worked instead, the government decides by a notice each year; the library learns of it
with its monthly releases, the ward enters it in ward.toml, and the ward's word wins.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Annotated, Self

from holidays import HolidayBase
from pydantic import Field, model_validator

from bot.toml_file import Part
from bot.vietnam_calendar import Vietnam

Day = Annotated[date, Field(strict=True)]  # a TOML date without quotes; lax would read a bare number as one
_LIBRARY_LANGUAGE = {"vi": "vi", "en": "en_US"}


class ExtraClosed(Part):
    """A day on which the desk is closed, beside the national holidays."""

    on: Day
    name: str


class MakeUpDay(Part):
    """A weekend day that is worked, and the working day it was exchanged for."""

    on: Day
    instead_of: Day | None = None


class Holidays(Part):
    """The [holidays] of a ward. `notices` are the years whose government notice was read and entered."""

    notices: tuple[int, ...] = ()
    extra_closed: tuple[ExtraClosed, ...] = ()
    make_up_days: tuple[MakeUpDay, ...] = ()
    open_days: tuple[Day, ...] = ()

    @model_validator(mode="after")
    def _agree(self) -> Self:
        """No day is said to be both open and closed."""
        closed = {item.on for item in self.extra_closed} | {m.instead_of for m in self.make_up_days if m.instead_of}
        opened = {*self.open_days, *(item.on for item in self.make_up_days)}
        if both := sorted(closed & opened):
            raise ValueError(f"{', '.join(map(str, both))} is said to be open and closed")
        return self

    def is_closed(self, day: date) -> bool:
        """Whether a holiday keeps the desk closed on a day."""
        return bool(self.name(day))

    def is_make_up(self, day: date) -> bool:
        """Whether a day is worked in exchange for another."""
        if any(item.on == day for item in self.make_up_days):
            return True
        if any(item.on == day for item in self.extra_closed):
            return False
        national = self._national("vi")
        return day not in national and day in national.weekend_workdays  # asking for the day reckons its year

    def replaced_by(self, day: date) -> date | None:
        """The working day for which a make-up day is worked, where the ward said."""
        return next((item.instead_of for item in self.make_up_days if item.on == day), None)

    def name(self, day: date, language: str = "vi") -> str:
        """The holiday of a day, "" if it is none."""
        if day in self.open_days or self.is_make_up(day):
            return ""
        for item in self.extra_closed:
            if item.on == day:
                return item.name
        exchanged = next((item for item in self.make_up_days if item.instead_of == day), None)
        if exchanged:
            return f"nghỉ bù (làm bù {exchanged.on:%d/%m/%Y})" if language == "vi" else "day off in lieu"
        return str(self._national(language).get(day, ""))

    def covered(self) -> tuple[int, int]:
        """The first and the last year that the library reckons."""
        national = self._national("vi")
        return national.start_year, national.end_year

    def _national(self, language: str) -> HolidayBase:
        """The national calendar in a language."""
        calendars = self._calendars
        return calendars[language if language in calendars else "en"]

    @cached_property
    def _calendars(self) -> dict[str, HolidayBase]:
        """The library's calendar, once per language; years are reckoned when first asked for."""
        return {ours: Vietnam(language=theirs) for ours, theirs in _LIBRARY_LANGUAGE.items()}
