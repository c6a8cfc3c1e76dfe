"""The rating itself: one tap on one of five levels. What follows the tap is in `rate_next`.

A button says what is rated, the level, and by whom it is pressed if not by the visitor: `rate:v-…:4:r`.
v-CODE  the visit of a receipt        r  a relative presses for them
q-CODE  the counter of a poster       k  on a device of the ward
w       the desk as a whole
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from bot import codes
from bot.choices import fold
from bot.clock import VIETNAM
from bot.context import Context
from bot.counter_codes import AtCounter, Why
from bot.links import AT_COUNTER, RECEIPT
from bot.messages import Button, Incoming, Reply
from bot.scale import LEVELS, Mode, Source, level_buttons, said
from bot.storage.ratings import Given, Rating, new_id
from bot.storage.visits import Visit
from handlers import alerts, ask, entries, rate_next, rate_words, receipts

KIOSK = "k-"  # before a poster's code: this device stands at the desk and serves everybody
_WHOLE = "w"
_RELATIVE, _ON_KIOSK = "r", "k"
_SHOWN = 4  # visits offered to choose from


@dataclass(frozen=True)
class Target:
    """What is rated: `name` is how a button says it, `matter` how people do."""

    name: str
    matter: str = ""
    visit: Visit | None = None
    counter: str | None = None


async def begin(message: Incoming, context: Context) -> list[Reply]:
    """/danhgia: what was left in the middle, else the visits that wait for a rating, else the desk as a whole."""
    t = context.t
    if message.group:
        return [Reply(t("Please write to me in private for this, so that others do not see it."))]
    if (left := context.talk.notes.get("rating")) and (going_on := await rate_next.go_on(left, context)):
        return going_on
    unrated = [visit for visit in await context.visits.mine(2 * _SHOWN) if not visit.rated][:_SHOWN]
    if len(unrated) == 1:
        return [_levels(_of_visit(unrated[0], context), context)]
    if unrated:
        buttons = [Button(receipts.matter(visit, context), f"rate:{RECEIPT}{visit.code}") for visit in unrated]
        buttons.append(Button(t("Another visit"), f"rate:{_WHOLE}"))
        return [Reply(t("Which visit do you want to rate?"), buttons=tuple(buttons))]
    return [_levels(Target(_WHOLE), context)]


async def at_counter(payload: str, message: Incoming, context: Context) -> list[Reply]:
    """A poster's code that was scanned: the rest of a deep link."""
    how = _ON_KIOSK if payload.startswith(KIOSK) else ""
    code = codes.find_code(payload.removeprefix(KIOSK).removeprefix(AT_COUNTER), codes.COUNTER)
    return await _open(f"{AT_COUNTER}{code}", how, message, context)


async def of_form(visit: Visit, level: int, context: Context) -> Rating:
    """The rating of a visit as it would be kept, given elsewhere than in the talk."""
    return await _draft(_of_visit(visit, context), level, "", context)


def is_counter_code(text: str) -> bool:
    """Whether typed words hold a poster's code."""
    return bool(codes.find_code(text, codes.COUNTER))


async def typed_code(message: Incoming, context: Context) -> list[Reply]:
    """A poster's code that was typed."""
    return await _open(f"{AT_COUNTER}{codes.find_code(message.text, codes.COUNTER)}", "", message, context)


async def tapped(message: Incoming, context: Context) -> list[Reply]:
    """A button under the question how it was: a level, or what is to be rated, or who presses."""
    _, name, level, how, *_ = [*message.data.split(":"), "", "", "", ""]
    if message.group or not name:
        return await begin(message, context)
    if not level:
        return await _open(name, how, message, context)
    if level not in map(str, LEVELS) or how not in ("", _RELATIVE, _ON_KIOSK):
        return [entries.old_button(context)]
    if several := _which_number(message, name, how, context):
        return [several]
    target = await _target(name, context)
    return [target] if isinstance(target, Reply) else await _give(target, int(level), how, context)


