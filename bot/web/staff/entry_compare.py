"""Two versions of an entry beside each other, each word that differs marked; readable on a phone."""

from __future__ import annotations

from functools import partial

from pydantic import ValidationError
from starlette.responses import Response

from bot.clock import VIETNAM
from bot.editing.comparing import compare
from bot.editing.folding import entry_of
from bot.routes import Role
from bot.storage import entry_changes
from bot.storage.entry_changes import Act, Change
from bot.web.staff.call import Call, Page
from bot.web.staff.entries import PATH, known, words
from faq import Entry

_SHIPPED, _NOW = "goc", "nay"


async def compared(call: Call) -> Response:
    """From one version to another: the shipped one, the one in use, or one that was written."""
    name = str(call.request.path_params["entry"])
    library = call.parts.shelf.library
    history = await call.parts.database.read(partial(entry_changes.history, entry=name))
    versions = _versions(call, name, history)
    if not versions:
        return call.missing()
    older, newer = call.words("tu", 10) or _SHIPPED, call.words("den", 10) or _NOW
    older = older if older in versions else next(iter(versions))
    newer = newer if newer in versions else next(reversed(versions))
    entry = known(library, name)
    return call.page(
        "staff/entry_compare.html",
        slug=name,
        title=entry.short if entry else name,
        versions=[(key, said) for key, (said, _) in versions.items()],
        older=older,
        newer=newer,
        differences=compare(versions[older][1], versions[newer][1]),
        **words(call),
    )


def _versions(call: Call, name: str, history: list[Change]) -> dict[str, tuple[str, Entry]]:
    """Every version by its key in the address: what it is called, and the entry."""
    library = call.parts.shelf.library
    found: dict[str, tuple[str, Entry]] = {}
    if shipped := library.laid.shipped.get(name):
        found[_SHIPPED] = (call.t("the shipped version"), shipped)
    for change in reversed(history):
        if change.act is not Act.WRITE:
            continue
        try:
            entry = entry_of(name, change.body)
        except (ValidationError, ValueError):
            continue
        day = f"{change.made.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
        found[str(change.id)] = (call.t("written by {name}, {day}", name=change.author_name, day=day), entry)
    if entry_now := known(library, name):
        found[_NOW] = (call.t("the version in use"), entry_now)
    return found


PAGES = (Page(f"{PATH}/xem/{{entry}}/so-sanh", compared, Role.OFFICIAL),)
