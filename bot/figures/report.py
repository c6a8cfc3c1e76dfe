"""The figures of a period as they may be shown: nothing here needs hiding any more. Every place shows these."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.figures.counts import Comment
from bot.figures.periods import Period
from bot.figures.statistics import Change, Share

DIMENSIONS = ("mode", "field", "procedure", "counter", "channel", "wednesday", "hour", "suspect")
POOL = "*"
"""The key of a row in which groups are told together because one of them is too small."""
NONE = ""
"""The key of ratings that name no field, counter or procedure."""


@dataclass(frozen=True, slots=True)
class Group:
    """Some ratings. None stands for what may not be told; `levels` are those of 1 to 5, `people` their number."""

    key: str
    people: int | None
    satisfied: Share | None = None
    mean: float | None = None
    levels: tuple[int | None, int | None, int | None, int | None, int | None] = (None,) * 5
    lower: int | None = None  # levels 1 to 3 together
    upper: int | None = None  # levels 4 and 5 together


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list of counts; None: fewer than five."""

    key: str
    count: int | None
    share: Share | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A share that has a base of its own, such as visits on time; `count` is told where it may be."""

    of: int | None
    count: int | None
    share: Share | None


@dataclass(frozen=True)
class Report:
    """The figures of one period, for everybody or for some fields of work."""

    period: Period
    made: datetime
    fields: tuple[str, ...]  # empty: all
    total: Group
    suspect: Group
    previous: Group
    previous_period: Period | None
    change: Change | None
    tables: dict[str, tuple[Group, ...]]
    trend: tuple[tuple[Period, Group], ...]
    reasons: tuple[Item, ...]
    gave_reasons: int | None
    trips: tuple[Item, ...]
    extra: Part
    read_back: Part
    invited: Part
    rated_visits: Part
    on_time: Part
    on_time_before: Share | None
    open: int
    overdue: int
    cases: Part
    cases_open: int | None
    wednesday: Change | None
    questions: int
    unanswered: Part
    asked_most: tuple[Item, ...]
    unknown_most: tuple[Item, ...]
    comments: tuple[Comment, ...]  # approved; without a field of work that is told with others only

    @property
    def unfinished(self) -> bool:
        """Whether the period goes on, so that the figures are not final."""
        return self.made < self.period.ends
