"""A complaint and a denunciation have ways of their own in law; the bot takes in neither and promises nothing."""

from __future__ import annotations

from bot.context import Context
from bot.messages import Button, Reply
from handlers import answer

_ENTRIES = ("khieu-nai", "to-cao")


def tell(said: str, context: Context) -> Reply:
    """A sentence that says so (an English msgid), with the entries that tell how it is done."""
    found = [context.library.entries[entry] for entry in _ENTRIES if entry in context.library.entries]
    buttons = tuple(Button(answer.name_of(entry, context), f"open:{entry.id}") for entry in found)
    return Reply(context.t(said), buttons=buttons)
