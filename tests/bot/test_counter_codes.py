"""Codes of posters: only our own, of this quarter, give or take thirty days."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import codes, links
from bot.counter_codes import GRACE, AtCounter, CounterCodes, Quarter, Why

KEY = bytes(range(32))
HERE = CounterCodes(KEY, "phường Long Phú, tỉnh An Giang", ("q1", "q2"))
Q4 = Quarter(2026, 4)
TODAY = date(2026, 11, 23)
CODE = HERE.code("q1", Q4)

days = st.dates(date(2000, 1, 1), date(2199, 12, 31))


@given(days)
def test_a_day_lies_in_its_quarter(day: date) -> None:
    quarter = Quarter.of(day)
    assert quarter.first <= day < quarter.moved(1).first
    assert quarter.moved(-5).moved(5) == quarter


@given(st.sampled_from(["", "q1", "q2"]), days, st.integers(-200, 200))
def test_a_code_is_taken_in_its_quarter_and_thirty_days_around_it(counter: str, day: date, later: int) -> None:
    quarter = Quarter.of(day)
    read_on = day + timedelta(days=later)
    read = HERE.read(HERE.code(counter, quarter), read_on)
    if quarter.first - GRACE <= read_on < quarter.moved(1).first + GRACE:
        assert read == AtCounter(counter, quarter)
    else:
        assert read is (Why.OLD if read_on > day else Why.FORGED)


def test_a_code_is_short_typed_easily_and_fits_a_deep_link() -> None:
    assert codes.is_code(CODE, codes.COUNTER)
    assert codes.find_code(f"ma quay {codes.shown(CODE).lower()} nha", codes.COUNTER) == CODE
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", links.AT_COUNTER + CODE)
    assert links.telegram_link("longphu_bot", "q-K7M4PX9H") == "https://t.me/longphu_bot?start=q-K7M4PX9H"
    assert links.web_link("https://hoi.example/", "q-K7M4PX9H") == "https://hoi.example/danh-gia/K7M4-PX9H"
    assert links.web_link("https://hoi.example", "v-K7M4PX9HT") == "https://hoi.example/phieu/K7M-4PX-9HT"


def test_every_counter_and_quarter_has_a_code_of_its_own() -> None:
    made = {HERE.code(counter, Q4.moved(step)) for counter in ("", "q1", "q2") for step in range(40)}
    assert len(made) == 120


@given(st.text(st.sampled_from(codes.SIGNS), min_size=5, max_size=5))
def test_a_forged_signature_is_refused(signature: str) -> None:
    body = CODE[:2] + signature
    forged = body + codes.check_character(body)
    genuine = {HERE.code(counter, quarter) for counter in ("", "q1", "q2") for quarter in map(Q4.moved, range(-12, 2))}
    if forged not in genuine:
        assert HERE.read(forged, TODAY) is Why.FORGED


def test_another_ward_another_key_another_counter() -> None:
    neighbour = CounterCodes(KEY, "phường Tân Châu, tỉnh An Giang", ("q1",))
    assert HERE.read(neighbour.code("q1", Q4), TODAY) is Why.FOREIGN
    other_key = CounterCodes(bytes(32), "phường Long Phú, tỉnh An Giang", ("q1",))
    assert HERE.read(other_key.code("q1", Q4), TODAY) is Why.FORGED
    gone = CounterCodes(KEY, "phường Long Phú, tỉnh An Giang", ("q1", "q2", "q3"))
    assert HERE.read(gone.code("q3", Q4), TODAY) is Why.FORGED


@pytest.mark.parametrize(("day", "taken"), [(date(2027, 1, 30), True), (date(2027, 1, 31), False)])
def test_the_last_day_of_grace(day: date, taken: bool) -> None:
    assert (HERE.read(CODE, day) == AtCounter("q1", Q4)) is taken
