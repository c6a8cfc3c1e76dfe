"""Did this help? Asked under a real answer, never twice in a row; a "not yet" gets ways on."""

from __future__ import annotations

from dataclasses import replace

from bot.context import Context
from bot.messages import Button, Incoming, Reply
from handlers import desk, profile, unsure
from handlers.answer import name_of

_IN_VAIN = "in_vain"  # the note that counts answers in a row that did not help
_ENOUGH = 2  # of them


def under(replies: list[Reply], message: Incoming, context: Context) -> list[Reply]:
    """Replies to a kept question, asked under the last one if that is an answer; never in a group."""
    if not replies or message.group or not is_answer(replies[-1], context):
        return replies
    return [*replies[:-1], ask(replies[-1], context)]


def ask(reply: Reply, context: Context) -> Reply:
    """An answer with the question under it, unless the answer before had it or none is kept (`talk.question`)."""
    if context.talk.asked_helpful or not context.talk.question:
        context.talk.asked_helpful = False
        return reply
    context.talk.asked_helpful = True
    t, kept = context.t, context.talk.question
    yes = Button(t("Yes"), f"helped:{kept}:yes", answers=True)
    no = Button(t("Not yet"), f"helped:{kept}:no", answers=True)
    return replace(reply, question=t("Did this answer help you?"), buttons=(*reply.buttons, yes, no))


def is_answer(reply: Reply, context: Context) -> bool:
    """Whether a reply is a real answer: it carries the title of the entry being talked about."""
    entry = context.library.entries.get(context.talk.about)
    return bool(entry and reply.title and reply.title == name_of(entry, context))


def pending(context: Context) -> str:
    """The id of the kept question whose "did this help?" was the last thing asked, "" where it was not."""
    offered = (data.split(":") for _, data in context.talk.choices)
    return next((parts[1] for parts in offered if parts[0] == "helped"), "")


async def helped(message: Incoming, context: Context) -> list[Reply]:
    """A pressed yes or no; somebody else's question stays as it is."""
    _, kept, said = [*message.data.split(":", 2), "", ""][:3]
    return thank(context, kept) if said == "yes" else await not_yet(context, kept, group=message.group)


def thank(context: Context, kept: str) -> list[Reply]:
    """It helped."""
    _keep(context, kept, yes=True)
    context.talk.notes.pop(_IN_VAIN, None)
    return [Reply(context.t("Thank you for telling me. Whenever you need something else, just write."))]


async def not_yet(context: Context, kept: str, *, group: bool = False) -> list[Reply]:
    """It did not help: say it otherwise, the fields of work, a person. After two in a row a person comes first."""
    _keep(context, kept, yes=False)
    times = int(context.talk.notes.get(_IN_VAIN, "0")) + 1
    context.talk.notes[_IN_VAIN] = str(times)
    if times >= _ENOUGH and not group and await desk.may_pass(context):
        said = context.t("I could not help you twice now, I am sorry. Shall an official answer you?")
        return [await desk.beside(Reply(said, buttons=unsure.field_buttons(context, 2)), context)]
    return await sorry(context, group=group)


async def sorry(context: Context, *, group: bool = False) -> list[Reply]:
    """A word of regret and the ways on: other words, the fields of work, a person."""
    t = context.t
    lines = [
        t("I am sorry. You could:"),
        t("1. Say it in other words, short and plain."),
        t("2. Choose a field of work below."),
        t("3. Ask a person.") + " " + profile.contact(context),
    ]
    return [await desk.beside(Reply("\n".join(lines), buttons=unsure.field_buttons(context, 4)), context, group=group)]


def _keep(context: Context, kept: str, *, yes: bool) -> None:
    """Store it; the same answer is not asked about again."""
    if kept:
        context.questions.helpful(kept, yes)
    if kept == context.talk.question:
        context.talk.question = ""
