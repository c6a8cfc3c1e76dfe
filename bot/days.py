"""Days as people write them, and days on which the desk works."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

from bot.ward import Ward

END_OF_DAY = time(23, 59, 59)  # a day without an hour is kept as its end
_DAY = re.compile(r"(?<!\d)(\d{1,2})\s?[/.-]\s?(\d{1,2})(?:\s?[/.-]\s?(\d{4}|\d\d))?(?!\d)")
_FURTHEST = 366  # days that are looked through for one on which the desk works


def read_day(text: str, today: date) -> date | None:
    """The day that a text names, as 25/12/2026 or 25/12 (the next one there is); None if it names none."""
    match = _DAY.search(text)
    if not match:
        return None
    number, month, year = (int(part) if part else 0 for part in match.groups())
    try:
        if year:
            return date(year if year > 99 else 2000 + year, month, number)
        this_year = date(today.year, month, number)
        return this_year if this_year >= today else date(today.year + 1, month, number)
    except ValueError:
        return None


def works_on(ward: Ward, day: date) -> bool:
    """Whether the desk works on a day: Monday to Friday where its hours are not known, never on a holiday."""
    if ward.holidays.is_closed(day):
        return False
    week = ward.week()
    open_then = bool(week.get(day.weekday())) if week else day.weekday() < 5
    return open_then or ward.holidays.is_make_up(day)


def working_day(ward: Ward, start: date, days: int) -> date:
    """The day so many working days after another; the day itself for none."""
    day, left = start, days
    for _ in range(_FURTHEST):
        if left == 0:
            break
        day += timedelta(days=1)
        left -= works_on(ward, day)
    return day
