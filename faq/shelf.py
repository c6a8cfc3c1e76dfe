"""Keeps the current library and takes up changed data files while the bot runs."""

from __future__ import annotations

import gc
from pathlib import Path

from faq.errors import LibraryError
from faq.glossary import FOLDER as GLOSSARY
from faq.library import Library
from faq.stamps import Stamp, stamps


class Shelf:
    """The library in use. `refresh` swaps a changed one in whole, or keeps the old one and says why in `problem`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problem: str | None = None
        self._stamp = self._look()
        self.library = Library.load(folder)
        gc.freeze()  # what is loaded stays: walking it at every collection would hold up an answer for 60 ms

    def refresh(self) -> bool:
        """Read the files again if they changed; True when a new library is in use."""
        stamp = self._look()
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            self.library = Library.load(self.folder)
        except LibraryError as error:
            self.problem = str(error)
            return False
        self.problem = None
        gc.freeze()
        return True

    def _look(self) -> tuple[Stamp, ...]:
        """The state of the data files and of the glossary."""
        return stamps(self.folder) + stamps(GLOSSARY)
