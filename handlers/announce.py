"""An official writes a notice in the chat: title, text, topic; then it is a draft, with neighbourhoods, end, urgency.

What is typed here is for everybody to read: it is not masked (see `Route.public`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection

from bot import notice_cards
from bot.choices import fold
from bot.context import Context
from bot.days import read_day
from bot.i18n import mark
from bot.messages import Button, Incoming, Reply
from bot.newsroom import REFUSALS, acting
from bot.storage import notices
from bot.storage.notice_rows import Notice, find
from bot.storage.notices import LONGEST_REASON, LONGEST_TEXT, LONGEST_TITLE, Draft, NoticeError, Refusal
from handlers.announce_questions import HAMLETS, WANTS, ask, ticked

_TITLE, _TEXT, _ID, _VERSION, _ONE = "notice-title", "notice-text", "notice-id", "notice-version", "notice-one"
_NONE = {"khong", "khong co", "bo qua", "none", "no"}
_FIELDS = {
    "title": mark("Title"),
    "text": mark("Text"),
    "topic": mark("Topic"),
    "hamlets": mark("Neighbourhoods"),
    "until": mark("Valid until"),
    "urgent": mark("Urgency"),
}


async def begin(message: Incoming, context: Context) -> list[Reply]:
    """Ask for the title."""
    if refused := _cannot(message, context):
        return [refused]
    _forget(context)
    return [ask("title", context)]


async def button(message: Incoming, context: Context) -> list[Reply]:
    """A choice on the way to a draft: `write:<what>:<which>`."""
    if refused := _cannot(message, context):
        return [refused]
    _, what, which, *_ = [*message.data.split(":"), "", ""]
    notes = context.talk.notes
    ready = notes.get(_ID) or (what == "topic" and notes.get(_TITLE) and notes.get(_TEXT))
    if what == "leave":
        return [_left(context)]
    if what not in _CHOICES or not ready:
        return await begin(message, context)
    return await _CHOICES[what](which, context)


async def words(message: Incoming, context: Context) -> list[Reply]:
    """Typed words: what the step wants."""
    if refused := _cannot(message, context):
        return [refused]
    typed, wants = message.text.strip(), context.talk.notes.get(WANTS, "title")
    if message.masked:  # the process was started anew since the question was asked
        said = context.t("I blanked out a number in this, by mistake. Please send it once more.")
        return [ask(wants, context, said)]
    if wants not in _TYPED:
        return [ask(wants, context, context.t("Please press one of the buttons."))]
    return await _TYPED[wants](typed, context)


def open_fields(notice: Notice, context: Context) -> Reply:
    """Ask which part of a notice shall be changed."""
    t = context.t
    context.talk.notes |= {_ID: str(notice.id), _VERSION: str(notice.version)}
    left_out = {"topic"} if notice.corrects else set()
    left_out |= set() if context.ward.hamlets and not notice.corrects else {"hamlets"}
    buttons = [Button(t(name), f"write:field:{field}") for field, name in _FIELDS.items() if field not in left_out]
    said = t("What shall be changed? After a change it is a draft again.")
    return Reply(said, title=notice.title, buttons=(*buttons, Button(t("Leave it"), f"notice:show:{notice.id}")))


async def _field(which: str, context: Context) -> list[Reply]:
    """One part of a notice that is there is to be changed."""
    context.talk.notes[_ONE] = "1"
    return [ask(which if which in _FIELDS else "title", context)]


async def _title(title: str, context: Context) -> list[Reply]:
    title = " ".join(title.split())
    if len(title) > LONGEST_TITLE:
        return [ask("title", context, _too_long(len(title), LONGEST_TITLE, context))]
    if context.talk.notes.get(_ID):
        return await _save(context, "title", title=title)
    context.talk.notes[_TITLE] = title
    return [ask("text", context)]


async def _text(text: str, context: Context) -> list[Reply]:
    if len(text) > LONGEST_TEXT:
        return [ask("text", context, _too_long(len(text), LONGEST_TEXT, context))]
    if context.talk.notes.get(_ID):
        return await _save(context, "text", text=text)
    context.talk.notes[_TEXT] = text
    return [ask("topic", context)]


async def _topic(topic: str, context: Context) -> list[Reply]:
    """The topic was chosen: from now on there is a draft."""
    notes = context.talk.notes
    if context.ward.topic(topic) is None:
        return [ask("topic", context)]
    if notes.get(_ID):
        return await _save(context, "topic", topic=topic)
    draft = Draft(notes[_TITLE], notes[_TEXT], topic)
    try:
        made = await context.unit.at_once(
            partial(_write, member=context.person.staff, draft=draft, now=context.clock.now())
        )
    except NoticeError as error:
        return [Reply(context.t(REFUSALS[error.why]))]
    notes |= {_ID: str(made), _VERSION: "1"}
    return await _after("topic", context)


async def _tick(which: str, context: Context) -> list[Reply]:
    """One neighbourhood more or less."""
    if which.isdecimal() and len(which) < 4 and int(which) < len(context.ward.hamlets):
        chosen = ticked(context) ^ {int(which)}
        context.talk.notes[HAMLETS] = ",".join(map(str, sorted(chosen)))
    return [replace(ask("hamlets", context), replace=True)]


async def _hamlets(which: str, context: Context) -> list[Reply]:
    """The ticked neighbourhoods, or all, are taken."""
    notes, names, chosen = context.talk.notes, context.ward.hamlets, ticked(context)
    notes.pop(HAMLETS, None)
    wanted = () if which == "all" else tuple(name for place, name in enumerate(names) if place in chosen)
    return await _save(context, "hamlets", hamlets=wanted)


async def _until(typed: str, context: Context) -> list[Reply]:
    today = context.now.date()
    day = read_day(typed, today)
    if fold(typed) in _NONE:
        return await _save(context, "until", valid_until=None)
    if day is None:
        return [ask("until", context, context.t("I cannot read this day. Please type it like 25/12/2026."))]
    if day < today:
        return [ask("until", context, context.t("This day is over. Please type another one."))]
    return await _save(context, "until", valid_until=day)


async def _days(which: str, context: Context) -> list[Reply]:
    end = context.now.date() + timedelta(days=int(which)) if which.isdecimal() and len(which) < 4 else None
    return await _save(context, "until", valid_until=end)


async def _urgent(which: str, context: Context) -> list[Reply]:
    if which == "yes":
        return [ask("reason", context)]
    return await _save(context, "urgent", urgent=False, reason="")


async def _reason(typed: str, context: Context) -> list[Reply]:
    return await _save(context, "urgent", urgent=True, reason=typed[:LONGEST_REASON])


async def _save(context: Context, done: str, **changes: Any) -> list[Reply]:
    """Write a change into the draft, if nobody else changed it meanwhile."""
    notes = context.talk.notes
    work = partial(
        _rewrite,
        member=context.person.staff,
        notice=int(notes[_ID]),
        version=int(notes[_VERSION]),
        changes=changes,
        now=context.clock.now(),
    )
    try:
        notes[_VERSION] = str(await context.unit.at_once(work))
    except NoticeError as error:
        number = notes[_ID]
        _forget(context)
        again = Button(context.t("Look at it"), f"notice:show:{number}")
        return [Reply(context.t(REFUSALS[error.why]), buttons=(again,))]
    return await _after(done, context)


async def _after(done: str, context: Context) -> list[Reply]:
    """The next question of a new notice; the whole notice where nothing is left to ask, or one thing was changed."""
    order = [field for field in _FIELDS if field != "hamlets" or context.ward.hamlets]
    if not context.talk.notes.get(_ONE) and done != order[-1]:
        return [ask(order[order.index(done) + 1], context)]
    number = int(context.talk.notes[_ID])
    _forget(context)
    return await context.unit.read(partial(_shown, context=context, notice=number))


def _shown(connection: Connection, context: Context, notice: int) -> list[Reply]:
    known = find(connection, notice)
    if known is None or context.person.staff is None:
        return [Reply(context.t(REFUSALS[Refusal.UNKNOWN]))]
    return notice_cards.card(connection, context.newsroom, known, context.person.staff, context.language)


def _write(connection: Connection, member: int | None, draft: Draft, now: datetime) -> int:
    """Keep a draft; the same one again (of a turn that was played twice) is the one that is there."""
    by = acting(connection, member)
    for known in notices.listed(connection, 5):
        same = (known.title, known.text, known.version) == (draft.title, draft.text, 1)
        if same and known.author == by.staff and now - known.made < timedelta(minutes=1):
            return known.id
    return notices.write(connection, by, draft, now)


def _rewrite(
    connection: Connection, member: int | None, notice: int, version: int, changes: dict[str, Any], now: datetime
) -> int:
    """Change a notice; returns its new version. Raises `NoticeError`."""
    by = acting(connection, member)
    known = find(connection, notice)
    if known is None:
        raise NoticeError(Refusal.UNKNOWN)
    draft = notices.draft_of(known)
    wanted = replace(draft, **changes)
    if known.version == version + 1 and wanted == draft and known.editor == by.staff:
        return known.version  # this very change, of a turn that is played again
    notices.rewrite(connection, by, notice, version, wanted, now)
    return version + 1


_CHOICES = {
    "topic": _topic,
    "hamlet": _tick,
    "hamlets": _hamlets,
    "until": _days,
    "urgent": _urgent,
    "field": _field,
}
_TYPED = {"title": _title, "text": _text, "until": _until, "reason": _reason}


def _left(context: Context) -> Reply:
    """Writing was broken off."""
    kept = bool(context.talk.notes.get(_ID))
    _forget(context)
    said = context.t("All right. What is written so far is kept as a draft: type /thongbao to go on.")
    return Reply(said if kept else context.t("All right, nothing is kept."))


def _too_long(length: int, longest: int, context: Context) -> str:
    return context.t(
        "This has {length} characters, at most {count} go. Please shorten it.", length=length, count=longest
    )


def _forget(context: Context) -> None:
    """Nothing is being written any more."""
    context.talk.step = ""
    for note in (WANTS, _TITLE, _TEXT, _ID, _VERSION, HAMLETS, _ONE):
        context.talk.notes.pop(note, None)


def _cannot(message: Incoming, context: Context) -> Reply | None:
    """Why nothing can be written here."""
    if message.group:
        return Reply(context.t("Please write to me in private for this, so that others do not see it."))
    if not context.ward.topics:
        return Reply(context.t("The ward has no topics for news yet: they are set in ward.toml."))
    return None