async def in_words(message: Incoming, context: Context) -> list[Reply]:
    """A level that was typed with no question open: for the one visit that waits for it, else just words."""
    unrated = [visit for visit in await context.visits.mine(_SHOWN) if not visit.rated]
    typed = fold(message.text)
    level = next((level for level in LEVELS if typed in _names(level, context)), None)
    if context.talk.notes.get("rating"):
        return await rate_words.said(message, context)
    if len(unrated) != 1 or level is None or message.group:
        return await ask.ask(message, context)
    return await _give(_of_visit(unrated[0], context), level, "", context)


async def again(message: Incoming, context: Context) -> list[Reply]:
    """A change of mind: the levels once more, or the new one."""
    t = context.t
    _, which, level, *_ = [*message.data.split(":"), "", ""]
    rating = None if message.group else await context.ratings.open(context.clock.now(), which)
    if rating is None:
        return [Reply(t("There is no rating of yours that can still be changed."))]
    if level not in map(str, LEVELS):
        buttons = tuple(
            replace(button, data=f"again:{rating.id}:{value}")
            for button, value in zip(level_buttons("", t), LEVELS, strict=True)
        )
        return [Reply(t("You rated: {level}. What shall it be?", level=said(rating.level, t)), buttons=buttons)]
    rating = replace(rating, level=int(level))
    context.ratings.relevel(rating, rating.level, context.clock.now(), alerts.of_rating(rating, context))
    return await _changed(rating, context)


async def never(message: Incoming, context: Context) -> list[Reply]:
    """Not to be asked again after a visit, or to be asked after all."""
    t, now = context.t, context.clock.now()
    if message.data.partition(":")[2] == "yes":
        context.ratings.invite(now)
        return [Reply(t("All right, I shall ask you again after a visit."))]
    context.ratings.never_invite(now)
    said_no = t("All right, I shall not ask you again. You can still rate at any time: type “đánh giá”.")
    return [Reply(said_no, buttons=(Button(t("Do ask me"), "askme:yes"),))]


async def _open(name: str, how: str, message: Incoming, context: Context) -> list[Reply]:
    """The five levels for what a code or a button names."""
    if message.group:
        return await begin(message, context)
    target = await _target(name, context)
    return [target if isinstance(target, Reply) else _levels(target, context, how)]


def _levels(target: Target, context: Context, how: str = "") -> Reply:
    """The question how it was, with the five levels."""
    t = context.t
    lines = [t("How satisfied are you with how you were served? One tap is enough; nobody asks your name.")]
    if how == _RELATIVE:
        lines = [t("You press for somebody else: please ask them, and press what they say.")]
    elif target.name == _WHOLE:
        lines.append(t("If you have a receipt, type its code first: then the rating counts as one with a receipt."))
    buttons = level_buttons(target.name, t, how)
    if not how:
        buttons += (Button(t("I press for a relative"), f"rate:{target.name}::{_RELATIVE}"),)
    return Reply("\n".join(lines), title=target.matter, buttons=buttons)


async def _give(target: Target, level: int, how: str, context: Context) -> list[Reply]:
    """Keep the level, say thank you, and ask on."""
    t = context.t
    if how == _ON_KIOSK:
        context.talk.notes["kiosk"] = target.name
    draft = await _draft(target, level, how, context)
    given, rating = await context.ratings.give(draft, alerts.of_rating(draft, context))
    if given is Given.TAKEN:
        said_so = t("This visit has been rated already, perhaps by somebody in your family; each visit counts once.")
        return [Reply(said_so + " " + t("Thank you all the same."))]
    before = await context.ratings.open(context.clock.now(), rating) if given is Given.CHANGED else None
    if before is None:
        return rate_next.first(replace(draft, id=rating), context, changed=False)
    return await _changed(replace(before, level=level), context)


async def _changed(rating: Rating, context: Context) -> list[Reply]:
    """Say the new level, and ask what it makes worth asking."""
    named = await context.ratings.reasons(rating.id)
    return rate_next.first(rating, context, changed=True, named=named)


