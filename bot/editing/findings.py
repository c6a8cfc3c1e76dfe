"""What a check found: sentences for the official who edits, each under the part of the entry that it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.i18n import mark
from faq import Entry, Library
from faq.measuring import Figures
from faq.rules import Problem
from faq.worded import Worded


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found.

    `key` is the part of the entry it is about ("fee.text", "ways"; "" for the whole), `sentence` an English msgid whose
    places `values` fill, `forbids` whether the change cannot be made like this.
    """

    key: str
    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)
    forbids: bool = True

    def said(self, t: Callable[..., str]) -> str:
        """The sentence in the language of `t`."""
        return t(self.sentence, **self.values)


@dataclass(frozen=True, slots=True)
class Findings:
    """What a change would do.

    `entry` is the entry as it would be in use, None where it would be hidden or cannot be made at all. `before` and
    `after` are the figures on the project's own questions, None where the change was not fit to be tried; `lost` and
    `gained` are the questions that would find their entry first no more, or only then.
    """

    found: tuple[Finding, ...] = ()
    entry: Entry | None = None
    before: Figures | None = None
    after: Figures | None = None
    lost: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()
    library: Library | None = field(default=None, compare=False, repr=False)  # the library as it would be in use

    @property
    def forbidden(self) -> tuple[Finding, ...]:
        """What has to be put right first."""
        return tuple(one for one in self.found if one.forbids)

    @property
    def doubts(self) -> tuple[Finding, ...]:
        """What a person should look at once more."""
        return tuple(one for one in self.found if not one.forbids)

    @property
    def fine(self) -> bool:
        """Whether the change may be proposed."""
        return not self.forbidden

    def figures(self) -> dict[str, Any] | None:
        """What is kept with the change; None where nothing was measured."""
        if self.before is None or self.after is None:
            return None
        questions = {"lost": list(self.lost), "gained": list(self.gained)}
        return {"before": self.before.as_json(), "after": self.after.as_json(), **questions}


GOES_TOO = mark("The question “{other}” goes too: it would have nothing left to ask between")
OTHERS = mark("“{way}” is answered from “{other}”, which is plainly meant: it cannot be taught here")
ANSWERED = mark("“{way}” is answered from “{other}” now; from then on it would be from this entry")
STEALS = mark("“{way}” would lead people who ask for “{other}” to this entry")
NOT_FOUND = mark("“{way}” finds “{other}” first and not this entry: people who ask so would get the other answer")
NOTHING_FOUND = mark("“{way}” does not find this entry: please choose plainer words")


def of_rule(problem: Problem, *, forbids: bool = True) -> Finding:
    """A broken rule of the library."""
    what = problem.what
    if isinstance(what, Worded):
        return Finding(problem.key, what.template, what.values, forbids)
    return Finding(problem.key, "{what}", {"what": what}, forbids)
