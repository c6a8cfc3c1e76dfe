"""While an official talks with a citizen: every word goes to them, and the bot keeps silent but for an emergency."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from bot.choices import fold
from bot.context import Context
from bot.i18n import mark
from bot.messages import Button, Incoming, Reply, What
from bot.phones import is_phone
from bot.storage import inquiry_citizen
from bot.storage.inquiries import ANSWERED, THANKED, Inquiry
from bot.storage.inquiry_talks import picture_type
from handlers import ask, desk, entries, media

PHONE_STEP = "desk-phone"
WRITES = mark("Question {number}: the citizen writes")
_GAVE = mark("(gave a phone number: it is on the page)")
_REFUSED = mark("(would rather not give a phone number)")
_THANKS = ("thanks", "goodbye")
_SHORT = 8  # words of a thanks that is nothing but a thanks
_WORDS = (What.TEXT, What.EDIT, What.FORWARD)
_SILENT = (What.STICKER, What.POLL, What.OTHER)


async def between(message: Incoming, context: Context) -> list[Reply]:
    """Whatever somebody does while an official talks with them."""
    inquiry = await context.inquiry.open()
    if inquiry is None:  # it ended a moment ago
        return await (ask.ask if message.what in _WORDS else media.not_words)(message, context)
    if message.what is What.BUTTON:
        said = context.t("An official is talking with you, so I keep silent. To ask me again, end that talk first.")
        return [Reply(said, buttons=(Button(context.t("End the talk with the official"), "desk:end"),))]
    if message.what in (What.PHOTO, What.FILE) and message.file:
        return await _picture(message, inquiry, context)
    if message.what in _WORDS and message.text.strip():
        return _words(message, inquiry, context)
    if message.what in _SILENT:
        return []
    return [Reply(context.t("I can pass on words and pictures to the official, but not this."), pictures=True)]


def _words(message: Incoming, inquiry: Inquiry, context: Context) -> list[Reply]:
    """Words, which may be a thanks that ends the talk, or tell of an emergency."""
    result = context.library.search(message.text)
    intent = result.entry.intent if result.entry else ""
    if intent in _THANKS and inquiry.state == ANSWERED and len(fold(message.text).split()) <= _SHORT:
        context.inquiry.end(inquiry.id, THANKED, context.clock.now())
        return [Reply(context.t("You are welcome. I, the machine, am here again: just type what you need."))]
    hear(message, inquiry, context, message.text)
    if result.entry and result.entry.phone:
        context.urgent = True
        return [entries.redirect(result.entry, context)]
    if message.masked and not context.talk.notes.get("masked"):
        context.talk.notes["masked"] = "told"
        return [Reply(context.t("I have blanked out the number; the official does not need it."), pictures=True)]
    return []


async def _picture(message: Incoming, inquiry: Inquiry, context: Context) -> list[Reply]:
    """A picture of a form or a paper, for the official alone."""
    body = await context.fetch(message.file)
    if not picture_type(body):
        said = context.t("This picture did not come through. Please send a photo (JPEG, PNG) of at most 8 MB.")
        return [Reply(said, pictures=True)]
    hear(message, inquiry, context, message.text.strip() or context.t("(a picture)"), body)
    days = context.settings.keep_pictures_days
    said = context.t("The official gets the picture. It is erased after {days} days, or when you erase.", days=days)
    return [Reply(said, pictures=True)]


async def button(message: Incoming, context: Context) -> list[Reply]:
    """A button of the way to a person, or of the talk with one."""
    if message.data.startswith("desk:phone:"):
        return await phone_button(message, context)
    return await desk.button(message, context)


async def phone_button(message: Incoming, context: Context) -> list[Reply]:
    """Whether they give a phone number."""
    t, inquiry = context.t, await context.inquiry.open()
    if message.group or inquiry is None or inquiry.phone_state != "asked":
        return [entries.old_button(context)]
    if message.data.endswith(":yes"):
        context.talk.step = PHONE_STEP
        no = Button(t("No, answer here"), "desk:phone:no")
        return [Reply(t("Please type the phone number."), buttons=(no,), pictures=True)]
    context.inquiry.later(partial(inquiry_citizen.give_phone, inquiry=inquiry.id, phone=None))
    hear(message, inquiry, context, t(_REFUSED))
    return [Reply(t("All right, the official answers here."), pictures=True)]


async def phone_typed(message: Incoming, context: Context) -> list[Reply]:
    """The number, given with a yes: it is in no log and in no other table."""
    t, inquiry = context.t, await context.inquiry.open()
    if inquiry is None or inquiry.phone_state != "asked" or message.group:
        return await between(message, context)
    if not is_phone(message.phone):
        context.talk.step = PHONE_STEP
        no = Button(t("No, answer here"), "desk:phone:no")
        return [Reply(t("I see no phone number in this. Please type it once more, only the number."), buttons=(no,))]
    context.inquiry.later(partial(inquiry_citizen.give_phone, inquiry=inquiry.id, phone=message.phone))
    hear(message, inquiry, context, t(_GAVE))
    said = t("Thank you. Only the official sees it, and it is erased when the question is closed.")
    return [Reply(said, pictures=True)]


def hear(message: Incoming, inquiry: Inquiry, context: Context, words: str, picture: bytes | None = None) -> None:
    """Keep what was said and tell the official, at the end of this turn."""
    now = context.clock.now()
    _, due = desk.due(context)
    voice = context.voice
    heard = partial(
        inquiry_citizen.heard,
        inquiry=inquiry.id,
        text=words,
        key=f"{message.address.channel}:{message.event}",
        now=now,
        until=now + timedelta(minutes=context.settings.desk_silence_minutes),
        due=due,
        compose=lambda language, one: voice.alert(one, language, WRITES, words),
        picture=picture,
    )
    context.inquiry.later(heard)
