"""What the ward knows: its library of entries, and the search that understands how people type."""

from faq.errors import LibraryError
from faq.library import DATA, Library
from faq.overlay import Mark, Overlay
from faq.procedure import Entry, FieldOfWork, Kind, Topic
from faq.result import Candidate, Result, Verdict, Wish
from faq.shelf import Shelf

__all__ = [
    "DATA",
    "Candidate",
    "Entry",
    "FieldOfWork",
    "Kind",
    "Library",
    "LibraryError",
    "Mark",
    "Overlay",
    "Result",
    "Shelf",
    "Topic",
    "Verdict",
    "Wish",
]
