"""The code on a receipt: typed or scanned, it links the talk to the visit, so that news of it reach them."""

from __future__ import annotations

from bot import codes
from bot.clock import VIETNAM
from bot.context import Context
from bot.days import END_OF_DAY
from bot.links import RECEIPT
from bot.messages import Button, Incoming, Reply
from bot.routes import Role
from bot.storage.visits import Link, Outcome, Visit
from handlers import profile, smalltalk, unsure

_SHOWN = 10
_WORDS = 120  # characters shown of a procedure's name


def is_code(text: str) -> bool:
    """Whether typed words hold a receipt's code, or are meant for one."""
    return bool(codes.find_code(text, codes.RECEIPT)) or codes.seems_code(text, codes.RECEIPT)


async def typed(message: Incoming, context: Context) -> list[Reply]:
    """A receipt's code somewhere in what was typed."""
    return await link(codes.find_code(message.text, codes.RECEIPT), message, context)


async def opened(payload: str, message: Incoming, context: Context) -> list[Reply]:
    """A receipt's code that was scanned: the rest of a deep link."""
    return await link(codes.find_code(payload.removeprefix(RECEIPT), codes.RECEIPT), message, context)


async def link(code: str, message: Incoming, context: Context) -> list[Reply]:
    """Link the talk to the visit of a code, "" being one that was typed wrong; the staff only look."""
    t = context.t
    if message.group:
        return [Reply(t("Please write to me in private for this, so that others do not see it."))]
    if Role(context.person.role).may(Role.OFFICIAL):
        return [await _looked_up(code, context)]
    if wait := context.attempts.wait(context.person.id):
        minutes = max(1, -(-int(wait.total_seconds()) // 60))
        said = context.tn(
            "Several codes were not right. Please wait {count} minute and try again, or show the receipt at the desk.",
            "Several codes were not right. Please wait {count} minutes and try again, or show the receipt at the desk.",
            minutes,
        )
        return [Reply(said)]
    what, visit = await context.visits.link(code, context.clock.now()) if code else (Link.UNKNOWN, None)
    if visit is None:
        context.attempts.failed(context.person.id)
        rate = (_rate(code, context),) if what is Link.TAKEN else ()
        return [Reply(_refusal(code, what, context), buttons=rate)]
    return [_linked(visit, context, new=what is Link.NEW)]


async def mine(message: Incoming, context: Context) -> list[Reply]:
    """The receipts linked to this talk."""
    t = context.t
    if message.group:
        return [Reply(t("Please write to me in private for this, so that others do not see it."))]
    found = await context.visits.mine(_SHOWN)
    if not found:
        said = t("No receipt is linked to this talk. Type the code on your receipt, and I tell you when it is ready.")
        return [Reply(said, buttons=smalltalk.ways_on(context))]
    lines = [f"{codes.shown(visit.code)}: {matter(visit, context)}. {state(visit, context)}" for visit in found]
    buttons = [
        Button(t("Unlink {code}", code=codes.shown(visit.code)), f"receipt:unlink:{visit.id}") for visit in found
    ]
    return [Reply("\n".join(lines), title=t("Receipts linked to this talk"), buttons=tuple(buttons))]


async def button(message: Incoming, context: Context) -> list[Reply]:
    """A button under a receipt."""
    what, _, number = message.data.partition(":")[2].partition(":")
    if what != "unlink" or not number.isdecimal() or message.group:
        return await mine(message, context)
    context.visits.unlink(int(number))
    said = context.t(
        "Unlinked: I no longer know that this receipt is yours and shall tell you nothing about it. To link it again, "
        "type its code."
    )
    return [Reply(said)]


def matter(visit: Visit, context: Context) -> str:
    """What a visit is about, in the desk's words or as the field of work."""
    entry = context.library.entries.get(visit.entry or "")
    name = visit.procedure or (entry.short if entry else "")
    if not name and visit.field in {field.id for field in context.library.fields}:
        name = unsure.field_name(str(visit.field), context)
    name = name or context.t("papers handed in at the desk")
    return name if len(name) <= _WORDS else name[:_WORDS].rstrip() + "…"


def state(visit: Visit, context: Context) -> str:
    """How a visit stands, in a sentence."""
    t = context.t
    ended = {
        Outcome.DONE: t("The result is ready."),
        Outcome.REFUSED: t("The desk has refused it; please ask there for the written reason."),
        Outcome.RETURNED: t("The papers were handed back; please ask at the desk what is missing."),
        Outcome.WITHDRAWN: t("It was withdrawn."),
    }
    if visit.outcome != Outcome.OPEN:
        return ended[Outcome(visit.outcome)]
    if visit.due is None:
        return t("No day for the result is noted.")
    if _is_late(visit, context):
        return t("The result was due on {date} and is late; please ask at the desk.", date=due(visit, context))
    return t("The result is due on {date}.", date=due(visit, context))


def _is_late(visit: Visit, context: Context) -> bool:
    """Whether the day of the result has passed; only asked of what is still open."""
    return visit.due is not None and visit.due < context.clock.now()


def due(visit: Visit, context: Context) -> str:
    """The day the result is due, with the hour where one was said."""
    moment = visit.due.astimezone(VIETNAM) if visit.due else context.now
    day = profile.dated(moment.date())
    if moment.time() == END_OF_DAY:
        return day
    return context.t("{day} at {time}", day=day, time=profile.clock(moment.time()))


def _linked(visit: Visit, context: Context, *, new: bool) -> Reply:
    """What the code stands for, what will be told, what is kept, and how to undo it."""
    t = context.t
    lines = [f"{matter(visit, context)}.", state(visit, context)]
    if visit.outcome == Outcome.OPEN and _is_late(visit, context):
        lines.append(t("I shall write here when the result is ready."))
    elif visit.outcome == Outcome.OPEN:
        lines.append(t("I shall write here when the result is ready, and if it is late."))
    lines.append(t("I keep that this receipt belongs to this talk; no name. You can undo it at any time."))
    title = t("Receipt {code} is linked", code=codes.shown(visit.code))
    if not new:
        title = t("Receipt {code} was linked already", code=codes.shown(visit.code))
    rate = (_rate(visit.code, context),) if visit.outcome != Outcome.OPEN and not visit.rated else ()
    return Reply("\n".join(lines), title=title, buttons=(*rate, Button(t("Unlink"), f"receipt:unlink:{visit.id}")))


def _rate(code: str, context: Context) -> Button:
    """The way to rate a visit; whoever holds its receipt may, and it counts once."""
    return Button(context.t("Rate this visit"), f"rate:{RECEIPT}{code}")


def _refusal(code: str, what: Link, context: Context) -> str:
    """Why a code is not taken, kindly."""
    t = context.t
    if not code:
        return t(
            "One character of this code is not right. On a receipt it is written like XXX-XXX-XXX, on a poster at the "
            "desk like XXXX-XXXX; please look at the paper once more."
        )
    if what is Link.TAKEN:
        return t(
            "This receipt is linked to another talk already, perhaps of somebody in your family. If that is not so, "
            "please show the receipt at the desk."
        )
    if what is Link.OVER:
        return t("The matter of this receipt ended a while ago, so there is nothing more to tell about it.")
    return t("I know no receipt with this code. Please compare it with the paper, or show the receipt at the desk.")


async def _looked_up(code: str, context: Context) -> Reply:
    """For the staff: how the visit of a code stands; it is not linked to them."""
    t = context.t
    visit = await context.visits.find(code) if code else None
    if visit is None:
        return Reply(t("There is no visit with this code."))
    lines = [f"{matter(visit, context)}.", state(visit, context)]
    lines.append(t("Somebody is linked to it.") if visit.person else t("Nobody is linked to it."))
    return Reply("\n".join(lines), title=codes.shown(visit.code))
