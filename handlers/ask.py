"""A question in free words: search, and answer, ask back, or say honestly that it is not known."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import replace

from bot.choices import choose_several, fold, wants_several
from bot.context import Context
from bot.messages import Button, Incoming, Reply, What
from bot.storage.questions import Question
from faq import Entry, Kind, Result, Topic, Verdict, Wish
from faq.rules import SCREEN
from handlers import answer, desk, english, entries, helpful, language, smalltalk, unsure

_AT_ONCE = 3  # questions answered of one message
_LONG = 400  # characters; a longer message that is not understood is asked to be shorter
_BLANKED = re.compile(r"\[[^\[\]]{0,40}\]")
_ONLY_NUMBER = re.compile(r"(?:(?:chon|so|cai|muc|cau|thu|y) )*(?:\d{1,2}|cuoi|cuoi cung)")
_CORRECTS = re.compile(
    r"(?:da |a |o )*(?:nham|lon|y (?:minh|toi|tui|em|con|la)|khong phai|ko phai|hong phai|the con)\b"
)
_CANNOT_WRITE = re.compile(
    r"(?:khong|ko|k|hong|hok|kg|chua) (?:biet|thao|ranh) (?:chu|viet|doc)|\bmu chu\b|\bit chu\b|\btay run\b|"
    r"\bmat (?:kem|mo|yeu|loa)\b|khong thay duong|(?:viet|ghi|dien) (?:gium|dum|ho|giup)|khong viet duoc"
)
_OF_CONDITIONS = re.compile(
    r"\b(?:dieu kien|tieu (?:chi|chuan)|(?:may|nhieu|du) tuoi|doi tuong|truong hop nao|nhung ai|ai (?:duoc|phai))\b"
)


async def ask(message: Incoming, context: Context) -> list[Reply]:
    """Answer what was asked, every question of the message; of an emergency speak alone."""
    replies = _warning(message, context)
    words = _BLANKED.sub(" ", message.text)
    if replies and not any(sign.isalpha() for sign in words):
        return replies
    if not any(sign.isalnum() for sign in words):
        return [Reply(context.t("What would you like to ask? Just type it."), buttons=smalltalk.ways_on(context))]
    if words.startswith("/") and len(words.split()) == 1:
        return await _command(words.strip("/ "), message, context)
    if chosen := await _numbers(message, context):
        return [*replies, *chosen]
    if _CANNOT_WRITE.search(fold(words)):
        context.talk.notes["proxy"] = "asked"
    parts = context.library.split(words.strip().lstrip("/"))[:_AT_ONCE]
    said: list[Reply] = []
    for part in parts:
        found = await _one(replace(message, text=part), context, room=SCREEN // len(parts))
        if context.urgent:
            return found
        said += found
    said = await desk.if_in_need(message, helpful.under(said, message, context), context)
    return [*replies, *_announced(message, said, context)]


async def _numbers(message: Incoming, context: Context) -> list[Reply]:
    """Several of the choices offered after asking back, each answered; or a number that was not offered."""
    offered = unsure.still_asked(context)
    if several := choose_several(message.text, len(offered))[:_AT_ONCE]:
        asked = unsure.asked_before(context)
        said: list[Reply] = []
        for place in several:
            said += await entries.present(offered[place], message, context, asked, room=SCREEN // len(several))
        return said
    if offered and wants_several(message.text):
        asked = unsure.asked_before(context)
        return [unsure.ask_back(offered, context, asked=asked, kept=context.talk.question)]
    return [_no_such_number(context)] if _ONLY_NUMBER.fullmatch(fold(message.text)) else []


async def _command(name: str, message: Incoming, context: Context) -> list[Reply]:
    """A command that is none of the routes': perhaps the id of an entry, as in "/khai-sinh"."""
    if entry := context.library.entries.get(name.casefold().replace("_", "-")):
        return await entries.present(entry, message, context)
    return [Reply(context.t("I do not know this command."), buttons=smalltalk.ways_on(context))]


async def _one(message: Incoming, context: Context, *, room: int) -> list[Reply]:
    """One question of a message."""
    talk = context.talk
    code, entry = entries.by_code(message.text, context)
    result, languages = _understood(message.text, context)
    if entry or code:  # a code says what is meant, whatever else is said
        verdict = Verdict.ANSWER if entry else Verdict.UNKNOWN
        result = replace(result, verdict=verdict, entry=entry, score=1.0 if entry else result.score)
    if result.wish and result.entry:
        return await _again(result.wish, result.entry, message, context)
    asked = _topics(result, message, context, named=entry is not None)
    kept = _keep(result, asked, message, context)
    if result.verdict is not Verdict.SMALLTALK:
        desk.remember(message, result, context)
    if result.verdict is Verdict.UNKNOWN:
        if asked and (again := unsure.still_asked(context)):
            return [unsure.ask_back(again, context, asked=asked, kept=talk.question)]
        unknown = unsure.unknown(context, _why_unknown(message.text, code, context))
        return [await desk.beside(unknown, context, group=message.group)]
    if result.verdict is Verdict.CLARIFY:
        talk.question = kept
        found = [candidate.entry for candidate in result.candidates]
        back = unsure.ask_back(found, context, question=result.question, asked=asked, kept=kept)
        return [replace(back, buttons=(*back.buttons, *languages))]
    if result.entry is None:
        raise LookupError(f"the search says {result.verdict} and names no entry")
    if result.entry.kind in (Kind.PROCEDURE, Kind.WARD):
        talk.question = kept
        others = [candidate.entry.id for candidate in result.candidates if candidate.entry.id != result.entry.id]
        talk.notes["others"] = ",".join(others[:4])
    elif result.entry.intent != "deny":
        talk.notes.pop("others", "")  # "not that one" is said right after the answer, or not at all
    context.urgent = bool(result.entry.phone)
    return await entries.present(result.entry, message, context, asked, room=room)


