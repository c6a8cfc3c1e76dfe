"""Questions for the benchmarks: the project's own TOML file, or JSON lines of {"q", "codes"} by other hands."""

from __future__ import annotations

import json
import random
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.noise import spoil
from faq import Entry, Library, Result, Verdict
from faq.measuring import FILE

OWN = FILE
_TYPED = ("no diacritics", "teencode", "abbreviations", "bare, teencode, abbreviations", "typos, one word in five")


@dataclass(frozen=True)
class Asked:
    """A question with the ids of the entries that answer it (none: nothing does) and the topic, if it matters."""

    text: str
    entries: frozenset[str]
    topic: str = ""


def read(path: Path, library: Library) -> list[Asked]:
    """The questions of a file that the library holds an answer to, and those it must not answer."""
    if path.suffix == ".toml":
        return list(_own(path))
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return [asked for row in rows if (asked := _foreign(row, library)) is not None]


def to_be_timed() -> tuple[str, ...]:
    """The project's own questions as they stand and as people type them, shuffled.

    They are all different and more than the search keeps, so that what it kept of one question serves no other.
    """
    texts = [asked.text for asked in _own(OWN)]
    different = list(dict.fromkeys([*texts, *(spoil(text, kind) for text in texts for kind in _TYPED)]))
    random.Random(7).shuffle(different)
    return tuple(different)


def in_scope(questions: Iterable[Asked]) -> list[Asked]:
    """Those that have an answer."""
    return [asked for asked in questions if asked.entries]


def holds(asked: Asked, result: Result) -> bool:
    """True where the first entry is right, or the right group asked back."""
    first = result.candidates[0].entry.id if result.candidates else ""
    return first in asked.entries or group_of(result) in asked.entries


def group_of(result: Result) -> str:
    """A mark for the group whose question a result asks."""
    return f"?{result.question}" if result.verdict is Verdict.CLARIFY and result.question else ""


def _own(path: Path) -> Iterable[Asked]:
    for entry, topics in tomllib.loads(path.read_text(encoding="utf-8")).items():
        for topic, texts in topics.items():
            right = frozenset() if entry == "unknown" else frozenset((entry,))
            yield from (Asked(text, right, "" if topic == "any" else topic) for text in texts)


def _foreign(row: dict[str, object], library: Library) -> Asked | None:
    """A row by other hands; None where it names codes and the library has none of them."""
    codes = row.get("codes") or []
    assert isinstance(codes, list)
    right = frozenset(entry.id for entry in library.entries.values() if _codes(entry) & set(codes))
    if "codes" in row and not right:
        return None
    return Asked(str(row["q"]), right, str(row.get("topic") or ""))


def _codes(entry: Entry) -> set[str]:
    return {entry.code, *entry.other_codes} - {None} if entry.code else set(entry.other_codes)
