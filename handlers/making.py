"""An official makes a code for a receipt: the field of work, then if wanted the procedure and the day of the result."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from bot import codes
from bot.choices import fold
from bot.clock import VIETNAM
from bot.context import Context
from bot.days import END_OF_DAY, read_day, working_day
from bot.messages import Button, Incoming, Reply
from faq import Entry
from handlers import entries, profile, unsure
from handlers.answer import name_of

_PAGE = 8
_DAYS = (0, 1, 3, 5, 10, 15)  # working days offered for the result
_LONGEST = 200  # characters of a procedure's name
_FIELD, _ENTRY, _NAME = "make-field", "make-entry", "make-name"  # the notes of the talk
_NONE = {"khong", "khong hen", "khong ghi", "bo qua", "thoi", "none", "skip", "no"}


async def begin(message: Incoming, context: Context) -> list[Reply]:
    """Ask for the field of work."""
    if message.group:
        return [Reply(context.t("Please write to me in private for this, so that others do not see it."))]
    fields = unsure.fields_in_menu(context)
    buttons = [Button(unsure.field_name(field.id, context), f"make:field:{field.id}") for field in fields]
    title = context.t("A code for a receipt")
    return [Reply(context.t("Which field of work?"), title=title, buttons=tuple(buttons))]


async def button(message: Incoming, context: Context) -> list[Reply]:
    """A choice on the way to a code."""
    _, what, chosen, page = [*message.data.split(":"), "", "", ""][:4]
    fields = {field.id for field in context.library.fields}
    if what == "field" and chosen in fields:
        context.talk.notes |= {_FIELD: chosen, _ENTRY: "", _NAME: ""}
        return [_ask_procedure(context, int(page) if page.isdecimal() else 1)]
    if context.talk.notes.get(_FIELD) not in fields:
        return await begin(message, context)
    if what == "entry":
        return [_ask_day(context, context.library.entries.get(chosen))]
    if what == "day":
        day = working_day(context.ward, context.now.date(), int(chosen)) if chosen.isdecimal() else None
        return await _make(day, context)
    return await begin(message, context)


async def procedure(message: Incoming, context: Context) -> list[Reply]:
    """The procedure, typed: an entry of the library if it is one, else as the desk calls it."""
    if fold(message.text) in _NONE:
        return [_ask_day(context, None)]
    _, entry = entries.by_code(message.text, context)
    name = " ".join(message.text.split())[:_LONGEST]
    return [_ask_day(context, entry or _named(name, context), name)]


async def day(message: Incoming, context: Context) -> list[Reply]:
    """The day of the result, typed."""
    today = context.now.date()
    wanted = None if fold(message.text) in _NONE else read_day(message.text, today)
    if wanted is None and fold(message.text) not in _NONE:
        return [_open(context, "make-day", context.t("I cannot read this day. Please type it like 25/12/2026."))]
    if wanted and wanted < today:
        return [_open(context, "make-day", context.t("This day is over. Please type another one."))]
    return await _make(wanted, context)


def _ask_procedure(context: Context, page: int) -> Reply:
    """Ask for the procedure, some of the field's at a time."""
    t = context.t
    field = context.talk.notes[_FIELD]
    found = unsure.in_menu(field, context)
    pages = max(1, -(-len(found) // _PAGE))
    page = min(max(page, 1), pages)
    buttons = [Button(name_of(item, context), f"make:entry:{item.id}") for item in found[(page - 1) * _PAGE :][:_PAGE]]
    if pages > 1:
        buttons.append(Button(t("Next page"), f"make:field:{field}:{page % pages + 1}"))
    buttons.append(Button(t("Leave it out"), "make:entry:"))
    text = t("Which procedure? Choose, type its name or code, or leave it out.")
    return _open(context, "make-procedure", text, tuple(buttons))


def _ask_day(context: Context, entry: Entry | None, name: str = "") -> Reply:
    """Ask for the day of the result."""
    t, today = context.t, context.now.date()
    context.talk.notes |= {_ENTRY: entry.id if entry else "", _NAME: entry.name if entry else name}
    buttons = [Button(_day_label(context, today, days), f"make:day:{days}") for days in _DAYS]
    buttons.append(Button(t("No day"), "make:day:"))
    text = t("When is the result due? Choose, or type the day like 25/12/2026. Days are working days.")
    return _open(context, "make-day", text, tuple(buttons))


def _day_label(context: Context, today: date, days: int) -> str:
    when = profile.dated(working_day(context.ward, today, days))
    if days == 0:
        return context.t("Today ({date})", date=when)
    return context.tn("{count} day ({date})", "{count} days ({date})", days, date=when)


async def _make(due: date | None, context: Context) -> list[Reply]:
    """Keep the visit and tell its code."""
    t, notes = context.t, context.talk.notes
    made = {"field": notes[_FIELD], "entry": notes[_ENTRY] or None, "procedure": notes[_NAME]}
    counter = context.ward.counter_for(notes[_FIELD])
    moment = datetime.combine(due, END_OF_DAY, VIETNAM) if due else None
    code = await context.visits.make(context.clock.now(), **made, due=moment, counter=counter.id if counter else None)
    lines = [
        notes[_NAME] or unsure.field_name(notes[_FIELD], context),
        t("The result is due on {date}.", date=profile.dated(due)) if due else t("No day for the result is noted."),
        t("Write this code on the receipt. Who types it to me is told when the result is ready, and if it is late."),
    ]
    buttons = (Button(t("Another one"), "make"),)
    for note in (_FIELD, _ENTRY, _NAME):
        notes.pop(note, None)
    return [Reply("\n".join(lines), title=codes.shown(code), buttons=buttons)]


def _named(name: str, context: Context) -> Entry | None:
    """The entry of the chosen field that is called so."""
    wanted = fold(name)
    found = unsure.in_menu(context.talk.notes.get(_FIELD, ""), context)
    return next((entry for entry in found if wanted in (fold(entry.name), fold(entry.short))), None)


def _open(context: Context, step: str, text: str, buttons: tuple[Button, ...] = ()) -> Reply:
    """Ask, and take the next words as the answer."""
    context.talk.step = step
    return replace(Reply(text), buttons=buttons)
