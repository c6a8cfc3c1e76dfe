"""The words the library and the glossary know, which stand beside which, and which an unknown word may be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from faq.glossary import Glossary
from faq.keyboard import slip_cost, telex
from faq.syllables import is_syllable
from faq.text import fold, form

LONGEST_SYLLABLE = 7
LONGEST_TELEX = 10
SLIP = 1.0  # credit of a slip before its cost
_SHORT = 3  # letters from which on an abbreviation may be mistyped
_MOST_GLUED = 240  # letters of a run without blanks that are taken apart


class Vocabulary:
    """Bare words, their neighbours, and the repair of a word that is none of them."""

    def __init__(
        self,
        glossary: Glossary,
        sentences: Iterable[tuple[str, ...]],
        named_pairs: Container[tuple[str, str]] = (),
        meant_bare: Iterable[str] = (),
    ) -> None:
        self.glossary = glossary
        self.named_pairs = named_pairs  # neighbours that name a matter
        self.fillers = glossary.roles.alone()
        self.meant_bare = frozenset(meant_bare) - set(glossary.topics.folds()) - set(glossary.same.folds())
        self.words: set[str] = set()
        self.after: dict[str, set[str]] = defaultdict(set)
        self.before: dict[str, set[str]] = defaultdict(set)
        self.named: set[str] = set()  # the words of the entries, without the glossary's
        said = list(sentences)
        for sentence in said:
            self.named.update(sentence)
            for one, two in pairwise(sentence):
                self.after[one].add(two)
                self.before[two].add(one)
        self.words |= self.named
        self.denying = [set(s[i + 2 : i + 6]) for s in said if (i := _denial(s)) >= 0]
        self._spoken: set[tuple[str, str]] = set()
        for phrases in (glossary.topics, glossary.roles, glossary.same, glossary.features, glossary.talk):
            self.words.update(phrases.folds())
            self._spoken.update(phrases.pairs())
        for reads in glossary.short.values():
            self.words.update(word.fold for read in reads for word in read)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in sorted(self.words):
            self._by_length[len(word)].append(word)
        self._long_short = sorted(typed for typed in glossary.short if len(typed) >= _SHORT and typed.isascii())
        self._slips: dict[str, tuple[str, ...]] = {}
        self._near: dict[str, tuple[tuple[str, float], ...]] = {}

    def joined(self, one: str, two: str) -> bool:
        """True where the two words stand side by side in a way of asking or in a phrase of the glossary."""
        return two in self.after.get(one, ()) or (one, two) in self._spoken

    def spoken(self, one: str, two: str) -> bool:
        """True where the two words stand side by side in a phrase of the glossary, as "được không" does."""
        return (one, two) in self._spoken

    def near(self, word: str) -> tuple[tuple[str, float], ...]:
        """Known words at one slip of the fingers (two in long words), the closest first, with their credit."""
        found = self._near.get(word)
        if found is None:
            if len(self._near) > 20_000:
                self._near.clear()
            found = self._near[word] = self._look_near(word)
        return found

    def slips(self, word: str) -> tuple[str, ...]:
        """Known words at one slip of the fingers from a word, the word itself left out, the likeliest slip first."""
        found = self._slips.get(word)
        if found is None:
            if len(self._slips) > 20_000:
                self._slips.clear()
            choices = [near for size in range(len(word) - 1, len(word) + 2) for near in self._by_length[size]]
            near = process.extract(word, choices, scorer=OSA.distance, score_cutoff=1, limit=None)
            others = sorted((slip_cost(word, other), other) for other, *_ in near if other != word)
            found = self._slips[word] = tuple(other for _, other in others)
        return found

    def _look_near(self, word: str) -> tuple[tuple[str, float], ...]:
        most = 1 if len(word) < 6 else 2
        choices = [near for size in range(len(word) - most, len(word) + most + 1) for near in self._by_length[size]]
        ranked = []
        for match, distance, _ in process.extract(word, choices, scorer=OSA.distance, score_cutoff=most, limit=None):
            credit = SLIP - 0.14 * distance - 0.08 * slip_cost(word, match) - (0.1 if len(word) < 3 else 0)
            ranked.append((match, round(credit if match in self.named else credit - 0.05, 3)))
        return tuple(sorted(ranked, key=lambda pair: (-pair[1], pair[0]))[:6])

    def near_short(self, word: str) -> str | None:
        """The abbreviation one slip away from a word that is nothing else ("vccd" for "cccd")."""
        found = process.extract(word, self._long_short, scorer=OSA.distance, score_cutoff=1, limit=None)
        return min((short for short, *_ in found), key=lambda short: (slip_cost(word, short), short), default=None)

    def apart(self, word: str) -> list[str] | None:
        """A run of words typed without blanks as its words, or None where it is no such run."""
        if len(word) > _MOST_GLUED:
            return None
        return self._cut(word, raw=False) or self._cut(word, raw=True)

    def _cut(self, word: str, *, raw: bool) -> list[str] | None:
        """The cheapest way to cut a run into known words; `raw` also takes words left in Telex letters."""
        best: list[dict[str, tuple[float, list[str]]]] = [{} for _ in range(len(word) + 1)]
        best[0][""] = (0.0, [])
        longest = LONGEST_TELEX if raw else LONGEST_SYLLABLE
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - longest), end):
                if not best[start]:
                    continue
                piece = self._piece(word[start:end], raw=raw)
                if piece is None:
                    continue
                bare, cost = piece
                for last, (before, path) in best[start].items():
                    total = before + cost - (0.7 if last and self.joined(last, bare) else 0.0)
                    if total < best[end].get(bare, (1e9, []))[0]:
                        best[end][bare] = (total, [*path, word[start:end]])
        cuts = best[-1].values()
        return min(cuts, key=lambda cut: cut[0])[1] if cuts else None

    def _piece(self, piece: str, *, raw: bool) -> tuple[str, float] | None:
        """A piece of a run as a bare word with its cost, None where it is no word."""
        bare = fold(piece)
        if piece.isdecimal():
            return piece, 0.3 + 0.5 / len(piece)
        if bare in self.words and (is_syllable(bare) or len(bare) > 3):
            return bare, 1.0 if len(bare) > 1 else 1.8
        return self._odd_piece(piece, bare, raw=raw)

    def _odd_piece(self, piece: str, bare: str, *, raw: bool) -> tuple[str, float] | None:
        """The costlier pieces: an abbreviation, a word in Telex letters, a syllable nobody knows."""
        if len(piece) > 1 and piece in self.glossary.short:
            return self.glossary.short[piece][0][0].fold, 2.0
        if raw and (word := telex(piece)) and form(word).fold in self.words:
            return form(word).fold, 1.3
        return (bare, 3.2) if len(bare) > 1 and is_syllable(bare) else None


def _denial(sentence: tuple[str, ...]) -> int:
    """Where a name says "không phải", -1 if nowhere."""
    places = (place for place, pair in enumerate(pairwise(sentence)) if pair == ("khong", "phai"))
    return next(places, -1)
