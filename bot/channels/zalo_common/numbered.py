"""A reply as plain text: composed letters, choices as numbered lines that can be typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from bot.channels.base import split_text, utf16
from bot.messages import Button, Reply

LONGEST = 2000
"""Characters of one message, on both products. Counted as UTF-16, which is never less than any other count."""


def composed(text: str) -> str:
    """Composed letters: taken apart, Vietnamese is a quarter longer and looks odd on some phones."""
    return unicodedata.normalize("NFC", text).strip()


def clean(text: str) -> str:
    """Composed letters, without NUL and half characters, which databases refuse."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "")
    return composed(whole)


def choices(buttons: Iterable[Button]) -> list[str]:
    """A line for each button: those that choose are numbered as they can be typed, links show their address."""
    lines, number = [], 0
    for button in buttons:
        number += bool(button.data)
        label = " ".join(button.label.split())
        lines.append(f"{number}. {label}" if button.data else f"{label}: {button.url}")
    return lines


def whole_text(reply: Reply, *, with_choices: bool = True) -> str:
    """Title, text, a picture's words, note, choices, and at the end the question with its answers, as one text.

    A file is a line with its address, where it has one.
    """
    files = [f"{one.name}: {one.url}" for one in reply.attachments if one.kind == "file" and one.url]
    head = _lines(composed(reply.title), composed(reply.text), *files)
    picture = composed(reply.image.alt) if reply.image else ""
    lines = list(zip(reply.buttons, choices(reply.buttons), strict=True)) if with_choices else []
    others = _lines(*(line for button, line in lines if not button.answers))
    question = _lines(composed(reply.question), *(line for button, line in lines if button.answers))
    return "\n\n".join(filter(None, (head, picture, composed(reply.note), others, question)))


def texts(reply: Reply) -> list[str]:
    """The messages of a reply, cut at paragraph and sentence ends."""
    return [part for part in split_text(whole_text(reply), LONGEST, utf16) if part.strip()]


def _lines(*lines: str) -> str:
    return "\n".join(filter(None, lines))
