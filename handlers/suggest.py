"""A suggestion to the ward: written, read once more, compared with like ones, sent, perhaps taken back."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from bot.choices import fold
from bot.context import Context
from bot.grievances import grievance, lawful
from bot.i18n import mark
from bot.messages import Button, Incoming, Reply
from bot.storage.cases import Compose
from bot.storage.own_suggestions import IN_A_DAY
from bot.storage.suggestions import Suggestion
from bot.suggestion_words import PATH
from faq import Verdict
from faq.likeness import ALIKE
from handlers import ask, entries, lawful_ways, suggested
from handlers.suggested import DRAFT, KEY

STEP = "suggest"
_SHORTEST, _LONGEST = 10, 1000  # characters
_MOST_COMPARED = 6  # with the search's own measure, after a coarse look at shared words
_LIKE_ONES = 2  # shown
_SENT = {"gui", "gui di", "co", "ok", "u", "uh", "dong y", "dung", "dung roi", "yes", "send"}
_NO = {"thoi", "khong", "ko", "hong", "khong gui", "bo", "bo di", "no", "huy"}
_OF_LAW = mark(
    "You speak of a complaint or a denunciation. These have their own ways in law and I cannot take them in: sent to "
    "where they belong they are treated and answered by the law. I kept nothing of it. Here is how:"
)


async def begin(message: Incoming, context: Context) -> list[Reply]:
    """/gopy: ask for the suggestion."""
    t = context.t
    if message.group:
        return [Reply(t("Please write to me in private for this, so that others do not see it."))]
    context.talk.step = STEP
    lines = [
        t("What should the ward do better? Write it in one message, in your own words."),
        t(
            "You need not say who you are. The officials read it; if they let others read it too, it stands without a "
            "name on the public page and stays there."
        ),
    ]
    buttons = (Button(t("What others suggest"), "suggest:list"), Button(t("My suggestions"), "suggest:mine"))
    return [Reply("\n".join(lines), title=t("Suggestions to the ward"), buttons=buttons)]


async def said(message: Incoming, context: Context) -> list[Reply]:
    """The words of a suggestion, or what is to become of those that were just read once more."""
    notes, plain = context.talk.notes, fold(message.text)
    if message.group:
        return await begin(message, context)
    if notes.get(DRAFT) and plain in _SENT:
        return await _send(context)
    if plain in _NO:
        return _give_up(context)
    found = context.library.search(message.text)
    if found.entry and (found.entry.phone or (found.verdict is Verdict.ANSWER and message.text.rstrip().endswith("?"))):
        return await ask.ask(message, context)  # an emergency, or a question to the assistant after all
    return _look_again(message, context, await _like_ones(message.text, context))


async def button(message: Incoming, context: Context) -> list[Reply]:
    """A button about suggestions: `suggest:<act>:<number>`."""
    _, act, number, *_ = [*message.data.split(":"), "", ""]
    if message.group or not act:
        return await begin(message, context)
    match act:
        case "send":
            return await _send(context)
        case "again":
            context.talk.notes.pop(DRAFT, None)
            return await begin(message, context)
        case "no":
            return _give_up(context)
    return await suggested.pressed(act, int(number) if number.isdecimal() and len(number) < 10 else 0, context)


def _look_again(message: Incoming, context: Context, like: list[Suggestion]) -> list[Reply]:
    """What was written, as it would be kept, with what others suggested like it."""
    t, words = context.t, message.text.strip()
    context.talk.step = STEP
    if len(words) < _SHORTEST:
        return [Reply(t("This is very short. Please say a little more: what, where, and how it could be better."))]
    if len(words) > _LONGEST:
        return [Reply(t("This is very long. Please say it in {most} characters at most.", most=_LONGEST))]
    if lawful(words):
        _give_up(context)
        return [lawful_ways.tell(_OF_LAW, context)]
    context.talk.notes |= {DRAFT: words, KEY: context.talk.notes.get(KEY) or secrets.token_urlsafe(12)}
    lines = [f"“{words}”"]
    if message.masked:
        lines.append(t("Numbers in it were blanked out."))
    buttons = [Button(t("Send it"), "suggest:send")]
    if like:
        lines.append(t("Others suggested something like it. You may agree with theirs instead:"))
        lines += [suggested.line(one, context) for one in like]
        buttons += [Button(t("I agree with no. {number}", number=one.id), f"suggest:like:{one.id}") for one in like]
    buttons += [Button(t("Write it anew"), "suggest:again"), Button(t("Do not send"), "suggest:no")]
    return [Reply("\n".join(lines), title=t("Shall I send this?"), buttons=tuple(buttons))]


async def _send(context: Context) -> list[Reply]:
    t, notes = context.t, context.talk.notes
    words, key = notes.get(DRAFT), notes.get(KEY)
    if not words or not key:
        return [entries.old_button(context)]
    grave, source = grievance(words), "official" if context.person.staff else "citizen"
    number = await context.suggestions.add(
        key, words, grave, source, context.clock.now(), _alert(words, context, grave=grave is not None)
    )
    _give_up(context)
    if not number:
        return [Reply(t("You have made {most} suggestions today. Please come back tomorrow.", most=IN_A_DAY))]
    lines = [
        t("Thank you. It is suggestion no. {number}.", number=number),
        t("Whatever becomes of it, I shall tell you here. As long as nothing is decided you can take it back."),
    ]
    buttons = (Button(t("Take it back"), f"suggest:withdraw:{number}"), Button(t("My suggestions"), "suggest:mine"))
    return [Reply("\n".join(lines), buttons=buttons)]


def _give_up(context: Context) -> list[Reply]:
    """Forget the draft."""
    suggested.drop_draft(context)
    context.talk.step = ""
    return [Reply(context.t("All right, nothing was sent."))]


def _alert(words: str, context: Context, *, grave: bool) -> Compose:
    """What administrators are told of a new one."""
    catalogue, site = context.catalogue, context.site

    def compose(language: str, number: int) -> Reply:
        def t(message: str, /, **values: object) -> str:
            return catalogue.translate(language, message, **values)

        lines = [f"“{words[:400]}”"]
        if grave:
            lines.append(t("It speaks of money, threats or harassment: please look at once."))
        address = f"{site}/quan-tri{PATH}/{number}" if site else ""
        buttons = (Button(t("Open the page"), url=address),) if address else ()
        return Reply("\n".join(lines), title=t("New suggestion no. {number}", number=number), buttons=buttons)

    return compose


async def _like_ones(words: str, context: Context) -> list[Suggestion]:
    """Public suggestions that say much the same."""
    mine = set(fold(words).split())
    found = await context.suggestions.compared()

    def shared(one: Suggestion) -> float:
        theirs = set(fold(one.words).split())
        return len(mine & theirs) / max(1, min(len(mine), len(theirs)))

    nearest = sorted(found, key=lambda one: (-shared(one), -one.id))[:_MOST_COMPARED]
    return _alike(words, nearest, context.library.likeness.between, context)


def _alike(
    words: str, nearest: list[Suggestion], measure: Callable[[str, str], float], context: Context
) -> list[Suggestion]:
    """Those of the nearest that the search's measure finds alike, and that are not the person's own."""
    theirs = [one for one in nearest if one.person != context.person.id]
    measured = sorted(((measure(words, one.words), -one.id, one) for one in theirs), reverse=True, key=lambda m: m[:2])
    return [one for likeness, _, one in measured if likeness >= ALIKE][:_LIKE_ONES]