async def _draft(target: Target, level: int, how: str, context: Context) -> Rating:
    """The rating as it would be kept."""
    now, local, visit = context.clock.now(), context.now, target.visit
    day = visit.received.astimezone(VIETNAM).date() if visit else local.date()
    source, mode = await _origin(target, how, context)
    return Rating(
        id=new_id(),
        at=now,
        day=local.date(),
        hour=local.hour,
        level=level,
        mode=mode,
        source=source,
        channel=context.person.channel,
        field=visit.field if visit else None,
        procedure=visit.entry if visit else None,
        counter=visit.counter if visit else target.counter,
        wednesday=context.ward.special_on(day) is not None,
        trips=None,
        extra=None,
        read_back=None,
        publish=None,
        wants_answer=None,
        comment=None,
        comment_state=None,
        suspect=context.ratings.suspect,
        visit=visit.id if visit else None,
        person=context.person.id,
        open_until=now + timedelta(hours=context.settings.rate_change_hours),
    )


async def _origin(target: Target, how: str, context: Context) -> tuple[Source, Mode]:
    """Where a rating comes from, and how sure it is that it is the visitor's own."""
    if how:
        return (Source.KIOSK if how == _ON_KIOSK else Source.RELATIVE), Mode.ASSISTED
    if target.visit is None:
        return Source.COUNTER, Mode.UNVERIFIED
    invited = await context.ratings.was_invited(target.visit.id)
    return (Source.INVITATION if invited else Source.RECEIPT), Mode.VERIFIED


async def _target(name: str, context: Context) -> Target | Reply:
    """What a button or a code names, or why it names nothing (any more)."""
    t = context.t
    if name == _WHOLE:
        return Target(_WHOLE)
    if name.startswith(AT_COUNTER):
        return await _at(name, context)
    if context.attempts.wait(context.person.id):
        return Reply(t("Several codes were not right. Please wait some minutes and try again."))
    visit = await context.visits.find(name.removeprefix(RECEIPT)) if name.startswith(RECEIPT) else None
    if visit is None:
        context.attempts.failed(context.person.id)
        return entries.old_button(context)
    return _of_visit(visit, context)


async def _at(name: str, context: Context) -> Target | Reply:
    """The counter of a poster's code."""
    t = context.t
    found = await context.read_counter_code(name.removeprefix(AT_COUNTER))
    if not isinstance(found, AtCounter):
        context.attempts.failed(context.person.id)
        if found is Why.OLD:
            return Reply(t("This poster is an old one. Please look for the new one at the desk, or type “đánh giá”."))
        return Reply(t("I do not know this code. Please compare it with the poster, or type “đánh giá”."))
    counter = next((item for item in context.ward.counters if item.id == found.counter), None)
    matter = counter.name if counter else t("The one-stop desk of {ward}", ward=context.ward.name)
    return Target(name, matter, counter=found.counter or None)


def _of_visit(visit: Visit, context: Context) -> Target:
    return Target(f"{RECEIPT}{visit.code}", receipts.matter(visit, context), visit, visit.counter)


def _names(level: int, context: Context) -> set[str]:
    """A level's words in every language, as they are compared."""
    return {fold(context.catalogue.translate(language, LEVELS[level][1])) for language in context.ward.languages}


def _which_number(message: Incoming, name: str, how: str, context: Context) -> Reply | None:
    """A typed number may count lines or points; where no numbers are shown, and both differ, ask which is meant."""
    number = fold(message.text)
    if context.limits.shows_numbers or not number.isdecimal() or number not in map(str, LEVELS) or number == "3":
        return None
    by_place, by_points = 6 - int(number), int(number)
    t = context.t
    meant = {str(by_place), str(by_points)}
    buttons = [button for button in level_buttons(name, t, how) if button.data.split(":")[2] in meant]
    return Reply(t("Which do you mean by {number}? Please tap the words.", number=number), buttons=tuple(buttons))
