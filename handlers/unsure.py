"""When a question may mean several things, or nothing the bot knows: ask back, or say so honestly and show ways on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from bot.context import Context
from bot.messages import Button, Incoming, Reply
from faq import Entry, FieldOfWork, Kind, Topic
from handlers import desk, profile
from handlers.answer import name_of

PERHAPS = "perhaps"  # the note that names the likeliest of the choices offered
_CHOICES = 4
_LISTED = (Kind.PROCEDURE, Kind.WARD)  # what a menu lists; the rest is found by asking
_FIELDS = 5  # fields of work offered at once beside an "I do not know"


def ask_back(
    entries: Iterable[Entry], context: Context, *, question: str = "", asked: Sequence[Topic] = (), kept: str = ""
) -> Reply:
    """Up to four choices, and that it is none of them. `kept` is the id of the kept question."""
    t = context.t
    choices = [entry for entry in entries if entry.kind is not Kind.SMALLTALK][:_CHOICES]
    if not choices:
        return unknown(context)
    context.talk.notes["asked"] = ",".join(asked)
    context.talk.notes[PERHAPS] = choices[0].id
    if context.language != "vi" or not question:
        question = t("I am not sure what you mean. Is it one of these?")
    buttons = [Button(name_of(entry, context), f"pick:{entry.id}:{kept}") for entry in choices]
    return Reply(question, buttons=(*buttons, Button(t("None of these"), f"none:{kept}")))


def asked_before(context: Context) -> tuple[Topic, ...]:
    """The topics of the question that was asked back."""
    return tuple(Topic(name) for name in context.talk.notes.pop("asked", "").split(",") if name)


def still_asked(context: Context) -> list[Entry]:
    """The choices that were offered last and wait to be picked, [] where none do."""
    picks = [data.split(":")[1] for _, data in context.talk.choices if data.startswith("pick:")]
    return [context.library.entries[name] for name in picks if name in context.library.entries]


async def none_of_these(message: Incoming, context: Context) -> list[Reply]:
    """None of the choices was meant."""
    kept = message.data.partition(":")[2]
    if kept:
        context.questions.chosen(kept, "none")
    context.talk.notes.pop("asked", "")
    said = unknown(context, context.t("I see, none of these. Then I do not have it."))
    return [await desk.beside(said, context, group=message.group)]


def unknown(context: Context, first: str = "") -> Reply:
    """Honestly not known: how to ask otherwise, the fields of work, and where a person answers."""
    t = context.t
    lines = [
        first or t("I have no information on this, and I would rather not guess."),
        t("Please ask again in a few plain words, such as “khai sinh can giay gi”, or choose a field of work."),
        profile.contact(context),
    ]
    if context.language != "vi":
        lines.insert(1, t("I understand Vietnamese best, also without tone marks; in English, please name the paper."))
    return Reply("\n".join(lines), buttons=field_buttons(context))


def field_buttons(context: Context, limit: int = _FIELDS) -> tuple[Button, ...]:
    """The first fields of work that have entries, and the way to all of them."""
    shown = [
        Button(field_name(field.id, context), f"field:{field.id}") for field in islice(fields_in_menu(context), limit)
    ]
    return (*shown, Button(context.t("All fields of work"), "menu"))


def fields_in_menu(context: Context) -> Iterator[FieldOfWork]:
    """The fields of work that have entries to list, in the menu's order."""
    used = {entry.field for entry in context.library.entries.values() if entry.kind in _LISTED}
    return (field for field in context.library.fields if field.id in used)


def field_name(field_id: str, context: Context) -> str:
    """A field's name in the person's language."""
    field = next(field for field in context.library.fields if field.id == field_id)
    return field.name_en if context.language == "en" else field.name


def in_menu(field_id: str, context: Context) -> list[Entry]:
    """The entries that the menu lists under a field of work."""
    return [entry for entry in context.library.in_field(field_id) if entry.kind in _LISTED]
