"""Keeps the current library and takes up changed data files while the bot runs."""

from __future__ import annotations

import gc
from pathlib import Path
from threading import Lock

from faq.errors import LibraryError
from faq.glossary import FOLDER as GLOSSARY
from faq.library import Library
from faq.overlay import NOTHING, Overlay
from faq.stamps import Stamp, stamps


class Shelf:
    """The library in use: the data files, and over them the ward's own additions.

    `refresh` takes up changed files and `lay` another overlay; each swaps the library in whole, or keeps the old one
    and says why in `problem` and `overlay_problem`. Both may be called from any thread.
    """

    def __init__(self, folder: Path, overlay: Overlay = NOTHING) -> None:
        self.folder = folder
        self.problem: str | None = None
        self.overlay_problem: str | None = None
        self._changing = Lock()
        self._stamp = self._look()
        self.library = Library.load(folder)
        gc.freeze()  # what is loaded stays: walking it at every collection would hold up an answer for 60 ms
        if overlay:
            self.lay(overlay)

    def refresh(self) -> bool:
        """Read the files again if they changed; True when a new library is in use."""
        with self._changing:
            stamp = self._look()
            if stamp == self._stamp:
                return False
            self._stamp = stamp
            try:
                library = Library.load(self.folder)
                overlay = self.library.overlay
                self.library = library.under(overlay) if overlay else library
            except LibraryError as error:
                self.problem = str(error)
                return False
            self.problem = None
            gc.freeze()
            return True

    def lay(self, overlay: Overlay) -> bool:
        """Lay another overlay over the files as they were read last; True when it is in use."""
        with self._changing:
            try:
                self.library = self.library.under(overlay)
            except Exception as error:  # noqa: BLE001 - nothing the ward wrote may stop the bot: the old one goes on
                self.overlay_problem = f"{type(error).__name__}: {error}"
                return False
            self.overlay_problem = None
            gc.freeze()
            return True

    def _look(self) -> tuple[Stamp, ...]:
        """The state of the data files and of the glossary."""
        return stamps(self.folder) + stamps(GLOSSARY)
