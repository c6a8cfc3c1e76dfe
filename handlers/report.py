"""The figures for administrators: five lines and a picture, for any period."""

from __future__ import annotations

import asyncio
from functools import partial

from bot.choices import fold
from bot.context import Context
from bot.figures.periods import Period, parse
from bot.figures.report import Report
from bot.i18n import mark
from bot.learning import learned
from bot.messages import Button, Image, Incoming, Reply
from bot.reports import charts, sentences
from bot.reports import learned as learned_words
from bot.reports.words import Words
from bot.storage import consents, digests, figures

_PERIODS = {
    "tuần này": mark("This week"),
    "tháng này": mark("This month"),
    "tháng trước": mark("Last month"),
    "quý này": mark("This quarter"),
    "6 tháng đầu năm": mark("First six months"),
    "năm nay": mark("This year"),
}
_ASKING = ("/baocao", "bao cao", "report")


async def weekly(message: Incoming, context: Context) -> list[Reply]:
    """Every Monday from now on, or no more."""
    wanted = message.data.endswith(":on")
    now = context.clock.now()
    context.unit.later(partial(consents.give, person=context.person.id, purpose=digests.PURPOSE, given=wanted, now=now))
    if wanted:
        return [Reply(context.t("Good: every Monday morning I send you the figures of the week before."))]
    return [Reply(context.t("Good: I send the figures no more by myself. They are always there with /baocao."))]


async def report(message: Incoming, context: Context) -> list[Reply]:
    """The figures of the period that was named; this month's where none was."""
    period = parse(_asked(message), context.now.date())
    if period is None:
        return [
            Reply(
                context.t(
                    "I do not know this period. Write for instance: /baocao tuần này, /baocao tháng 10, "
                    "/baocao quý 3, /baocao 6 tháng đầu năm, /baocao năm 2026, /baocao 1/3/2026 - 15/3/2026."
                ),
                buttons=_others(context),
            )
        ]
    found = await context.unit.read(partial(figures.report, period=period, now=context.clock.now()))
    words = Words(context.catalogue, context.language, context.ward, context.library)
    taught = await learned(context.unit.read, context.library, period, context.now.date())
    said = [*sentences.five_lines(found, words), *learned_words.lines(taught, words)]
    return [
        Reply(
            "\n".join(f"• {line}" for line in said),
            title=sentences.title(found, words),
            note=sentences.short_note(found, words),
            buttons=(*_others(context, period), await _weekly_button(context)),
            image=await _picture(found, words),
        )
    ]


async def _picture(found: Report, words: Words) -> Image | None:
    """The charts, where there is enough to draw."""
    if found.total.satisfied is None:
        return None
    png = await asyncio.to_thread(charts.picture, found, words)
    return Image(png, charts.description("levels", found, words))


async def _weekly_button(context: Context) -> Button:
    """To have the figures sent every week, or no more."""
    wanted = await context.unit.read(partial(consents.given, person=context.person.id, purpose=digests.PURPOSE))
    if wanted:
        return Button(context.t("Stop the weekly report"), "weekly:off")
    return Button(context.t("Send it every Monday"), "weekly:on")


def _asked(message: Incoming) -> str:
    """The words that name the period, without those that ask for a report."""
    if message.data:
        return message.data.partition(":")[2]
    words = message.text.strip()
    first, _, rest = words.partition(" ")
    if first.partition("@")[0].casefold() in _ASKING:
        return rest
    two = " ".join(words.split()[:2])
    return " ".join(words.split()[2:]) if fold(two) in _ASKING else words


def _others(context: Context, shown: Period | None = None) -> tuple[Button, ...]:
    """Other periods, a tap away."""
    today = context.now.date()
    return tuple(
        Button(context.t(label), f"report:{words}") for words, label in _PERIODS.items() if parse(words, today) != shown
    )
