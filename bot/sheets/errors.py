"""Why a file, or a row of it, is not taken: a sentence to be translated, with its places."""

from __future__ import annotations

from typing import Any


class SheetError(Exception):
    """A file that cannot be taken as a whole; `message` is an English msgid, `values` fill its places."""

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message.format(**values) if values else message)
        self.message = message
        self.places = values
