"""Which questions ask the same thing in other words, by the search's own reading of them.

Every question joins the group of the earlier one that is most alike, so that the same questions in the same order make
the same groups, and a group is called by who led it first. Only those that share a rare word with a question are
compared with it: ten thousand questions take seconds.
"""

from __future__ import annotations

import heapq
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from faq.index import Index
from faq.question import Question, Reader
from faq.text import folded
from faq.weights import WEIGHTS

ALIKE = 0.5  # likeness from which on two questions ask the same
MEMBERS = 4  # of a group that others are compared with; all of them would chain what is not alike
MOST_COMPARED = 24  # questions that one is compared with in full
MOST_SHARING = 300  # questions with the same words that these are chosen from
_KEYS = 5  # the weightiest words by which a question is found
_OTHER_FEATURE = 0.85  # part of a likeness that is left where one says a feature that the other does not
_SLIPPED = 0.8  # credit of an unknown word for one at a slip of the fingers
_LONG_ENOUGH = 4  # letters of an unknown word from which on a slip is looked for
_SYNONYM = 0.95
_STRANGE = ("unknown", "slip")  # notes of words that are none of the library's as they were typed
_BLANKED = re.compile(r"\[[^\[\]]{0,40}\]")  # what masking left: "[số đã che]"


@dataclass(frozen=True)
class _Read:
    """A question as it is compared: what each word weighs, what it says or may say, and what tells it apart."""

    weights: dict[str, float]
    total: float
    says: dict[str, float]
    slips: dict[str, tuple[str, ...]]  # of the words that nobody knows
    keys: tuple[str, ...]
    features: frozenset[str]


class Likeness:
    """The measure, over what a library knows."""

    def __init__(self, reader: Reader, index: Index) -> None:
        self._reader = reader
        self._index = index

    def leaders(self, texts: Sequence[str], first: int = 0) -> list[int]:
        """For each text the place of the one that leads its group; the `first` ones lead groups of their own."""
        led: list[int] = []
        of_text: dict[str, int] = {}
        groups = _Groups()
        for place, text in enumerate(texts):
            said = folded(_BLANKED.sub(" ", text))
            leader = None if place < first else of_text.get(said)
            if leader is None:
                mine = self._compared(text)
                found = None if place < first else groups.likeliest(mine)
                leader = place if found is None else found
                groups.add(mine, leader)
                of_text.setdefault(said, leader)
            led.append(leader)
        return led

    def between(self, one: str, two: str) -> float:
        """How alike two questions are, from 0 to 1."""
        return _likeness(self._compared(one), self._compared(two))

    def _compared(self, text: str) -> _Read:
        question = self._reader.read(_BLANKED.sub(" ", text))
        weights, says = self._weights(question), self._says(question)
        ranked = sorted(weights, key=lambda word: (-weights[word], word))[:_KEYS]
        slips = {
            fold: _slips(fold) for token in question.tokens if token.note in _STRANGE and (fold := token.form.fold)
        }
        keys = [key for word in ranked for key in slips.get(word, (word,))]
        keys += [word for word in says if word not in weights and says[word] == _SYNONYM]
        total = sum(weights.values())
        return _Read(weights, total, says, slips, tuple(dict.fromkeys(keys)), question.features)

    def _weights(self, question: Question) -> dict[str, float]:
        """What each word weighs: its rarity, less where it only asks, tells a story or fills the air."""
        parts = self._index.weights
        by_role = (1.0, parts.story, parts.topic, parts.filler, parts.address, parts.chat)
        weights: dict[str, float] = {}
        for token in question.tokens:
            rarity = self._index.idf.get(token.form.fold, self._index.rarest * parts.unknown)
            weight = rarity * by_role[token.role] * (parts.number if token.typed.isdigit() else 1.0)
            weights[token.form.fold] = max(weight, weights.get(token.form.fold, 0.0))
        return weights

    def _says(self, question: Question) -> dict[str, float]:
        """Every word that it says or may say, with its credit."""
        says: dict[str, float] = {}
        for token in question.tokens:
            for other, credit in token.near:
                says[other] = max(credit, says.get(other, 0.0))
            if token.note in _STRANGE:
                says.update({key: max(_SLIPPED, says.get(key, 0.0)) for key in _slips(token.form.fold)})
        for item in question.expansions:
            says.update({word.fold: max(_SYNONYM, says.get(word.fold, 0.0)) for word in item.forms})
        says.update({token.form.fold: 1.0 for token in question.tokens})
        return says


class _Groups:
    """The groups so far, each known by its first few members, which are found by their rarest words."""

    def __init__(self) -> None:
        self._members: list[tuple[int, _Read]] = []
        self._size: dict[int, int] = defaultdict(int)
        self._places: dict[str, list[int]] = defaultdict(list)

    def add(self, one: _Read, leader: int) -> None:
        """Put a question into the group of a leader."""
        self._size[leader] += 1
        if self._size[leader] > MEMBERS:
            return
        for key in one.keys:
            self._places[key].append(len(self._members))
        self._members.append((leader, one))

    def likeliest(self, one: _Read) -> int | None:
        """The leader of the group with the member that is most alike, the earliest of equals."""
        compared = ((_likeness(one, self._members[place][1]), -self._members[place][0]) for place in self._near(one))
        best = max(compared, default=(0.0, 0))
        return -best[1] if best[0] >= ALIKE else None

    def _near(self, one: _Read) -> list[int]:
        """Those that share most with it; its rarest words bring them in, until there are enough to choose from."""
        shared: dict[int, float] = defaultdict(float)
        for key in sorted(one.keys, key=lambda key: (len(self._places.get(key, ())), key)):
            weight = one.weights.get(key, 0.0) or one.says.get(key, 0.0)
            for place in self._places.get(key, ())[:MOST_SHARING]:
                shared[place] += weight
            if len(shared) >= MOST_SHARING:
                break
        return heapq.nsmallest(MOST_COMPARED, shared, key=lambda place: (-shared[place], place))


def _likeness(one: _Read, two: _Read) -> float:
    """How far each covers the other, as one figure; features that only one of them says count against it.

    The lesser part counts less, as in the search: who says more of the same asks the same.
    """
    less, more = sorted((_covered(one, two), _covered(two, one)))
    alike: float = more * less**WEIGHTS.recall * _OTHER_FEATURE ** len(one.features ^ two.features)
    return alike


def _covered(one: _Read, two: _Read) -> float:
    """The part of the weight of one question's words that the other says too."""
    says, covered = two.says, 0.0
    for word, weight in one.weights.items():
        if word in says:
            covered += weight * says[word]
        elif word in one.slips and not says.keys().isdisjoint(one.slips[word]):
            covered += weight * _SLIPPED
    return covered / one.total if one.total else 0.0


def _slips(word: str) -> tuple[str, ...]:
    """An unknown word and what is left of it without each of its letters: two at one slip of each other share one."""
    if len(word) < _LONG_ENOUGH:
        return (word,)
    return (word, f"{word}~", *sorted({f"{word[:at]}{word[at + 1 :]}~" for at in range(len(word))}))
