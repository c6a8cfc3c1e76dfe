"""What a search gives back: a verdict, the entry meant, what of it was asked, and the runners-up."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from faq.procedure import Entry, Topic


class Verdict(StrEnum):
    """What to do with a question."""

    ANSWER = "answer"  # one entry, sure enough to answer from it
    CLARIFY = "clarify"  # ask back, the candidates are the choices
    UNKNOWN = "unknown"  # nothing here answers it
    SMALLTALK = "smalltalk"  # greetings, thanks, asking for a human ...
    REDIRECT = "redirect"  # another agency handles it


class Wish(StrEnum):
    """What is wished of the last answer instead of asking something new."""

    REPEAT = "repeat"
    SHORT = "short"
    ALL = "all"
    FORM = "form"


@dataclass(frozen=True)
class Candidate:
    """One entry the question may mean, with a score from 0 to 1."""

    entry: Entry
    score: float


@dataclass(frozen=True)
class Result:
    """The outcome of one search.

    `entry` is set for every verdict but `clarify` and `unknown`; `candidates` holds up to five distinct entries, best
    first, whatever the verdict. `question` is a group's question, or "". `follow_up` says that nothing but topic words
    was said, so the entry being talked about is meant, or that the question leans on it ("thế gia hạn thì sao").
    `wish` is set where nothing is asked but to have the last answer again, shorter, whole, or with its form.
    """

    text: str
    verdict: Verdict
    entry: Entry | None = None
    topics: tuple[Topic, ...] = ()
    score: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    question: str = ""
    follow_up: bool = False
    wish: Wish | None = None
    ms: float = field(default=0.0, compare=False)

    @property
    def topic(self) -> Topic:
        """What was asked first."""
        return self.topics[0] if self.topics else Topic.GENERAL
