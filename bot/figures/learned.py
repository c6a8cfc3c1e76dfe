"""What the bot learned in a period, as it may be shown: counts of questions, the entries that changed, what is open."""

from __future__ import annotations

from dataclasses import dataclass

from bot.figures.periods import Period
from bot.figures.statistics import Share, share


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions without small talk: how many, and how many of them found their answer and were not told "not yet"."""

    all: int = 0
    answered: int = 0

    @property
    def share(self) -> Share | None:
        """The share answered, None where there are too few for one."""
        return share(self.answered, self.all)


@dataclass(frozen=True, slots=True)
class Changed:
    """An entry that was changed: its name, what was done, whether that is in use, how often it answered since."""

    name: str
    act: str
    live: bool
    answered: int


@dataclass(frozen=True, slots=True)
class Open:
    """A group of like questions without an answer: how many people asked, and in which words one of them did."""

    people: int
    words: str


@dataclass(frozen=True, slots=True)
class Learned:
    """One period beside the one before it; `open`, `opened` (how many groups in all) and `stale` are as of now."""

    period: Period
    now: Asked
    before: Asked
    changed: tuple[Changed, ...] = ()
    open: tuple[Open, ...] = ()
    opened: int = 0
    waiting: int = 0
    stale: tuple[str, ...] = ()
