"""What was suggested: read, agreed with, followed, taken back."""

from __future__ import annotations

from bot.context import Context
from bot.messages import Button, Reply
from bot.storage.suggestions import Suggestion
from bot.suggestion_words import DECIDED, PATH, STATES

DRAFT, KEY = "suggestion", "suggestion_key"  # notes of the talk: what is not sent yet
_SHOWN = 5
_WORDS = 160  # characters of one in a list


async def pressed(act: str, number: int, context: Context) -> list[Reply]:
    """A button about what was suggested."""
    match act:
        case "list":
            return [await _public(context)]
        case "mine":
            return [await _mine(context)]
        case "like":
            return await _like(number, context)
        case "withdraw":
            return await _withdraw(number, context)
        case "unlike":
            await context.suggestions.unlike(number)
    return await opened(number, context)


async def opened(number: int, context: Context) -> list[Reply]:
    """One suggestion with what became of it."""
    t, one = context.t, await context.suggestions.find(number)
    if one is None:
        return [Reply(t("This suggestion is not there (any more)."), buttons=_ways(context))]
    lines = [f"“{one.words}”", _state(one, context)]
    if one.answer:
        lines.append(t("The ward answers: {words}", words=one.answer))
    buttons = []
    own = one.person == context.person.id
    if own and one.state not in DECIDED:
        buttons.append(Button(t("Take it back"), f"suggest:withdraw:{one.id}"))
    elif not own and await context.suggestions.likes(one.id):
        buttons.append(Button(t("I do not agree any more"), f"suggest:unlike:{one.id}"))
    elif not own:
        buttons.append(Button(t("I agree"), f"suggest:like:{one.id}"))
    title = t("Suggestion no. {number}", number=one.id)
    return [Reply("\n".join(lines), title=title, buttons=(*buttons, *_ways(context)))]


def line(one: Suggestion, context: Context) -> str:
    """One in a list: number, words, state, how many agree."""
    words = one.words if len(one.words) <= _WORDS else one.words[:_WORDS].rsplit(" ", 1)[0] + "…"
    number = context.t("No. {number}", number=one.id)
    return f"{number}: “{' '.join(words.split())}” – {_state(one, context)}"


def _state(one: Suggestion, context: Context) -> str:
    said = context.t(STATES[one.state])
    if not one.likes:
        return said
    agree = context.tn("{count} person agrees", "{count} people agree", one.likes)
    return f"{said}, {agree}"


def drop_draft(context: Context) -> None:
    """Forget what is not sent yet."""
    for name in (DRAFT, KEY):
        context.talk.notes.pop(name, None)


async def _public(context: Context) -> Reply:
    """What most agree with."""
    t, found = context.t, await context.suggestions.public(_SHOWN)
    own = Button(t("Make a suggestion"), "suggest")
    if not found:
        return Reply(t("No suggestion stands on the public page yet."), buttons=(own,))
    buttons = [Button(t("No. {number}", number=one.id), f"suggest:show:{one.id}") for one in found]
    page = (Button(t("All suggestions"), url=f"{context.site}{PATH}"),) if context.site else ()
    text = "\n".join(line(one, context) for one in found)
    return Reply(text, title=t("What others suggest"), buttons=(*buttons, own, *page))


async def _mine(context: Context) -> Reply:
    """What the person made or agrees with."""
    t, found = context.t, await context.suggestions.mine()
    if not found:
        return Reply(t("You have made no suggestion yet."), buttons=_ways(context))
    buttons = [Button(t("No. {number}", number=one.id), f"suggest:show:{one.id}") for one in found]
    text = "\n".join(line(one, context) for one in found)
    return Reply(text, title=t("My suggestions"), buttons=(*buttons, *_ways(context)))


async def _like(number: int, context: Context) -> list[Reply]:
    """Agree with one; a draft that was like it is given up."""
    t = context.t
    drop_draft(context)
    if not await context.suggestions.like(number):
        return await opened(number, context)
    said = t(
        "Noted: you agree with suggestion no. {number}. Whatever becomes of it, I shall tell you here.", number=number
    )
    return [Reply(said, buttons=(Button(t("I do not agree any more"), f"suggest:unlike:{number}"), *_ways(context)))]


async def _withdraw(number: int, context: Context) -> list[Reply]:
    t = context.t
    if await context.suggestions.withdraw(number):
        return [Reply(t("Suggestion no. {number} is taken back, nothing of it is kept.", number=number))]
    return [Reply(t("This suggestion cannot be taken back any more."), buttons=_ways(context))]


def _ways(context: Context) -> tuple[Button, ...]:
    t = context.t
    return (Button(t("What others suggest"), "suggest:list"), Button(t("Make a suggestion"), "suggest"))
