"""The desk at a moment: open until, closed until, why, over lunch, weekends, Tết and exchanged days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import VIETNAM
from bot.hours import Opening
from bot.ward import Ward

PROFILE = """
name = "phường Mẫu"
[hours]
monday = ["07:00-11:00", "13:00-17:00"]
tuesday = ["07:00-11:00", "13:00-17:00"]
wednesday = ["07:00-11:00", "13:00-17:00"]
friday = ["07:00-11:00", "13:00-16:30"]
saturday = ["07:00-11:00"]
[[special_days]]
id = "thu-tu"
weekday = "wednesday"
name = "ngày Mẫu"
meaning = "nghĩa"
name_en = "sample day"
"""


def make_ward(folder: Path, more: str = "") -> Ward:
    path = folder / "ward.toml"
    path.write_text(PROFILE + more, encoding="utf-8")
    return Ward.load(path)


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Ward:
    return make_ward(tmp_path_factory.mktemp("ward"))


def at(text: str) -> datetime:
    """A moment on the ward's wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("moment", "until", "opens", "why"),
    [
        ("2026-11-23T06:59", "", "2026-11-23T07:00", "night"),
        ("2026-11-23T07:00", "2026-11-23T11:00", "", ""),
        ("2026-11-23T10:59", "2026-11-23T11:00", "", ""),
        ("2026-11-23T11:00", "", "2026-11-23T13:00", "lunch"),
        ("2026-11-23T16:59", "2026-11-23T17:00", "", ""),
        ("2026-11-25T17:00", "", "2026-11-27T07:00", "night"),
        ("2026-11-26T09:00", "", "2026-11-27T07:00", "day off"),
        ("2026-11-28T12:00", "", "2026-11-30T07:00", "night"),
        ("2026-11-29T09:00", "", "2026-11-30T07:00", "weekend"),
        ("2026-09-02T09:00", "", "2026-09-04T07:00", "holiday"),
    ],
)
def test_the_state_of_the_desk(ward: Ward, moment: str, until: str, opens: str, why: str) -> None:
    state = ward.opening(at(moment))
    assert state.known
    assert state.open is bool(until)
    assert state.until == (at(until) if until else None)
    assert state.next == (at(opens) if opens else None)
    assert state.why == why


def test_a_moment_in_another_zone_is_the_same_moment(ward: Ward) -> None:
    assert ward.opening(datetime(2026, 11, 23, 0, 30, tzinfo=UTC)) == ward.opening(at("2026-11-23T07:30"))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-01-01", "Tết Dương lịch"),
        ("2026-02-17", "Tết Nguyên Đán"),
        ("2026-04-26", "Giỗ Tổ Hùng Vương"),
        ("2027-02-06", "Tết Nguyên Đán"),
        ("2027-04-16", "Giỗ Tổ Hùng Vương"),
        ("2030-02-03", "Tết Nguyên Đán"),
    ],
)
def test_fixed_and_lunar_holidays(ward: Ward, day: str, name: str) -> None:
    assert name in ward.opening(at(f"{day}T09:00")).holiday


def test_the_years_that_are_covered(ward: Ward) -> None:
    first, last = ward.holidays.covered()
    for year in (first, 1975, 2026, 2050, last):
        assert ward.holidays.name(date(year, 1, 1)) == "Tết Dương lịch"
        names = [ward.holidays.name(date(year, 1, 1) + timedelta(days=day)) for day in range(80)]
        assert any("Tết Nguyên Đán" in name for name in names), year
    assert first <= 2025
    assert last >= 2050


def test_a_holidays_name_in_english(ward: Ward) -> None:
    assert ward.opening(at("2026-09-02T09:00"), "en").holiday == "National Day"


def test_the_special_day_gives_way_to_a_holiday(ward: Ward) -> None:
    assert ward.opening(at("2026-11-25T09:00")).special is not None
    eve = ward.opening(at("2026-12-01T09:00"))
    assert eve.tomorrow_special
    assert eve.tomorrow_special.said("en") == ("sample day", "nghĩa")
    assert ward.opening(at("2026-09-01T09:00")).tomorrow_special is None
    assert ward.opening(at("2026-09-02T09:00")).special is None


def test_a_special_day_that_is_off_is_not_told(tmp_path: Path) -> None:
    ward = make_ward(tmp_path, "on = false\n")
    assert ward.opening(at("2026-11-25T09:00")).special is None


def test_the_librarys_exchange_of_days_is_followed(ward: Ward) -> None:
    """31 August 2026, a Monday, was exchanged for Saturday the 22nd, which keeps the hours of the day before."""
    saturday = ward.opening(at("2026-08-22T14:00"))
    assert saturday.until == at("2026-08-22T16:30")
    assert ward.opening(at("2026-08-31T09:00")).why == "holiday"


NOTICE = """
[holidays]
notices = [2027]
extra_closed = [{ on = 2027-03-02, name = "Bầu cử thử" }]
make_up_days = [{ on = 2027-03-14, instead_of = 2027-03-12 }]
open_days = [2027-09-03]
"""


def test_the_wards_word_wins(tmp_path: Path, ward: Ward) -> None:
    told = make_ward(tmp_path, NOTICE)
    assert told.opening(at("2027-03-02T09:00")).holiday == "Bầu cử thử"
    assert told.opening(at("2027-03-12T09:00")).why == "holiday"
    assert "14/03/2027" in told.opening(at("2027-03-12T09:00")).holiday
    sunday = told.opening(at("2027-03-14T16:00"))
    assert sunday.until == at("2027-03-14T16:30"), "a make-up day keeps the hours of the Friday it replaces"
    assert ward.opening(at("2027-09-03T09:00")).why == "holiday"
    assert told.opening(at("2027-09-03T09:00")).open


def test_a_closure_without_end_has_no_next(tmp_path: Path) -> None:
    first = date(2027, 3, 1)
    days = ", ".join(f'{{ on = {first + timedelta(days=n)}, name = "Lụt" }}' for n in range(80))
    ward = make_ward(tmp_path, f"[holidays]\nextra_closed = [{days}]\n")
    assert ward.opening(at("2027-03-01T09:00")).next is None


@given(st.integers(0, 7 * 366 * 24 * 60))
def test_what_is_announced_comes_true(ward: Ward, minutes: int) -> None:
    """Until `until` it stays open and then is not; at `next` it is open."""
    moment = at("2024-01-01T00:00") + timedelta(minutes=minutes)
    state: Opening = ward.opening(moment)
    assert state.open is (state.until is not None) is (state.next is None) is (not state.why)
    if state.until:
        assert ward.opening(state.until - timedelta(seconds=1)).open
        assert not ward.opening(state.until).open
    if state.next:
        assert state.next > moment
        assert ward.opening(state.next).open
        assert not ward.opening(state.next - timedelta(seconds=1)).open
