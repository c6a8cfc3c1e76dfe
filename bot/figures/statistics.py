"""Shares of counted things, how sure they are, and whether two of them differ.

Wilson's score interval (1927) for one share and Newcombe's hybrid of two of them (1998, method 10) for a difference:
both hold near 0 and 100 % and for small numbers, where the usual "plus or minus" goes beyond 100 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z = 1.959963984540054  # of 95 %
PERCENT_FROM = 10  # answers; below, one person more or less moves a percentage by ten points
CELL_FROM = 5  # people; a smaller group may be recognised


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of`, in percent to one decimal, with its 95 % interval from `low` to `high`."""

    count: int
    of: int
    percent: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Change:
    """What was added to a share since another, in percentage points, with the 95 % interval of the difference."""

    points: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        """up, down, or unclear: the interval holds zero, so that chance alone may explain the difference."""
        return "up" if self.low > 0 else "down" if self.high < 0 else "unclear"


def tenths(count: int, of: int) -> float:
    """A percentage to one decimal, halves upwards: 66.65 is 66.7 as by hand, which binary fractions get wrong."""
    return (2000 * count + of) // (2 * of) / 10


def wilson(count: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share, as fractions."""
    if not 0 <= count <= of or of == 0:
        raise ValueError(f"{count} of {of} is no share")
    share, z2 = count / of, Z * Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = Z / (1 + z2 / of) * sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return (0.0 if count == 0 else max(0.0, middle - half), 1.0 if count == of else min(1.0, middle + half))


def share(count: int, of: int) -> Share | None:
    """A share fit to be printed; None where there are too few for a percentage."""
    if of < PERCENT_FROM:
        return None
    low, high = wilson(count, of)
    return Share(count, of, tenths(count, of), round(100 * low, 1), round(100 * high, 1))


def change(now: Share | None, before: Share | None) -> Change | None:
    """How a share differs from the one before it; None where one of them is not known."""
    if now is None or before is None:
        return None
    p, q = now.count / now.of, before.count / before.of
    (low_p, high_p), (low_q, high_q) = wilson(now.count, now.of), wilson(before.count, before.of)
    down = sqrt((p - low_p) ** 2 + (high_q - q) ** 2)
    up = sqrt((high_p - p) ** 2 + (q - low_q) ** 2)
    return Change(round(100 * (p - q), 1), round(100 * (p - q - down), 1), round(100 * (p - q + up), 1))
