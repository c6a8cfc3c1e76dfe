"""Text from outside as it may be kept: one Unicode form, without the signs that no one types and that do harm."""

from __future__ import annotations

import re
import unicodedata

_HARMFUL = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but tab and line feed; PostgreSQL takes no NUL
    "\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff"  # invisible
    "\u202a-\u202e\u2066-\u2069"  # turn the reading direction, and with it what officials see
    "\ud800-\udfff"  # halves of characters: no database and no channel takes them
    "\ufff0-\uffff"
    "]+"
)


def tidy(text: str, longest: int) -> str:
    """The first characters of a text, composed (NFC) and without harmful signs; line ends become line feeds."""
    text = text[: longest * 4].replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _HARMFUL.sub("", text))[:longest]
