"""How well a way of asking covers a question and the question covers it, weighted by how rare each word is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from operator import mul
from typing import NamedTuple

from faq.gathering import gather
from faq.glossary import Role
from faq.index import Index, Known, Way
from faq.question import Question
from faq.text import Form, agreement
from faq.words import Token

SAID = 0.9  # part of a way from which on it was said as it stands
LEAST_TELLING = 0.02  # part of the weightiest word's weight from which on a word is looked up


class Hit(NamedTuple):
    """A word that would cover a part of the question: token `part`, or expansion `part` - number of tokens."""

    part: int
    credit: float
    typed: Form | None


class Covered(NamedTuple):
    """What one form of a word, standing in a way, would cover of the question."""

    best: float  # of the form itself
    words: tuple[tuple[int, float], ...]  # tokens with the credit they get
    meant: tuple[tuple[int, float], ...]  # expansions with what they get


class Aspect(NamedTuple):
    """What the comparing of a question with all ways of an entry has in common."""

    known: Known
    credits: list[float]  # of each word of the question for standing anywhere in the entry
    factor: float  # for features that the question asks for and the entry lacks; a group's are those of each way
    extra: frozenset[str]  # features of the entry's name that the question does not ask for


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
        self.forms = [token.form for token in question.tokens]
        self.weights = [self._weight(place) for place in range(len(question.tokens))]
        self.total = sum(self.weights)
        self.exact = index.spoken.get(question.spoken)
        self.hits = self._hits()
        self.pairs = _pairs(question, index)
        self.expansion_totals = [
            sum(index.idf.get(word.fold, 0.01) for word in expansion.forms) for expansion in question.expansions
        ]
        self.covered = self._covered()
        self._aspects: dict[int, Aspect] = {}
        kept = {token.form.fold for token in question.tokens}
        self.denied = {token.form.fold for token in question.denied} - kept

    def rank(self) -> list[Match]:
        """The entries that match best, best first."""
        best: dict[int, Match] = {}
        places = gather(self.index, self._telling(), self.total)
        for place in dict.fromkeys(([self.exact] if self.exact is not None else []) + places):
            match = self.compare(place)
            if match.entry not in best or _order(match) < _order(best[match.entry]):
                best[match.entry] = match
        return sorted(best.values(), key=_order)

    def compare(self, place: int) -> Match:
        """One way against the question."""
        way = self.index.ways[place]
        aspect = self._aspects.get(way.entry) or self._aspect(way.entry)
        covers = aspect.credits.copy()
        recall = self._cover(way, covers)
        precision = sum(map(mul, self.weights, covers)) / self.total if self.total else 0.0
        features = self._features(place, way, aspect, said=recall >= SAID)
        score = precision * recall**self.index.weights.recall * features
        exact = place == self.exact
        return Match(way.entry, 1.0 if exact else score, place, exact, precision, recall, features, tuple(covers))

    def _aspect(self, entry: int) -> Aspect:
        """How an entry and the question stand to each other, worked out once."""
        known, question = self.index.known(entry), self.question
        words, shapes, other = known.words, known.shapes, self.index.weights.other_shape
        credits_ = [
            words.get(word.fold, 0.0) * (1.0 if word.bare or word.shape in shapes else other) for word in self.forms
        ]
        factor = 1.0 if known.group else self._lacking(known.held)
        extra = known.required - question.features - question.hints
        found = self._aspects[entry] = Aspect(known, credits_, factor, extra)
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

    def _covered(self) -> dict[int, Covered]:
        """By the number of each form that covers something: what it covers."""
        size, marked, idf = len(self.weights), self.question.marked, self.index.idf
        covered: dict[int, Covered] = {}
        for fold, hits in self.hits.items():
            for number in self.index.forms_of.get(fold, ()):
                known = self.index.forms[number]
                best = 0.0
                words, meant = [], []
                for part, credit, typed in hits:
                    if typed is not None:
                        credit *= agreement(typed, known, marked=marked)  # noqa: PLW2901 - no more than this
                    best = max(best, credit)
                    if part < size:
                        words.append((part, credit))
                    else:
                        meant.append((part - size, idf[fold] * credit))
                covered[number] = Covered(best, tuple(words), tuple(meant))
        return covered

    def _cover(self, way: Way, covers: list[float]) -> float:
        """Raise `covers` by how far the way covers each word of the question; how much of the way that covers."""
        meant: dict[int, float] = {}
        said = 0.0
        covered = self.covered
        for unit, weight in way.units.items():
            if unit in covered:
                best, words, others = covered[unit]
                for part, credit in words:
                    if credit > covers[part]:  # noqa: PLR1730 - a call less, in the innermost loop
                        covers[part] = credit
                for number, amount in others:
                    meant[number] = meant.get(number, 0.0) + amount
                said += weight * best
        for number, amount in meant.items():
            expansion, share = self.question.expansions[number], amount / self.expansion_totals[number]
            for part in range(expansion.start, expansion.end):
                covers[part] = max(covers[part], share)
        recall = said / way.total if way.total else 0.0
        return self._with_pairs(way, recall)

    def _with_pairs(self, way: Way, recall: float) -> float:
        """How much of the way the question covers, its neighbouring words counted too."""
        pairs, beside = self.index.pairs(way), self.pairs
        if not way.pairs_total:
            return recall
        share = self.index.weights.pairs
        near = sum([weight for pair, weight in pairs.items() if pair in beside])
        return (1 - share) * recall + share * near / way.pairs_total

    def _lacking(self, held: frozenset[str]) -> float:
        """What the features change that the question asks for and that are not held."""
        weights, lacking = self.index.weights, self.question.features - held
        factor = weights.missing ** len(lacking)
        return factor if lacking.isdisjoint(self.index.glossary.decisive) else factor * weights.ruled_out

    def _features(self, place: int, way: Way, aspect: Aspect, *, said: bool) -> float:
        """What the features change; a way that was said without a feature of its entry does not need it.

        A group stands for entries of many features, so what counts for it is what this way of asking says.
        """
        weights, extra = self.index.weights, aspect.extra
        factor = self._lacking(self.index.features(place)) if aspect.known.group else aspect.factor
        if extra:
            if said:
                extra &= self.index.features(place)
            factor *= weights.extra ** len(extra)
        return factor * weights.denied if self.denied and not self.denied.isdisjoint(way.spoken) else factor


def _order(match: Match) -> tuple[bool, float, int]:
    """Best first: what stands word for word in the library before what is only like it."""
    return not match.exact, -match.score, match.entry


def _pairs(question: Question, index: Index) -> set[int]:
    """Words that stand side by side, in the question as typed, without its filler, and in what it may stand for."""
    options = [[token.form.fold, *(near for near, _ in token.near)] for token in question.tokens]
    content = [said for said, token in zip(options, question.tokens, strict=True) if token.role is Role.CONTENT]
    meant = [[[word.fold] for word in expansion.forms] for expansion in question.expansions]
    return {index.pair(one, two) for line in (options, content, *meant) for one, two in _beside(line)}


def _beside(line: Iterable[list[str]]) -> Iterable[tuple[str, str]]:
    return ((first, second) for one, two in pairwise(line) for first in one for second in two)
