"""What a change of the library would do, found out before it is made: broken rules, stolen questions, the figures.

The rules are those of `python -m faq check`. A check is a second or two of work for the processor: `check_aside` does
it in one thread apart, one after the other, and refuses when too many wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from weakref import WeakKeyDictionary

from pydantic import ValidationError

from bot.editing.findings import (
    ANSWERED,
    GOES_TOO,
    NOT_FOUND,
    NOTHING_FOUND,
    OTHERS,
    STEALS,
    Finding,
    Findings,
    of_rule,
)
from bot.editing.folding import day_of, entry_of, folded_over, ways_of
from bot.editing.forms import broken_form
from bot.i18n import mark
from bot.masking import mask
from bot.storage.entry_change_rows import Act
from faq import Entry, Library, Overlay, Verdict
from faq.checking import first, unfound
from faq.measuring import Measured, measure
from faq.overlay import fingerprint
from faq.rules import broken
from faq.text import folded

_WAIT_AT_MOST = 6  # checks; more are refused, so that nobody waits for minutes
_SURE = 0.97  # score from which a question is another entry's own, whatever somebody would teach
_ALIKE = 0.5  # share of a way's words that a new one must hold before it can take its questions
LONGEST_WAY = 160  # letters
MOST_WAYS = 120  # of one entry
_SHOWN = 5  # findings of one sort; more would hide the rest

_apart = ThreadPoolExecutor(1, "checking")
_under_way: set[int] = set()
_figures: WeakKeyDictionary[Library, Measured] = WeakKeyDictionary()


class Busy(Exception):  # noqa: N818 - it says what is so; whoever asks tries again in a moment
    """Too many checks wait already."""


async def check_aside(library: Library, entry: str, act: Act, body: Mapping[str, Any]) -> Findings:
    """`check`, beside the talks. Raises `Busy`."""
    if len(_under_way) >= _WAIT_AT_MOST:
        raise Busy
    token = object()
    _under_way.add(id(token))
    try:
        return await asyncio.get_running_loop().run_in_executor(_apart, check, library, entry, act, body)
    finally:
        _under_way.discard(id(token))


def check(library: Library, entry: str, act: Act, body: Mapping[str, Any]) -> Findings:
    """What the change would do to a library. Nothing is changed."""
    found = list(_unfit(library, entry, act, body))
    if any(one.forbids for one in found):
        return Findings(tuple(found))
    changed = library.under(overlay_with(library, entry, act, body))
    after = changed.entries.get(entry)
    found += _dropped(library, changed, entry)
    found += _left_alone(library, changed, entry)
    if after is not None:
        found += _broken(library, changed, entry, act)
        found += _not_found(library, changed, after)
        found += _stolen(library, changed, after)
        found += _taken_over(library, after)
        found += _private(after)
    measured, now = _measured(library), measure(changed)
    lost, gained = tuple(sorted(now.missed - measured.missed)), tuple(sorted(measured.missed - now.missed))
    return Findings(tuple(found), after, measured.figures, now.figures, lost, gained, changed)


def overlay_with(library: Library, entry: str, act: Act, body: Mapping[str, Any]) -> Overlay:
    """The library's overlay with one change more. Raises what `fold` would name as broken."""
    return folded_over(library.overlay, entry, act, dict(body), fingerprint(library.laid.shipped.get(entry)))


def _unfit(library: Library, entry: str, act: Act, body: Mapping[str, Any]) -> Iterator[Finding]:
    """Why a change cannot even be tried."""
    known = library.entries.get(entry) or library.laid.away.get(entry)
    if act is not Act.WRITE and known is None:
        yield Finding("", mark("There is no such entry (any more)."))
    elif act is Act.RESET and entry not in library.laid.shipped:
        yield Finding("", mark("There is no shipped entry to go back to: hide this one instead."))
    elif act is Act.HIDE and entry not in library.entries and not _is_met(library, entry):
        yield Finding("", mark("This entry is hidden already."))
    elif act is Act.SHOW and entry not in library.overlay.hidden:
        yield Finding("", mark("This entry is not hidden."))
    elif act is Act.CHECK and known is not None:
        yield from _unfit_day(known, body)
    elif act is Act.WAY and known is not None:
        yield from _unfit_ways(library, known, body)
    elif act is Act.WRITE:
        yield from _unfit_entry(library, entry, body)


