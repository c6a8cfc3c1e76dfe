"""How sure is sure enough: what each threshold of faq/verdict.py lets through, on the project's and other questions.

python benchmarks/thresholds.py [QUESTIONS ...] prints, for rising scores, how many questions with an answer would be
answered (right and wrong), and how many without one would be answered all the same; then where the thresholds in
use stand. Give files of questions with "codes" and files without (those have no answer here).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.questions import OWN, Asked, read
from faq import DATA, Kind, Library, Verdict
from faq.search import Search
from faq.verdict import THRESHOLDS

STEPS = [step / 100 for step in range(30, 100, 5)]


@dataclass(frozen=True)
class Point:
    """The best match of one question: its score, how much of its way was said, its lead, and what it is."""

    score: float
    recall: float
    lead: float
    kind: Kind
    outcome: str  # right, wrong, none (the question has no answer)
    story: bool  # most of its words tell how it came about
    offered: bool  # the right entry is among the first three


def points(search: Search, questions: Sequence[Asked]) -> list[Point]:
    """The best matches, before any verdict."""
    found = []
    for asked in questions:
        question = search.reader.read(asked.text)
        ranked = search.ranked(question)
        if not ranked.matches:
            continue
        best, match = ranked.candidates[0], ranked.matches[0]
        lead = best.score - (ranked.candidates[1].score if len(ranked.candidates) > 1 else 0.0)
        outcome = "none" if not asked.entries else "right" if best.entry.id in asked.entries else "wrong"
        offered = any(candidate.entry.id in asked.entries for candidate in ranked.candidates[:3])
        story = question.content >= THRESHOLDS.long
        found.append(Point(best.score, match.recall, lead, best.entry.kind, outcome, story, offered))
    return found


def curve(found: Sequence[Point]) -> str:
    """What would be answered at each score: procedures by how much of a way was said, and questions about the desk."""
    own = [point for point in found if point.kind is Kind.PROCEDURE]
    groups = (
        [point for point in own if point.recall >= THRESHOLDS.whole],
        [point for point in own if point.recall < THRESHOLDS.whole],
        [point for point in found if point.kind is Kind.WARD],
    )
    heads = [f"{name}: right | wrong | no answer" for name in ("whole", "partly", "about the desk")]
    lines = [f"| score | {' | '.join(heads)} |", "|---" * 10 + "|"]
    for step in STEPS:
        cells = []
        for group in groups:
            over = [point for point in group if point.score >= step]
            cells += [str(sum(point.outcome == name for point in over)) for name in ("right", "wrong", "none")]
        lines.append(f"| {step:.2f} | {' | '.join(cells)} |")
    return "\n".join(lines)


def stories(found: Sequence[Point]) -> str:
    """What asking a story back at each score would offer: the right entry among three, only others, or no answer."""
    lines = ["| score | right one offered | only others | no answer |", "|---|---|---|---|"]
    told = [point for point in found if point.story]
    for step in (0.15, 0.2, 0.25, 0.3, 0.35, 0.4):
        over = [point for point in told if point.score >= step]
        right = sum(point.offered for point in over)
        none = sum(point.outcome == "none" for point in over)
        lines.append(f"| {step:.2f} | {right} | {len(over) - right - none} | {none} |")
    return "\n".join(lines)


def leads(found: Sequence[Point]) -> str:
    """How often the best is right, by its lead over the next."""
    lines = ["| lead under | right | wrong |", "|---|---|---|"]
    sure = [point for point in found if point.outcome != "none" and point.score >= THRESHOLDS.answer_whole]
    for limit in (0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 1.1):
        under = [point for point in sure if point.lead < limit]
        rights = sum(point.outcome == "right" for point in under)
        lines.append(f"| {limit} | {rights} | {len(under) - rights} |")
    return "\n".join(lines)


def verdicts(library: Library, questions: Sequence[Asked]) -> str:
    """What the thresholds in use do."""
    counts: dict[tuple[bool, str], int] = {}
    for asked in questions:
        result = library.search(asked.text)
        name = result.verdict.value
        if result.verdict is Verdict.ANSWER and asked.entries:
            name += " right" if result.entry and result.entry.id in asked.entries else " wrong"
        key = (bool(asked.entries), name)
        counts[key] = counts.get(key, 0) + 1
    lines = [
        f"| {'has' if has else 'no'} answer here | {name} | {count} |" for (has, name), count in sorted(counts.items())
    ]
    return "\n".join(["| questions | verdict | count |", "|---|---|---|", *lines])


def main() -> int:
    """Print the curves."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("questions", nargs="*", type=Path, default=[OWN])
    parser.add_argument("--library", type=Path, default=DATA)
    options = parser.parse_args()
    library = Library.load(options.library)
    questions = [asked for path in options.questions for asked in read(path, library)]
    found = points(Search(tuple(library.entries.values())), questions)
    tables = "\n\n".join((curve(found), stories(found), leads(found)))
    print(f"{len(questions)} questions, {len(found)} with a match\n\n{tables}\n")
    print(f"{verdicts(library, questions)}\n\nin use: {THRESHOLDS}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
