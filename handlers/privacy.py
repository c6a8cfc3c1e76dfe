"""What is kept about a person: seen, explained and erased by themselves."""

from __future__ import annotations

from bot.choices import fold
from bot.clock import VIETNAM
from bot.context import Context, Talk
from bot.messages import Button, Incoming, Reply
from bot.storage.questions import Question
from handlers import ask, language, profile, subscribe

_SHOWN = 10
_WORDS = 120  # characters shown of one kept question
_YES = {"co", "u", "uh", "ok", "xoa", "xoa di", "xoa het", "co xoa", "dong y", "dung", "yes", "yes erase", "erase"}


async def kept(message: Incoming, context: Context) -> list[Reply]:
    """What is kept: since when, how much, for how long; never before others in a group."""
    t = context.t
    if message.group:
        return [Reply(t("Please write to me in private for this, so that others do not see it."))]
    count = await context.questions.count()
    since = context.person.first_seen.astimezone(VIETNAM)
    lines = [
        t("1. The number by which this chat knows you, so that the answer reaches you. No name, no phone number."),
        t("2. The language you chose: {language}.", language=language.NAMES[context.language]),
        t("3. First message: {date}.", date=profile.dated(since.date())),
        context.tn(
            "4. {count} question, numbers blanked out; its words are erased after {days} days.",
            "4. {count} questions, numbers blanked out; their words are erased after {days} days.",
            count,
            days=context.settings.keep_questions_days,
        ),
    ]
    if context.person.channel == "webchat":
        lines.append(t("5. This conversation on the page, for {days} days.", days=context.settings.keep_talks_days))
    linked = len(await context.visits.mine())
    if linked:
        lines.append(
            context.tn(
                "That {count} receipt is linked to this talk.",
                "That {count} receipts are linked to this talk.",
                linked,
            )
        )
    if await context.ratings.open(context.clock.now()):
        lines.append(t("A rating of yours that you can still change; then nothing joins it to you."))
    wishes = await context.subscriptions.wishes()
    if wishes.topics:
        lines.append(
            t(
                "News you asked for: {topics}; neighbourhood: {name}.",
                topics=subscribe.said(wishes.topics, context),
                name=wishes.hamlet or t("all"),
            )
        )
    lines += [*await _asked(context), *await _suggested(context)]
    lines.append(t("Pictures are kept only where you send them to an official; voice and places never."))
    buttons = [Button(t("Erase everything"), "data:erase")]
    if count:
        buttons.insert(0, Button(t("See the kept questions"), "data:questions"))
    if linked:
        buttons.insert(0, Button(t("See the linked receipts"), "receipt:mine"))
    if wishes.topics:
        buttons.insert(0, Button(t("Change or stop news"), "news:menu"))
    return [Reply("\n".join(lines), title=t("What I keep about you"), buttons=tuple(buttons))]


async def _suggested(context: Context) -> list[str]:
    """How many suggestions one made or agrees with, if any."""
    count = len(await context.suggestions.mine())
    said = context.tn(
        "{count} suggestion that you made or agree with.", "{count} suggestions that you made or agree with.", count
    )
    return [said] if count else []


async def _asked(context: Context) -> list[str]:
    """What is kept of questions to officials, in a line if there is any."""
    asked = await context.inquiry.count()
    said = context.tn(
        "{count} question that an official answers or answered, with its talk and pictures.",
        "{count} questions that officials answer or answered, with their talks and pictures.",
        asked,
    )
    return [said] if asked else []


async def button(message: Incoming, context: Context) -> list[Reply]:
    """A button under what is kept."""
    if message.group:
        return await kept(message, context)
    match message.data.partition(":")[2]:
        case "questions":
            return await _questions(context)
        case "erase":
            return confirm(context)
        case "yes":
            return _erase(context)
        case "no":
            return [Reply(context.t("All right, everything stays as it is."))]
        case _:
            return await kept(message, context)


async def erase(message: Incoming, context: Context) -> list[Reply]:
    """Asked in words or by a command to erase everything: confirmed first."""
    return await kept(message, context) if message.group else confirm(context)


async def confirmed(message: Incoming, context: Context) -> list[Reply]:
    """Words after "shall I really erase?": a yes erases, anything else is a new message that leaves all as it is."""
    if not message.group and fold(message.text) in _YES:
        return _erase(context)
    if fold(message.text).split()[:1] in (["khong"], ["ko"], ["thoi"], ["hong"], ["no"]):
        return [Reply(context.t("All right, everything stays as it is."))]
    return await ask.ask(message, context)


def confirm(context: Context) -> list[Reply]:
    """Ask whether to erase."""
    t = context.t
    context.talk.step = "erase"
    said = t("Shall I really erase everything I keep about you? It cannot be brought back.")
    return [Reply(said, buttons=(Button(t("Yes, erase everything"), "data:yes"), Button(t("No, keep it"), "data:no")))]


async def _questions(context: Context) -> list[Reply]:
    """The latest questions as they are kept."""
    t = context.t
    found = await context.questions.latest(_SHOWN)
    if not found:
        return [Reply(t("No question of yours is kept."))]
    text = "\n".join(f"{number}. {_line(question, context)}" for number, question in enumerate(found, 1))
    title = t("Your latest questions, as kept")
    return [Reply(text, title=title, buttons=(Button(t("Erase everything"), "data:erase"),))]


def _line(question: Question, context: Context) -> str:
    """One kept question: when, and its words unless they are erased already."""
    asked = question.asked.astimezone(VIETNAM)
    words = question.text if question.text is not None else context.t("(words already erased)")
    if len(words) > _WORDS:
        words = words[:_WORDS].rstrip() + "…"
    return f"{asked:%d/%m/%Y %H:%M} – {' '.join(words.split())}"


def _erase(context: Context) -> list[Reply]:
    """Erase everything at the end of this turn."""
    context.membership.leave(context.clock.now())
    context.people.erase()
    context.talk = Talk()
    return [
        Reply(
            context.t(
                "Done: everything I kept about you is erased. If you write again, we start as if we had never met."
            )
        )
    ]
