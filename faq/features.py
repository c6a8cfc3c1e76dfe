"""What tells near procedures apart: first, again, renewed, changed, cancelled, foreign, for a child of ten ..."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from itertools import pairwise

from faq.glossary import Feature, Glossary
from faq.phrases import longest
from faq.text import Form, known_bare

LOST, AGAIN = "mat", "again"  # of a paper that is talked about, "mất" alone says that it is lost
NEUTRAL = "neutral"  # phrases that only look like a feature: "lại" in "để lại"


def feature_hits(
    sentence: Sequence[Form], glossary: Glossary, doubtful: Container[int] = ()
) -> list[tuple[int, int, Feature]]:
    """Where a sentence names a feature or hints at one."""
    found = longest(glossary.features.all(sentence, doubtful))
    return [
        (start, end, hit) for start, end, hit in found if not hit.decides or _typed(sentence[start:end], glossary, hit)
    ]


def _typed(part: Sequence[Form], glossary: Glossary, hit: Feature) -> bool:
    """Its marks were typed: "cho nhà" is not "chó nhà"."""
    return any(found is hit for _, found in glossary.features.at([known_bare(word) for word in part], 0))


def features_said(
    sentence: Sequence[Form], glossary: Glossary, hits: Sequence[tuple[int, int, Feature]], others: Iterable[str] = ()
) -> tuple[frozenset[str], frozenset[str]]:
    """The features a sentence names, in phrases or otherwise, and those it only hints at."""
    named = {hit.name for *_, hit in hits if not hit.weak} | _by_age(sentence, glossary) | {*others}
    overridden = {glossary.overrides.get(name, "") for name in named}
    return frozenset(named - overridden - {NEUTRAL}), frozenset(hit.name for *_, hit in hits if hit.weak)


def feature_places(sentence: Sequence[Form], glossary: Glossary) -> set[int]:
    """The places of the words that name a feature."""
    hits = feature_hits(sentence, glossary)
    return {place for start, end, hit in hits if hit.name != NEUTRAL for place in range(start, end)}


def _by_age(sentence: Sequence[Form], glossary: Glossary) -> set[str]:
    """The features that go with an age: "10 tuổi" is a child's."""
    ages = [
        int(word.fold)
        for word, after in pairwise(sentence)
        if after.fold == "tuoi" and word.fold.isdecimal() and len(word.fold) <= 3
    ]
    return {name for age in ages for name, low, high in glossary.ages if low <= age <= high}
