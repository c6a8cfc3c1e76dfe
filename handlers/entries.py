"""An entry of whatever kind as replies, and the buttons that lead to one: choices, views, neighbours, deep links."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.choices import fold
from bot.context import Context
from bot.messages import Button, Incoming, Reply
from faq import Entry, Kind, Topic
from faq.rules import SCREEN
from handlers import answer, fineprint, helpful, profile, smalltalk, unsure

_CODE = re.compile(
    r"(?<!\d)(\d)[.,_-](\d{6})(?!\d)|\b(?:mã|ma|code)\s*(?:số|so)?\s*(\d)\s?(\d{6})(?!\d)", re.IGNORECASE
)
_LEGAL = re.compile(
    r"\b(?:(?:can cu|co so) phap (?:ly|luat)|can cu (?:theo )?(?:luat|van ban|dau)|(?:luat|nghi dinh|thong tu) nao)\b"
)


async def present(
    entry: Entry, message: Incoming, context: Context, asked: Sequence[Topic] = (), *, room: int = SCREEN
) -> list[Reply]:
    """What the bot says to a question that means this entry."""
    match entry.kind:
        case Kind.SMALLTALK:
            return await smalltalk.reply(entry.intent, message, context)
        case Kind.REDIRECT:
            return [redirect(entry, context)]
        case Kind.GROUP:
            members = [context.library.entries[name] for name in entry.members if name in context.library.entries]
            return [unsure.ask_back(members, context, question=entry.question, asked=asked, kept=context.talk.question)]
        case _:
            room = min(room, answer.IN_GROUP) if message.group else room
            legal = bool(_LEGAL.search(fold(message.text)))
            return [answer.answer(entry, context, () if legal else asked, room=room, legal=legal)]


def redirect(entry: Entry, context: Context) -> Reply:
    """Who handles it, and the number to call; in an emergency the number comes first and nothing distracts from it."""
    t = context.t
    said = entry.summary_en if context.language == "en" and entry.summary_en else entry.summary
    said = profile.fill(said, context)
    if entry.phone:
        return Reply(said, title=t("Call {phone} now", phone=entry.phone))
    context.talk.about = ""
    who = t("This is handled by: {agency}.", agency=entry.agency)
    text = fineprint.complete(f"{who}\n{said}", entry, context)
    return Reply(
        text,
        title=answer.name_of(entry, context),
        note=fineprint.note(entry, context),
        buttons=answer.related(entry, context),
    )


def by_code(text: str, context: Context) -> tuple[str, Entry | None]:
    """The national code that a text names ("1.001193", "ma 1001193"), "" for none, and its entry."""
    found = _CODE.search(text)
    if not found:
        return "", None
    code = ".".join(part for part in found.groups() if part)
    return code, context.library.by_code(code)


async def pick(message: Incoming, context: Context) -> list[Reply]:
    """One of the choices offered after asking back."""
    _, name, kept = [*message.data.split(":", 2), "", ""][:3]
    entry = context.library.entries.get(name)
    if entry is None:
        return [old_button(context)]
    if kept:
        context.questions.chosen(kept, entry.id)
        context.talk.question = kept
    replies = await present(entry, message, context, unsure.asked_before(context))
    return helpful.under(replies, message, context)


async def show(message: Incoming, context: Context) -> list[Reply]:
    """Another view of the entry whose button was pressed, as a new message: what was read before can be read again.

    Only what was shown whole is put away in its place.
    """
    _, name, view = [*message.data.split(":", 2), "", ""][:3]
    entry = context.library.entries.get(name)
    if entry is None or entry.kind is not Kind.PROCEDURE or view not in (*answer.VIEWS, answer.ALL, answer.SHORT):
        return [old_button(context)]
    return [replace(answer.view(entry, context, view), replace=view == answer.SHORT)]


async def open_entry(message: Incoming, context: Context) -> list[Reply]:
    """An entry chosen from a menu or beside another answer."""
    entry = context.library.entries.get(message.data.partition(":")[2])
    if entry is None:
        return [old_button(context)]
    context.talk.question = ""
    return await present(entry, message, context)


def old_button(context: Context) -> Reply:
    """For a button that leads nowhere any more."""
    return Reply(
        context.t("This button is old and leads nowhere any more. Please ask again, or choose here."),
        buttons=(Button(context.t("Fields of work"), "menu"),),
    )
