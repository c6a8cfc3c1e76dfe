"""When the desk is open: spans of the day by weekday, and the state of the desk at a moment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, model_validator

from bot.clock import VIETNAM
from bot.holidays import Holidays
from bot.toml_file import Part

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LOOK_AHEAD = 60  # days; no closure lasts longer
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")


@dataclass(frozen=True)
class Span:
    """A stretch of the day, its end not included. One that ends before it starts goes over midnight."""

    start: time
    end: time

    def covers(self, moment: time) -> bool:
        """Whether a moment of the day lies in it."""
        if self.start < self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end

    def end_after(self, moment: datetime) -> datetime | None:
        """When it ends if a moment lies in it, by the ward's wall clock; None if it does not."""
        local = moment.astimezone(VIETNAM)
        if not self.covers(local.time()):
            return None
        end = datetime.combine(local.date(), self.end, VIETNAM)
        return end if end > local else end + timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


def parse_span(value: Any) -> Span:
    """A span from its written form."""
    if isinstance(value, Span):
        return value
    found = _SPAN.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        raise ValueError(f'{value!r} is not a stretch of the day, write "HH:MM-HH:MM"')
    first_hour, first_minute, last_hour, last_minute = map(int, found.groups())
    try:
        span = Span(time(first_hour, first_minute), time(last_hour, last_minute))
    except ValueError as error:
        raise ValueError(f"{value!r} names a time that no clock shows") from error
    if span.start == span.end:
        raise ValueError(f"{value!r} starts and ends at the same time")
    return span


AnySpan = Annotated[Span, BeforeValidator(parse_span)]


class Hours(Part):
    """Opening hours by weekday; a day without spans is a day off, two spans leave a break between them."""

    monday: tuple[AnySpan, ...] = ()
    tuesday: tuple[AnySpan, ...] = ()
    wednesday: tuple[AnySpan, ...] = ()
    thursday: tuple[AnySpan, ...] = ()
    friday: tuple[AnySpan, ...] = ()
    saturday: tuple[AnySpan, ...] = ()
    sunday: tuple[AnySpan, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Hours:
        """No span over midnight, none before the end of the one before it, and at least one day."""
        for name, spans in zip(WEEKDAYS, self.week().values(), strict=True):
            edges = [edge for span in spans for edge in (span.start, span.end)]
            if edges != sorted(set(edges)):
                raise ValueError(f"{name}: every stretch must end after it starts and before the next one starts")
        if not any(self.week().values()):
            raise ValueError("no day has hours; leave the table out if they are not known")
        return self

    def week(self) -> dict[int, tuple[Span, ...]]:
        """The spans of each weekday, Monday being 0."""
        return {number: getattr(self, name) for number, name in enumerate(WEEKDAYS)}


def parse_weekday(value: Any) -> int:
    """A weekday's number from its English name, Monday being 0."""
    if value not in WEEKDAYS:
        raise ValueError(f"{value!r} is not a weekday, write one of {', '.join(WEEKDAYS)}")
    return WEEKDAYS.index(value)


class SpecialDay(Part):
    """A weekday on which the desk does something special.

    `confirmed` is False where the ward has not said that it still does; `as_of` is then the date of what is known.
    """

    id: str
    weekday: Annotated[int, BeforeValidator(parse_weekday)]
    name: str
    meaning: str
    name_en: str = ""
    meaning_en: str = ""
    on: bool = True
    confirmed: bool = False
    as_of: date | None = None
    source: str = ""

    def said(self, language: str) -> tuple[str, str]:
        """Its name and its meaning in a language; Vietnamese where the ward wrote no other."""
        if language == "vi":
            return self.name, self.meaning
        return self.name_en or self.name, self.meaning_en or self.meaning


@dataclass(frozen=True)
class Opening:
    """The desk at a moment. `known` is False where the ward has entered no hours.

    `special` is today's special day and `tomorrow_special` tomorrow's; both are None on days the desk is closed.
    """

    known: bool
    open: bool = False
    until: datetime | None = None  # open: when it closes (for lunch, too)
    next: datetime | None = None  # closed: when it opens again
    why: str = ""  # closed because of: "holiday", "weekend", "day off", "lunch", "night"
    holiday: str = ""  # the name of today's public holiday
    special: SpecialDay | None = None
    tomorrow_special: SpecialDay | None = None


def spans_on(day: date, week: Mapping[int, tuple[Span, ...]], holidays: Holidays) -> tuple[Span, ...]:
    """When the desk is open on a day."""
    if holidays.is_make_up(day):
        like = holidays.replaced_by(day) or day - timedelta(days=1)
        back = (week[(like - timedelta(days=step)).weekday()] for step in range(7))
        return next(spans for spans in back if spans)  # the hours of the day replaced, or of the working day before
    return () if holidays.is_closed(day) else week[day.weekday()]


def opening_at(moment: datetime, week: Mapping[int, tuple[Span, ...]], holidays: Holidays) -> Opening:
    """The desk's state at a moment of the ward's wall clock; `week` must have hours."""
    local = moment.astimezone(VIETNAM)
    today = local.date()
    spans = spans_on(today, week, holidays)
    for span in spans:
        if span.covers(local.time()):
            return Opening(known=True, open=True, until=datetime.combine(today, span.end, VIETNAM))
    return Opening(known=True, next=_next(local, week, holidays), why=_why(local, spans, holidays))


def _next(local: datetime, week: Mapping[int, tuple[Span, ...]], holidays: Holidays) -> datetime | None:
    """When the desk opens next."""
    for ahead in range(_LOOK_AHEAD):
        day = local.date() + timedelta(days=ahead)
        for span in spans_on(day, week, holidays):
            opens = datetime.combine(day, span.start, VIETNAM)
            if opens > local:
                return opens
    return None


def _why(local: datetime, spans: tuple[Span, ...], holidays: Holidays) -> str:
    """Why the desk is closed now."""
    if not spans:
        if holidays.is_closed(local.date()):
            return "holiday"
        return "weekend" if local.weekday() >= 5 else "day off"
    between = spans[0].end <= local.time() < spans[-1].start
    return "lunch" if between else "night"
