"""For administrators in the chat: the cases that ratings opened, taken on, answered and closed."""

from __future__ import annotations

from bot.case_words import ANSWER, ANSWER_NOTE, KINDS, STATES
from bot.clock import VIETNAM
from bot.context import Context
from bot.messages import Button, Incoming, Reply
from bot.scale import said
from bot.storage.cases import Case
from handlers import entries, unsure

STEP = "case-answer"
_SHOWN = 8
_WORDS = 600


async def listed(message: Incoming, context: Context) -> list[Reply]:
    """The cases that wait for an answer."""
    t = context.t
    if message.group:
        return [Reply(t("Please write to me in private for this, so that others do not see it."))]
    found = await context.cases.open(_SHOWN)
    if not found:
        return [Reply(t("No case waits for an answer."))]
    lines = [_line(case, context) for case in found]
    buttons = [Button(t("Case {number}", number=case.id), f"case:show:{case.id}") for case in found]
    return [Reply("\n".join(lines), title=t("Cases without an answer"), buttons=tuple(buttons))]


async def button(message: Incoming, context: Context) -> list[Reply]:
    """A button under a case: `case:<act>:<number>`."""
    _, act, number, *_ = [*message.data.split(":"), "", ""]
    case = await context.cases.find(int(number)) if number.isdecimal() and len(number) < 10 else None
    if message.group or case is None:
        return await listed(message, context) if message.group else [entries.old_button(context)]
    match act:
        case "take":
            return await _take(case, context)
        case "answer":
            return _ask_for_words(case, context)
        case "send":
            return await _send(case, context)
        case "close":
            return await _close(case, context)
    return [_shown(case, context)]


async def words(message: Incoming, context: Context) -> list[Reply]:
    """The words of an answer: shown once more before they go."""
    t = context.t
    number = context.talk.notes.get("case", "")
    context.talk.notes["case_words"] = message.text.strip()
    who = t("It goes through me to the rater, who asked for an answer; you do not learn who it is.")
    case = await context.cases.find(int(number)) if number.isdecimal() else None
    if case is None:
        return [entries.old_button(context)]
    if not case.wants_answer:
        who = t("The rater did not ask for an answer: it is kept with the case and not sent.")
    lines = [f"“{context.talk.notes['case_words']}”", who]
    buttons = (Button(t("Send"), f"case:send:{number}"), Button(t("Write it anew"), f"case:answer:{number}"))
    return [Reply("\n".join(lines), title=t("Answer to case {number}", number=number), buttons=buttons)]


async def _take(case: Case, context: Context) -> list[Reply]:
    t = context.t
    if await context.cases.take(case.id, context.clock.now()):
        return [Reply(t("Case {number} is yours now.", number=case.id), buttons=_buttons(case, context, "taken"))]
    fresh = await context.cases.find(case.id) or case
    if fresh.state == "taken" and fresh.taken_by == context.person.staff:
        return [Reply(t("Case {number} is yours already.", number=case.id), buttons=_buttons(fresh, context))]
    said_so = t("Case {number} is not new any more: {state}.", number=case.id, state=t(STATES[fresh.state]))
    return [Reply(said_so, buttons=_buttons(fresh, context))]


def _ask_for_words(case: Case, context: Context) -> list[Reply]:
    t = context.t
    if case.state not in ("new", "taken"):
        return [Reply(t("Case {number} is not open any more: {state}.", number=case.id, state=t(STATES[case.state])))]
    context.talk.step = STEP
    context.talk.notes["case"] = str(case.id)
    said_so = t("Please type the answer to case {number}. You see it once more before it goes.", number=case.id)
    return [Reply(said_so)]


async def _send(case: Case, context: Context) -> list[Reply]:
    t = context.t
    text = context.talk.notes.pop("case_words", "")
    if not text or context.talk.notes.get("case") != str(case.id):
        return _ask_for_words(case, context)
    catalogue = context.catalogue

    def say(language: str) -> Reply:
        first, last = catalogue.translate(language, ANSWER), catalogue.translate(language, ANSWER_NOTE)
        return Reply(f"{first}\n{text}", note=last)

    done = await context.cases.answer(case.id, text, say, context.clock.now())
    if not done:
        return [Reply(t("Case {number} was answered or closed in the meantime.", number=case.id))]
    said_so = t("The answer to case {number} is on its way.", number=case.id)
    if done == "kept":
        said_so = t("The answer to case {number} is kept; nobody waits for it.", number=case.id)
    return [Reply(said_so, buttons=(Button(t("Close the case"), f"case:close:{case.id}"),))]


async def _close(case: Case, context: Context) -> list[Reply]:
    t = context.t
    if await context.cases.close(case.id, context.clock.now()):
        return [Reply(t("Case {number} is closed.", number=case.id))]
    return [Reply(t("Case {number} was closed already.", number=case.id))]


def _shown(case: Case, context: Context) -> Reply:
    """A case as far as it is known."""
    t = context.t
    lines = [_line(case, context)]
    if case.level_was_changed:
        lines.append(t("A lower level opened this case; the rater has changed it since."))
    if case.extra:
        lines.append(t("The rater says that they had to pay something beyond the rules."))
    if case.comment:
        lines.append(t("Their words: “{words}”", words=case.comment[:_WORDS]))
    lines.append(t("The rater waits for an answer.") if case.wants_answer else t("No answer was asked for."))
    return Reply("\n".join(lines), title=t("Case {number}", number=case.id), buttons=_buttons(case, context))


def _buttons(case: Case, context: Context, state: str = "") -> tuple[Button, ...]:
    """What can still be done with a case."""
    t, state = context.t, state or case.state
    buttons = []
    if state == "new":
        buttons.append(Button(t("I see to it"), f"case:take:{case.id}"))
    if state in ("new", "taken"):
        buttons.append(Button(t("Answer"), f"case:answer:{case.id}"))
    if state != "closed":
        buttons.append(Button(t("Close the case"), f"case:close:{case.id}"))
    return tuple(buttons)


def _line(case: Case, context: Context) -> str:
    """A case in one line: number, day, level, kind, field, state."""
    t = context.t
    day = f"{case.opened.astimezone(VIETNAM):%d/%m}"
    level = said(case.level, t) if case.level else ""
    fields = {field.id for field in context.library.fields}
    field = unsure.field_name(case.field, context) if case.field in fields else ""
    parts = (f"{case.id}. {day}", level, t(KINDS[case.kind]), field, t(STATES[case.state]))
    return ", ".join(filter(None, parts))
