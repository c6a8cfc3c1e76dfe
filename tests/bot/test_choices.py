"""Several of the offered choices named at once."""

from __future__ import annotations

import pytest

from bot.choices import choose_several


@pytest.mark.parametrize(
    ("text", "count", "meant"),
    [
        ("1 và 2", 3, [0, 1]),
        ("số 1 với số 3 nha", 4, [0, 2]),
        ("1,2", 4, [0, 1]),
        ("một và hai", 3, [0, 1]),
        ("lấy cả hai luôn", 2, [0, 1]),
        ("tất cả", 3, [0, 1, 2]),
        ("both", 2, [0, 1]),
    ],
)
def test_several_are_named(text: str, count: int, meant: list[int]) -> None:
    assert choose_several(text, count) == meant


@pytest.mark.parametrize(
    ("text", "count"),
    [("2", 3), ("cả hai", 3), ("1 và 5", 3), ("ba má", 3), ("hai đứa 2 tháng", 4), ("1 và 2", 0), ("", 3)],
)
def test_one_too_many_or_other_words_are_no_choice_of_several(text: str, count: int) -> None:
    assert choose_several(text, count) == []
