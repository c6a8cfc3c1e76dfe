"""What a library holds, in numbers: entries by field of work, ways of asking, old, unsure and unreviewed facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from faq.checking import STALE
from faq.library import Library
from faq.procedure import Confidence, Entry, Kind


def counted(library: Library, today: date) -> Iterator[str]:
    """The numbers, a line each: the whole, each kind, each field of work."""
    entries = tuple(library.entries.values())
    ways = [len(entry.ways) for entry in entries]
    span = f"{min(ways, default=0)} to {max(ways, default=0)} each"
    yield f"entries {len(ways)}, ways of asking {sum(ways)}, {span}; {_doubts(entries, today)}"
    for kind, count in Counter(entry.kind for entry in entries).most_common():
        yield f"  {kind.value:10} {count}"
    for field in library.fields:
        yield f"  {field.id:14} {_of_a_field(library.in_field(field.id), today)}"
    codes = sum(entry.code is not None for entry in entries if entry.kind is Kind.PROCEDURE)
    yield f"procedures with a national code {codes}"


def _of_a_field(held: Sequence[Entry], today: date) -> str:
    asked = sum(len(entry.ways) for entry in held) / len(held) if held else 0.0
    oldest = min((entry.checked_on for entry in held if entry.checked_on), default=None)
    return f"{len(held):4} entries, {asked:4.1f} ways each, {_doubts(held, today)}, oldest check {oldest or '-'}"


def _doubts(held: Sequence[Entry], today: date) -> str:
    low = sum(entry.confidence is Confidence.LOW for entry in held)
    stale = sum(entry.checked_on is not None and today - entry.checked_on > STALE for entry in held)
    unreviewed = sum(not entry.reviewed for entry in held)
    return f"{low} unsure, {stale} stale, {unreviewed} unreviewed"
