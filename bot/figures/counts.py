"""What was counted, before anything is hidden: it never leaves the machine as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.figures.hiding import NOBODY, Levels

MODES = ("verified", "unverified", "assisted")
REASONS = ("place", "procedure", "attitude", "result", "feedback")


@dataclass(frozen=True)
class YesNo:
    """How many said yes, of how many who answered."""

    yes: int = 0
    of: int = 0


@dataclass(frozen=True)
class Work:
    """Dossiers: finished within the period, and open at its end (or now, if it has not ended)."""

    finished: int = 0
    rated: int = 0  # of the finished
    on_time: int = 0  # of the finished that had a due date
    with_due: int = 0
    open: int = 0
    overdue: int = 0  # of the open


@dataclass(frozen=True)
class Asked:
    """What was asked of the assistant."""

    questions: int = 0
    unanswered: int = 0
    entries: Mapping[str, int] = field(default_factory=dict)  # library entry -> how often
    unknown: Mapping[str, int] = field(default_factory=dict)  # masked words, folded -> how often


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote, masked and approved by a person."""

    field: str
    text: str


@dataclass(frozen=True)
class Counts:
    """One period. Ratings under suspicion are in `suspect` and nowhere else."""

    by: Mapping[str, Mapping[str, Levels]] = field(default_factory=dict)  # dimension -> key -> levels
    days: Mapping[date, Levels] = field(default_factory=dict)
    parents: Mapping[str, str] = field(default_factory=dict)  # procedure -> its field of work
    suspect: Levels = NOBODY
    reasons: Mapping[str, int] = field(default_factory=dict)
    gave_reasons: int = 0  # ratings with at least one
    trips: Mapping[int, int] = field(default_factory=dict)  # 4: four or more
    extra: YesNo = YesNo()
    read_back: YesNo = YesNo()
    invited: YesNo = YesNo()  # rated, of the invitations sent in the period
    work: Work = Work()
    cases: YesNo = YesNo()  # answered, of those opened in the period
    cases_open: int = 0  # not closed now, whenever opened
    asked: Asked = Asked()
    comments: tuple[Comment, ...] = ()  # approved ones, in no telling order
    total: Levels = NOBODY
