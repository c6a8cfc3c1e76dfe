"""Words with several meanings: which one is meant, by the words that stand near."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from faq.glossary_files import SenseTable
from faq.phrases import Phrases
from faq.text import Form

BETWEEN = "between"  # the list of small words that may stand between a word and what follows it


class Sense(NamedTuple):
    """One meaning of a word, and what it then reads as; of several that fit, the first is meant."""

    word: tuple[Form, ...]
    rule: SenseTable
    reads: tuple[tuple[Form, ...], ...]


def senses_said(
    sentence: Sequence[Form], senses: Sequence[Sense], lists: dict[str, Phrases[bool]]
) -> Iterator[tuple[int, int, Sense]]:
    """The words of a sentence whose meaning is decided: where each starts, the place behind it, and the meaning."""
    folds = [word.fold for word in sentence]
    for word in dict.fromkeys(sense.word for sense in senses):
        first, size = word[0].fold, len(word)
        if first not in folds:
            continue
        for place in range(len(sentence) - size + 1):
            if folds[place] != first or not all(
                _same(sentence[place + number], part) for number, part in enumerate(word)
            ):
                continue
            near = _Near(sentence, place, place + size, lists)
            meant = next((sense for sense in senses if sense.word == word and near.suits(sense.rule)), None)
            if meant:
                yield place, place + size, meant


def _same(typed: Form, known: Form) -> bool:
    return typed.fold == known.fold and (typed.bare or typed.shape == known.shape)


@dataclass(frozen=True)
class _Near:
    """What stands around a word."""

    sentence: Sequence[Form]
    start: int
    end: int
    lists: dict[str, Phrases[bool]]

    def suits(self, rule: SenseTable) -> bool:
        """True where the neighbours decide for this meaning."""
        if rule.unless_said and any(True for _ in self.lists[rule.unless_said].all(self.sentence)):
            return False
        if rule.followed and not self._followed(rule.followed):
            return False
        if rule.unless_followed and self._followed(rule.unless_followed):
            return False
        if rule.previous and self.start not in self._ends(rule.previous, self.start - 4):
            return False
        return not rule.after or bool(self._ends(rule.after, self.start - rule.within))

    def _ends(self, name: str, earliest: int) -> Container[int]:
        """Where the phrases of a list end that start from `earliest` on and end before the word."""
        starts = range(max(0, earliest), self.start)
        ends = {end for start in starts for end, _ in self.lists[name].at(self.sentence, start)}
        return {end for end in ends if end <= self.start}

    def _followed(self, name: str) -> bool:
        place = self.end
        between = self.lists.get(BETWEEN)
        while place < len(self.sentence):
            if any(True for _ in self.lists[name].at(self.sentence, place)):
                return True
            skipped = between.at(self.sentence, place) if between else ()
            place = max((end for end, _ in skipped), default=len(self.sentence))
        return False
