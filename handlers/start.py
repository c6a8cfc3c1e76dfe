"""The beginning and the end of a talk: first words, deep links, help, stopping."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial, wraps

from bot.context import Context, Talk
from bot.links import AT_COUNTER, JOIN, NEWS, RECEIPT, SUGGESTION
from bot.messages import Button, Incoming, Reply
from bot.routes import Handler
from bot.storage import consents, digests
from handlers import browse, entries, joining, rate, receipts, smalltalk, subscribe, suggest, suggested


def welcome_first(handler: Handler) -> Handler:
    """A handler that says the first words to a stranger before its own; not in a group nor where every second counts.

    An open step is closed here: a handler that still wants the next words opens it again.
    """

    @wraps(handler)
    async def handle(message: Incoming, context: Context) -> list[Reply]:
        context.talk.step = ""
        stranger = not context.person.met and not message.group
        if stranger:
            context.talk.notes["reference"] = "told"  # by the first words
        replies = await handler(message, context)
        if not stranger or context.urgent:
            return replies
        context.people.welcomed()
        return [welcome(context, alone=not replies), *replies]

    return handle


def welcome(context: Context, *, alone: bool) -> Reply:
    """Who speaks, what is kept and for how long, how to erase it; with ways on where nothing else follows."""
    t = context.t
    lines = [
        t(
            "Hello! I am the automatic assistant of {ward}. I answer questions about papers and procedures, for "
            "reference only.",
            ward=context.ward.name,
        ),
        t(
            "I keep your questions for {days} days to improve the answers, without your name; numbers of papers and "
            "phones are blanked out. Please do not send them. Type “my data” to see or erase what is kept.",
            days=context.settings.keep_questions_days,
        ),
    ]
    if not alone:
        return Reply("\n".join(lines))
    lines.append(t("What do you need? Just type it, for example: khai sinh can giay gi."))
    other = Button("English", "lang:en") if context.language == "vi" else Button("Tiếng Việt", "lang:vi")
    return Reply("\n".join(lines), buttons=(*smalltalk.ways_on(context), Button(t("Rate a visit"), "rate"), other))


async def start(message: Incoming, context: Context) -> list[Reply]:
    """/start, alone or with what a deep link holds: the id or code of an entry, a field of work, a receipt's code."""
    payload = message.text.partition(" ")[2].strip()
    context.talk = Talk(notes={key: "told" for key in ("reference",) if context.talk.notes.get(key)})
    if message.group and not payload:
        return [Reply(context.t("Hello everyone! Mention me together with your question and I will answer."))]
    if (with_code := await _with_code(payload, message, context)) is not None:
        return with_code
    _, found = entries.by_code(payload, context)
    entry = found or context.library.entries.get(payload.casefold())
    if entry:
        return await entries.present(entry, message, context)
    if payload in {field.id for field in context.library.fields}:
        return await browse.open_field(payload, context)
    return await smalltalk.greet(message, context)


async def _with_code(payload: str, message: Incoming, context: Context) -> list[Reply] | None:
    """What a link with a code in it opens, None for any other."""
    opens: dict[str | tuple[str, ...], Callable[[], Awaitable[list[Reply]]]] = {
        JOIN: lambda: joining.join(message, context),
        RECEIPT: lambda: receipts.opened(payload, message, context),
        (AT_COUNTER, rate.KIOSK): lambda: rate.at_counter(payload, message, context),
        SUGGESTION: lambda: suggested.opened(_number(payload), context),
    }
    for beginning, open_ in opens.items():
        if payload.startswith(beginning):
            return await open_()
    if payload == SUGGESTION.rstrip("-"):
        return await suggest.begin(message, context)
    return await subscribe.menu(message, context) if payload == NEWS else None


def _number(payload: str) -> int:
    """The number at the end of a payload, 0 for none."""
    digits = payload.partition("-")[2]
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else 0


async def help_(message: Incoming, context: Context) -> list[Reply]:
    """What the bot can do."""
    return await smalltalk.capability(message, context)


async def stop(message: Incoming, context: Context) -> list[Reply]:
    """The end of the talk and of all news: what was talked about is forgotten, and the bot keeps silent."""
    context.talk = Talk()
    ended = partial(consents.end, person=context.person.id, purpose=digests.PURPOSE, now=context.clock.now())
    context.unit.later(ended)
    if inquiry := await context.inquiry.open():
        context.inquiry.leave(inquiry, context.clock.now())
    if stopped := await subscribe.stop(context):
        return [stopped]
    said = context.t(
        "All right, let us stop here. I write first only about receipts that you linked. Whenever you need something, "
        "just write; type “my data” to erase what is kept."
    )
    return [Reply(said)]
