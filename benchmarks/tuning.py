"""Looks for better numbers for faq/weights.py, one at a time, on half of the questions; prints both halves.

python benchmarks/tuning.py [QUESTIONS ...] [--rounds N] changes nothing by itself: it prints what it would change.
What is looked for is the lead of the right entry over the best wrong one, plain and under noise, so that a number is
not chosen for a single question that happens to turn.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.noise import KINDS, spoil
from benchmarks.questions import OWN, Asked, in_scope, read
from faq import DATA, Entry, Kind, Library
from faq.index import Index
from faq.question import Question
from faq.scoring import Scorer
from faq.search import Search
from faq.weights import WEIGHTS, Weights

FACTORS = (0.6, 0.8, 0.9, 1.1, 1.25, 1.6)
SKIPPED = {"chat", "way_chat", "address", "way_address"}  # these hardly occur outside small talk
LEAD = 0.08  # a lead beyond this counts no more, so that it is questions on the edge that decide
LEAST_GAIN = 0.0004

Read = tuple[Question, frozenset[str]]


def prepared(search: Search, questions: Sequence[Asked]) -> list[Read]:
    """The questions as read, each plain and under two kinds of noise."""
    kinds = list(KINDS)
    texts = [
        (text, asked.entries)
        for place, asked in enumerate(questions)
        for text in (asked.text, *(spoil(asked.text, kinds[(place + step) % len(kinds)]) for step in (0, 9)))
    ]
    return [(search.reader.read(text), right) for text, right in texts]


def measure(entries: Sequence[Entry], weights: Weights, questions: Sequence[Read]) -> tuple[float, float]:
    """The mean lead of the right entry, and R@1."""
    index = Index(entries, weights=weights)
    leads = right = 0.0
    for question, wanted in questions:
        matches = Scorer(question, index).rank()
        good = max((match.score for match in matches if entries[match.entry].id in wanted), default=0.0)
        bad = max((match.score for match in matches if entries[match.entry].id not in wanted), default=0.0)
        leads += max(-LEAD, min(LEAD, (good - bad) / max(good, bad, 0.01)))
        right += good > bad
    return leads / len(questions), right / len(questions)


def climb(entries: Sequence[Entry], questions: Sequence[Read], rounds: int) -> Weights:
    """One number after the other, as long as the lead grows."""
    best = WEIGHTS
    score, _ = measure(entries, best, questions)
    for _ in range(rounds):
        before = score
        for item in fields(Weights):
            if item.name in SKIPPED:
                continue
            for factor in FACTORS:
                tried = replace(best, **{item.name: round(min(1.0, getattr(best, item.name) * factor), 4)})
                reached, first = measure(entries, tried, questions)
                if reached > score + LEAST_GAIN:
                    best, score = tried, reached
                    print(f"{item.name} = {getattr(tried, item.name)}: lead {reached:.4f}, R@1 {first:.4f}", flush=True)
        if score <= before + LEAST_GAIN:
            break
    return best


def main() -> int:
    """Climb on one half, show both."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("questions", nargs="*", type=Path, default=[OWN])
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    library = Library.load(DATA)
    entries = tuple(entry for entry in library.entries.values() if entry.kind is not Kind.SMALLTALK)
    known = {entry.id for entry in entries}
    asked = [item for path in options.questions for item in in_scope(read(path, library)) if item.entries <= known]
    search = Search(tuple(library.entries.values()))
    halves = [prepared(search, asked[start::2]) for start in (0, 1)]
    for name, weights in (("in use", WEIGHTS), ("found", climb(entries, halves[0], options.rounds))):
        shown = [measure(entries, weights, half) for half in halves]
        print(f"{name}: " + "; ".join(f"lead {lead:.4f}, R@1 {first:.4f}" for lead, first in shown))
    return 0


if __name__ == "__main__":
    sys.exit(main())
