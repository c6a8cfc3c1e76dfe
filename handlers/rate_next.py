"""What is asked after the tap, one question at a time; each may be passed over, and what was said before stays.

level 1-3: why (several factors), trips, extra payments, read back, a comment, whether an answer is wanted
level 4-5: read back, a comment, whether it may be published
The form that was written for them is asked after on the special day of the week, or where they tell of it.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import replace
from typing import Any

from bot.choices import fold
from bot.context import Context
from bot.messages import Button, Incoming, Reply
from bot.scale import FACTORS, UNEASY, Source, level_buttons, said
from bot.storage.ratings import Rating
from handlers import alerts, entries

STEP = "rate"
_WROTE = re.compile(r"\b(?:viet|ghi|dien)(?: don| to khai| giay)? (?:giup|gium|dum|ho|thay)\b")
_TRIPS = re.compile(
    r"(?:(?:da|toi|tui|em|minh|phai|di|len|toi lui|mat|het|khoang|chung|tong cong) )*"
    r"(\d{1,2}|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi) (?:lan|chuyen|luot|times)(?: (?:roi|a|lan|do|luon|lien))*"
)
_COUNTS = {"mot": 1, "hai": 2, "ba": 3}  # whatever is not here, or more, is "four times or more"
_YES_NO = ("extra", "publish", "answer")
_COLUMN = {"trips": "trips", "extra": "extra", "read": "read_back", "publish": "publish", "answer": "wants_answer"}
_VALUES: dict[str, Any] = {"yes": True, "no": False, "none": None}


def first(rating: Rating, context: Context, *, changed: bool, named: Set[str] = frozenset()) -> list[Reply]:
    """Thank for the level, and ask what is not answered yet; `named` are the factors that are chosen already."""
    t = context.t
    thanks = t("Thank you. You rated: {level}.", level=said(rating.level, t))
    if changed:
        thanks = t("Changed. You rate now: {level}.", level=said(rating.level, t))
    if rating.source == Source.KIOSK:
        return [Reply(thanks), _for_the_next(context)]
    hours = context.tn(
        "For {count} hour you can change it: type “đổi ý”.",
        "For {count} hours you can change it: type “đổi ý”.",
        context.settings.rate_change_hours,
    )
    left = [question for question in _questions(rating) if not _is_answered(question, rating, named)]
    asked = _question(left[0], rating, context, named) if left else finish(rating, context)
    return [Reply(f"{thanks} {hours}"), asked]


async def go_on(which: str, context: Context) -> list[Reply]:
    """Ask again what was asked last, [] where nothing is open."""
    rating = await context.ratings.open(context.clock.now(), which)
    question = context.talk.notes.get("rating_asked", "")
    if rating is None or question not in _questions(rating):
        return []
    return [_question(question, rating, context, await context.ratings.reasons(rating.id))]


async def pressed(message: Incoming, context: Context) -> list[Reply]:
    """A button under one of the questions: `more:<rating>:<question>:<value>`."""
    _, which, question, value, *_ = [*message.data.split(":"), "", "", "", ""]
    rating = None if message.group else await context.ratings.open(context.clock.now(), which) if which else None
    if rating is None:
        return [Reply(context.t("This rating can no longer be changed. Thank you all the same."))]
    if value == "stop":
        return [finish(rating, context)]
    if question == "on":
        return await go_on(which, context) or [finish(rating, context)]
    if question == "why":
        return await _why_pressed(rating, value, context)
    if question not in _questions(rating) or not _keep(rating, question, value, context):
        return [entries.old_button(context)]
    return [_after(question, rating, context)]


async def factors_typed(numbers: list[int], rating: Rating, context: Context) -> list[Reply]:
    """Several factors by their numbers: "1 và 3"."""
    named = {list(FACTORS)[number] for number in numbers}
    context.ratings.set_reasons(rating.id, named, context.clock.now())
    return [_after("why", rating, context)]


def yes_or_no(text: str, rating: Rating, context: Context) -> list[Reply]:
    """A typed yes or no to the question that is open, [] where it is neither, or none is."""
    question = context.talk.notes.get("rating_asked", "")
    said_so = fold(text)
    yes = said_so in {"co", "co a", "da co", "u", "uh", "dong y", "duoc", "yes"}
    no = said_so in {"khong", "ko", "k", "hong", "khong co", "da khong", "no", "khong a"}
    if question not in (*_YES_NO, "read") or not (yes or no):
        return []
    _keep(rating, question, "yes" if yes else "no", context)
    return [_after(question, rating, context)]


def trips(text: str, rating: Rating, context: Context) -> list[Reply]:
    """A typed number of trips while that is asked ("đi 3 lần rồi"), [] where it is more or less than that."""
    if context.talk.notes.get("rating_asked") != "trips" or not (told := _TRIPS.fullmatch(fold(text))):
        return []
    number = int(told[1]) if told[1].isdigit() else _COUNTS.get(told[1], 4)
    if number < 1:
        return []
    _keep(rating, "trips", str(min(number, 4)), context)
    return [_after("trips", rating, context)]


def commented(rating: Rating, words: str, context: Context) -> Reply:
    """After a comment: whether it was written for them, where they tell so; else what comes next."""
    rating = replace(rating, comment=words)
    if rating.read_back is None and not rating.wednesday and _WROTE.search(fold(words)):
        return _question("read", rating, context, set())
    return _after("comment", rating, context)


def finish(rating: Rating, context: Context) -> Reply:
    """The end: what becomes of it, and the way to change one's mind."""
    t = context.t
    for note in ("rating", "rating_asked"):
        context.talk.notes.pop(note, None)
    text = t("That is all, thank you. It is counted without a name, and then nothing joins it to you any more.")
    return Reply(text, buttons=(Button(t("Change my mind"), f"again:{rating.id}"),))


