"""To a person: a question is passed on to the ward's officials, who answer in this very talk."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from bot.choices import fold
from bot.context import Context
from bot.messages import Button, Incoming, Reply
from bot.promises import answer_by
from bot.storage.inquiries import LEFT, Inquiry
from bot.storage.inquiry_steps import Asked
from faq import Result
from handlers import profile, promised

STEP = "desk-question"
SEND = "desk:send"
_SAID, _ENTRY, _FIELD = "said", "said_entry", "said_field"  # notes of the talk: the last question
_LONGEST = 1500  # characters of a question
_NEED = re.compile(
    r"\b(?:kho khan|vuong mac|khong biet (?:lam )?(?:sao|the nao|cach nao|hoi ai)|chang biet lam sao|hoang mang|"
    r"bo tay|cuu (?:toi|tui|con|em|giup)|kho qua|kho lam|roi qua|neo don|mot minh|gap lam|dang gap|"
    r"(?:khong|ko|hong) (?:biet|ranh) (?:chu|dung may|xai may)|can nguoi (?:that|giup|chi)|help me please)\b"
)


def remember(message: Incoming, result: Result, context: Context) -> None:
    """Keep in the talk what was asked last, and whose field it is: it may be passed on."""
    notes = context.talk.notes
    notes[_SAID] = message.text.strip()[:_LONGEST]
    notes[_ENTRY] = result.entry.id if result.entry else ""
    fields = [candidate.entry.field for candidate in result.candidates[:2]]
    agreed = fields[0] if fields and len(set(fields)) == 1 else ""
    notes[_FIELD] = result.entry.field if result.entry else agreed


async def beside(reply: Reply, context: Context, *, group: bool = False) -> Reply:
    """A reply that did not help, with the way to a person as its first button where there is somebody."""
    if group or not await may_pass(context):
        return reply
    return replace(reply, buttons=(Button(context.t("Ask an official"), SEND), *reply.buttons))


async def if_in_need(message: Incoming, replies: list[Reply], context: Context) -> list[Reply]:
    """Replies to somebody whose words tell of need: the way to a person is under the last of them."""
    offered = any(button.data == SEND for reply in replies for button in reply.buttons)
    if not replies or offered or message.group or not _NEED.search(fold(message.text)) or not await may_pass(context):
        return replies
    last, t = replies[-1], context.t
    line = t("If you would rather have a person help you: tap “Ask an official”, or type “gặp cán bộ”.")
    note = f"{last.note}\n{line}" if last.note else line
    return [*replies[:-1], replace(last, note=note, buttons=(*last.buttons, Button(t("Ask an official"), SEND)))]


async def may_pass(context: Context) -> bool:
    """Whether questions are passed on here, and there is anybody who could answer."""
    return context.settings.desk and await context.inquiry.staffed()


async def want_person(message: Incoming, context: Context) -> list[Reply]:
    """Somebody wants a person: what they asked last is passed on if they say so, else they are asked."""
    t = context.t
    if message.group or not await may_pass(context):
        said = t("I am an automatic assistant and cannot put you through.")
        ways = (
            Button(t("Fields of work"), "menu"),
            Button(t("Opening hours"), "hours"),
            Button(t("Address"), "address"),
        )
        return [Reply(f"{said} {profile.contact(context)}", buttons=ways)]
    if (inquiry := await context.inquiry.open()) is not None:
        return [_waits(inquiry, context)]
    said = context.talk.notes.get(_SAID, "")
    if said:
        buttons = (Button(t("Yes, send this"), SEND), Button(t("No, something else"), "desk:ask"))
        return [Reply(t("Shall I pass this on to an official: “{question}”?", question=_short(said)), buttons=buttons)]
    return _ask(context)


async def button(message: Incoming, context: Context) -> list[Reply]:
    """A button of the way to a person: `desk:<act>`."""
    t = context.t
    if message.group:
        return [Reply(t("Please write to me in private for this, so that others do not see it."))]
    match message.data.split(":")[1:]:
        case ["send"] if context.talk.notes.get(_SAID):
            return await _pass_on(context.talk.notes[_SAID], message, context)
        case ["ask" | "more"]:
            return _ask(context) if await may_pass(context) else await want_person(message, context)
        case ["cancel"]:
            return await _cancel(context)
        case ["end"]:
            return await _leave(context)
    return await want_person(message, context)


async def typed(message: Incoming, context: Context) -> list[Reply]:
    """The words that shall be passed on."""
    if message.group:
        return await want_person(message, context)
    result = context.library.search(message.text)
    remember(message, result, context)
    warning = []
    if message.masked:
        warning = [Reply(context.t("I have blanked out the number; the official does not need it."))]
    return [*warning, *await _pass_on(message.text, message, context)]


def due(context: Context) -> tuple[bool, datetime]:
    """By when an answer that is asked for now is to be given, and whether that is promised."""
    now, minutes = context.clock.now(), context.settings.desk_answer_minutes
    moment = answer_by(context.ward, now, minutes)
    return moment is not None, moment or now + timedelta(minutes=minutes)


def _ask(context: Context) -> list[Reply]:
    """Ask for the question."""
    context.talk.step = STEP
    said = context.t(
        "What would you like to ask the official? Please type it in one message, without numbers of papers."
    )
    return [Reply(said, buttons=(Button(context.t("No, not now"), "desk:cancel"),))]


async def _pass_on(words: str, message: Incoming, context: Context) -> list[Reply]:
    """Pass the words on, and say honestly by when there will be an answer."""
    if not await may_pass(context):
        return await want_person(message, context)
    t, notes, now = context.t, context.talk.notes, context.clock.now()
    fields = {field.id for field in context.library.fields}
    field = notes.get(_FIELD, "")
    is_promised, moment = due(context)
    asked = Asked(
        field=field if field in fields and field != "chung" else None,
        question=words.strip()[:_LONGEST],
        entry=notes.get(_ENTRY) or None,
        due=moment,
        promised=is_promised,
        key=f"{message.address.channel}:{message.event}",
    )
    context.inquiry.begin(asked, now)
    for name in (_SAID, _ENTRY, _FIELD):
        notes.pop(name, None)
    lines = [t("I have passed it on to an official: “{question}”", question=_short(words)), _when(asked, context)]
    buttons = (Button(t("Add something"), "desk:more"), Button(t("I do not need it any more"), "desk:cancel"))
    return [Reply("\n".join(lines), buttons=buttons)]


def _when(asked: Asked, context: Context) -> str:
    """By when, or that it is not known; and that it comes here."""
    t = context.t
    here = t("If you close the page, open it again on this device to read it.")
    tail = f"\n{here}" if context.person.channel == "webchat" else ""
    if not asked.promised:
        said = t("I do not know the ward's hours yet, so I cannot say when; the answer comes here.")
        return said + tail
    moment = promised.before(asked.due, context)
    if context.ward.opening(context.now).open:
        return t("Please wait a moment: an official answers here, {moment}.", moment=moment) + tail
    return t("The ward is closed now. Your question is kept; an official answers here {moment}.", moment=moment) + tail


def _waits(inquiry: Inquiry, context: Context) -> Reply:
    """How it stands with a question that is on its way."""
    t = context.t
    lines = [t("Your question is with the officials: “{question}”", question=_short(inquiry.question or ""))]
    if inquiry.promised and inquiry.due > context.clock.now() and inquiry.state != "answered":
        lines.append(t("The answer comes here {moment}.", moment=promised.before(inquiry.due, context)))
    elif inquiry.state != "answered":
        lines.append(t("It takes longer than it should, I am sorry. {contact}", contact=profile.contact(context)))
    buttons = (Button(t("Add something"), "desk:more"), Button(t("I do not need it any more"), "desk:cancel"))
    return Reply("\n".join(lines), buttons=buttons)


async def _cancel(context: Context) -> list[Reply]:
    """They do not need it any more."""
    inquiry = await context.inquiry.open()
    if inquiry is None:
        return [Reply(context.t("All right. What else do you need? Just type it."))]
    context.inquiry.end(inquiry.id, LEFT, context.clock.now())
    return [Reply(context.t("All right, the officials need not answer it any more."))]


async def _leave(context: Context) -> list[Reply]:
    """They end the talk with a person; one that waits for its answer stays in the queue."""
    inquiry = await context.inquiry.open()
    if inquiry is not None:
        context.inquiry.leave(inquiry, context.clock.now())
    return [Reply(context.t("You are talking with me, the machine, again. What do you need? Just type it."))]


def _short(words: str) -> str:
    return words if len(words) <= 200 else f"{words[:200].rstrip()}…"
