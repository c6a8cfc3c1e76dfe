"""The scale of satisfaction as it is measured officially: five levels, five factors; their words for every reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import StrEnum

from bot.i18n import mark
from bot.messages import Button

LEVELS: dict[int, tuple[str, str]] = {
    5: ("😄", mark("Very satisfied")),
    4: ("😊", mark("Satisfied")),
    3: ("😐", mark("Neutral")),
    2: ("😞", mark("Dissatisfied")),
    1: ("😠", mark("Very dissatisfied")),
}
"""Each level with its face and its official words, best first.

The faces never stand alone, and are of the year 2010, as old phones have them.
"""

FACTORS: dict[str, str] = {
    "place": mark("Waiting place, equipment"),
    "procedure": mark("Papers, procedure"),
    "attitude": mark("Attitude of officials"),
    "result": mark("Result, promised day"),
    "feedback": mark("Handling of feedback"),
}
"""The five factors that dissatisfaction is asked for, by their names in the database."""

LOW = 2  # levels up to this one open a case,
UNEASY = 3  # and up to this one are asked for reasons


class Mode(StrEnum):
    """How sure it is that a rating is a visitor's own; counted and shown apart, always."""

    VERIFIED = "verified"  # by the code of a receipt
    UNVERIFIED = "unverified"  # by a poster, or by nothing
    ASSISTED = "assisted"  # on a device of the ward, by a relative, or on paper


class Source(StrEnum):
    """Where a rating comes from."""

    RECEIPT = "receipt"
    COUNTER = "counter"  # a poster at a counter, or nothing at all
    INVITATION = "invitation"
    KIOSK = "kiosk"
    RELATIVE = "relative"
    PAPER = "paper"


class Suspect(StrEnum):
    """What makes a rating doubtful: it is flagged and shown apart, never dropped."""

    BURST = "burst"  # many at once, from one device or at one counter
    STAFF = "staff"  # from an account of the ward's staff
    ENTERED = "entered"  # typed in by the staff, from paper


Translate = Callable[[str], str]
_LEVEL = re.compile(r"rate:([^:]+):5")


def said(level: int, t: Translate) -> str:
    """A level with its face, in a language."""
    face, words = LEVELS[level]
    translated = t(words)
    return f"{face} {translated}"


def rated_by(buttons: Iterable[Button]) -> str:
    """What `level_buttons` among some buttons rate, "" where there are none."""
    found = (_LEVEL.fullmatch(button.data) for button in buttons)
    return next((match[1] for match in found if match), "")


def level_buttons(target: str, t: Translate, how: str = "") -> tuple[Button, ...]:
    """A button for each level, best first; `target` says what is rated and `how` by whom (see `handlers.rate`)."""
    end = f":{how}" if how else ""
    return tuple(Button(said(level, t), f"rate:{target}:{level}{end}") for level in LEVELS)
