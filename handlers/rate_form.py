"""A rating by a form that the platform showed: stars, comments that were ticked, a note. It ends there: no reply."""

from __future__ import annotations

from bot.choices import fold
from bot.context import Context
from bot.grievances import grievance
from bot.messages import Incoming, Reply
from bot.scale import FACTORS, LEVELS, UNEASY
from bot.storage.ratings import Given
from handlers import alerts, rate

_LONGEST = 2000  # characters of a note


async def answered(message: Incoming, context: Context) -> list[Reply]:
    """Keep it as the verified rating of the visit, one for each, whoever was first."""
    _, form, stars, *_ = [*message.data.split(":"), "", ""]
    visit = await context.forms.visit(form)
    if visit is None or stars not in map(str, LEVELS):
        return []
    draft = await rate.of_form(visit, int(stars), context)
    given, rating = await context.ratings.give(draft, alerts.of_rating(draft, context))
    if given is Given.TAKEN:
        return []
    named, words = _read(message.text, context)
    now = context.clock.now()
    if named and draft.level <= UNEASY:
        context.ratings.set_reasons(rating, named, now)
    if words:
        alert = alerts.of_rating(draft, context, words=words)
        context.ratings.comment(rating, words, grievance(words) or "", now, alert)
    return []


def _read(text: str, context: Context) -> tuple[set[str], str]:
    """The factors that were ticked, where the form has them in our words, and all other words."""
    names = {
        fold(context.catalogue.translate(language, name)): factor
        for factor, name in FACTORS.items()
        for language in context.ward.languages
    }
    named, rest = set(), []
    for line in text.splitlines():
        factor = names.get(fold(line))
        if factor:
            named.add(factor)
        else:
            rest.append(line)
    return named, "\n".join(rest).strip()[:_LONGEST]
