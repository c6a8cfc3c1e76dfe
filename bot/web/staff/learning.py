"""What the bot may learn: groups of questions without a good answer, how many asked, what it said, what they chose."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from starlette.responses import Response

from bot.i18n import mark
from bot.learning import Group, Place, group_by_key, groups_of, may_see
from bot.routes import Role
from bot.storage import inquiries
from bot.web.staff.call import HOME, Call, Page
from bot.web.staff.entries import CHANGES
from bot.web.staff.people import field_names
from faq import Entry, Kind
from faq.likeness import ALIKE

PATH = f"{HOME}/hoc-hoi"
_PAGE = 20
_ANSWERS_SINCE = 400  # days
_ANSWERS = 3  # of the officials' own that are shown
_WAYS = 4  # by which they are found
_PLACES = {"mo": Place.OPEN, "cho": Place.WAITING, "xong": Place.DONE}
PLACE_NAMES = {"mo": mark("to be looked at"), "cho": mark("wait for a second person"), "xong": mark("settled")}
VERDICTS = {
    "unknown": mark("the bot did not know it"),
    "clarify": mark("the bot asked back"),
    "answer": mark("the bot answered"),
    "redirect": mark("the bot named another agency"),
    "smalltalk": mark("the bot took it for small talk"),
}


async def listed(call: Call) -> Response:
    """The groups in a place; the open ones by how many people asked."""
    which = call.words("xem", 5) if call.words("xem", 5) in _PLACES else "mo"
    page = min(10_000, max(1, call.number("trang", 1)))
    mine = await visible(call)
    found = [group for group in mine if group.place is _PLACES[which]]
    return call.page(
        "staff/learning.html",
        groups=found[(page - 1) * _PAGE : page * _PAGE],
        more=len(found) > page * _PAGE,
        number=page,
        which=which,
        names=PLACE_NAMES,
        totals={name: sum(group.place is place for group in mine) for name, place in _PLACES.items()},
        **words(call),
    )


async def one(call: Call) -> Response:
    """One group: the ways it was asked, what was said and chosen, and what can be done."""
    group = await found_group(call)
    if group is None:
        return call.missing()
    library = call.parts.shelf.library
    entries = [library.entries[name] for name in group.candidates if name in library.entries]
    looked_for, none = call.words("tim", 120), ("", call.t("please choose"))
    if looked_for:
        entries = [item.entry for item in library.search(looked_for).candidates]
    return call.page(
        "staff/learning_group.html",
        group=group,
        choices=[(entry.id, entry.short) for entry in entries if entry.kind is not Kind.SMALLTALK],
        looked_for=looked_for,
        redirects=[none, *((one.id, one.short) for one in library.entries.values() if _agency(one))],
        works=[none, *field_names(call)],
        answers=await answers(call, group),
        **words(call),
    )


def _agency(entry: Entry) -> bool:
    """Whether it names another agency; to the numbers of emergencies nothing else should lead."""
    return entry.kind is Kind.REDIRECT and not entry.phone


async def visible(call: Call) -> list[Group]:
    """The groups that are this member's business."""
    found = await groups_of(call.parts.database.read, call.parts.shelf.library)
    return [group for group in found if may_see(group, call.member)]


async def found_group(call: Call) -> Group | None:
    """The group of the address, if it is this member's business."""
    key = str(call.request.path_params["key"])
    group = await group_by_key(call.parts.database.read, call.parts.shelf.library, key)
    return group if group and may_see(group, call.member) else None


async def answers(call: Call, group: Group) -> list[inquiries.Answered]:
    """What officials answered themselves to questions of this group."""
    since = call.now - timedelta(days=_ANSWERS_SINCE)
    found = await call.parts.database.read(partial(inquiries.answered, since=since))
    likeness = call.parts.shelf.library.likeness
    asked = [group.words, *(way.text for way in group.ways[:_WAYS])]
    mine = [one for one in found if one.field is None or call.member.serves((one.field,))]
    near = [one for one in mine if any(likeness.between(one.question, way) >= ALIKE for way in asked)]
    return near[-_ANSWERS:]


def words(call: Call) -> dict[str, Any]:
    """What the templates say things with."""
    entries = call.parts.shelf.library.entries
    return {
        "verdicts": VERDICTS,
        "entry": lambda name: entries[name].short if name in entries else name,
        "fields": dict(field_names(call)),
        "path": PATH,
        "changes": CHANGES,
    }


PAGES = (
    Page(PATH, listed, Role.OFFICIAL, nav=mark("What to learn")),
    Page(f"{PATH}/{{key}}", one, Role.OFFICIAL),
)
