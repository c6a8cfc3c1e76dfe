"""The code of an invitation: sent to the bot it makes this chat account one of the ward's staff."""

from __future__ import annotations

import re

from bot.context import Context
from bot.i18n import mark
from bot.links import JOIN
from bot.messages import Incoming, Reply
from bot.routes import Role

ROLE_NAMES = {Role.OFFICIAL: mark("Official"), Role.ADMINISTRATOR: mark("Administrator")}

_CODE = re.compile(rf"(?:/vao/|\b{JOIN})([A-Za-z]{{45}})(?![A-Za-z])")


def is_code(text: str) -> bool:
    """Whether typed words hold the code of an invitation, alone or in a link."""
    return _CODE.search(text) is not None


async def join(message: Incoming, context: Context) -> list[Reply]:
    """Make this account one of the staff's, if the code is good."""
    t = context.t
    if message.group:
        return [Reply(t("Please write to me in private for this, so that others do not see it."))]
    found = _CODE.search(message.text)
    if found is None or context.attempts.wait(context.person.id):
        return [Reply(t("This code cannot be used. Please ask whoever sent it for another."))]
    member = await context.membership.join(found[1], context.clock.now())
    if member is None:
        context.attempts.failed(context.person.id)
        said = t("This code was used already, has expired, or is not right. Please ask whoever sent it for another.")
        return [Reply(said)]
    role = t(ROLE_NAMES[Role(member.role)])
    who = role if member.name == role else f"{member.name} ({role})"
    lines = [
        t("This chat account is now linked to {who}.", who=who),
        t("Type /quantri whenever you want a link to the staff's pages."),
    ]
    if member.role == Role.ADMINISTRATOR:
        lines.append(t("Type /moi to invite somebody."))
    return [Reply("\n".join(lines))]
