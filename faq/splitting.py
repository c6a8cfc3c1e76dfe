"""Two questions in one message: "tách hộ cần gì còn khai tử mất bao lâu"."""

from __future__ import annotations

import re
from collections.abc import Callable

from faq.glossary import Glossary
from faq.question import Question
from faq.result import Candidate
from faq.text import clean, form, said, tidy

SURE = 0.5  # score from which on a part is a question of its own
FEWEST = 2  # words of a part
_STOP = re.compile(r"[?;\n]|[.!](?=\s)")

Read = Callable[[str], Question]
Find = Callable[[Question], tuple[Candidate, ...]]


def parts(text: str, glossary: Glossary, read: Read, find: Find) -> list[str]:
    """The questions of a message: two if two different matters are asked for side by side, else the whole.

    `read` understands a text, `find` tells what a question may mean, which takes far longer.
    """
    whole = tidy(text)
    line = clean(text)
    if len(line) != len(whole):  # a letter whose lower case is longer: cut what the search reads
        whole = line
    for place in _joints(line, glossary):
        first, second = whole[:place].strip(" ,;"), whole[place:].strip(" ,;")
        if _two(first, second) and _differ(read(first), read(second), read(text), find):
            return [first, second]
    return [text]


def _joints(line: str, glossary: Glossary) -> list[int]:
    """Where a second question may start: behind a full stop, or at "còn", "với lại", "ngoài ra"."""
    spoken = said(line)
    forms = [form(word.word) for word in spoken]
    starts = [spoken[place].start for place, _, kind in glossary.talk.all(forms) if kind == "joint" and place]
    return sorted({*(match.end() for match in _STOP.finditer(line)), *starts})


def _two(first: str, second: str) -> bool:
    return len(said(first)) >= FEWEST and len(said(second)) >= FEWEST


def _differ(one: Question, two: Question, both: Question, find: Find) -> bool:
    """Two parts that each ask something, of different matters, each understood no worse than the whole."""
    if one.empty or two.empty or not (one.topics and two.topics):
        return False
    together = find(both)
    least = max(SURE, together[0].score if together else 0.0)
    found: set[str] = set()
    for part in (one, two):
        candidates = find(part)
        if not candidates or candidates[0].score < least:
            return False
        found.add(candidates[0].entry.id)
    return len(found) > 1
