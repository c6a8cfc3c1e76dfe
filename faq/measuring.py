"""How well a library answers the project's own questions, to tell what a change does before it is made."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Self

from faq.library import Library
from faq.result import Result, Verdict

FILE = Path(__file__).parent / "questions.toml"
_AMONG = 3  # candidates that a citizen is offered to choose from


class Asked(NamedTuple):
    """A question and the id of the entry it should reach; "" for one that nothing here answers."""

    text: str
    entry: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of the questions.

    Of `asked` ones with an answer in the library: how many find it `first`, or among `three`; `wrong` are answered from
    another entry. Of those `beyond` it, `invented` are answered all the same.
    """

    asked: int
    first: int
    three: int
    wrong: int
    beyond: int
    invented: int

    def as_json(self) -> dict[str, int]:
        """A plain form."""
        return asdict(self)

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Self:
        """The inverse of `as_json`; what another version did not count is 0."""
        return cls(**{name: int(plain.get(name, 0)) for name in cls.__dataclass_fields__})


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures of a library, and which questions did not find their entry first."""

    figures: Figures
    missed: frozenset[str]


@cache
def questions() -> tuple[Asked, ...]:
    """The project's own questions, as people of An Giang ask them."""
    return tuple(_read(tomllib.loads(FILE.read_text(encoding="utf-8"))))


def measure(library: Library) -> Measured:
    """Ask every question whose entry the library holds: some tenths of a second of work."""
    asked = [one for one in questions() if not one.entry or one.entry in library.entries]
    results = [(one, library.search(one.text)) for one in asked]
    inside = [(one, result) for one, result in results if one.entry]
    missed = [(one, result) for one, result in inside if not is_first(library, result, one.entry)]
    three = len(inside) - sum(one.entry not in _offered(result) for one, result in missed)
    wrong = sum(result.verdict is Verdict.ANSWER for _, result in missed)
    invented = sum(result.verdict is Verdict.ANSWER for one, result in results if not one.entry)
    figures = Figures(len(inside), len(inside) - len(missed), three, wrong, len(results) - len(inside), invented)
    return Measured(figures, frozenset(one.text for one, _ in missed))


def is_first(library: Library, result: Result, entry: str) -> bool:
    """Whether the first entry is the one meant, or the group meant asks its question."""
    if result.question:
        return result.question == library.entries[entry].question
    return bool(result.candidates) and result.candidates[0].entry.id == entry


def _offered(result: Result) -> set[str]:
    return {item.entry.id for item in result.candidates[:_AMONG]}


def _read(document: dict[str, dict[str, list[str]]]) -> Iterator[Asked]:
    for entry, topics in document.items():
        for texts in topics.values():
            yield from (Asked(text, "" if entry == "unknown" else entry) for text in texts)
