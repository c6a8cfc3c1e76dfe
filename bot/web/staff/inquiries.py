"""Questions that citizens passed on: the queue, and one of them with its talk and what can be done."""

from __future__ import annotations

import asyncio
import secrets
from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from bot.i18n import mark
from bot.inquiry_words import STATES, Voice, short_name
from bot.routes import Role
from bot.storage import answer_templates, inquiries, inquiry_talks, inquiry_watch, staff
from bot.storage.inquiries import ANSWERED, CLOSED, MERGED, NEW, TAKEN, WAITING, Inquiry, Wanted
from bot.web.staff import entry_text
from bot.web.staff.call import CHANNELS, HOME, Call, Page
from faq.likeness import ALIKE

PATH = f"{HOME}/cau-hoi"
TEMPLATES = f"{PATH}/mau"
LONGEST = 3000  # characters of an answer
_PAGE = 25
_COMPARED = 300  # waiting questions that one is compared with
_ALIKE_AT_MOST = 20
_TABS = {
    "cho": (mark("waiting"), WAITING),
    "moi": (mark("nobody has it"), (NEW,)),
    "toi": (mark("mine"), (TAKEN, ANSWERED)),
    "gop": (mark("merged"), (MERGED,)),
    "xong": (mark("done"), (ANSWERED, CLOSED)),
}
_PICTURE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": "inline",
}


async def listed(call: Call) -> Response:
    """The queue: what is due first being first, with the filter that the address names."""
    which = call.words("xem", 5) if call.words("xem", 5) in _TABS else "cho"
    field, who = call.words("linh-vuc", 40), call.number("ai")
    page = min(10_000, max(1, call.number("trang", 1)))
    wanted = Wanted(
        states=_TABS[which][1],
        field={"": None, "-": ""}.get(field, field),
        taken_by=call.member.id if which == "toi" else who or None,
        eyes=call.member,
    )
    read = call.parts.database.read
    found = await read(partial(inquiries.listed, wanted=wanted, limit=_PAGE + 1, offset=(page - 1) * _PAGE))
    counts = await read(partial(inquiries.counts, eyes=call.member))
    members = {one.id: one.name for one in await read(staff.everybody)}
    chosen = {"xem": which, **{name: given for name in ("linh-vuc", "ai") if (given := call.words(name, 40))}}
    return call.page(
        "staff/inquiries.html",
        found=found[:_PAGE],
        more=len(found) > _PAGE,
        number=page,
        which=which,
        tabs=[(name, call.t(words)) for name, (words, _) in _TABS.items()],
        waiting=sum(counts.get(state, 0) for state in WAITING),
        filtered=f"{PATH}?{urlencode(chosen)}&",
        chosen=chosen,
        members=members,
        people=[(one.id, one.name) for one in await read(staff.listed)],
        **words_of(call),
    )


async def one(call: Call) -> Response:
    """One question with its talk."""
    found = await find(call)
    return call.missing() if found is None else await shown(call, found)


async def shown(call: Call, inquiry: Inquiry, draft: str = "", search: str = "") -> Response:
    """The page of one; `draft` is an answer on its way, `search` what was looked for in the library."""
    read, mine = call.parts.database.read, inquiry.taken_by == call.member.id
    members = {member.id: member.name for member in await read(staff.everybody)}
    can_answer = inquiry.state == NEW or (inquiry.state in (TAKEN, ANSWERED) and mine) or inquiry.state == ANSWERED
    return call.page(
        "staff/inquiry.html",
        one=inquiry,
        lines=await read(partial(inquiry_talks.of_inquiry, inquiry=inquiry.id)),
        delivered=await read(partial(inquiry_watch.delivered, inquiry=inquiry.id)),
        members=members,
        colleagues=[(m.id, m.name) for m in await read(staff.listed) if m.id != call.member.id],
        mine=mine,
        can_answer=can_answer,
        draft=draft,
        search=search,
        once=secrets.token_urlsafe(9),
        longest=LONGEST,
        merged=await read(partial(inquiries.merged_into, inquiry=inquiry.id)),
        alike=await _alike(call, inquiry) if inquiry.state in WAITING else [],
        templates=await read(partial(answer_templates.listed, field=inquiry.field or "")) if can_answer else [],
        entries=entry_text.suggested(call, inquiry, search) if can_answer else [],
        **words_of(call),
    )


async def picture(call: Call) -> Response:
    """A picture that a citizen sent: for those who may see the question, and never to be kept by a browser."""
    found = await find(call)
    file = call.number("file")
    if found is None:
        return call.missing()
    kept = await call.parts.database.read(partial(inquiry_talks.picture, inquiry=found.id, file=file))
    if kept is None:
        return call.missing()
    return Response(kept.body, media_type=kept.type, headers=_PICTURE_HEADERS)


async def find(call: Call) -> Inquiry | None:
    """The question that the address names, None for one that is not theirs to see."""
    found = await call.parts.database.read(partial(inquiries.by_id, inquiry=call.number("id")))
    return found if found and inquiries.may_see(found, call.member) else None


def voice(call: Call) -> Voice:
    """The words that are said of it."""
    return Voice(call.parts.catalogue, call.parts.shelf.library, call.parts.settings.desk_names)


def words_of(call: Call) -> dict[str, Any]:
    """What the templates say things with."""
    fields = [(field.id, short_name(field, call.language)) for field in call.parts.shelf.library.fields]
    return {
        "path": PATH,
        "templates_path": TEMPLATES,
        "states": STATES,
        "fields": [field for field in fields if field[0] != "chung"],
        "field_names": dict(fields),
        "channels": CHANNELS,
        "reason": lambda reason: voice(call).reason(reason, call.language),
        "now": call.now,
    }


async def _alike(call: Call, inquiry: Inquiry) -> list[Inquiry]:
    """Waiting questions that ask the same by the search's own measure, the likest first."""
    if not inquiry.question:
        return []
    wanted = Wanted(WAITING, eyes=call.member)
    others = await call.parts.database.read(partial(inquiries.listed, wanted=wanted, limit=_COMPARED))
    likeness = call.parts.shelf.library.likeness
    return await asyncio.to_thread(_likest, likeness.between, inquiry, others)


def _likest(between: Any, inquiry: Inquiry, others: list[Inquiry]) -> list[Inquiry]:
    scored = [(between(inquiry.question, other.question), other) for other in others if other.question]
    alike = sorted((pair for pair in scored if pair[0] >= ALIKE and pair[1].id != inquiry.id), key=lambda p: -p[0])
    return [other for _, other in alike[:_ALIKE_AT_MOST]]


PAGES = (
    Page(PATH, listed, Role.OFFICIAL, nav=mark("Questions")),
    Page(f"{PATH}/{{id:int}}", one, Role.OFFICIAL),
    Page(f"{PATH}/{{id:int}}/hinh/{{file:int}}", picture, Role.OFFICIAL),
)
