"""For officials in the chat: what citizens passed on is taken, answered by simply writing, passed on, closed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from bot.clock import VIETNAM
from bot.context import Context
from bot.i18n import mark
from bot.inquiry_words import REASONS, STATES, short_name
from bot.messages import Button, Incoming, Reply
from bot.storage.inquiries import Inquiry
from bot.storage.inquiry_steps import Words
from bot.storage.inquiry_talks import CITIZEN, NOTE
from handlers import entries

Act = Callable[[Inquiry, Context], Awaitable[list[Reply]]]

STEP = "inq-answer"
_SHOWN = 8
_LINES = 8  # of a talk
_CLOSED_FOR = ("desk", "elsewhere", "unclear")
_MASKED = mark("The numbers in your answer were blanked out. If they are the ward's own, send the answer on the page.")


async def listed(message: Incoming, context: Context) -> list[Reply]:
    """What waits for an answer, what is due first being first."""
    t = context.t
    if message.group:
        return [Reply(t("Please write to me in private for this, so that others do not see it."))]
    found = await context.inquiries.waiting(_SHOWN)
    if not found:
        return [Reply(t("No question waits for an answer."))]
    lines = [_line(one, context) for one in found]
    buttons = [Button(t("Question {number}", number=one.id), f"inq:show:{one.id}") for one in found]
    title = t("Questions that wait for an answer")
    page = t("All of them, with filters and templates: {page}", page=f"{context.site}/quan-tri/cau-hoi")
    return [Reply("\n".join(lines), title=title, note=page, buttons=tuple(buttons))]


async def button(message: Incoming, context: Context) -> list[Reply]:
    """A button under a question: `inq:<act>:<number>`, with what it is about."""
    if message.group:
        return await listed(message, context)
    _, act, number, *rest = [*message.data.split(":"), "", ""]
    one = await context.inquiries.find(int(number)) if number.isdecimal() and len(number) < 10 else None
    if one is None:
        return [entries.old_button(context)]
    if act == "to" and len(rest) > 1:
        return await _pass_on(one, rest[0], rest[1], context)
    if act == "end" and rest[0] in _CLOSED_FOR:
        return await _close(one, rest[0], context)
    acts: dict[str, Act] = {"take": _take, "answer": _ask_for_words, "pass": _to_whom, "end": _why}
    return await acts.get(act, _shown)(one, context)


async def words(message: Incoming, context: Context) -> list[Reply]:
    """The words of an answer: they go at once, and so do the next ones."""
    t = context.t
    number = context.talk.notes.get("inquiry", "")
    one = await context.inquiries.find(int(number)) if number.isdecimal() else None
    if one is None or message.group:
        return [entries.old_button(context)]
    context.talk.step = STEP
    if message.masked:
        return [Reply(t(_MASKED), note=f"{context.site}/quan-tri/cau-hoi/{one.id}")]
    now, name = context.clock.now(), await _my_name(context)
    text = message.text.strip()
    say = context.voice.answer(one.field, name, text, quote=one.answered is None)
    key = f"{message.address.channel}:{message.event}"
    answer = Words(text, say, key, now + timedelta(minutes=context.settings.desk_silence_minutes))
    match await context.inquiries.answer(one.id, answer, now):
        case "sent":
            said = t("Sent to who asked question {number}. What you write next goes there too.", number=one.id)
        case "kept":
            said = t("Nobody waits for the answer to question {number} any more; it is kept.", number=one.id)
        case "theirs":
            said = t("{name} has question {number}.", name=await _who(one, context), number=one.id)
        case _:
            said = t("Question {number} is over; nothing was sent.", number=one.id)
    buttons = (Button(t("Look"), f"inq:show:{one.id}"), Button(t("Close the question"), f"inq:end:{one.id}"))
    return [Reply(said, buttons=buttons)]


async def _take(one: Inquiry, context: Context) -> list[Reply]:
    t, now = context.t, context.clock.now()
    until = now + timedelta(minutes=context.settings.desk_silence_minutes)
    say = context.voice.taken(one.field, await _my_name(context))
    if await context.inquiries.take(one.id, say, until, now):
        _write_to(one, context)
        said = t("Question {number} is yours. Just type the answer here; it goes to who asked.", number=one.id)
        return [Reply(said, buttons=_ways(replace(one, state="taken"), context))]
    fresh = await context.inquiries.find(one.id) or one
    if fresh.state == "taken" and fresh.taken_by == context.person.staff:
        return await _ask_for_words(fresh, context)
    if fresh.state == "taken":
        said = t("{name} was faster: question {number} is theirs.", name=await _who(fresh, context), number=one.id)
        return [Reply(said)]
    return [Reply(t("Question {number}: {state}.", number=one.id, state=t(STATES[fresh.state])))]


async def _ask_for_words(one: Inquiry, context: Context) -> list[Reply]:
    t = context.t
    if one.state == "taken" and one.taken_by != context.person.staff:
        return [Reply(t("{name} has question {number}.", name=await _who(one, context), number=one.id))]
    if one.state in ("closed", "merged"):
        return [Reply(t("Question {number}: {state}.", number=one.id, state=t(STATES[one.state])))]
    _write_to(one, context)
    return [Reply(t("Please type the answer to question {number}; it goes at once.", number=one.id))]


async def _to_whom(one: Inquiry, context: Context) -> list[Reply]:
    """To which field or which colleague."""
    fields = [field for field in context.library.fields if field.id not in ("chung", one.field)]
    buttons = [Button(short_name(field, context.language), f"inq:to:{one.id}:f:{field.id}") for field in fields]
    others = [member for member in await context.inquiries.staff() if member.id != context.person.staff]
    buttons += [Button(member.name, f"inq:to:{one.id}:s:{member.id}") for member in others]
    said = context.t("To which field or to whom does question {number} go?", number=one.id)
    return [Reply(said, buttons=tuple(buttons))]


async def _pass_on(one: Inquiry, kind: str, to: str, context: Context) -> list[Reply]:
    t = context.t
    member = int(to) if kind == "s" and to.isdecimal() else None
    known = {field.id for field in context.library.fields}
    field = to if kind == "f" and to in known else one.field
    if await context.inquiries.pass_on(one.id, field, member, context.clock.now()):
        return [Reply(t("Question {number} is passed on.", number=one.id))]
    return [Reply(t("Question {number} does not wait any more; nothing was changed.", number=one.id))]


async def _why(one: Inquiry, context: Context) -> list[Reply]:
    t = context.t
    buttons = [Button(t(REASONS[reason]), f"inq:end:{one.id}:{reason}") for reason in _CLOSED_FOR]
    told = t("Who waits for an answer is told. Other reasons: on the page.")
    said = t("Why is question {number} closed?", number=one.id) + " " + told
    return [Reply(said, buttons=tuple(buttons))]


async def _close(one: Inquiry, reason: str, context: Context) -> list[Reply]:
    t = context.t
    if await context.inquiries.close(one.id, reason, context.voice.closed(reason), context.clock.now()):
        return [Reply(t("Question {number} is closed.", number=one.id))]
    return [Reply(t("Question {number} was closed already.", number=one.id))]


async def _shown(one: Inquiry, context: Context) -> list[Reply]:
    """A question with the end of its talk."""
    t = context.t
    lines = [_line(one, context)]
    for line in (await context.inquiries.lines(one.id))[-_LINES:]:
        who = t("Citizen") if line.whose == CITIZEN else t("Note") if line.whose == NOTE else t("Ward")
        picture = t(" [picture: see the page]") if line.file else ""
        lines.append(f"{who}: {line.text}{picture}")
    if one.phone:
        lines.append(t("They gave a phone number: it is on the page."))
    note = f"{context.site}/quan-tri/cau-hoi/{one.id}"
    title = t("Question {number}", number=one.id)
    return [Reply("\n".join(lines), title=title, note=note, buttons=_ways(one, context))]


def _ways(one: Inquiry, context: Context) -> tuple[Button, ...]:
    t = context.t
    ways = [way for way in context.voice.buttons(one, context.language) if not way.data.startswith("inq:show")]
    if one.state == "taken":
        ways.append(Button(t("Pass on"), f"inq:pass:{one.id}"))
    if one.state != "closed":
        ways.append(Button(t("Close the question"), f"inq:end:{one.id}"))
    return tuple(ways)


def _line(one: Inquiry, context: Context) -> str:
    """A question in one line: number, by when, field, words."""
    late = context.t(" (late)") if one.due < context.clock.now() and one.state in ("new", "taken") else ""
    field = context.voice.field(one.field, context.language)
    due = f"{one.due.astimezone(VIETNAM):%H:%M %d/%m}{late}"
    head = ", ".join(filter(None, (f"{one.id}. {due}", field, context.t(STATES[one.state]))))
    return f"{head}: “{(one.question or '')[:120]}”"


def _write_to(one: Inquiry, context: Context) -> None:
    """What is typed from now on goes to this one."""
    context.talk.step = STEP
    context.talk.notes["inquiry"] = str(one.id)


async def _my_name(context: Context) -> str:
    return await context.inquiries.name(context.person.staff)


async def _who(one: Inquiry, context: Context) -> str:
    """The one who has it."""
    return await context.inquiries.name(one.taken_by) or context.t("Somebody else")
