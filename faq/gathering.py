"""The ways that share most with a question, found without comparing them all."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from itertools import chain

from faq.index import Index

MOST_WAYS = 24  # ways that are compared in full
MOST_LEADING = 300  # ways that common words are still looked for in
COMMON = 600  # ways that hold a word from which on it may be too common to bring in new ways
LATE = 0.6  # part of the most shared weight that the words still to come must reach to bring in ways of their own
LEAST_SHARED = 0.3  # part of the most shared weight that a way must share to be compared

Found = list[Sequence[int]]

_SLACK = 1 + 1e-9  # what sums of the same weights in another order may differ by


def gather(index: Index, telling: Sequence[tuple[str, float]], most: float) -> list[int]:
    """The places of the ways that share most weight, best first.

    `telling` are words with their weights, the weightiest first; `most` is the weight of the whole question: a word and
    what it also reads as are not said twice.
    """
    shared = [0.0] * len(index.ways)
    found: Found = []  # where the ways that share anything stand, word by word
    lefts: list[float] = []  # the weight of the words from each of `found` on
    left = sum(weight for _, weight in telling)
    for word, weight in telling:
        places: Sequence[int] = index.places.get(word, ())
        if len(places) > COMMON and (leading := _leading(shared, found, left)) is not None:
            if len(leading) > MOST_LEADING:
                leading = heapq.nlargest(MOST_LEADING, leading, key=shared.__getitem__)
                kept, shared = shared, [0.0] * len(shared)
                for place in leading:
                    shared[place] = kept[place]
                found, lefts = [leading], [left + sum(lefts)]
            places = [place for place in places if shared[place]]
        elif places:
            found.append(places)
            lefts.append(left)
        for place in places:
            shared[place] += weight
        left -= weight
    return _best(index, shared, found, lefts, most) if found else []


def _leading(shared: Sequence[float], found: Found, left: float) -> list[int] | None:
    """The ways found, if they are so many and share so much that a common word should bring in no others."""
    leading = list(dict.fromkeys(chain.from_iterable(found)))
    late = len(leading) > MOST_WAYS and left < LATE * max(map(shared.__getitem__, leading))
    return leading if late else None


def _best(index: Index, shared: Sequence[float], found: Found, lefts: Sequence[float], most: float) -> list[int]:
    """The ways that share most, beside how long they are.

    Words which, all together, weigh too little for a way to be compared have found none that needs to be looked at.
    """
    top = 0.0
    for left, places in zip(lefts, found, strict=True):
        if left * _SLACK < top:
            break
        top = max(top, *map(shared.__getitem__, places))
    least = min(top, most) * LEAST_SHARED
    telling = sum(left * _SLACK >= least for left in lefts)
    near = [place for place in set(found[0]).union(*found[1:telling]) if shared[place] >= least]
    said = [part if (part := shared[place]) < most else most for place in near]
    totals = index.totals
    worth = [
        part if part >= (total := totals[place]) else part * part / total
        for part, place in zip(said, near, strict=True)
    ]
    ranked = sorted(zip(worth, near, strict=True), reverse=True)
    return [place for _, place in ranked[:MOST_WAYS]]