def _understood(text: str, context: Context) -> tuple[Result, tuple[Button, ...]]:
    """What a question asks for, and the choice of language for somebody who writes English without having chosen it."""
    if context.language == "en":
        return english.search(text, context), ()
    result = _search(text, context)
    open_ = result.verdict is Verdict.UNKNOWN or (result.verdict is Verdict.CLARIFY and not result.question)
    if not (open_ and english.typed(text, context)):
        return result, ()
    context.language = "en"
    return english.search(text, context), language.choice(context)


async def _again(wish: Wish, entry: Entry, message: Incoming, context: Context) -> list[Reply]:
    """What was talked about once more: as it was, shorter, whole, or its form."""
    context.talk.question = ""
    whole = entry.kind is Kind.PROCEDURE
    if wish is Wish.SHORT:
        return [answer.brief(entry, context)]
    if wish is Wish.ALL and whole:
        return [answer.view(entry, context, answer.ALL)]
    asked = Topic.FORM if wish is Wish.FORM else Topic(context.talk.topic or Topic.GENERAL)
    return await entries.present(entry, message, context, (asked,))


def _search(text: str, context: Context) -> Result:
    """What the library makes of a question, with what is talked about in mind.

    After asking back that is the likeliest choice, except to a bare topic, which all the choices still share.
    """
    perhaps = context.talk.notes.get(unsure.PERHAPS)
    if perhaps and unsure.still_asked(context):
        alone = context.library.search(text)
        if alone.verdict is Verdict.UNKNOWN and alone.topics:
            return alone
        return context.library.search(text, about=perhaps)
    return context.library.search(text, about=context.talk.about or None)


def _topics(result: Result, message: Incoming, context: Context, *, named: bool) -> tuple[Topic, ...]:
    """What was asked, in its order; another entry than the one talked about, or a correction, keeps what was asked."""
    if named:
        return tuple(topic for topic in result.topics if topic is not Topic.HOW)  # "thủ tục 1.001193" names it, no more
    if result.topics == (Topic.CONDITIONS,) and not _OF_CONDITIONS.search(fold(message.text)):
        return (Topic.GENERAL, Topic.CONDITIONS)  # "... được không?": what it is about comes first
    if result.topics:
        return result.topics
    if result.entry and result.entry.id == context.talk.about:
        return ()
    leans = result.follow_up or _CORRECTS.match(fold(message.text))
    return (Topic(context.talk.topic),) if leans and context.talk.topic else ()


def _keep(result: Result, asked: Sequence[Topic], message: Incoming, context: Context) -> str:
    """Keep the question with what the search made of it; returns its id."""
    question = Question(
        id=secrets.token_urlsafe(9),
        asked=context.clock.now(),
        text=message.text,
        verdict=result.verdict.value,
        entry=result.entry.id if result.entry else None,
        topic=next((topic.value for topic in asked if topic is not Topic.GENERAL), None),
        score=result.score,
        chosen=None,
        helpful=None,
        offered=_offered_first(result),
    )
    context.questions.add(question)
    return question.id


def _offered_first(result: Result) -> str | None:
    """The id of the likeliest choice of a question that is asked back."""
    if result.verdict is not Verdict.CLARIFY:
        return None
    return next((one.entry.id for one in result.candidates if one.entry.kind is not Kind.SMALLTALK), None)


def _why_unknown(text: str, code: str, context: Context) -> str:
    """What is said first where nothing was found; "" for the usual words."""
    t = context.t
    if code:
        return t("I have no procedure with the code {code}. It may have been changed on the portal.", code=code)
    if len(text) > _LONG:
        return t("Your message is long and I did not find what it asks for.")
    return ""


def _warning(message: Incoming, context: Context) -> list[Reply]:
    """A kind word, once in a talk, to somebody who sent a number that does not belong here."""
    if not message.masked or context.talk.notes.get("masked"):
        return []
    context.talk.notes["masked"] = "told"
    said = context.t(
        "Please do not send numbers of papers, phones, e-mails or codes here. I have blanked it out and not kept it; "
        "I can answer without it."
    )
    return [Reply(said)]


def _announced(message: Incoming, replies: list[Reply], context: Context) -> list[Reply]:
    """Replies to changed or passed-on words say so."""
    words = {
        What.EDIT: context.t("You changed your question; here is the answer to the new words."),
        What.FORWARD: context.t("You passed on a message; I read its words:"),
    }
    if message.what not in words or not replies:
        return replies
    return [replace(replies[0], text=f"{words[message.what]}\n\n{replies[0].text}"), *replies[1:]]


def _no_such_number(context: Context) -> Reply:
    """A number where nothing with that number was offered: the list again, or a plea for words."""
    offered = context.talk.choices
    if not offered:
        return Reply(context.t("I have not offered a list to choose from. What would you like to ask? Just type it."))
    said = context.tn(
        "The last list has only {count} line. Please choose from it:",
        "The last list has only {count} lines. Please choose from it:",
        len(offered),
    )
    return Reply(said, buttons=tuple(Button(label, data) for label, data in offered))