def _is_met(library: Library, entry: str) -> bool:
    """Whether an upgrade met it: to hide what is hidden says then that it stays so."""
    return any(one.entry == entry for one in library.laid.conflicts)


def _unfit_day(entry: Entry, body: Mapping[str, Any]) -> Iterator[Finding]:
    try:
        day = day_of(dict(body))
    except (KeyError, ValueError):
        yield Finding("checked_on", mark("There is no such day."))
        return
    if entry.checked_on and day <= entry.checked_on:
        yield Finding("checked_on", mark("It was checked on that day or later already."))


def _unfit_ways(library: Library, entry: Entry, body: Mapping[str, Any]) -> Iterator[Finding]:
    try:
        ways = ways_of(dict(body))
    except (KeyError, TypeError, ValueError):
        ways = []
    if not ways:
        yield Finding("ways", mark("Please write at least one way of asking."))
    known = {folded(way) for way in (entry.name, entry.short, *entry.ways)}
    for way in ways:
        if folded(way) in known:
            yield Finding("ways", mark("“{way}” is a way of asking for this entry already"), {"way": way})
    yield from _unfit_words(library, entry.id, ways, len(entry.ways))


def _unfit_entry(library: Library, entry: str, body: Mapping[str, Any]) -> Iterator[Finding]:
    try:
        written = entry_of(entry, dict(body))
    except ValidationError as error:
        yield from broken_form(body, error)
        return
    except ValueError as error:
        yield Finding("", "{what}", {"what": str(error)})
        return
    if written.field not in {item.id for item in library.fields}:
        yield Finding("field", mark("Please choose a field of work."))
    for code in filter(None, (written.code, *written.other_codes)):
        other = library.by_code(code)
        if other is not None and other.id != entry:
            values = {"code": code, "other": other.short}
            yield Finding("code", mark("{code} is the code of “{other}” already"), values)
    before = library.entries.get(entry) or library.laid.away.get(entry)
    known = {folded(way) for way in (before.name, before.short, *before.ways)} if before else set()
    new = [way for way in (written.name, written.short, *written.ways) if folded(way) not in known]
    yield from _unfit_words(library, entry, new, 0)
    for target in (*written.related, *written.members):
        if target not in library.entries:
            key = "related" if target in written.related else "members"
            yield Finding(key, mark("There is no entry “{name}”."), {"name": target})


def _unfit_words(library: Library, entry: str, ways: list[str], held: int) -> Iterator[Finding]:
    """Ways of asking that cannot stand by themselves."""
    if len(ways) + held > MOST_WAYS:
        yield Finding("ways", mark("At most {count} ways of asking: beyond that none helps."), {"count": MOST_WAYS})
        return
    owners = {
        folded(way): other for other in library.entries.values() for way in (other.name, other.short, *other.ways)
    }
    for way in ways:
        if not folded(way) or len(way) > LONGEST_WAY or mask(way)[1]:
            yield _bad_way(way)
    owned = [(way, owners[folded(way)]) for way in ways if folded(way) in owners and owners[folded(way)].id != entry]
    for way, owner in owned[:_SHOWN]:
        sentence = mark("“{way}” is a way of asking for “{other}” already")
        yield Finding("ways", sentence, {"way": way, "other": owner.short})


def _bad_way(way: str) -> Finding:
    if not folded(way):
        return Finding("ways", mark("“{way}” holds no word"), {"way": way})
    if len(way) > LONGEST_WAY:
        return Finding("ways", mark("“{way}…” is longer than {count} letters"), {"way": way[:40], "count": LONGEST_WAY})
    return Finding("ways", mark("“{way}” holds a private number: please leave it out"), {"way": mask(way)[0]})


