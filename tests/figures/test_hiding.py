"""Nobody is recognised: a reader who knows the rules and does the sums finds out nothing about a small group."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.figures.hiding import BLOCKS, Levels, is_clean, mean, pooled, safe_mean, told_together

SIZES = st.lists(st.integers(0, 14), min_size=1, max_size=4)
CELL = st.one_of(st.integers(0, 9), st.integers(0, 40))
LEVELS = st.tuples(CELL, CELL, CELL, CELL, CELL)


def shown(sizes: tuple[int, ...]) -> tuple[int | None, ...]:
    """What a reader sees of groups: their number, or nothing for those in the pool and for empty ones."""
    pool = pooled(dict(enumerate(sizes)))
    return tuple(None if number in pool or size == 0 else size for number, size in enumerate(sizes))


@given(SIZES)
@settings(max_examples=200, deadline=None)
def test_what_is_pooled_cannot_be_worked_out_even_by_who_knows_the_rules(sizes: list[int]) -> None:
    seen, total = shown(tuple(sizes)), sum(sizes)
    if total < 5:
        return  # then not even the total is told
    hidden = [number for number, size in enumerate(seen) if size is None]
    rest = total - sum(size for size in seen if size is not None)
    guesses = (
        dict(zip(hidden, guess, strict=True))
        for guess in product(range(rest + 1), repeat=len(hidden))
        if sum(guess) == rest
    )
    every = [tuple(guess.get(number, size or 0) for number, size in enumerate(seen)) for guess in guesses]
    possible = [guess for guess in every if shown(guess) == seen]
    assert tuple(sizes) in possible
    for number in hidden:
        if sizes[number]:
            assert len({guess[number] for guess in possible}) > 1


@given(st.dictionaries(st.integers(0, 9), st.integers(0, 60), max_size=8))
def test_a_small_group_is_never_told_alone(sizes: dict[int, int]) -> None:
    pool = pooled(sizes)
    assert all(key in pool for key, size in sizes.items() if 0 < size < 5)
    if pool and len(pool) < len([size for size in sizes.values() if size]):
        assert len(pool) > 1
        assert sum(sizes[key] for key in pool) >= 5
    if all(size == 0 or size >= 5 for size in sizes.values()):
        assert not pool  # and nothing is hidden without need


@given(st.lists(LEVELS, min_size=1, max_size=4), LEVELS)
@settings(deadline=None)
def test_levels_that_are_not_told_cannot_be_worked_out_from_the_rest(rows: list[Levels], untold: Levels) -> None:
    """Told are: the levels of all together, of some rows, and of each row its number of satisfied and of others.

    With fixed sums of rows and columns a cell lies between max(0, row + column - all) and min(row, column), and every
    number between is possible: so the bounds say whether it can be worked out.
    """
    whole, parts = told_together(dict(enumerate(rows)), untold)
    for number, block in enumerate(BLOCKS):
        cells = {key: row[block] for key, row in enumerate(rows)}
        told = {key for key, flags in parts.items() if flags[number]}
        assert all(is_clean(cells[key]) for key in told)
        if not whole[number]:
            assert not told
            continue
        hidden = [row for key, row in cells.items() if key not in told] + [untold[block]]
        rest = [sum(column) for column in zip(*hidden, strict=True)]
        assert is_clean(rest)
        for key, row in cells.items():
            for at, cell in enumerate(row):
                if key not in told and 0 < cell < 5:
                    low, high = max(0, sum(row) + rest[at] - sum(rest)), min(sum(row), rest[at])
                    assert low < high, (rows, untold)


@given(LEVELS)
@settings(deadline=None)
def test_a_mean_gives_no_level_away_that_is_not_told(levels: Levels) -> None:
    if not 0 < sum(levels) <= 60:
        return
    whole, _ = told_together({}, levels)
    told = safe_mean(levels, whole)
    if told is None:
        return
    lower, upper = sum(levels[:3]), sum(levels[3:])
    lows = [levels[:3]] if whole[0] else [(a, b, lower - a - b) for a in range(lower + 1) for b in range(lower - a + 1)]
    highs = [levels[3:]] if whole[1] else [(d, upper - d) for d in range(upper + 1)]
    possible = [low + high for low, high in product(lows, highs) if told in (mean(low + high, 1), mean(low + high, 0))]
    for number, block in enumerate(BLOCKS):
        for at in range(5)[block]:
            if not whole[number]:
                assert len({guess[at] for guess in possible}) > 1


def test_a_mean_is_rounded_before_it_is_left_out() -> None:
    assert safe_mean((20, 30, 40, 50, 60), (True, True)) == mean((20, 30, 40, 50, 60), 1)
    assert safe_mean((1, 3, 2, 300, 600), (False, True)) is not None
    assert safe_mean((1, 0, 0, 10, 10), (False, True)) is None  # 1 + 0 + 0 is one way of nearly none
