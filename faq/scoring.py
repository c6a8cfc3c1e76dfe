"""How well a way of asking covers a question and the question covers it, weighted by how rare each word is."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from faq.glossary import Role
from faq.index import Index, Pair, Way
from faq.question import Question
from faq.text import Form, agreement
from faq.words import Token

MOST_WAYS = 24  # ways that are compared in full
MOST_LEADING = 300  # ways that common words are still looked for in
COMMON = 600  # ways that hold a word from which on it may be too common to bring in new ways
LATE = 0.6  # part of the most shared weight that the words still to come must reach to bring in ways of their own
LEAST_SHARED = 0.3  # part of the most shared weight that a way must share to be compared
SAID = 0.9  # part of a way from which on it was said as it stands
LEAST_TELLING = 0.02  # part of the weightiest word's weight from which on a word is looked up


class Hit(NamedTuple):
    """A word that would cover a part of the question: token `part`, or expansion `part` - number of tokens."""

    part: int
    credit: float
    typed: Form | None


class Match(NamedTuple):
    """One entry against a question: its best way, how far each covers the other, and what changed the score."""

    entry: int
    score: float
    way: int
    exact: bool
    precision: float
    recall: float
    features: float
    credits: tuple[float, ...]


class Scorer:
    """One question made ready to be compared with many ways."""

    def __init__(self, question: Question, index: Index) -> None:
        self.question = question
        self.index = index
        self.weights = [self._weight(place) for place in range(len(question.tokens))]
        self.total = sum(self.weights)
        self.exact = index.spoken.get(question.spoken)
        self.hits = self._hits()
        self.pairs = _pairs(question)
        self.expansion_totals = [
            sum(index.idf.get(word.fold, 0.01) for word in expansion.forms) for expansion in question.expansions
        ]
        self._known_words: dict[int, list[float]] = {}
        kept = {token.form.fold for token in question.tokens}
        self.denied = {token.form.fold for token in question.denied} - kept

    def rank(self) -> list[Match]:
        """The entries that match best, best first."""
        best: dict[int, Match] = {}
        for place in dict.fromkeys(([self.exact] if self.exact is not None else []) + self._gather()):
            match = self.compare(place)
            if match.entry not in best or _order(match) < _order(best[match.entry]):
                best[match.entry] = match
        return sorted(best.values(), key=_order)

    def compare(self, place: int) -> Match:
        """One way against the question."""
        way = self.index.ways[place]
        covers, recall = self._cover(way)
        precision = sum(map(float.__mul__, self.weights, covers)) / self.total if self.total else 0.0
        features = self._features(place, place if recall >= SAID else None)
        score = precision * recall**self.index.weights.recall * features
        exact = place == self.exact
        return Match(way.entry, 1.0 if exact else score, place, exact, precision, recall, features, tuple(covers))

    def _known(self, entry: int) -> list[float]:
        """The credit each word of the question has for standing anywhere in an entry."""
        found = self._known_words.get(entry)
        if found is None:
            known = self.index.known(entry)
            found = self._known_words[entry] = [
                known.words.get(token.form.fold, 0.0)
                * (1.0 if token.form.bare or token.form.shape in known.shapes else self.index.weights.other_shape)
                for token in self.question.tokens
            ]
        return found

    def _weight(self, place: int) -> float:
        token, weights = self.question.tokens[place], self.index.weights
        part = (1.0, weights.story, weights.topic, weights.filler, weights.address, weights.chat)[token.role]
        return self._rarity(token) * part * (weights.number if token.typed.isdigit() else 1.0)

    def _rarity(self, token: Token) -> float:
        return self.index.idf.get(token.form.fold, self.index.rarest * self.index.weights.unknown)

    def _hits(self) -> dict[str, list[Hit]]:
        hits: dict[str, list[Hit]] = defaultdict(list)
        for place, token in enumerate(self.question.tokens):
            hits[token.form.fold].append(Hit(place, token.credit, token.form))
            own = self._rarity(token)
            for other, credit in token.near:  # a common word explains no more of a rare one than it says itself
                alike = min(1.0, self.index.idf.get(other, 0.0) / own) if own else 0.0
                hits[other].append(Hit(place, credit * alike, None))
        for number, expansion in enumerate(self.question.expansions, len(self.question.tokens)):
            for word in expansion.forms:
                hits[word.fold].append(Hit(number, self.index.weights.synonym, None))
        return dict(hits)

    def _gather(self) -> list[int]:
        """The ways that share most with the question, found without comparing them all."""
        shared: dict[int, float] = defaultdict(float)
        ways = self.index.ways
        telling = self._telling()
        left = sum(weight for _, weight in telling)
        for word, weight in telling:
            places = self.index.places.get(word, ())
            if len(places) > COMMON and len(shared) > MOST_WAYS and left < LATE * max(shared.values()):
                if len(shared) > MOST_LEADING:
                    shared = defaultdict(float, heapq.nlargest(MOST_LEADING, shared.items(), key=itemgetter(1)))
                places = [place for place in shared if word in ways[place].units]
            for place in places:
                shared[place] += weight
            left -= weight
        if not shared:
            return []
        most = self.total  # a word and what it also reads as are not said twice
        least = min(max(shared.values()), most) * LEAST_SHARED
        totals = self.index.totals
        ranked = []
        for place, part in shared.items():
            if part >= least:
                said, total = part if part < most else most, totals[place]
                ranked.append((said if said >= total else said * said / total, place))
        return [place for _, place in heapq.nlargest(MOST_WAYS, ranked)]

    def _telling(self) -> list[tuple[str, float]]:
        """The words worth looking up, the weightiest first: those that weigh something beside it."""
        weights = {word: max(self._share(word, hit) for hit in hits) for word, hits in self.hits.items()}
        least = max(weights.values(), default=0.0) * LEAST_TELLING
        telling = [(word, weight) for word, weight in weights.items() if weight >= least]
        return sorted(telling, key=lambda pair: -pair[1])

    def _share(self, word: str, hit: Hit) -> float:
        """What a word found would explain of the question: its own weight, or its part of what it stands for."""
        number = hit.part - len(self.weights)
        if number < 0:
            return hit.credit * self.weights[hit.part]
        expansion = self.question.expansions[number]
        meant = sum(self.weights[expansion.start : expansion.end])
        return hit.credit * meant * self.index.idf.get(word, 0.0) / self.expansion_totals[number]

    def _cover(self, way: Way) -> tuple[list[float], float]:
        """How far the way covers each word of the question, and how much of the way the question covers."""
        size = len(self.weights)
        covers = self._known(way.entry).copy()
        meant = [0.0] * len(self.expansion_totals)
        covered = 0.0
        hits, idf, marked = self.hits, self.index.idf, self.question.marked
        for word, (weight, known) in way.units.items():
            if word not in hits:
                continue
            best = 0.0
            for part, credit, typed in hits[word]:
                if typed is not None:
                    credit *= agreement(typed, known, marked=marked)  # noqa: PLW2901 - no more than this
                best = max(best, credit)
                if part >= size:
                    meant[part - size] += idf[word] * credit
                elif credit > covers[part]:
                    covers[part] = credit
            covered += weight * best
        for expansion, found, total in zip(self.question.expansions, meant, self.expansion_totals, strict=True):
            for part in range(expansion.start, expansion.end):
                covers[part] = max(covers[part], found / total)
        recall = covered / way.total if way.total else 0.0
        return covers, self._with_pairs(way, recall) if way.pairs_total else recall

    def _with_pairs(self, way: Way, recall: float) -> float:
        """How much of the way the question covers, its neighbouring words counted too."""
        share = self.index.weights.pairs
        near = sum([weight for pair, weight in way.pairs.items() if pair in self.pairs])
        return (1 - share) * recall + share * near / way.pairs_total

    def _features(self, place: int, said: int | None) -> float:
        """What the features change; a way that was said without a feature of its entry does not need it.

        A group stands for entries of many features, so what counts for it is what this way of asking says.
        """
        way = self.index.ways[place]
        weights, question = self.index.weights, self.question
        known = self.index.known(way.entry)
        held = self.index.features(place) if known.group else known.held
        lacking = question.features - held
        factor = weights.missing ** len(lacking)
        if not lacking.isdisjoint(self.index.glossary.decisive):
            factor *= weights.ruled_out
        extra = known.required - question.features - question.hints
        if extra and said is not None:
            extra &= self.index.features(said)
        factor *= weights.extra ** len(extra)
        return factor * weights.denied if self.denied and not self.denied.isdisjoint(way.units) else factor


def _order(match: Match) -> tuple[bool, float, int]:
    """Best first: what stands word for word in the library before what is only like it."""
    return not match.exact, -match.score, match.entry


def _pairs(question: Question) -> set[Pair]:
    """Words that stand side by side, in the question as typed, without its filler, and in what it may stand for."""
    options = [[token.form.fold, *(near for near, _ in token.near)] for token in question.tokens]
    content = [said for said, token in zip(options, question.tokens, strict=True) if token.role is Role.CONTENT]
    meant = [[[word.fold] for word in expansion.forms] for expansion in question.expansions]
    return {pair for line in (options, content, *meant) for pair in _beside(line)}


def _beside(line: Iterable[list[str]]) -> Iterable[Pair]:
    return ((first, second) for one, two in pairwise(line) for first in one for second in two)
