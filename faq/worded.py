"""Sentences that are read as they stand, and can be said in another language by whoever has a catalogue."""

from __future__ import annotations


class Worded(str):
    """A sentence with its places filled; `template` and `values` are what it was made of."""

    __slots__ = ("template", "values")

    template: str
    values: dict[str, object]


def worded(template: str, /, **values: object) -> Worded:
    """A sentence whose named places are filled, {like} this. The catalogues of bot/locales hold its template too."""
    made = Worded(template.format(**values) if values else template)
    made.template, made.values = template, values
    return made
