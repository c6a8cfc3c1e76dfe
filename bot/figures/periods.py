"""Stretches of days that figures are about: bounds, the one before, the steps of a trend, how people name them."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from bot.choices import fold
from bot.clock import VIETNAM

FIRST_YEAR, LAST_YEAR = 2000, 2100
_DAYS_BY_DAY = 14  # the longest period whose trend goes by days,
_DAYS_BY_WEEK = 120  # and by weeks; longer ones go by months


class Kind(StrEnum):
    """How a period is named."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    CUSTOM = "custom"


_MONTHS = {Kind.MONTH: 1, Kind.QUARTER: 3, Kind.HALF: 6, Kind.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the ward's wall clock, both ends included."""

    kind: Kind
    first: date
    last: date

    def __post_init__(self) -> None:
        if not self.last.year >= FIRST_YEAR or self.first.year > LAST_YEAR or self.first > self.last:
            raise ValueError(f"{self.first} to {self.last} is no period")

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def number(self) -> int:
        """Which month, quarter or half of its year it is."""
        return (self.first.month - 1) // _MONTHS.get(self.kind, 12) + 1

    @property
    def begins(self) -> datetime:
        """The moment of its first midnight."""
        return _midnight(self.first)

    @property
    def ends(self) -> datetime:
        """The moment of the midnight after its last day, which is not part of it any more."""
        return _midnight(self.last + timedelta(days=1))

    def before(self) -> Period | None:
        """The one before of the same kind; of days chosen freely, as many days before. None where time begins."""
        end = self.first - timedelta(days=1)
        if end.year < FIRST_YEAR:
            return None
        first = self.first - timedelta(days=self.days)
        return Period(Kind.CUSTOM, first, end) if self.kind is Kind.CUSTOM else of(self.kind, end)

    def steps(self) -> tuple[Period, ...]:
        """Its days, weeks or months for a trend; a week or month that reaches over its ends is cut there."""
        kind = Kind.DAY if self.days <= _DAYS_BY_DAY else Kind.WEEK if self.days <= _DAYS_BY_WEEK else Kind.MONTH
        found, start = [], self.first
        while start <= self.last:
            end = min(of(kind, start).last, self.last)
            found.append(Period(kind, start, end))
            start = end + timedelta(days=1)
        return tuple(found)


def of(kind: Kind, day: date) -> Period:
    """The period of a kind in which a day lies."""
    if kind in (Kind.DAY, Kind.CUSTOM):
        return Period(kind, day, day)
    if kind is Kind.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Period(kind, monday, monday + timedelta(days=6))
    months = _MONTHS[kind]
    start = (day.month - 1) // months * months + 1
    end = start + months - 1
    return Period(kind, date(day.year, start, 1), date(day.year, end, monthrange(day.year, end)[1]))


def between(first: date, last: date) -> Period:
    """The days from one to another, by the name of the week, month ... that they happen to be. Raises ValueError."""
    if first > last:
        raise ValueError(f"{first} is after {last}")
    if first.year < FIRST_YEAR or last.year > LAST_YEAR:
        raise ValueError(f"{first} to {last} is no period")
    for kind in (Kind.WEEK, Kind.MONTH, Kind.QUARTER, Kind.HALF, Kind.YEAR):
        if (named := of(kind, first)) and (named.first, named.last) == (first, last):
            return named
    return Period(Kind.CUSTOM, first, last)


_NUMBER = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4}
_WORDS = {"tuan": Kind.WEEK, "thang": Kind.MONTH, "quy": Kind.QUARTER, "nam": Kind.YEAR, "ngay": Kind.DAY}
_WORDS |= {"week": Kind.WEEK, "month": Kind.MONTH, "quarter": Kind.QUARTER, "year": Kind.YEAR, "day": Kind.DAY}
_THIS = re.compile(r"(?:(?:this|last|previous) )?([a-z]+)(?: (?:nay|hien tai|vua qua|vua roi|truoc|roi|qua|ngoai))?")
_LAST = re.compile(r"\b(?:truoc|roi|qua|ngoai|last|previous)\b")
_IN_YEAR = re.compile(r"(thang|quy|month|quarter) (\w+?)(?: (?:nam )?((?:20)\d\d|nay|truoc|ngoai))?")
_HALF = re.compile(r"(?:6|sau) thang (dau|cuoi)(?: nam)?(?: ((?:20)\d\d|nay|truoc|ngoai))?")
_YEAR = re.compile(r"(?:(?:nam|year) )?(20\d\d)")
_DATE = r"(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d)"
_RANGE = re.compile(rf"(?:(?:tu|from) )?(?:ngay )?{_DATE} *(?:-|–|den|toi|to) *(?:ngay )?{_DATE}")
_TODAY = {"hom nay": 0, "today": 0, "hom qua": 1, "yesterday": 1}


def parse(words: str, today: date) -> Period | None:
    """The period that somebody means: "tuần này", "tháng 10", "quý 3", "6 tháng đầu năm", "1/3/2026-15/3/2026".

    A month or quarter without a year is the latest one that has begun. No words: this month. None: not understood.
    """
    said = fold(words)
    try:
        if not said:
            return of(Kind.MONTH, today)
        if said in _TODAY:
            return of(Kind.DAY, today - timedelta(days=_TODAY[said]))
        return _range(words) or _half(said, today) or _numbered(said, today) or _year(said) or _relative(said, today)
    except (ValueError, OverflowError):
        return None


def _range(words: str) -> Period | None:
    plain = words.casefold().replace("đ", "d").replace("ế", "e").replace("ừ", "u").replace("à", "a").replace("ớ", "o")
    if not (found := _RANGE.fullmatch(plain.strip())):
        return None
    d1, m1, y1, d2, m2, y2 = map(int, found.groups())
    return between(date(y1, m1, d1), date(y2, m2, d2))


def _half(said: str, today: date) -> Period | None:
    if not (found := _HALF.fullmatch(said)):
        return None
    return of(Kind.HALF, date(_year_of(found[2], today) or today.year, 1 if found[1] == "dau" else 7, 1))


def _numbered(said: str, today: date) -> Period | None:
    if not (found := _IN_YEAR.fullmatch(said)):
        return None
    kind = _WORDS[found[1]]
    number = int(found[2]) if found[2].isdecimal() else _NUMBER.get(found[2], 0)
    if not 1 <= number <= 12 // _MONTHS[kind]:
        return None
    month = (number - 1) * _MONTHS[kind] + 1
    year = _year_of(found[3], today)
    if year is None:
        year = today.year if date(today.year, month, 1) <= today else today.year - 1
    return of(kind, date(year, month, 1))


def _year(said: str) -> Period | None:
    found = _YEAR.fullmatch(said)
    return of(Kind.YEAR, date(int(found[1]), 1, 1)) if found else None


def _relative(said: str, today: date) -> Period | None:
    found = _THIS.fullmatch(said)
    kind = _WORDS.get(found[1]) if found else None
    if kind is None:
        return None
    period = of(kind, today)
    return period.before() if _LAST.search(said) else period


def _year_of(word: str | None, today: date) -> int | None:
    """A year as it was said: 2026, "nay", "truoc"; None where nothing was said."""
    if word is None or word.isdecimal():
        return int(word) if word else None
    return today.year if word == "nay" else today.year - 1


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM).astimezone(UTC)
