"""Two versions of an entry beside each other: which parts differ, and which words in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from bot.editing.labels import LABELS, VALUES
from faq import Entry

_LISTS = ("ways", "papers", "forms", "how", "conditions", "legal", "related", "members", "other_codes")
_SCRAP = 3  # words
_WORDS = re.compile(r"\s+|[^\s]+")


class Piece(NamedTuple):
    """A run of words: `how` is same, out (of the older one) or in (of the newer one)."""

    how: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One part that differs, with its words in their order."""

    key: str
    pieces: tuple[Piece, ...]


def compare(older: Entry | None, newer: Entry | None) -> list[Difference]:
    """The parts that differ, in the order of the form; of an entry that is not there every part is empty."""
    before, after = parts_of(older), parts_of(newer)
    return [
        Difference(key, tuple(_pieces(key, before.get(key, ""), after.get(key, ""))))
        for key in LABELS
        if before.get(key, "") != after.get(key, "")
    ]


def parts_of(entry: Entry | None) -> dict[str, str]:
    """Every part of an entry as plain text, lists a line each."""
    if entry is None:
        return {}
    parts = {key: _text(getattr(entry, key)) for key in LABELS if "." not in key}
    parts["papers"] = "\n".join(
        "; ".join(filter(None, [paper.what, _text(paper.form), _text(paper.count), paper.when]))
        for paper in entry.papers
    )
    parts["forms"] = "\n".join(" ".join(filter(None, [form.name, form.code, form.url])) for form in entry.forms)
    parts |= {"online.level": _text(entry.online.level), "online.text": entry.online.text}
    if entry.fee:
        parts |= {"fee.state": _text(entry.fee.state), "fee.text": entry.fee.text}
    if entry.source:
        parts |= {"source.title": entry.source.title, "source.url": entry.source.url}
    return parts


def _text(value: object) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "✓"
    return "\n".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _pieces(key: str, before: str, after: str) -> Iterator[Piece]:
    """Lists line by line, without the lines that stay; texts word by word; a choice as a whole."""
    if key in VALUES:
        yield from _changed([before], [after])
    elif key in _LISTS:
        runs = _runs(before.splitlines(keepends=True), after.splitlines(keepends=True))
        yield from (piece for piece in runs if piece.how != "same")
    else:
        yield from _merged(list(_runs(_WORDS.findall(before), _WORDS.findall(after))))


def _runs(old: list[str], new: list[str]) -> Iterator[Piece]:
    for how, start, end, to_start, to_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how == "equal":
            yield Piece("same", "".join(old[start:end]))
        else:
            yield from _changed(old[start:end], new[to_start:to_end])


def _changed(old: list[str], new: list[str]) -> Iterator[Piece]:
    if any(old):
        yield Piece("out", "".join(old))
    if any(new):
        yield Piece("in", "".join(new))


def _merged(pieces: list[Piece]) -> Iterator[Piece]:
    """A word or two that stayed between two changes goes with them: scraps cannot be read."""
    out, into = "", ""
    for place, piece in enumerate(pieces):
        inside = 0 < place < len(pieces) - 1 and len(piece.text.split()) < _SCRAP
        if piece.how == "same" and not inside:
            yield from _changed([out], [into])
            out, into = "", ""
            yield piece
            continue
        out += piece.text if piece.how != "in" else ""
        into += piece.text if piece.how != "out" else ""
    yield from _changed([out], [into])
