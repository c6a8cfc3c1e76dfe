"""Talks written down in TOML and played on any channel: what a person says, and what they must and must not hear.

A file in tests/dialogues/ holds one talk: `title`, `[[turn]]` tables in order, and if needed `at` (the ward's wall
clock at the start), `ward` and `library` (paths from the repository's root, instead of the real ones), `group = true`,
`role` (of the ward's staff, which the person is then).
A turn has one of `says` (words), `presses` (a button's label) and `sends` (a kind of message: photo, sticker, edit ...,
`says` being its words), and after it `hears`, `not` (pieces of the words), `buttons`, `no_buttons` (labels), `after`
(what the clock moves on before it, such as {minutes = 31}). Pieces are compared without regard to case and line ends.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from bot.clock import VIETNAM
from bot.messages import What

ROOT = Path(__file__).parent.parent
FOLDER = Path(__file__).parent / "dialogues"
_KEYS = {"says", "presses", "sends", "hears", "not", "buttons", "no_buttons", "after"}


@dataclass
class Heard:
    """What came back to one turn: the words as one text, and the buttons' labels."""

    text: str
    buttons: list[str]


class Stage(Protocol):
    """A channel with one person on it, whose bot has its own database and a clock one can set."""

    def move_clock(self, **step: float) -> None:
        """Let time pass."""

    async def says(self, text: str) -> Heard:
        """The person types something."""

    async def presses(self, label: str) -> Heard:
        """The person presses the newest button of that label."""

    async def sends(self, what: What, text: str) -> Heard:
        """The person sends something else; raises NotImplementedError where the channel has no such thing."""


@dataclass
class Dialogue:
    """One talk."""

    name: str
    title: str
    turns: list[dict[str, Any]]
    at: datetime | None = None
    settings: dict[str, Path] = field(default_factory=dict)
    group: bool = False
    role: str = ""

    @classmethod
    def read(cls, path: Path) -> Dialogue:
        """Read a talk and refuse slips in it."""
        plain = tomllib.loads(path.read_text(encoding="utf-8"))
        turns = plain.pop("turn")
        for number, turn in enumerate(turns, 1):
            assert not turn.keys() - _KEYS, f"{path.name}: turn {number}: unknown {turn.keys() - _KEYS}"
            assert turn.keys() & {"says", "presses", "sends"}, f"{path.name}: turn {number}: nobody does anything"
            assert turn.keys() & {"hears", "buttons"}, f"{path.name}: turn {number}: nothing is expected"
        at = plain.pop("at", None)
        names = {"ward": "ward_file", "library": "library_dir"}
        return cls(
            path.stem,
            plain.pop("title"),
            turns,
            at.replace(tzinfo=VIETNAM) if at else None,
            {names[key]: ROOT / plain.pop(key) for key in tuple(plain) if key in names},
            **plain,
        )


def dialogues() -> list[Dialogue]:
    """Every talk."""
    return [Dialogue.read(path) for path in sorted(FOLDER.glob("*.toml"))]


async def play(dialogue: Dialogue, stage: Stage) -> None:
    """Play a talk and check what is heard; fails with the turn and all that was heard."""
    for number, turn in enumerate(dialogue.turns, 1):
        if "after" in turn:
            stage.move_clock(**turn["after"])
        if "sends" in turn:
            heard = await stage.sends(What(turn["sends"]), turn.get("says", ""))
        elif "presses" in turn:
            heard = await stage.presses(turn["presses"])
        else:
            heard = await stage.says(turn["says"])
        did = turn.get("says") or turn.get("presses") or turn.get("sends")
        problems = _problems(turn, heard)
        assert not problems, (
            f"{dialogue.name}, turn {number} ({did!r}): {problems}\n--- heard:\n{heard.text}\n{heard.buttons}"
        )


def _problems(turn: dict[str, Any], heard: Heard) -> list[str]:
    """What should have been heard and was not, or the other way round."""
    text, buttons = _plain(heard.text), [_plain(label) for label in heard.buttons]
    return [
        *(f"not heard: {piece!r}" for piece in turn.get("hears", ()) if _plain(piece) not in text),
        *(f"heard: {piece!r}" for piece in turn.get("not", ()) if _plain(piece) in text),
        *(f"no button: {label!r}" for label in turn.get("buttons", ()) if _plain(label) not in buttons),
        *(f"a button: {label!r}" for label in turn.get("no_buttons", ()) if _plain(label) in buttons),
    ]


def _plain(text: str) -> str:
    """A text as it is compared."""
    return " ".join(text.casefold().split())
