"""The menu: fields of work, and the entries of one, a page at a time.

A button inside the menu names a page ("menu:2") and turns the menu over in its place; one elsewhere names none and
brings a new message, so that what it stands under can still be read.
"""

from __future__ import annotations

from bot.context import Context
from bot.messages import Button, Incoming, Reply
from handlers import entries, unsure
from handlers.answer import name_of

_PAGE = 8  # what a thumb scrolls through without getting lost


async def menu(message: Incoming, context: Context) -> list[Reply]:
    """The fields of work, all of them or the next ones."""
    t = context.t
    fields = list(unsure.fields_in_menu(context))
    asked = message.data.partition(":")[2]
    page, pages = _page(asked, len(fields))
    shown = fields[(page - 1) * _PAGE : page * _PAGE]
    buttons = [Button(unsure.field_name(field.id, context), f"field:{field.id}:1") for field in shown]
    if pages > 1:
        label = t("More fields") if page < pages else t("Back to the first fields")
        buttons.append(Button(label, f"menu:{page + 1 if page < pages else 1}"))
    text = t("Which field is it? You can also just type your question, or a code such as 1.001193.")
    return [Reply(text, title=t("Fields of work"), buttons=tuple(buttons), replace=bool(asked))]


async def field(message: Incoming, context: Context) -> list[Reply]:
    """A field of work chosen from the menu."""
    _, name, asked = [*message.data.split(":", 2), "", ""][:3]
    return await open_field(name, context, asked)


async def open_field(name: str, context: Context, asked: str = "") -> list[Reply]:
    """The entries of one field of work; `asked` is the page, "" outside the menu."""
    t = context.t
    if name not in {field.id for field in context.library.fields}:
        return [entries.old_button(context)]
    found = unsure.in_menu(name, context)
    page, pages = _page(asked, len(found))
    shown = found[(page - 1) * _PAGE : page * _PAGE]
    buttons = [Button(name_of(entry, context), f"open:{entry.id}") for entry in shown]
    if page < pages:
        buttons.append(Button(t("Next page"), f"field:{name}:{page + 1}"))
    if page > 1:
        buttons.append(Button(t("Previous page"), f"field:{name}:{page - 1}"))
    buttons.append(Button(t("Other fields"), "menu:1"))
    text = t("Choose a matter, or just type your question.")
    if pages > 1:
        text += " " + t("Page {page} of {pages}.", page=page, pages=pages)
    title = unsure.field_name(name, context)
    return [Reply(text, title=title, buttons=tuple(buttons), replace=bool(asked))]


def _page(asked: str, count: int) -> tuple[int, int]:
    """The page asked for, kept within what there is, and how many there are."""
    pages = max(1, -(-count // _PAGE))
    number = int(asked) if asked.isdecimal() and len(asked) < 4 else 1
    return min(max(number, 1), pages), pages
