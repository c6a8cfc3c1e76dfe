"""How many follow-ups are understood: half of them were looked at while the rules of the talk were made, half not."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from faq import DATA, Library, Verdict

CASES = tomllib.loads((Path(__file__).parent / "follow_ups.toml").read_text(encoding="utf-8"))
FLOORS = {"tuned": 0.9, "kept": 0.8}  # part of each half that must come out right


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load(DATA)


@pytest.mark.parametrize("half", sorted(FLOORS))
def test_enough_follow_ups_are_understood(library: Library, half: str) -> None:
    wrong = [said for case in CASES[half] if (said := _misunderstood(case, library))]
    right = 1 - len(wrong) / len(CASES[half])
    assert right >= FLOORS[half], f"{right:.2f} of {half!r}:\n" + "\n".join(wrong)


def test_every_entry_named_is_in_the_library(library: Library) -> None:
    named = {name for half in CASES.values() for case in half for name in (case["about"], *case.get("meant", ()))}
    named |= {case["back"] for half in CASES.values() for case in half if "back" in case}
    assert named <= library.entries.keys()
    assert min(map(len, CASES.values())) >= 30


def _misunderstood(case: dict[str, Any], library: Library) -> str:
    """What a follow-up was taken for where that is wrong, "" where it is right."""
    result = library.search(case["says"], about=case["about"])
    if result.verdict is Verdict.CLARIFY:
        groups = [case.get("back", ""), *case.get("meant", ())]
        asked = {library.entries[name].question for name in groups if name} - {""}
        right = result.question in asked
    else:
        right = bool(result.entry and result.entry.id in case.get("meant", ()))
    right = right and case.get("topic", result.topic) == result.topic
    took = result.entry.id if result.entry else [candidate.entry.id for candidate in result.candidates[:3]]
    return "" if right else f"{case['about']} | {case['says']} -> {result.verdict} {took} {result.topics}"
