"""Words typed while a rating is under way: a comment, a typed answer, or a question that is answered as usual."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import wraps

from bot.choices import choose_several, fold
from bot.context import Context
from bot.grievances import grievance, lawful
from bot.i18n import mark
from bot.messages import Button, Incoming, Reply
from bot.scale import FACTORS
from bot.storage.ratings import Rating
from faq import Kind, Verdict
from handlers import alerts, ask, lawful_ways, rate_next

Handler = Callable[[Incoming, Context], Awaitable[list[Reply]]]

_LONGEST_QUESTION = 120  # characters; who writes more tells something
_ASKS = re.compile(
    r"\b(?:gi|sao|o dau|cho nao|dau|bao nhieu|bao lau|may gio|khi nao|chung nao|the nao|ai|"
    r"(?:duoc|can|co|phai) (?:khong|ko|hong|hok|k)|khong vay|ha|vay ta)$"
)
_ASKS_FIRST = re.compile(r"^(?:cho (?:hoi|toi hoi|tui hoi|em hoi|minh hoi|con hoi)|hoi)\b")


def beside(handler: Handler) -> Handler:
    """A handler of free words that leads back to the rating it came in between of."""

    @wraps(handler)
    async def handle(message: Incoming, context: Context) -> list[Reply]:
        replies = await handler(message, context)
        rating = context.talk.notes.get("rating")
        if not rating or not replies or context.urgent or message.group:
            return replies
        if not context.talk.step:
            context.talk.step = rate_next.STEP  # what is typed next may still be the comment
        go_on = Button(context.t("Go on rating"), f"more:{rating}:on:")
        return [*replies[:-1], replace(replies[-1], buttons=(*replies[-1].buttons, go_on))]

    return handle


async def said(message: Incoming, context: Context) -> list[Reply]:
    """Words while a question of the rating is open."""
    which = context.talk.notes.get("rating", "")
    rating = await context.ratings.open(context.clock.now(), which) if which and not message.group else None
    if rating is None:
        return await ask.ask(message, context)
    asked = context.talk.notes.get("rating_asked", "")
    if asked == "why" and (several := choose_several(message.text, len(FACTORS))):
        return await rate_next.factors_typed(several, rating, context)
    if typed := rate_next.yes_or_no(message.text, rating, context) or rate_next.trips(message.text, rating, context):
        return typed
    if _is_question(message.text, context):
        return await beside(ask.ask)(message, context)
    return _comment(rating, message, context)


def _is_question(text: str, context: Context) -> bool:
    """Whether somebody asks the assistant something, rather than telling how it was; an emergency always."""
    result = context.library.search(text)
    entry = result.entry
    if result.verdict in (Verdict.CLARIFY, Verdict.UNKNOWN) or entry is None:
        return False
    if entry.phone:
        return True
    plain = fold(text)
    asks = text.rstrip().endswith("?") or _ASKS.search(plain) or _ASKS_FIRST.match(plain)
    about_us = entry.kind is not Kind.SMALLTALK or entry.intent.startswith("ask-")
    return bool(asks) and about_us and len(text) <= _LONGEST_QUESTION and not grievance(text) and not lawful(text)


def _comment(rating: Rating, message: Incoming, context: Context) -> list[Reply]:
    """Keep the words, beside those said before; tell of the lawful ways where they speak of one."""
    words = "\n".join(filter(None, (rating.comment, message.text.strip())))[:_LONGEST_COMMENT]
    kind = grievance(words)
    alert = alerts.of_rating(rating, context, words=words)
    context.ratings.comment(rating.id, words, kind or "", context.clock.now(), alert)
    noted = Reply(context.t("Noted, thank you."))
    if message.masked:
        noted = Reply(context.t("Noted, thank you. Numbers in it were blanked out."))
    ways = [lawful_ways.tell(_OF_A_COMMENT, context)] if lawful(words) else []
    return [noted, *ways, rate_next.commented(rating, words, context)]


_LONGEST_COMMENT = 2000
_OF_A_COMMENT = mark(
    "You speak of a complaint or a denunciation. These have their own ways in law: I cannot take them in, and a "
    "rating is none. What you wrote goes to the leaders as an opinion; I cannot promise what they do. Here is how:"
)
