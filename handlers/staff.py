"""For the ward's staff: a link to their pages, and inviting others."""

from __future__ import annotations

from bot.context import Context
from bot.links import JOIN
from bot.messages import Button, Incoming, Reply
from bot.storage.links import LASTS
from bot.storage.staff import LONGEST_NAME, StaffError
from handlers.joining import ROLE_NAMES

_NAME = "invite-name"  # a note of the talk
_ON_THIS_MACHINE = ("http://127.", "http://localhost", "http://[::1]")


async def sign_in(message: Incoming, context: Context) -> list[Reply]:
    """A one-time link to the pages, for this account's owner alone."""
    t = context.t
    if message.group:
        return [Reply(t("Please write to me in private for this, so that others do not see it."))]
    try:
        token = await context.membership.sign_in_link(context.clock.now())
    except StaffError:
        return [_not_any_more(context)]
    lines = [
        _address(token, context),
        t("Once, within {minutes} minutes. Do not send it to anybody.", minutes=_minutes()),
    ]
    if context.site.startswith(_ON_THIS_MACHINE) and context.person.channel != "webchat":
        lines.append(t("It opens on the server's own machine only: PUBLIC_URL is not set."))
    return [Reply("\n".join(lines), title=t("Your link to the staff's pages"))]


async def invite(message: Incoming, context: Context) -> list[Reply]:
    """Ask for the name of somebody new."""
    t = context.t
    if message.group:
        return [Reply(t("Please write to me in private for this, so that others do not see it."))]
    context.talk.step = "invite"
    said = t("What is the name of the one you invite, as others on the pages shall see it?")
    return [Reply(said, title=t("Invite somebody"), buttons=(Button(t("Leave it"), "invite:no"),))]


async def named(message: Incoming, context: Context) -> list[Reply]:
    """The name was typed; ask for the role."""
    if message.group:
        return await invite(message, context)
    name = " ".join(message.text.split())[:LONGEST_NAME]
    context.talk.notes[_NAME] = name
    return [_ask_role(name, context)]


async def button(message: Incoming, context: Context) -> list[Reply]:
    """The role was chosen, and the invitation is made; or it is left."""
    chosen = message.data.partition(":")[2]
    if chosen == "no":
        context.talk.notes.pop(_NAME, None)
        return [Reply(context.t("All right, nobody was invited."))]
    name = context.talk.notes.get(_NAME, "")
    if message.group or not name or chosen not in ROLE_NAMES:
        return await invite(message, context)
    try:
        member, token = await context.membership.invite(name, chosen, context.clock.now())
    except StaffError:
        return [_not_any_more(context)]
    del context.talk.notes[_NAME]
    return [_invitation(member.name, token, context)]


def _ask_role(name: str, context: Context) -> Reply:
    t = context.t
    roles = [Button(t(words), f"invite:{role}") for role, words in ROLE_NAMES.items()]
    said = t(
        "What may {name} do? An official works with visits and answers; an administrator also gives rights.",
        name=name,
    )
    return Reply(said, buttons=(*roles, Button(t("Leave it"), "invite:no")))


def _invitation(name: str, token: str, context: Context) -> Reply:
    """What to send to the one who is invited."""
    t = context.t
    lines = [
        t("Once, within {minutes} minutes. Whoever has it gets in: send it to nobody else.", minutes=_minutes()),
        t("To sign in to the pages: {link}", link=_address(token, context)),
        t("Or to link a chat account, they send me this code: {code}", code=f"{JOIN}{token}"),
        *(t("or open: {link}", link=link) for link in context.deep_links(f"{JOIN}{token}")),
        t("If it expires, make another link on the page “People and rights”."),
    ]
    return Reply("\n".join(lines), title=t("An invitation for {name}", name=name))


def _address(token: str, context: Context) -> str:
    return f"{context.site}/vao/{token}"


def _not_any_more(context: Context) -> Reply:
    return Reply(context.t("This account is not linked to the staff any more."))


def _minutes() -> int:
    return int(LASTS.total_seconds() // 60)