def _dropped(before: Library, after: Library, entry: str) -> Iterator[Finding]:
    """What of the change would be left out when it is laid."""
    for one in after.laid.left_out:
        if one.entry == entry and one not in before.laid.left_out:
            yield Finding("", mark("This could not be used: {what}"), {"what": str(one)})


def _left_alone(before: Library, after: Library, entry: str) -> Iterator[Finding]:
    """Entries that would go with it: groups that ask between this and too little else."""
    for name in before.entries.keys() - after.entries.keys() - {entry}:
        yield Finding("", GOES_TOO, {"other": before.entries[name].short}, forbids=False)


def _broken(before: Library, after: Library, entry: str, act: Act) -> Iterator[Finding]:
    """Rules that it breaks. Who writes an entry has all of it before them; another change answers for its own alone."""
    known = broken(before.entries) if act is not Act.WRITE else ()
    old = {(problem.key, problem.what) for problem in known if problem.entry.id == entry}
    for problem in broken(after.entries):
        if problem.entry.id == entry and (problem.key, problem.what) not in old:
            yield of_rule(problem)


def _not_found(before: Library, library: Library, entry: Entry) -> Iterator[Finding]:
    """Its own names and ways that do not find it first; what was no different before is no matter of this change."""
    was = before.entries.get(entry.id)
    old = {was.name, was.short, *was.ways} if was else set()
    for key, way in (("name", entry.name), ("short", entry.short), *(("ways", way) for way in entry.ways)):
        other = first(library, entry, way)
        if other == entry.id or (was and way in old and first(before, was, way) != entry.id):
            continue
        if other:
            yield Finding(key, NOT_FOUND, {"way": way, "other": library.entries[other].short})
        else:
            yield Finding(key, NOTHING_FOUND, {"way": way})


def _stolen(before: Library, after: Library, entry: Entry) -> Iterator[Finding]:
    """Names and ways of others that would find another entry than theirs, and did not before.

    Tried are those at least half of whose words a new way holds: nothing less can outrun what is written just so.
    """
    was = before.entries.get(entry.id)
    known = {folded(way) for way in (was.name, was.short, *was.ways)} if was else set()
    new = [set(folded(way).split()) for way in (entry.name, entry.short, *entry.ways) if folded(way) not in known]

    def wanted(other: Entry, way: str) -> bool:
        said = set(folded(way).split())
        return other.id != entry.id and any(len(said & words) >= _ALIKE * len(said) for words in new)

    for problem in unfound(after, wanted) if new else ():
        way = str(problem.way)
        if first(before, before.entries[problem.entry.id], way) == problem.entry.id:
            yield Finding("ways", STEALS, {"way": way, "other": problem.entry.short})


def _taken_over(before: Library, entry: Entry) -> Iterator[Finding]:
    """New ways that are answered from another entry now: a slip where the search is sure, else worth a look."""
    was = before.entries.get(entry.id)
    known = {folded(way) for way in (was.name, was.short, *was.ways)} if was else set()
    for way in (way for way in (entry.name, entry.short, *entry.ways) if folded(way) not in known):
        result = before.search(way)
        if result.verdict is Verdict.ANSWER and result.entry is not None and result.entry.id != entry.id:
            sure = result.score >= _SURE
            yield Finding("ways", OTHERS if sure else ANSWERED, {"way": way, "other": result.entry.short}, forbids=sure)


def _private(entry: Entry) -> Iterator[Finding]:
    """Texts in which a private number may stand; an office's own is fine, so a person decides."""
    texts = (entry.summary, entry.notes, entry.time, entry.place, *entry.how, *entry.conditions)
    if any(mask(text)[1] for text in texts):
        yield Finding("", mark("A phone or identity number stands in it: only an office's own may."), {}, forbids=False)


def _measured(library: Library) -> Measured:
    """The figures of a library in use, found once and forgotten with it."""
    found = _figures.get(library)
    if found is None:
        found = _figures[library] = measure(library)
    return found
