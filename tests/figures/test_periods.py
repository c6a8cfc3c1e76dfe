"""Periods: what people call them, where they begin and end, what comes before, and in which steps a trend goes."""

from __future__ import annotations

from datetime import date

import pytest

from bot.figures.periods import Kind, Period, between, of, parse

TODAY = date(2026, 11, 22)  # a Sunday


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("", "2026-11-01", "2026-11-30"),
        ("hôm nay", "2026-11-22", "2026-11-22"),
        ("hôm qua", "2026-11-21", "2026-11-21"),
        ("tuần này", "2026-11-16", "2026-11-22"),
        ("TUAN TRUOC", "2026-11-09", "2026-11-15"),
        ("tuần rồi", "2026-11-09", "2026-11-15"),
        ("tuần", "2026-11-16", "2026-11-22"),
        ("tháng này", "2026-11-01", "2026-11-30"),
        ("tháng trước", "2026-10-01", "2026-10-31"),
        ("tháng 10", "2026-10-01", "2026-10-31"),
        ("tháng 12", "2025-12-01", "2025-12-31"),  # this year's has not begun
        ("tháng 2/2024", "2024-02-01", "2024-02-29"),
        ("tháng 02 năm 2026", "2026-02-01", "2026-02-28"),
        ("thang 3 nam truoc", "2025-03-01", "2025-03-31"),
        ("quý 3", "2026-07-01", "2026-09-30"),
        ("quý III/2026", "2026-07-01", "2026-09-30"),
        ("quý tư năm 2025", "2025-10-01", "2025-12-31"),
        ("quý này", "2026-10-01", "2026-12-31"),
        ("6 tháng đầu năm", "2026-01-01", "2026-06-30"),
        ("sáu tháng cuối năm 2025", "2025-07-01", "2025-12-31"),
        ("năm 2026", "2026-01-01", "2026-12-31"),
        ("2025", "2025-01-01", "2025-12-31"),
        ("năm nay", "2026-01-01", "2026-12-31"),
        ("năm ngoái", "2025-01-01", "2025-12-31"),
        ("1/3/2026 - 15/3/2026", "2026-03-01", "2026-03-15"),
        ("từ ngày 01/03/2026 đến ngày 15/03/2026", "2026-03-01", "2026-03-15"),
        ("từ 1/2/2026 đến 28/2/2026", "2026-02-01", "2026-02-28"),
        ("this week", "2026-11-16", "2026-11-22"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("quarter 2 2026", "2026-04-01", "2026-06-30"),
    ],
)
def test_people_call_periods_in_many_ways(words: str, first: str, last: str) -> None:
    period = parse(words, TODAY)
    assert period is not None
    assert (str(period.first), str(period.last)) == (first, last)


@pytest.mark.parametrize(
    "words", ["tháng 13", "quý 5", "hài lòng", "31/2/2026 - 1/3/2026", "2/3/2026-1/3/2026", "năm 1875", "x" * 500]
)
def test_what_is_no_period_is_none(words: str) -> None:
    assert parse(words, TODAY) is None


def test_the_one_before_is_of_the_same_kind() -> None:
    assert of(Kind.MONTH, date(2026, 3, 31)).before() == of(Kind.MONTH, date(2026, 2, 1))
    assert of(Kind.QUARTER, date(2026, 1, 1)).before() == of(Kind.QUARTER, date(2025, 12, 31))
    assert of(Kind.HALF, date(2026, 7, 1)).before() == of(Kind.HALF, date(2026, 1, 1))
    assert of(Kind.YEAR, date(2026, 7, 1)).before() == of(Kind.YEAR, date(2025, 1, 1))
    assert of(Kind.WEEK, date(2026, 1, 1)).before() == of(Kind.WEEK, date(2025, 12, 25))
    tet = between(date(2026, 2, 14), date(2026, 2, 22))
    assert tet.before() == Period(Kind.CUSTOM, date(2026, 2, 5), date(2026, 2, 13))
    assert of(Kind.YEAR, date(2000, 1, 1)).before() is None


def test_a_month_that_is_asked_for_by_its_days_is_that_month() -> None:
    assert between(date(2024, 2, 1), date(2024, 2, 29)).kind is Kind.MONTH
    assert between(date(2026, 2, 2), date(2026, 2, 8)).kind is Kind.WEEK
    assert between(date(2026, 2, 2), date(2026, 2, 9)).kind is Kind.CUSTOM


@pytest.mark.parametrize(
    ("period", "kind", "steps"),
    [
        (of(Kind.WEEK, TODAY), Kind.DAY, 7),
        (of(Kind.MONTH, TODAY), Kind.WEEK, 6),
        (of(Kind.QUARTER, TODAY), Kind.WEEK, 14),
        (of(Kind.HALF, TODAY), Kind.MONTH, 6),
        (of(Kind.YEAR, TODAY), Kind.MONTH, 12),
        (between(date(2026, 1, 15), date(2026, 12, 20)), Kind.MONTH, 12),
    ],
)
def test_the_steps_of_a_trend_cover_every_day_once(period: Period, kind: Kind, steps: int) -> None:
    found = period.steps()
    assert {step.kind for step in found} == {kind}
    assert len(found) == steps
    assert sum(step.days for step in found) == period.days
    assert (found[0].first, found[-1].last) == (period.first, period.last)


def test_a_day_begins_at_the_wards_midnight() -> None:
    day = of(Kind.DAY, date(2026, 2, 17))
    assert day.begins.isoformat() == "2026-02-16T17:00:00+00:00"
    assert day.ends.isoformat() == "2026-02-17T17:00:00+00:00"
