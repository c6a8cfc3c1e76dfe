"""From the changes that are live, in the order in which they went live, to one overlay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from pydantic import ValidationError

from bot.storage.entry_change_rows import Act, Change
from faq import Entry, Overlay
from faq.errors import sentence
from faq.overlay import NOTHING, Fault, LeftOut


def fold(changes: Iterable[Change]) -> Overlay:
    """What they come to. What cannot be read is named in `broken`; what went live for that entry before it stands."""
    folding = _Folding()
    for change in changes:
        try:
            folding.take(change.entry, change.act, change.body, change.base)
        except (ValidationError, TypeError, KeyError, ValueError) as error:
            folding.broken.append(LeftOut(change.entry, Fault.BROKEN, f"change {change.id}: {_why(error)}"))
    return folding.overlay()


def folded_over(below: Overlay, entry: str, act: Act, body: dict[str, Any], base: str) -> Overlay:
    """An overlay with one change more. Raises ValidationError, ValueError, KeyError or TypeError."""
    folding = _Folding(below)
    folding.take(entry, act, body, base)
    return folding.overlay()


class _Folding:
    def __init__(self, below: Overlay = NOTHING) -> None:
        self.ways = {entry: list(ways) for entry, ways in below.ways.items()}
        self.entries = dict(below.entries)
        self.hidden = set(below.hidden)
        self.checked = dict(below.checked)
        self.bases = dict(below.bases)
        self.broken = list(below.broken)

    def take(self, entry: str, act: Act, body: dict[str, Any], base: str) -> None:
        """One change more."""
        match act:
            case Act.WAY:
                more = ways_of(body)
                self.ways.setdefault(entry, []).extend(way for way in more if way not in self.ways.get(entry, ()))
            case Act.WRITE:
                self.entries[entry] = entry_of(entry, body)
                self.bases[entry] = base
                self.ways.pop(entry, None)
                self.checked.pop(entry, None)
            case Act.CHECK:
                self.checked[entry] = day_of(body)
                if entry not in self.entries:
                    self.bases[entry] = base
            case Act.HIDE:
                self.hidden.add(entry)
                if entry not in self.entries:
                    self.bases[entry] = base
            case Act.SHOW:
                self.hidden.discard(entry)
            case Act.RESET:
                self.hidden.discard(entry)
                for held in (self.ways, self.entries, self.checked, self.bases):
                    held.pop(entry, None)

    def overlay(self) -> Overlay:
        """What it has come to."""
        used = self.entries.keys() | self.hidden | self.checked.keys()
        return Overlay(
            {entry: tuple(ways) for entry, ways in self.ways.items() if ways},
            self.entries,
            frozenset(self.hidden),
            self.checked,
            {entry: base for entry, base in self.bases.items() if entry in used},
            tuple(self.broken),
        )


def ways_of(body: dict[str, Any]) -> list[str]:
    """The ways that a change teaches. Raises ValueError."""
    ways = body["ways"]
    if not isinstance(ways, list) or not all(isinstance(way, str) and way.strip() for way in ways):
        raise ValueError("ways: holds something that is no text")
    return [" ".join(way.split()) for way in ways]


def day_of(body: dict[str, Any]) -> date:
    """The day on which somebody checked an entry. Raises ValueError."""
    return date.fromisoformat(str(body["checked_on"]))


def entry_of(name: str, body: dict[str, Any]) -> Entry:
    """The entry that a change writes. Raises ValidationError or ValueError."""
    entry = Entry.model_validate(body)
    if entry.id != name:
        raise ValueError(f"id: is {entry.id!r}")
    return entry


def body_of(entry: Entry) -> dict[str, Any]:
    """An entry as a change keeps it: plain JSON without what stands at its default; `entry_of` reads it back."""
    plain = entry.model_dump(mode="json", exclude_defaults=True)
    return plain | {"as_of": str(entry.as_of) if entry.as_of else "none"}


def _why(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(sentence(dict(problem)) for problem in error.errors())
    return f"{error.args[0]}: is missing" if isinstance(error, KeyError) else str(error)