def _questions(rating: Rating) -> list[str]:
    """What is asked of a rating, in its order."""
    low = ["why", "trips", "extra"] if rating.level <= UNEASY else []
    told = _WROTE.search(fold(rating.comment or ""))
    read = ["read"] if rating.wednesday or told else []
    last = ["answer"] if rating.level <= UNEASY else ["publish"] if rating.comment else []
    if told and not rating.wednesday:
        return [*low, "comment", *read, *last]
    return [*low, *read, "comment", *last]


def _is_answered(question: str, rating: Rating, named: Set[str]) -> bool:
    """Whether a question was answered before the level was changed."""
    if question == "why":
        return bool(named)
    return bool(rating.comment) if question == "comment" else getattr(rating, _COLUMN[question]) is not None


def _after(question: str, rating: Rating, context: Context) -> Reply:
    """The question that comes after one ("" for the first), or the end."""
    questions = _questions(rating)
    left = questions[questions.index(question) + 1 :] if question in questions else questions
    return _question(left[0], rating, context, set()) if left else finish(rating, context)


def _question(question: str, rating: Rating, context: Context, named: Set[str]) -> Reply:
    """One question with its answers; words typed now are taken for a comment (see `rate_words`)."""
    t = context.t
    context.talk.step = STEP
    context.talk.notes |= {"rating": rating.id, "rating_asked": question}
    yes_no = ((t("Yes"), "yes"), (t("No"), "no"))
    texts: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
        "why": (t("What was not good? Choose as many as you like, then press “Done”."), _factors(named, context)),
        "trips": (
            t("How often did you have to come for this matter?"),
            ((t("Once"), "1"), (t("Twice"), "2"), (t("Three times"), "3"), (t("Four times or more"), "4")),
        ),
        "extra": (t("Did you have to pay anything beyond the rules?"), yes_no),
        "read": (
            t("If an official wrote the form for you: did they read it back to you?"),
            ((t("Yes, read back"), "yes"), (t("Not read back"), "no"), (t("Nobody wrote for me"), "none")),
        ),
        "comment": (_comment_words(rating, context), ()),
        "publish": (t("May the ward publish your words, without a name?"), yes_no),
        "answer": (t("Do you want the ward to answer you here? The answer comes through me, without a name."), yes_no),
    }
    text, answers = texts[question]
    buttons = [Button(label, f"more:{rating.id}:{question}:{value}") for label, value in answers]
    buttons.append(Button(t("Skip"), f"more:{rating.id}:{question}:skip"))
    buttons.append(Button(t("Stop here"), f"more:{rating.id}:{question}:stop"))
    return Reply(text, buttons=tuple(buttons))


def _comment_words(rating: Rating, context: Context) -> str:
    t = context.t
    asked = t("Would you like to say in your own words what should be better? Just type it.")
    if rating.level > UNEASY:
        asked = t("Would you like to add a word in your own words? Just type it.")
    return asked + " " + t("Please no names and no numbers.")


def _factors(named: Set[str], context: Context) -> tuple[tuple[str, str], ...]:
    """The five factors, those that are chosen ticked, and the end of choosing."""
    shown = [(("☑ " if name in named else "☐ ") + context.t(words), name) for name, words in FACTORS.items()]
    return (*shown, (context.t("Done"), "done"))


async def _why_pressed(rating: Rating, value: str, context: Context) -> list[Reply]:
    """A factor on or off, or the end of choosing."""
    if value in ("done", "skip"):
        return [_after("why", rating, context)]
    if value not in FACTORS or rating.level > UNEASY:
        return [entries.old_button(context)]
    named = await context.ratings.reasons(rating.id) ^ {value}
    context.ratings.set_reasons(rating.id, named, context.clock.now())
    return [replace(_question("why", rating, context, named), replace=True)]


def _keep(rating: Rating, question: str, value: str, context: Context) -> bool:
    """Keep an answer; False if it is none to this question."""
    now = context.clock.now()
    if value == "skip":
        return True
    if question == "trips":
        if value not in ("1", "2", "3", "4"):
            return False
        context.ratings.change(rating.id, now, trips=int(value))
        return True
    if question not in _COLUMN or value not in _VALUES or (value == "none" and question != "read"):
        return False
    if question == "answer":
        alert = alerts.of_rating(rating, context)
        context.ratings.want_answer(rating.id, now, wanted=_VALUES[value], alert=alert)
    elif question == "extra":
        context.ratings.paid(rating.id, now, paid=_VALUES[value], alert=alerts.of_rating(rating, context, extra=True))
    else:
        context.ratings.change(rating.id, now, **{_COLUMN[question]: _VALUES[value]})
    return True


def _for_the_next(context: Context) -> Reply:
    """On a device of the ward: the levels for whoever comes next."""
    target = context.talk.notes.get("kiosk", "w")
    return Reply(
        context.t("For the next visitor: how satisfied are you?"), buttons=level_buttons(target, context.t, "k")
    )
