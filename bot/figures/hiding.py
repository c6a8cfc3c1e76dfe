"""What may not be shown, so that nobody is recognised and nothing that is hidden can be worked out from what is shown.

Two dangers. A small group: "3 ratings at counter 2" may be three people somebody remembers. It is pooled with others,
never alone, for the total less the groups shown is the pool. And a small cell within a group, "one very dissatisfied":
the levels are then told together, as satisfied or not. Because the levels of all groups together are told too, the
groups whose levels are not told must hide each other in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import TypeVar

from bot.figures.statistics import CELL_FROM

K = TypeVar("K")
Levels = tuple[int, int, int, int, int]
"""How many chose each level, from 1 (very dissatisfied) to 5 (very satisfied)."""

NOBODY: Levels = (0, 0, 0, 0, 0)
SATISFIED = slice(3, 5)
OTHERS = slice(0, 3)
BLOCKS = (OTHERS, SATISFIED)


def plus(*many: Levels) -> Levels:
    """Level by level, all of them together."""
    one, two, three, four, five = (sum(levels[at] for levels in many) for at in range(5))
    return (one, two, three, four, five)


def part(levels: Levels, block: slice) -> tuple[int, ...]:
    """The levels of a block."""
    return tuple(levels[at] for at in range(5)[block])


def pooled(sizes: Mapping[K, int]) -> frozenset[K]:
    """The groups that may only be told together: every small one, and the smallest others until they hide each other.

    Where even all of them together are too few, all of them are named.
    """
    rest = sorted({size for size in sizes.values() if size >= CELL_FROM}, reverse=True)
    pool = {key for key, size in sizes.items() if 0 < size < CELL_FROM}
    while pool and rest and _too_plain([sizes[key] for key in pool]):
        smallest = rest.pop()  # all groups of this size: which of two equal ones is taken would tell something too
        pool |= {key for key, size in sizes.items() if size == smallest}
    return frozenset(pool)


def _too_plain(pool: Sequence[int]) -> bool:
    """Whether who knows these rules can tell the numbers in a pool from its sum."""
    return len(pool) < 2 or sum(pool) < CELL_FROM or set(pool) == {CELL_FROM - 1}  # 4 and 4, for 3 and 5 would not be


def is_clean(cells: Sequence[int]) -> bool:
    """Whether none of these cells is a small group."""
    return all(cell == 0 or cell >= CELL_FROM for cell in cells)


def told_together(rows: Mapping[K, Levels], untold: Levels) -> tuple[tuple[bool, bool], dict[K, tuple[bool, bool]]]:
    """Which blocks are told level by level: of everything together, and of each row of a table that adds up to it.

    `untold` are those who are in no row of their own.
    """
    whole: list[bool] = []
    parts: dict[K, list[bool]] = {key: [] for key in rows}
    for block in BLOCKS:
        cells = {key: part(levels, block) for key, levels in rows.items()}
        told = _told_rows(cells, part(untold, block))
        whole.append(told is not None)
        for key, flags in parts.items():
            flags.append(told is not None and key in told)
    return (whole[0], whole[1]), {key: (flags[0], flags[1]) for key, flags in parts.items()}


def _told_rows(cells: Mapping[K, Sequence[int]], untold: Sequence[int]) -> set[K] | None:
    """The rows whose cells of a block are told; None where not even those of all together are."""
    total = [sum(column) for column in zip(*cells.values(), untold, strict=True)]
    if not is_clean(total):
        return None
    told = sorted((key for key, row in cells.items() if is_clean(row)), key=lambda key: sum(cells[key]))
    while True:
        rest = [all_ - sum(cells[key][at] for key in told) for at, all_ in enumerate(total)]
        others = [sum(row) for key, row in cells.items() if key not in told] + [sum(untold)]
        if is_clean(rest) and not _gives_away(rest, others):
            return set(told)
        if not told:
            return None
        told.pop(0)


def _gives_away(rest: Sequence[int], sizes: Sequence[int]) -> bool:
    """Whether all that is not told lies in one level, so that a small row's people must be there."""
    return sum(cell > 0 for cell in rest) == 1 and any(0 < size < CELL_FROM for size in sizes)


def mean(levels: Levels, decimals: int = 1) -> float:
    """The mean of (level - 1) / 4 x 100, halves upwards."""
    scale: int = 10**decimals
    points = 25 * scale * sum(at * count for at, count in enumerate(levels))
    people = sum(levels)
    return (2 * points + people) // (2 * people) / scale


def safe_mean(levels: Levels, told: tuple[bool, bool]) -> float | None:
    """The mean as exactly as may be told: to one decimal, as a whole number, or not at all (None).

    With it, every level that is not told must still be possible at two numbers at least.
    """
    return next((mean(levels, decimals) for decimals in (1, 0) if _leaves_doubt(levels, told, decimals)), None)


_SHIFTS = [(a, b, -a - b) for a, b in product(range(-2, 3), repeat=2) if abs(a + b) <= 2]


def _leaves_doubt(levels: Levels, told: tuple[bool, bool], decimals: int) -> bool:
    """Whether other numbers near the true ones would have the same mean. None further off is looked for."""
    hidden = [at for block, is_told in zip(BLOCKS, told, strict=True) if not is_told for at in range(5)[block]]
    lower = [(0, 0, 0)] if told[0] else _SHIFTS
    upper = [0] if told[1] else range(-2, 3)
    known = mean(levels, decimals)
    doubted: set[int] = set()
    for (a, b, c), d in product(lower, upper):
        shifted = (levels[0] + a, levels[1] + b, levels[2] + c, levels[3] + d, levels[4] - d)
        if min(shifted) >= 0 and mean(shifted, decimals) == known:
            doubted |= {at for at in range(5) if shifted[at] != levels[at]}
    return doubted.issuperset(hidden)
