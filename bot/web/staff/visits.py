"""Visits: looked through, one by one, made with a code for the receipt."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from sqlalchemy import Connection
from starlette.responses import HTMLResponse, Response

from bot import codes
from bot.i18n import mark
from bot.links import RECEIPT, web_link
from bot.masking import mask
from bot.posters import WEB
from bot.routes import Role
from bot.storage import audit, visit_list, visits
from bot.storage.visit_list import Filter
from bot.storage.visits import Visit
from bot.web.printing import slip_page
from bot.web.staff.call import CHANNELS, HOME, Call, Page
from bot.web.staff.visit_words import (
    OUTCOMES,
    SOURCES,
    STATES,
    day_of,
    end_of,
    fields_of,
    may_see,
    shown,
    start_of,
    written,
)

PATH = f"{HOME}/ho-so"
_PAGE = 50  # visits
_ASKED = ("tim", "linh-vuc", "quay", "trang-thai", "tu", "den")  # what the address may name


async def listed(call: Call) -> Response:
    """The newest first, with the filter that the address names."""
    page = max(1, call.number("trang", 1))
    read = call.parts.database.read
    found = await read(
        partial(visit_list.listed, wanted=_wanted(call), now=call.now, limit=_PAGE + 1, offset=(page - 1) * _PAGE)
    )
    chosen = {name: given for name in _ASKED if (given := call.words(name, 60))}
    counters = {counter.id: counter.name for counter in call.parts.ward.counters}
    return call.page(
        "staff/visits.html",
        found=[shown(call, visit) for visit in found[:_PAGE]],
        more=len(found) > _PAGE,
        number=page,
        filtered=f"{PATH}?{urlencode(chosen)}&" if chosen else f"{PATH}?",
        chosen=chosen,
        fields=_own_fields(call),
        counters=[(name, counters.get(name, name)) for name in await read(visit_list.counters)],
        states=[(name, call.t(words)) for name, words in STATES.items()],
        path=PATH,
        imports_path=f"{HOME}/nhap",
    )


async def one(call: Call) -> Response:
    """One visit, with what can be done about it."""
    visit = await find(call)
    if visit is None:
        return call.missing()
    return call.page(
        "staff/visit.html",
        one=shown(call, visit),
        outcomes=[(name, call.t(words)) for name, words in OUTCOMES.items()],
        fields=_own_fields(call),
        source=call.t(SOURCES[visit.source]),
        written=written,
        path=PATH,
    )


async def new(call: Call) -> Response:
    """The form for a new one."""
    return _form(call)


async def make(call: Call) -> Response:
    """Make a visit; its slip is shown next."""
    due, field, dossier = call.words("hen", 10), call.words("linh-vuc", 40), call.words("so-ho-so", 60)
    today = call.parts.clock.local().date()
    day = day_of(due)
    if field not in dict(_own_fields(call)):
        return _form(call, call.t("Please choose a field of work."))
    if (due and day is None) or (day and day < today):
        return _form(call, call.t("The day of the result must be today or later."))
    name = mask(call.words("thu-tuc", 200))[0]
    library = call.parts.shelf.library
    entry = next((item for item in library.in_field(field) if name in (item.name, item.short, item.code)), None)
    counter = call.words("quay", 40) or None

    def work(connection: Connection) -> Visit | None:
        if dossier and visits.by_dossier(connection, dossier):
            return None
        values = {"field": field, "entry": entry.id if entry else None, "procedure": entry.name if entry else name}
        values |= {"counter": counter, "dossier": dossier or None}
        visit = visits.add(connection, "page", call.now, due=end_of(day), **values)
        audit.append(connection, call.by, "visit-made", f"visit:{visit.id}", call.now)
        return visit

    visit = await call.parts.database.write(work)
    if visit is None:
        return _form(call, call.t("There is a visit with this dossier number already."))
    return call.to(f"{PATH}/{visit.id}", call.t("Made. The code for the receipt: {code}", code=codes.shown(visit.code)))


async def slip(call: Call) -> Response:
    """What is printed for the receipt: the code, to scan and to type."""
    visit = await find(call)
    if visit is None:
        return call.missing()
    payload = RECEIPT + visit.code
    links = {WEB: web_link(call.public_url, payload)}
    links |= {name: link for name, channel in call.parts.channels.items() if (link := channel.deep_link(payload))}
    names = {name: call.parts.catalogue.translate("vi", words) for name, words in CHANNELS.items()}
    it = shown(call, visit)
    named = {names.get(name, name): link for name, link in links.items()}
    return HTMLResponse(slip_page(call.rendering, visit, it.code, it.procedure or it.field, it.due, named))


async def find(call: Call) -> Visit | None:
    """The visit that the address names, if it is within the asker's fields of work."""
    visit = await call.parts.database.read(partial(visits.by_id, visit=call.number("id")))
    return visit if visit and may_see(call, visit) else None


def _wanted(call: Call) -> Filter:
    """What the address asks for; days are the ward's, the last one included."""
    word = call.words("tim", 60)
    return Filter(
        word=word,
        code=codes.find_code(word, codes.RECEIPT),
        field=call.words("linh-vuc", 40),
        counter=call.words("quay", 40),
        state=call.words("trang-thai", 10),
        since=start_of(day_of(call.words("tu", 10))),
        until=start_of(day_of(call.words("den", 10)), plus=1),
        fields=() if call.role is Role.ADMINISTRATOR else call.member.fields,
    )


def _own_fields(call: Call) -> list[tuple[str, str]]:
    """The fields of work of who asks."""
    return [(id_, name) for id_, name in fields_of(call) if call.member.serves((id_,))]


def _form(call: Call, wrong: str = "") -> Response:
    names = ("linh-vuc", "thu-tuc", "quay", "hen", "so-ho-so")
    own = dict(_own_fields(call))
    entries = call.parts.shelf.library.entries.values()
    return call.page(
        "staff/visit_new.html",
        status=400 if wrong else 200,
        wrong=wrong,
        given={name: call.words(name) for name in names},
        fields=list(own.items()),
        counters=[(counter.id, counter.name) for counter in call.parts.ward.counters],
        procedures=sorted({entry.short for entry in entries if entry.field in own and entry.papers}),
        today=call.parts.clock.local().date().isoformat(),
        path=PATH,
    )


_OFFICIAL = Role.OFFICIAL
PAGES = (
    Page(PATH, listed, _OFFICIAL, nav=mark("Visits")),
    Page(f"{PATH}/moi", new, _OFFICIAL),
    Page(f"{PATH}/moi", make, _OFFICIAL, method="POST"),
    Page(f"{PATH}/{{id:int}}", one, _OFFICIAL),
    Page(f"{PATH}/{{id:int}}/phieu", slip, _OFFICIAL),
)
