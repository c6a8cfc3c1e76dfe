"""The ward's own additions laid over the shipped entries: taught ways, replaced, local and hidden entries.

Nothing here knows where an overlay is kept. Laying one never fails: what cannot be used is left out and named, so that
a broken addition takes nothing else with it, and the shipped files can be upgraded underneath at any time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from faq.procedure import Entry, FieldOfWork, Kind
from faq.text import folded

_FEWEST_CHOICES = 2  # of a group; with fewer there is nothing to ask back


class Mark(StrEnum):
    """Where an entry comes from."""

    SHIPPED = "shipped"  # as the data files have it
    TAUGHT = "taught"  # the same, with ways of asking that the ward added
    REPLACED = "replaced"  # the ward's own in the place of a shipped one
    LOCAL = "local"  # the ward's own, nothing like it is shipped
    HIDDEN = "hidden"  # not in use: the ward took it away, or a group that lost what it asks between


class Fault(StrEnum):
    """Why a part of an overlay is left out."""

    BROKEN = "broken"  # what is kept is no entry (any more)
    FIELD = "field"  # its field of work is not there
    CODE = "code"  # its national code is another entry's
    WAY = "way"  # that way of asking is another entry's (that way alone is left out)
    NO_ENTRY = "no-entry"  # ways for an entry that is not there


class Upgrade(StrEnum):
    """What an upgrade of the shipped files did to something the ward changed."""

    CHANGED = "changed"  # the shipped entry is another one than the ward wrote (or hid) its own over
    ARRIVED = "arrived"  # an entry of the ward's own is shipped now
    GONE = "gone"  # the shipped entry is not there any more


@dataclass(frozen=True)
class LeftOut:
    """One thing of an overlay that is not in use, and why; `what` is the way, the code or the words of the error."""

    entry: str
    fault: Fault
    what: str = ""

    def __str__(self) -> str:
        said = {
            Fault.BROKEN: f"cannot be read: {self.what}",
            Fault.FIELD: f"there is no field of work {self.what!r}",
            Fault.CODE: f"the code {self.what} is another entry's",
            Fault.WAY: f"{self.what!r} is a way of asking for another entry",
            Fault.NO_ENTRY: "has taught ways, and there is no such entry",
        }
        return f"the ward's own entry {self.entry!r}: {said[self.fault]}"


@dataclass(frozen=True)
class Overlay:
    """What the ward added: more ways by entry, entries of its own (new, or in a shipped one's place), hidden ids.

    `checked` are the days on which somebody of the ward compared an entry with its source and found it right.
    `bases` says over which shipped entry a change was made, as its `fingerprint`; "" where there was none. `broken`
    names what was kept and could not be read.
    """

    ways: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    entries: Mapping[str, Entry] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    checked: Mapping[str, date] = field(default_factory=dict)
    bases: Mapping[str, str] = field(default_factory=dict)
    broken: tuple[LeftOut, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.ways or self.entries or self.hidden or self.checked or self.broken)


NOTHING = Overlay()


@dataclass(frozen=True)
class Conflict:
    """Something the ward changed that an upgrade met. What the ward made stays in use until somebody decides."""

    entry: str
    why: Upgrade


@dataclass(frozen=True)
class Laid:
    """The outcome: what is in use, and of everything else why it is not.

    `shipped` holds every shipped entry as its file has it, `away` the hidden ones as they would be shown.
    """

    entries: Mapping[str, Entry]
    shipped: Mapping[str, Entry]
    marks: Mapping[str, Mark] = field(default_factory=dict)
    away: Mapping[str, Entry] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    def mark(self, entry: str) -> Mark:
        """Where an entry comes from."""
        return self.marks.get(entry, Mark.SHIPPED)


def fingerprint(entry: Entry | None) -> str:
    """A short sign that is another one whenever anything of an entry is; "" for none."""
    return hashlib.sha256(entry.model_dump_json().encode()).hexdigest()[:16] if entry else ""


def lay(overlay: Overlay, shipped: Iterable[Entry], fields: Sequence[FieldOfWork] = ()) -> Laid:
    """Lay an overlay over the shipped entries, which keep their order; the ward's own come after them by their ids.

    Without `fields` any field of work is taken.
    """
    below = {entry.id: entry for entry in shipped}
    if not overlay:
        return Laid(MappingProxyType(below), MappingProxyType(below))
    return _Laying(overlay, below, {item.id for item in fields}).laid()


class _Laying:
    """One laying, step by step."""

    def __init__(self, overlay: Overlay, shipped: dict[str, Entry], fields: set[str]) -> None:
        self.overlay, self.shipped, self.fields = overlay, shipped, fields
        self.left_out: list[LeftOut] = list(overlay.broken)
        self.marks: dict[str, Mark] = {}

    def laid(self) -> Laid:
        """All steps in their order."""
        own = self._usable()
        merged = self._checked({**self.shipped, **own})
        self.marks |= {name: Mark.REPLACED if name in self.shipped else Mark.LOCAL for name in own}
        away = {name: entry for name, entry in merged.items() if name in self.overlay.hidden}
        here = self._with_ways({name: entry for name, entry in merged.items() if name not in away}, own)
        here, lost = _linked(here)
        self.marks |= dict.fromkeys((*away, *lost), Mark.HIDDEN)
        return Laid(
            MappingProxyType(here),
            MappingProxyType(self.shipped),
            MappingProxyType(self.marks),
            MappingProxyType(away | lost),
            tuple(self._conflicts()),
            tuple(self.left_out),
        )

    def _usable(self) -> dict[str, Entry]:
        """The ward's own entries that can stand, by their ids."""
        own = dict(sorted(self.overlay.entries.items()))
        codes = {code: name for name, entry in self.shipped.items() if name not in own for code in _codes(entry)}
        found = {}
        for name, entry in own.items():
            if self.fields and entry.field not in self.fields:
                self.left_out.append(LeftOut(name, Fault.FIELD, entry.field))
            elif taken := [code for code in _codes(entry) if codes.get(code, name) != name]:
                self.left_out.append(LeftOut(name, Fault.CODE, taken[0]))
            else:
                codes |= dict.fromkeys(_codes(entry), name)
                found[name] = entry
        return found

    def _checked(self, merged: dict[str, Entry]) -> dict[str, Entry]:
        """With the later day of checking; a day that was said of another text than the one shipped now counts not."""
        for name, day in self.overlay.checked.items():
            entry = merged.get(name)
            same = self.overlay.bases.get(name, "") == fingerprint(self.shipped.get(name))
            if entry and (entry.checked_on or date.min) < day and (same or name in self.overlay.entries):
                merged[name] = _changed(entry, checked_on=day)
        return merged

    def _with_ways(self, here: dict[str, Entry], own: dict[str, Entry]) -> dict[str, Entry]:
        """Own and taught ways, as far as they are no other entry's; what is shipped comes first."""
        taken = {folded(way): name for name, entry in here.items() if name not in own for way in _said(entry)}
        for name in (name for name in own if name in here):
            for way in (own[name].name, own[name].short):
                taken.setdefault(folded(way), name)
        for name in (name for name in own if name in here):
            here[name] = _changed(here[name], ways=self._free(name, own[name].ways, taken))
        for name, more in sorted(self.overlay.ways.items()):
            if name not in here:
                if name not in self.overlay.hidden:
                    self.left_out.append(LeftOut(name, Fault.NO_ENTRY))
                continue
            known = {folded(way) for way in _said(here[name])}
            new = [way for way in self._free(name, more, taken) if folded(way) not in known]
            if new:
                here[name] = _changed(here[name], ways=(*here[name].ways, *new))
                self.marks.setdefault(name, Mark.TAUGHT)
        return here

    def _free(self, name: str, ways: Iterable[str], taken: dict[str, str]) -> tuple[str, ...]:
        """The ways that are no other entry's, which are the entry's from now on."""
        kept = []
        for way in ways:
            if taken.setdefault(folded(way), name) == name and folded(way):
                kept.append(way)
            else:
                self.left_out.append(LeftOut(name, Fault.WAY, way))
        return tuple(kept)

    def _conflicts(self) -> Iterator[Conflict]:
        """What the ward made over something that is another thing now."""
        for name in sorted({*self.overlay.entries, *self.overlay.hidden}):
            base, now = self.overlay.bases.get(name, ""), fingerprint(self.shipped.get(name))
            if base != now and (now or name in self.overlay.entries):  # what is hidden and gone is no matter
                why = Upgrade.ARRIVED if not base else Upgrade.CHANGED if now else Upgrade.GONE
                yield Conflict(name, why)


def _linked(here: dict[str, Entry]) -> tuple[dict[str, Entry], dict[str, Entry]]:
    """Without links to what is not there; and the groups that have too little left to ask between."""
    lost: dict[str, Entry] = {}
    while True:
        for name, entry in here.items():
            links = {key: tuple(to for to in getattr(entry, key) if to in here) for key in ("related", "members")}
            here[name] = _changed(entry, **links)
        short = {n: e for n, e in here.items() if e.kind is Kind.GROUP and len(e.members) < _FEWEST_CHOICES}
        if not short:
            return here, lost
        lost |= short
        here = {name: entry for name, entry in here.items() if name not in short}


def _changed(entry: Entry, **values: Any) -> Entry:
    """The entry with other values; the same object where nothing differs."""
    same = all(getattr(entry, key) == value for key, value in values.items())
    return entry if same else entry.model_copy(update=values)


def _said(entry: Entry) -> tuple[str, ...]:
    return (entry.name, entry.short, *entry.ways)


def _codes(entry: Entry) -> tuple[str, ...]:
    return (*entry.other_codes, *((entry.code,) if entry.code else ()))
