"""The searchable form of the entries: every way of asking as weighted words and neighbours, and where words occur."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from faq.features import feature_hits, features_said
from faq.glossary import Glossary, Role, glossary
from faq.naming import shorter
from faq.procedure import Entry, Kind
from faq.roles import roles_of
from faq.text import Form, clean, folded, form, known_bare, words
from faq.weights import WEIGHTS, Weights

Pair = tuple[str, str]


@dataclass(slots=True)
class Way:
    """One way of asking for an entry.

    `spoken` are its words in order; `units` the numbers of their forms in `Index.forms`, with their weights.
    """

    entry: int
    text: str
    spoken: tuple[str, ...]
    units: dict[int, float]
    total: float
    pairs: Mapping[int, float] | None = None  # see `Index.pairs`
    pairs_total: float = 0.0


@dataclass
class Known:
    """What is known of one entry beyond its single ways."""

    words: dict[str, float]  # every word of its ways and of its text, with the credit it has in a question
    shapes: frozenset[str]  # those words as they are written, tones left aside
    required: frozenset[str]  # features that every saying of its short name has
    held: frozenset[str]  # features of any of its names and ways
    group: bool  # asks back


class Index:
    """Entries made searchable once. What only a compared entry needs is worked out when it is first compared."""

    def __init__(self, entries: Sequence[Entry], known: Glossary | None = None, weights: Weights = WEIGHTS) -> None:
        self.entries = tuple(entries)
        self.glossary = known or glossary()
        self.weights = weights
        read = [
            (number, text, self._forms(text))
            for number, entry in enumerate(self.entries)
            for text in dict.fromkeys((*_written(entry), *shorter(entry.name, self.glossary)))
        ]
        self.sentences = [tuple(word.fold for word in said) for _, _, said in read]
        self.idf = self._rarity(read)
        self.rarest = math.log(1 + max(len(self.entries), 2))
        self.named_pairs: set[Pair] = set()
        self.forms: list[Form] = []  # every form of a word in the ways, once; numbers are compared faster than words
        self.forms_of: dict[str, list[int]] = defaultdict(list)  # their numbers by the bare word
        self.numbers = {word: number for number, word in enumerate(self.idf)}  # of bare words
        self.meant_bare: set[str] = set()  # words that name a matter and have no marks at all: "vay", "con nuôi"
        self.ways = [self._way(number, text, said) for number, text, said in read]
        self.totals = [way.total for way in self.ways]
        self.places: dict[str, list[int]] = defaultdict(list)
        self.ways_of: dict[int, list[int]] = defaultdict(list)
        for place, way in enumerate(self.ways):
            self.ways_of[way.entry].append(place)
            for word in dict.fromkeys(way.spoken):
                self.places[word].append(place)
        written = [frozenset(_written(entry)) for entry in self.entries]
        self.spoken: dict[tuple[str, ...], int] = {}
        for place, way in enumerate(self.ways):
            if way.text in written[way.entry] and (way.spoken not in self.spoken or folded(way.text) == _line(way)):
                self.spoken[way.spoken] = place  # what stands in full comes before what is short for it
        self._known: dict[int, Known] = {}
        self._way_features: dict[int, frozenset[str]] = {}

    def known(self, number: int) -> Known:
        """What is known of an entry beyond its ways."""
        found = self._known.get(number)
        if found is None:
            found = self._known[number] = self._look_up(number)
        return found

    def features(self, place: int) -> frozenset[str]:
        """The features that one way of asking says."""
        found = self._way_features.get(place)
        if found is None:
            found = self._way_features[place] = self._features(self.ways[place].text)
        return found

    def pairs(self, way: Way) -> Mapping[int, float]:
        """The neighbouring words of a way, each pair as its number, with the weight of both."""
        if way.pairs is None:
            weights = {self.forms[unit].fold: weight for unit, weight in way.units.items()}
            pairs = {(one, two): weights[one] + weights[two] for one, two in pairwise(way.spoken)}
            way.pairs = {self.pair(*pair): weight for pair, weight in pairs.items()}
            way.pairs_total = sum(way.pairs.values())
        return way.pairs

    def pair(self, one: str, two: str) -> int:
        """The number of a pair of words; of words that no way has, one that no pair of a way has."""
        numbers = self.numbers
        return numbers.get(one, -1) * len(numbers) + numbers[two] if two in numbers else -1

    def _rarity(self, read: Sequence[tuple[int, str, list[Form]]]) -> dict[str, float]:
        """How much each word tells, by how few entries say it."""
        holders: dict[str, set[int]] = defaultdict(set)
        for number, _, said in read:
            for spoken in said:
                holders[spoken.fold].add(number)
        return {word: math.log(1 + len(self.entries) / len(found)) for word, found in holders.items()}

    def _forms(self, text: str) -> list[Form]:
        found: list[Form] = []
        for word in words(clean(text)):
            reads = self.glossary.short.get(word)
            found += reads[0] if reads else [form(word)]
        marked = any(not word.bare for word in found)
        return [known_bare(word) for word in found] if marked else found

    def _way(self, entry: int, text: str, said: list[Form]) -> Way:
        weights = self.weights
        parts = (1.0, weights.way_story, weights.way_topic, weights.way_filler, weights.way_address, weights.way_chat)
        named = [(start, end) for start, end, _ in self.glossary.same.all(said)]
        roles = roles_of(said, self.glossary, self.glossary.topics.all(said), named)
        units: dict[str, tuple[float, Form]] = {}
        before = None
        for word, role in zip(said, roles, strict=True):
            weight = self.idf[word.fold] * parts[role]
            if weight > units.get(word.fold, (0.0, word))[0]:
                units[word.fold] = (weight, word)
            if role is Role.CONTENT and not word.bare and word.tone == 0 and word.shape == word.fold:
                self.meant_bare.add(word.fold)
            if role is Role.CONTENT and before is not None:
                self.named_pairs.add((before.fold, word.fold))
            before = word if role is Role.CONTENT else None
        total = sum(weight for weight, _ in units.values())
        numbered = {self._number(word): weight for weight, word in units.values()}
        return Way(entry, text, tuple(word.fold for word in said), numbered, total)

    def _number(self, word: Form) -> int:
        """The number of a form."""
        alike = self.forms_of[word.fold]
        for number in alike:
            if self.forms[number] == word:
                return number
        alike.append(len(self.forms))
        self.forms.append(word)
        return alike[-1]

    def _look_up(self, number: int) -> Known:
        """An entry's words and features.

        A feature is required where every saying of its short name has it: "cấp, cấp lại ..." requires none.
        """
        entry = self.entries[number]
        body = [entry.summary, entry.notes, entry.result, *entry.conditions, *(paper.what for paper in entry.papers)]
        written = [word for text in body for word in self._forms(text)]
        said = {word.fold: self.weights.body for word in written}
        shapes = {word.shape for word in written}
        for place in self.ways_of[number]:
            way = self.ways[place]
            said.update(dict.fromkeys(way.spoken, self.weights.other_way))
            shapes.update(self.forms[unit].shape for unit in way.units)
        sayings = shorter(entry.short, self.glossary) or [entry.short]
        required = frozenset.intersection(*(self._features(text) for text in sayings))
        held = frozenset().union(*(self._features(text) for text in _written(entry)))
        return Known(said, frozenset(shapes), required, held, entry.kind is Kind.GROUP)

    def _features(self, text: str) -> frozenset[str]:
        said = self._forms(text)
        return features_said(said, self.glossary, feature_hits(said, self.glossary))[0]


def _written(entry: Entry) -> tuple[str, ...]:
    """The names and ways of asking as they stand in the data."""
    return (entry.short, entry.name, *entry.ways)


def _line(way: Way) -> str:
    return " ".join(way.spoken)
