"""The project's own questions: how many find their entry, plain and spoiled, with floors that can fail."""

from __future__ import annotations

import tomllib

import pytest

from benchmarks.noise import KINDS, spoil
from faq import DATA, Library, Result, Verdict
from faq.measuring import FILE

QUESTIONS = tomllib.loads(FILE.read_text(encoding="utf-8"))
ASKED = [
    (text, entry, topic)
    for entry, topics in QUESTIONS.items()
    if entry != "unknown"
    for topic, texts in topics.items()
    for text in texts
]
UNANSWERABLE = QUESTIONS["unknown"]["any"]


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load(DATA)


def right(library: Library, result: Result, entry: str) -> bool:
    """The first entry is the one meant, or the group meant asks its question."""
    if result.question:
        return result.question == library.entries[entry].question
    return bool(result.candidates) and result.candidates[0].entry.id == entry


def test_there_are_enough_questions_and_all_name_an_entry(library: Library) -> None:
    assert len(ASKED) + len(UNANSWERABLE) >= 300
    assert {entry for _, entry, _ in ASKED} <= library.entries.keys()
    assert len({text.lower() for text, *_ in ASKED}) == len(ASKED)


def test_most_questions_find_their_entry_first_and_nearly_all_among_three(library: Library) -> None:
    results = [(library.search(text), entry) for text, entry, _ in ASKED]
    first = sum(right(library, result, entry) for result, entry in results)
    three = sum(
        right(library, result, entry) or entry in [item.entry.id for item in result.candidates[:3]]
        for result, entry in results
    )
    assert first / len(ASKED) >= 0.96
    assert three / len(ASKED) >= 0.985


def test_an_answer_is_hardly_ever_wrong(library: Library) -> None:
    results = [(library.search(text), entry) for text, entry, _ in ASKED]
    wrong = [text.text for text, entry in results if text.verdict is Verdict.ANSWER and not right(library, text, entry)]
    assert len(wrong) / len(ASKED) <= 0.015, wrong


def test_the_topic_asked_first_is_recognised(library: Library) -> None:
    asked = [(text, topic) for text, _, topic in ASKED if topic != "any"]
    missed = [text for text, topic in asked if library.search(text).topic.value != topic]
    assert 1 - len(missed) / len(asked) >= 0.95, missed


def test_what_no_entry_answers_is_never_answered_from_one(library: Library) -> None:
    answered = [text for text in UNANSWERABLE if library.search(text).verdict is Verdict.ANSWER]
    assert answered == []
    unknown = sum(library.search(text).verdict is Verdict.UNKNOWN for text in UNANSWERABLE)
    assert unknown / len(UNANSWERABLE) >= 0.75


@pytest.mark.parametrize("kind", KINDS)
def test_noise_costs_little(library: Library, kind: str) -> None:
    sample = ASKED[:: 3 if "typos" in kind else 2]
    first = sum(right(library, library.search(spoil(text, kind)), entry) for text, entry, _ in sample)
    floor = 0.82 if "typos" in kind else 0.92
    assert first / len(sample) >= floor
