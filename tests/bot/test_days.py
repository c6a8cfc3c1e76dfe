"""Days as people write them, and the desk's working days."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.days import read_day, working_day, works_on
from bot.ward import Ward

TODAY = date(2026, 11, 23)
WARD = Ward.load(Path(__file__).parents[1] / "data" / "ward.toml")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *(("25/12/2026", date(2026, 12, 25)), ("hẹn ngày 5-1-2027 nha", date(2027, 1, 5)), ("5/1", date(2027, 1, 5))),
        *(("23.11", TODAY), ("22/11", date(2027, 11, 22)), ("1/2/27", date(2027, 2, 1)), ("mai", None)),
        *(("31/02/2027", None), ("29/2/2028", date(2028, 2, 29)), ("1.001193", None), ("", None)),
    ],
)
def test_a_day_is_read(text: str, day: date | None) -> None:
    assert read_day(text, TODAY) == day


def test_weekends_and_holidays_do_not_count() -> None:
    assert working_day(WARD, TODAY, 0) == TODAY
    assert working_day(WARD, date(2026, 11, 27), 1) == date(2026, 11, 30)
    assert working_day(WARD, date(2026, 12, 31), 1) == date(2027, 1, 4)  # New Year's Day is a Friday
    assert not works_on(WARD, date(2026, 11, 28))
    assert works_on(Ward(name="phường Trống"), TODAY)
