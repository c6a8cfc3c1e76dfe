"""What an official should look at: broken rules, entries not found by their own names, old facts, drafts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from faq.library import Library
from faq.procedure import Entry, Kind
from faq.result import Verdict
from faq.rules import Problem, broken
from faq.worded import worded

STALE = timedelta(days=180)  # facts compared longer ago than this may have changed


@dataclass
class Checked:
    """What was found, a sentence each: wrong with what citizens are told, and open with the drafts."""

    wrong: list[str] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)


def checked(library: Library) -> Checked:
    """Every rule against every entry; what a draft breaks is for its review and not yet wrong."""
    found = Checked()
    for problem in (*broken(library.entries), *unfound(library)):
        entry = problem.entry
        line = f"{library.places.get(entry.id, 'library')}: entry {entry.id!r}: {problem.key}: {problem.what}"
        (found.wrong if entry.reviewed else found.drafts).append(line)
    return found


def unfound(library: Library, wanted: Callable[[Entry, str], bool] | None = None) -> Iterator[Problem]:
    """Names and ways of asking that find another entry than their own first; `wanted` picks those that are tried."""
    for entry in library.entries.values():
        named = (("name", entry.name), ("short", entry.short), *(("ways", way) for way in entry.ways))
        for key, way in {way: (key, way) for key, way in reversed(named)}.values():
            if wanted and not wanted(entry, way):
                continue
            found = first(library, entry, way)
            if found != entry.id:
                what = worded("{way} finds {other} first", way=repr(way), other=found or "nothing")
                yield Problem(entry, key, what, way)


def unreviewed(library: Library) -> list[Entry]:
    """The drafts, in the order of their files."""
    return [entry for entry in library.entries.values() if not entry.reviewed]


def first(library: Library, entry: Entry, way: str) -> str:
    """The id of the entry a way of asking leads to; a group is found where its question is asked."""
    result = library.search(way)
    if result.verdict is Verdict.CLARIFY and entry.kind is Kind.GROUP and result.question == entry.question:
        return entry.id
    if result.entry is not None:
        return result.entry.id
    return result.candidates[0].entry.id if result.candidates else ""


def stale(library: Library, days: int, today: date) -> Iterator[str]:
    """Entries whose facts nobody has compared with their source for that many days, the longest and oldest first."""
    limit = today - timedelta(days=days)
    old = [entry for entry in library.entries.values() if entry.checked_on and entry.checked_on < limit]

    def age(entry: Entry) -> tuple[date, date, str]:
        return entry.checked_on or today, entry.as_of.first if entry.as_of else date.min, entry.id

    for entry in sorted(old, key=age):
        yield f"{entry.id}: checked on {entry.checked_on}, as of {entry.as_of or 'no date'} ({entry.short})"
