"""Where a suggestion is, for every reader."""

from __future__ import annotations

from bot.i18n import mark

STATES = {
    "received": mark("taken note of"),
    "considering": mark("being looked at"),
    "planned": mark("will be done"),
    "done": mark("carried out"),
    "declined": mark("will not be done"),
    "merged": mark("joined to a like one"),
}
"""States in the order in which a suggestion goes through them; one that is decided needs an answer."""

DECIDED = ("done", "declined", "merged")
CHANGED = mark("Suggestion {number}, which you made or agree with, is now: {state}.")
SHOWN = {"waiting": mark("to be looked at"), "public": mark("on the public page"), "hidden": mark("hidden")}
PATH = "/gop-y"
"""The address of the public page."""
