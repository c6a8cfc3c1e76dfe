"""What a person sees of a bot's message: its text, and the buttons to press."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ShownButton:
    """An inline button on a message."""

    text: str
    data: str | None
    url: str | None
    message_id: int


@dataclass(frozen=True)
class Shown:
    """A message of the bot as it looked when it was sent or edited."""

    raw: dict[str, Any]

    @property
    def message_id(self) -> int:
        """Its number."""
        return int(self.raw["message_id"])

    @property
    def text(self) -> str:
        """Its text, or its caption."""
        return str(self.raw.get("text") or self.raw.get("caption") or "")

    @property
    def edited(self) -> bool:
        """Was this the bot changing an earlier message?"""
        return "edit_date" in self.raw

    @property
    def rows(self) -> list[list[ShownButton]]:
        """Its inline keyboard."""
        keyboard = self.raw.get("reply_markup", {}).get("inline_keyboard", [])
        return [
            [ShownButton(b["text"], b.get("callback_data"), b.get("url"), self.message_id) for b in row]
            for row in keyboard
        ]

    @property
    def buttons(self) -> list[ShownButton]:
        """Its buttons, row after row."""
        return [button for row in self.rows for button in row]

    def styled(self, kind: str) -> list[str]:
        """The pieces of text with this kind of entity: bold, text_link, ..."""
        units = self.text.encode("utf-16-le")
        entities = self.raw.get("entities") or self.raw.get("caption_entities") or []
        return [
            units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le")
            for e in entities
            if e["type"] == kind
        ]
