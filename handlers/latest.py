"""The ward's news, to be read again: the newest, what holds some words, one of them in full."""

from __future__ import annotations

from functools import partial

from bot import notice_words
from bot.clock import VIETNAM
from bot.context import Context
from bot.messages import Button, Incoming, Reply
from bot.storage import published
from bot.storage.notice_rows import Notice

STEP = "news-search"
_SHOWN = 5
_TITLE = 80  # characters of a title in the list


async def latest(message: Incoming, context: Context) -> list[Reply]:
    """/tin, alone or with words to look for."""
    words = message.text.partition(" ")[2] if message.text.startswith("/") else ""
    return [await _list(words.strip(), context)]


async def button(message: Incoming, context: Context) -> list[Reply]:
    """A button of the list."""
    what, _, number = message.data.partition(":")[2].partition(":")
    if what == "read" and number.isdecimal() and len(number) < 10:
        return [await _one(int(number), context)]
    if what == "search":
        context.talk.step = STEP
        return [Reply(context.t("Which word shall I look for in the news?"))]
    return [await _list("", context)]


async def search(message: Incoming, context: Context) -> list[Reply]:
    """Words after "which word shall I look for?"."""
    return [await _list(message.text.strip(), context)]


async def _list(words: str, context: Context) -> Reply:
    """The newest notices, numbered, each with its button."""
    t = context.t
    found = await context.unit.read(partial(published.latest, words=words, limit=_SHOWN))
    buttons = [Button(_short(notice.title), f"latest:read:{notice.number}") for notice in found]
    if found:
        buttons.append(Button(t("Look for news"), "latest:search"))
    if context.ward.topics:
        buttons.append(Button(t("Get news by message"), "news:menu"))
    if words and not found:
        said = t("I find no news with “{words}”. Try fewer or other words, or type “tin” for the newest.", words=words)
        return Reply(said, buttons=(Button(t("Read the latest news"), "latest"), *buttons))
    if not found:
        return Reply(t("The ward has sent no news through me yet."), buttons=tuple(buttons))
    lines = [f"{at}. {_line(notice, context)}" for at, notice in enumerate(found, 1)]
    title = t("News with “{words}”", words=words) if words else t("Latest news of the ward")
    return Reply("\n".join(lines), title=title, buttons=tuple(buttons))


async def _one(number: int, context: Context) -> Reply:
    """A notice in full; what corrects it stands before it."""
    t = context.t
    notice = await context.unit.read(partial(published.by_number, number=number))
    if notice is None:
        return Reply(t("There is no notice of this number."), buttons=(Button(t("Read the latest news"), "latest"),))
    numbers = await context.unit.read(partial(published.corrected, found=[notice]))
    later = await context.unit.read(partial(published.corrections, notice=notice.id))
    reply = notice_words.reply(notice, numbers.get(notice.corrects or 0), context.ward, None, t)
    before = [f"{notice_words.heading(other, notice.number, t)}\n{other.text}" for other in later]
    facts = [_day(notice), notice_words.validity(notice, t), t("expired") if notice.is_over(context.now.date()) else ""]
    buttons = (*reply.buttons, Button(t("Read the latest news"), "latest"))
    text = "\n\n".join([*before, notice.text])
    return Reply(text, title=reply.title, note=". ".join(fact for fact in facts if fact) + ".", buttons=buttons)


def _line(notice: Notice, context: Context) -> str:
    """One line of the list."""
    over = context.t("expired") if notice.is_over(context.now.date()) else ""
    return f"{_day(notice)}: {notice.title}" + (f" ({over})" if over else "")


def _short(title: str) -> str:
    return title if len(title) <= _TITLE else title[:_TITLE].rstrip() + "…"


def _day(notice: Notice) -> str:
    """The day it went out."""
    return f"{(notice.started or notice.made).astimezone(VIETNAM):%d/%m/%Y}"
