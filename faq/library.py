"""The ward's library: every entry by id, by code and by field of work, and the search over them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from faq.errors import LibraryError
from faq.explaining import explain
from faq.likeness import Likeness
from faq.loading import read_folder
from faq.overlay import NOTHING, Mark, Overlay, lay
from faq.procedure import Entry, FieldOfWork
from faq.result import Result
from faq.search import Search

DATA = Path(__file__).parent / "data"

__all__ = ["DATA", "Library", "LibraryError"]


class Library:
    """What the ward knows, read once and never changed; a changed folder or overlay makes a new library.

    `entries` are those in use. `laid` says of each where it comes from, what is hidden, and what of the ward's own
    additions is left out or was met by an upgrade (see `faq.overlay`).
    """

    def __init__(
        self,
        entries: Iterable[Entry],
        fields: Iterable[FieldOfWork] = (),
        places: Mapping[str, str] = MappingProxyType({}),
        overlay: Overlay = NOTHING,
    ) -> None:
        self.places = places  # the file a shipped entry stands in, by its id
        self.fields = tuple(sorted(fields, key=lambda field: (field.order, field.id)))
        self.overlay = overlay
        self.laid = lay(overlay, entries, self.fields)
        self.entries = self.laid.entries
        self._by_code = {
            code: entry
            for entry in reversed(tuple(self.entries.values()))
            for code in (*entry.other_codes, *([entry.code] if entry.code else []))
        }
        self._search = Search(tuple(self.entries.values()))

    @classmethod
    def load(cls, folder: Path) -> Library:
        """Read and check a folder of data files; raises LibraryError naming everything that is wrong."""
        return cls(*read_folder(folder))

    def under(self, overlay: Overlay) -> Library:
        """The same shipped entries under another overlay: a third of a second of work."""
        return Library(self.laid.shipped.values(), self.fields, self.places, overlay)

    def mark(self, entry: str) -> Mark:
        """Where an entry comes from."""
        return self.laid.mark(entry)

    def by_code(self, code: str) -> Entry | None:
        """The entry with this national code."""
        return self._by_code.get(code.strip())

    def in_field(self, field: str) -> tuple[Entry, ...]:
        """The entries of a field of work, in the order of the files."""
        return tuple(entry for entry in self.entries.values() if entry.field == field)

    @cached_property
    def likeness(self) -> Likeness:
        """Which questions ask the same thing, by the words this library knows."""
        return Likeness(self._search.reader, self._search.matters)

    @cached_property
    def english_words(self) -> frozenset[str]:
        """Every word of the entries' English names, in lower case."""
        names = " ".join(entry.name_en for entry in self.entries.values())
        return frozenset(re.findall(r"[^\W_]+", names.casefold()))

    def search(self, text: str, *, about: str | None = None) -> Result:
        """What a question asks for; `about` is the id of the entry being talked about."""
        return self._search.ask(text, about=self.entries.get(about) if about else None)

    def explain(self, text: str, *, about: str | None = None) -> str:
        """Why a question gets its verdict, in lines of plain text."""
        return explain(self._search, text, self.entries.get(about) if about else None)

    def split(self, text: str) -> list[str]:
        """Two questions in one message as two texts, anything else as it is."""
        return self._search.split(text)
