"""What a visit is about, for messages that are sent unasked."""

from __future__ import annotations

from bot.storage.visits import Visit
from faq import Library

_LONGEST = 120


def matter(visit: Visit, library: Library, language: str) -> str:
    """The procedure in the library's or the desk's words, else the field of work, "" where neither is known."""
    entry = library.entries.get(visit.entry or "")
    if entry:
        return entry.name_en if language == "en" and entry.name_en else entry.short
    field = next((field for field in library.fields if field.id == visit.field), None)
    of_field = (field.name_en if language == "en" else field.name) if field else ""
    name = visit.procedure or of_field
    return name if len(name) <= _LONGEST else name[:_LONGEST].rstrip() + "…"
