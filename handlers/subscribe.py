"""Ward news: which topics one wants, for which hamlet, and when one wants to be left alone."""

from __future__ import annotations

import re

from bot.context import Context
from bot.hours import parse_span
from bot.messages import Button, Incoming, Reply
from handlers import ask

QUIET_STEP = "news-quiet"
_QUIET = ("20:00-07:00", "21:00-06:00", "22:00-06:00")
_TIMES = re.compile(r"(\d{1,2})\s*(?:h|g|giờ|gio|:)?\s*(\d{2})?\s*(?:-|–|đến|den|tới|toi|to)\s*(\d{1,2})\D*(\d{2})?\D*")


async def menu(message: Incoming, context: Context) -> list[Reply]:
    """The topics as switches; never before others in a group."""
    t = context.t
    if message.group:
        return [Reply(t("Please write to me in private for this, so that others do not see it."))]
    if not context.ward.topics:
        return [Reply(t("The ward sends no news through me yet."))]
    return [await _menu(context)]


async def button(message: Incoming, context: Context) -> list[Reply]:
    """A button of the menu. Each says what shall be, so that pressing twice does no harm."""
    what, _, name = message.data.partition(":")[2].partition(":")
    if message.group or not context.ward.topics:
        return await menu(message, context)
    news, known = context.subscriptions, [topic.id for topic in context.ward.topics]
    match what:
        case "on" | "off":
            topics = [topic for topic in known if name in (topic, "all")]
            await (news.want if what == "on" else news.drop)(topics, context.clock.now())
        case "hamlets":
            return [_hamlets(context)]
        case "hamlet":
            await news.set_hamlet(_hamlet(name, context))
        case "times":
            return [_times(context)]
        case "quiet":
            await news.set_quiet(name.replace("h", ":") if name != "none" else "")
    return [await _menu(context)]


async def typed_quiet(message: Incoming, context: Context) -> list[Reply]:
    """Words after "when shall I leave you alone?": a stretch of the day, else a message like any other."""
    found = _TIMES.fullmatch(message.text.strip().casefold())
    if message.group or not found:
        return await ask.ask(message, context)
    start, start_minute, end, end_minute = found.groups()
    try:
        span = parse_span(f"{start}:{start_minute or '00'}-{end}:{end_minute or '00'}")
    except ValueError:
        return [_times(context, context.t("These are no times of a clock. Please write them like this: 22:00-06:00."))]
    await context.subscriptions.set_quiet(str(span))
    return [await _menu(context, fresh=True)]


async def stop(context: Context) -> Reply | None:
    """Stop all news at once; what to say about it, None if there were none."""
    if not await context.subscriptions.stop(context.clock.now()):
        return None
    said = context.t("Done: I shall send no more news. If you ever want them again, type “nhận tin”.")
    return Reply(said)


def said(topics: frozenset[str], context: Context) -> str:
    """The names of topics, in the ward's order."""
    return ", ".join(topic.said(context.language) for topic in context.ward.topics if topic.id in topics)


async def _menu(context: Context, *, fresh: bool = False) -> Reply:
    """What is on and off now."""
    t, wishes = context.t, await context.subscriptions.wishes()
    buttons = [
        Button(f"{'✅' if on else '⬜'} {topic.said(context.language)}", f"news:{'off' if on else 'on'}:{topic.id}")
        for topic in context.ward.topics
        for on in [topic.id in wishes.topics]
    ]
    lines = [
        t("Press a topic to switch it on or off. I send only what you chose; type “dừng” to stop everything at once.")
    ]
    if len(wishes.topics) < len(context.ward.topics):
        buttons.append(Button(t("Switch on all topics"), "news:on:all"))
    if wishes.topics:
        lines.append(t("You get news of: {topics}.", topics=said(wishes.topics, context)))
        if context.ward.hamlets:
            buttons.append(Button(t("My neighbourhood: {name}", name=wishes.hamlet or t("all")), "news:hamlets"))
        lines.append(_when(wishes.quiet, context))
        buttons.append(Button(t("Do not disturb"), "news:times"))
        buttons.append(Button(t("Stop all news"), "stop"))
    else:
        lines.append(t("Nothing is switched on yet."))
    buttons.append(Button(t("Read the latest news"), "latest"))
    return Reply("\n".join(lines), title=t("News of the ward"), buttons=tuple(buttons), replace=not fresh)


def _when(quiet: str, context: Context) -> str:
    """In which hours nothing comes."""
    t, wards = context.t, context.ward.quiet_hours
    if not quiet:
        return t(
            "Nothing comes between {start} and {end}, unless it is urgent.",
            start=_clock(wards.start),
            end=_clock(wards.end),
        )
    start, end = quiet.split("-")
    return t("Nothing comes between {start} and {end} as you wish, unless it is urgent.", start=start, end=end)


def _clock(moment: object) -> str:
    return f"{moment:%H:%M}"


def _hamlets(context: Context) -> Reply:
    """Which hamlet is theirs."""
    t = context.t
    buttons = [Button(name, f"news:hamlet:{number}") for number, name in enumerate(context.ward.hamlets)]
    buttons.append(Button(t("All neighbourhoods"), "news:hamlet:all"))
    said = t("Which neighbourhood do you live in? Then news that are for another one alone do not come to you.")
    return Reply(said, buttons=tuple(buttons), replace=True)


def _hamlet(number: str, context: Context) -> str:
    """A hamlet by its place in the list, "" for all."""
    names = context.ward.hamlets
    return names[int(number)] if number.isdecimal() and int(number) < len(names) else ""


def _times(context: Context, before: str = "") -> Reply:
    """When to leave them alone."""
    t = context.t
    context.talk.step = QUIET_STEP
    buttons = [Button(span.replace("-", " – "), f"news:quiet:{span.replace(':', 'h')}") for span in _QUIET]
    buttons.append(Button(t("Only the ward's quiet hours"), "news:quiet:none"))
    said = t(
        "When shall I leave you alone? Choose, or type it, for example: 22:00-06:00. Urgent news come at any time."
    )
    return Reply(f"{before} {said}".strip(), buttons=tuple(buttons), replace=not before)
