"""A table of phrases that finds, at a place in a sentence, the phrases that stand there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Generic, TypeVar

from faq.text import Form, form, words

T = TypeVar("T")
GAP = "…"
WIDEST_GAP = 14

Parts = tuple[tuple[Form, ...], ...]


class Phrases(Generic[T]):
    """Phrases with what they mean; a typed word must not contradict the marks of the phrase, bare words match."""

    def __init__(self) -> None:
        self._parts: list[Parts] = []
        self._starts: set[str] = set()
        self._alone: dict[str, list[tuple[Form, T]]] = defaultdict(list)
        self._by_two: dict[tuple[str, str], list[tuple[Parts, T]]] = defaultdict(list)
        self._by_one: dict[str, list[tuple[Parts, T]]] = defaultdict(list)  # one word, then a gap

    def add(self, phrase: str, meaning: T) -> None:
        """Add a phrase; "…" in it stands for a few words of any kind."""
        parts = tuple(tuple(form(word) for word in words(part.lower())) for part in phrase.split(GAP))
        self._parts.append(parts)
        first = parts[0]
        self._starts.add(first[0].fold)
        if len(first) > 1:
            self._by_two[first[0].fold, first[1].fold].append((parts, meaning))
        elif len(parts) > 1:
            self._by_one[first[0].fold].append((parts, meaning))
        else:
            self._alone[first[0].fold].append((first[0], meaning))

    def at(self, sentence: Sequence[Form], place: int, *, strict: bool = False) -> Iterator[tuple[int, T]]:
        """The phrases that start at a place: the index behind their last word, and what they mean.

        Where `strict`, a bare word alone is meant bare: "Phi" is not "phí".
        """
        word = sentence[place]
        for known, meaning in self._alone.get(word.fold, ()):
            if word == known or (fits(word, known) and not (strict and word.bare)):
                yield place + 1, meaning
        longer = self._by_one.get(word.fold, ())
        if place + 1 < len(sentence):
            longer = (*longer, *self._by_two.get((word.fold, sentence[place + 1].fold), ()))
        for parts, meaning in longer:
            if end := _end(sentence, place, parts):
                yield end, meaning

    def all(
        self, sentence: Sequence[Form], doubtful: Container[int] = (), *, strict: bool = False
    ) -> Iterator[tuple[int, int, T]]:
        """Every phrase in a sentence: its first index, the index behind it, and what it means.

        At a doubtful place a word is not taken for a phrase of its own.
        """
        starts = self._starts
        for place, word in enumerate(sentence):
            if word[0] in starts:
                for end, meaning in self.at(sentence, place, strict=strict):
                    if end > place + 1 or place not in doubtful:
                        yield place, end, meaning

    def pairs(self) -> Iterator[tuple[str, str]]:
        """The bare neighbours within the phrases."""
        for parts in self._parts:
            for part in parts:
                yield from ((one.fold, two.fold) for one, two in pairwise(part))

    def alone(self) -> frozenset[str]:
        """The bare words that are a phrase of their own."""
        return frozenset(self._alone)

    def folds(self) -> Iterator[str]:
        """The bare words of the phrases."""
        for parts in self._parts:
            yield from (word.fold for part in parts for word in part)


def longest(hits: Iterable[tuple[int, int, T]]) -> Iterator[tuple[int, int, T]]:
    """Of hits that overlap, the longest; of equally long ones, the first."""
    taken: set[int] = set()
    for start, end, meaning in sorted(hits, key=lambda hit: (hit[0] - hit[1], hit[0])):
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            yield start, end, meaning


def fits(typed: Form, known: Form) -> bool:
    """True where the bare letters are equal and the marks, if any were typed, do not contradict."""
    if typed[0] != known[0]:
        return False
    if typed.bare or typed[:3] == known[:3]:
        return True
    return typed.shape == known.shape and {typed.tone, known.tone} == {3, 4}  # hỏi for ngã, as the South says them


def _end(sentence: Sequence[Form], place: int, parts: Parts) -> int:
    """The index behind the phrase that starts at a place, 0 if it does not stand there."""
    end = _part_end(sentence, place, parts[0])
    for part in parts[1:]:
        if not end:
            return 0
        last = min(end + WIDEST_GAP, len(sentence) - 1)
        end = next((found for start in range(end, last + 1) if (found := _part_end(sentence, start, part))), 0)
    return end


def _part_end(sentence: Sequence[Form], place: int, part: tuple[Form, ...]) -> int:
    end = place + len(part)
    if end > len(sentence):
        return 0
    for offset, known in enumerate(part):
        if not fits(sentence[place + offset], known):
            return 0
    return end
