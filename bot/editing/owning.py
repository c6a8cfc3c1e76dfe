"""Whose entries are old: what an official should compare with its source again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from faq import Entry, Library
from faq.checking import STALE


def stale(library: Library, today: date, fields: Sequence[str] = ()) -> list[Entry]:
    """Entries in use that nobody compared with their source for half a year, the oldest first.

    `fields` are the fields of work of the one who asks; none means all of them, as everywhere.
    """
    old = [
        entry
        for entry in library.entries.values()
        if entry.checked_on and today - entry.checked_on > STALE and (not fields or entry.field in fields)
    ]
    return sorted(old, key=lambda entry: (entry.checked_on or today, entry.id))
