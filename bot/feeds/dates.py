"""Days as Vietnamese sites write them: "Ngày đăng : 04/08/2022", "Thứ Năm, ngày 04 tháng 8 năm 2022", "2 giờ trước"."""

from __future__ import annotations

from datetime import date, datetime

from bot.clock import VIETNAM

_LONGEST = 120


def day_in(text: str, now: datetime) -> date | None:
    """The first whole day that a text names, by the ward's wall clock; None if there is none."""
    from dateparser.search import search_dates  # noqa: PLC0415 - 12 MB that a ward without sources does not need

    given = " ".join(text.split())[:_LONGEST]
    if not given:
        return None
    there = now.astimezone(VIETNAM)
    settings = {
        "DATE_ORDER": "DMY",
        "TIMEZONE": "Asia/Ho_Chi_Minh",
        "TO_TIMEZONE": "Asia/Ho_Chi_Minh",
        "RETURN_AS_TIMEZONE_AWARE": True,
        "REQUIRE_PARTS": ["day", "month", "year"],
        "RELATIVE_BASE": there.replace(tzinfo=None),
    }
    found = search_dates(given, languages=["vi", "en"], settings=settings)
    return possible(found[0][1].date()) if found else None


def possible(day: date | None) -> date | None:
    """A day on which an article can have been published; sites without a date send the year 1 or 1970."""
    return day if day and 1990 <= day.year <= 2200 else None
