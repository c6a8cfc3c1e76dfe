"""The entries of the library: found by words, field and state; each as citizens see it, with its history and steps."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from bot.choices import fold
from bot.editing.labels import KINDS, LABELS, MARKS, UPGRADES, VALUES
from bot.editing.owning import stale
from bot.i18n import mark
from bot.routes import Role
from bot.storage import entry_changes
from bot.storage.audit import OPERATOR
from bot.storage.entry_changes import Act, Change, State
from bot.web.staff.call import CHANNELS, HOME, Call, Page
from bot.web.staff.people import field_names
from faq import Entry, Library, Mark
from faq.edition import Edition
from faq.procedure import Confidence

PATH = f"{HOME}/muc"
CHANGES = f"{PATH}/de-nghi"
_PAGE = 30
_HISTORY = 50

ACTS = {
    Act.WAY: mark("ways of asking taught"),
    Act.WRITE: mark("written"),
    Act.HIDE: mark("hidden"),
    Act.SHOW: mark("shown again"),
    Act.CHECK: mark("compared with its source"),
    Act.RESET: mark("back to the shipped version"),
}
STATES = {
    State.PROPOSED: mark("waits for a decision"),
    State.LIVE: mark("in use"),
    State.REFUSED: mark("refused"),
    State.UNDONE: mark("undone"),
}
_SHOWN = {
    "": mark("all"),
    "phuong": mark("changed by the ward"),
    "an": mark("hidden"),
    "cu": mark("old: not checked for half a year"),
    "ngo": mark("not sure"),
    "nhap": mark("drafts"),
    "nang-cap": mark("met by an upgrade"),
}


def entry_path(entry: str) -> str:
    """The page of an entry."""
    return f"{PATH}/xem/{entry}"


async def listed(call: Call) -> Response:
    """Those that the address asks for."""
    library = call.parts.shelf.library
    chosen = {name: given for name in ("tim", "linh-vuc", "xem") if (given := call.words(name, 80))}
    found = _found(call, library, chosen)
    page = min(max(1, call.number("trang", 1)), len(found) // _PAGE + 1)
    mine = stale(
        library, call.parts.clock.local().date(), () if call.role is Role.ADMINISTRATOR else call.member.fields
    )
    return call.page(
        "staff/entries.html",
        found=found[(page - 1) * _PAGE : page * _PAGE],
        total=len(found),
        more=len(found) > page * _PAGE,
        number=page,
        chosen=chosen,
        filtered=f"{PATH}?{urlencode(chosen)}&" if chosen else f"{PATH}?",
        shown=[(name, call.t(words)) for name, words in _SHOWN.items()],
        old=len(mine),
        waiting=await call.parts.database.read(entry_changes.waiting_count),
        conflicts=library.laid.conflicts,
        left_out=[str(one) for one in library.laid.left_out],
        problem=call.parts.shelf.overlay_problem,
        **words(call),
    )


async def one(call: Call) -> Response:
    """One entry."""
    name = str(call.request.path_params["entry"])
    entry = known(call.parts.shelf.library, name)
    if entry is None and not await call.parts.database.read(partial(entry_changes.history, entry=name, limit=1)):
        return call.missing()
    return await shown(call, name)


async def shown(call: Call, name: str, wrong: str = "", status: int = 200) -> Response:
    """The page of an entry, with what was wrong with a step."""
    library = call.parts.shelf.library
    entry = known(library, name)
    history = await call.parts.database.read(partial(entry_changes.history, entry=name, limit=_HISTORY))
    return call.page(
        "staff/entry.html",
        status=status,
        slug=name,
        entry=entry,
        wrong=wrong,
        views=await previews(call, library, name) if name in library.entries else [],
        conflict=next((one for one in library.laid.conflicts if one.entry == name), None),
        left_out=[str(one) for one in library.laid.left_out if one.entry == name],
        history=history,
        shipped=name in library.laid.shipped,
        today=call.parts.clock.local().date(),
        mine=entry is not None and call.member.serves((entry.field,)),
        old=entry in stale(library, call.parts.clock.local().date()),
        **words(call),
    )


async def previews(call: Call, library: Library, name: str) -> list[dict[str, Any]]:
    """What citizens are told when they open an entry, and how it looks on each channel."""
    replies = await call.parts.previews.replies(library, name)
    return [
        {
            "reply": reply,
            "channels": [
                (call.t(CHANNELS.get(one.channel, one.channel)), one) for one in call.parts.previews.shown(reply)
            ],
        }
        for reply in replies
    ]


def known(library: Library, name: str) -> Entry | None:
    """An entry that is in use or hidden."""
    return library.entries.get(name) or library.laid.away.get(name)


def words(call: Call) -> dict[str, Any]:
    """What the templates say things with."""
    return {
        "path": PATH,
        "changes": CHANGES,
        "acts": ACTS,
        "states": STATES,
        "labels": LABELS,
        "kinds": KINDS,
        "marks": MARKS,
        "upgrades": UPGRADES,
        "edition": _edition,
        "fields": dict(field_names(call)),
        "mark_of": call.parts.shelf.library.mark,
        "who": partial(_who, call),
        "entry_path": entry_path,
        "said_of": partial(_said, call),
        "title_of": partial(title_of, call.parts.shelf.library),
    }


def _edition(as_of: Edition | None) -> str:
    """The date of a source as people write it, no finer than the source tells."""
    if as_of is None:
        return "–"
    parts = [f"{part:02}" for part in (as_of.day, as_of.month) if part]
    return "/".join([*parts, str(as_of.year)])


def _said(call: Call, key: str, text: str) -> str:
    """A part of an entry as people read it: what is chosen from a list by its words."""
    found = VALUES.get(key, {}).get(text)
    return call.t(found) if found else text


def title_of(library: Library, change: Change) -> str:
    """What the entry of a change is called, also where it is not in use (yet, or any more)."""
    entry = known(library, change.entry)
    return entry.short if entry else str(change.body.get("short", change.entry))


def _found(call: Call, library: Library, chosen: dict[str, str]) -> list[Entry]:
    """The entries of a filter, in the order of the files, the ward's own last."""
    entries = [*library.entries.values(), *library.laid.away.values()]
    said = fold(chosen.get("tim", "")).split()
    texts = _texts(library) if said else {}
    today = call.parts.clock.local().date()
    old = {entry.id for entry in stale(library, today)}
    met = {one.entry for one in library.laid.conflicts}
    tests: dict[str, Callable[[Entry], bool]] = {
        "phuong": lambda entry: library.mark(entry.id) is not Mark.SHIPPED,
        "an": lambda entry: library.mark(entry.id) is Mark.HIDDEN,
        "cu": lambda entry: entry.id in old and call.member.serves((entry.field,)),
        "ngo": lambda entry: entry.confidence is Confidence.LOW,
        "nhap": lambda entry: not entry.reviewed,
        "nang-cap": lambda entry: entry.id in met,
    }
    test = tests.get(chosen.get("xem", ""))
    field = chosen.get("linh-vuc")
    return [
        entry
        for entry in entries
        if (test is None or test(entry))
        and (not field or entry.field == field)
        and all(word in texts[entry.id] for word in said)
    ]


@lru_cache(maxsize=1)
def _texts(library: Library) -> dict[str, str]:
    """What is looked through for words, folded once for a library."""
    entries = (*library.entries.values(), *library.laid.away.values())
    parts = ((entry, (entry.id, entry.code or "", entry.name, entry.short, *entry.ways)) for entry in entries)
    return {entry.id: fold(" ".join(texts)) + f" {entry.id} {entry.code}" for entry, texts in parts}


def _who(call: Call, name: str | None) -> str:
    """Who did something, as they were called then."""
    return call.t("Whoever runs the server") if name == OPERATOR.name else name or ""


PAGES = (
    Page(PATH, listed, Role.OFFICIAL, nav=mark("Entries")),
    Page(f"{PATH}/xem/{{entry}}", one, Role.OFFICIAL),
)
