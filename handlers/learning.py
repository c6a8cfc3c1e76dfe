"""For administrators in the chat: what people asked most without a good answer, and the page that teaches it."""

from __future__ import annotations

from bot.context import Context
from bot.learning import Group, Place, groups_of
from bot.messages import Button, Incoming, Reply

_SHOWN = 5
_WORDS = 100
PAGE = "/quan-tri/hoc-hoi"


async def listed(message: Incoming, context: Context) -> list[Reply]:
    """The groups that most people asked, how many wait, and the page."""
    t = context.t
    if message.group:
        return [Reply(t("Please write to me in private for this, so that others do not see it."))]
    found = await groups_of(context.unit.read, context.library)
    opened = [group for group in found if group.place is Place.OPEN and group.people]
    waiting = sum(group.place is Place.WAITING for group in found)
    lines = [f"{number}. {_line(group, context)}" for number, group in enumerate(opened[:_SHOWN], 1)]
    if not opened:
        lines.append(t("Nothing is left to learn just now: every question found its answer."))
    elif len(opened) > _SHOWN:
        lines.append(t("… and {count} more.", count=len(opened) - _SHOWN))
    if waiting:
        lines.append(context.tn("{count} waits for a second person.", "{count} wait for a second person.", waiting))
    buttons = (Button(t("Open the page"), url=f"{context.site}{PAGE}"),)
    note = t("On the page you teach it. To be let in anywhere: /quantri")
    return [Reply("\n".join(lines), title=t("What to learn"), note=note, buttons=buttons)]


def _line(group: Group, context: Context) -> str:
    """How many asked, and how."""
    asked = context.tn("{count} person asked", "{count} people asked", group.people)
    words = group.words if len(group.words) <= _WORDS else group.words[:_WORDS].rstrip() + "…"
    return f"{asked}: “{words}”"
