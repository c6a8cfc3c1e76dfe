"""Paper ballots, counted by the staff and entered here: told apart from what people tapped themselves, always."""

from __future__ import annotations

import secrets
from datetime import date
from functools import partial

from starlette.responses import Response

from bot.i18n import mark
from bot.routes import Role
from bot.scale import LEVELS, said
from bot.storage import paper
from bot.storage.paper import Slip
from bot.web.staff.call import HOME, Call, Page
from bot.web.staff.people import field_names

PATH = f"{HOME}/phieu-giay"
_SHOWN = 10  # slips that were entered last


async def form(call: Call) -> Response:
    """An empty slip, and what was entered lately."""
    return await _form(call)


async def enter(call: Call) -> Response:
    """Enter a slip: a day, perhaps a counter or a field, and how many papers of each level."""
    day, counts = _day(call), {level: call.number(f"level-{level}") for level in LEVELS}
    if day is None or day > call.parts.clock.local().date():
        return await _form(call, call.t("Please give the day of the ballots, today or before."))
    if not any(counts.values()) or max(counts.values()) > paper.MOST:
        wrong = call.t("Please give how many ballots of each level there are, {most} of one at most.", most=paper.MOST)
        return await _form(call, wrong)
    counters = {counter.id for counter in call.parts.ward.counters}
    fields = dict(field_names(call))
    counter, field = call.words("counter", 40), call.words("field", 40)
    work = partial(
        paper.enter,
        by=call.by,
        slip=call.words("slip", 24),
        day=day,
        wednesday=call.parts.ward.special_on(day) is not None,
        counts=counts,
        counter=counter if counter in counters else None,
        field=field if field in fields else None,
        now=call.now,
    )
    count = await call.parts.database.write(work)
    told = call.tn("{count} ballot was entered.", "{count} ballots were entered.", count)
    return call.to(PATH, told if count else call.t("This slip was entered already; nothing was counted twice."))


async def remove(call: Call) -> Response:
    """Take back what was entered at once by mistake."""
    work = partial(paper.remove, by=call.by, entered=call.number("id"), now=call.now, staff=_whose(call))
    count = await call.parts.database.write(work)
    told = call.tn("{count} ballot was taken back.", "{count} ballots were taken back.", count)
    return call.to(PATH, told if count else call.t("These ballots were taken back already."))


async def _form(call: Call, wrong: str = "") -> Response:
    latest = await call.parts.database.read(partial(paper.latest, limit=_SHOWN, staff=_whose(call)))
    places = {counter.id: counter.name for counter in call.parts.ward.counters} | dict(field_names(call))
    return call.page(
        "staff/paper.html",
        status=400 if wrong else 200,
        wrong=wrong,
        slip=secrets.token_urlsafe(12),
        levels=[(level, said(level, call.t)) for level in LEVELS],
        given={level: call.words(f"level-{level}", 4) for level in LEVELS},
        day=call.words("day", 10) or str(call.parts.clock.local().date()),
        fields=field_names(call),
        counters=[(counter.id, counter.name) for counter in call.parts.ward.counters],
        entered=[_shown(slip, places) for slip in latest],
        path=PATH,
    )


def _whose(call: Call) -> int | None:
    """Whose slips somebody may take back: administrators everybody's, others their own."""
    return None if call.role == Role.ADMINISTRATOR else call.member.id


def _shown(slip: Slip, places: dict[str, str]) -> dict[str, object]:
    """A slip as the page shows it: levels from the best to the worst."""
    where = [places.get(one, one) for one in (slip.counter, slip.field) if one]
    levels = [(level, slip.levels[level]) for level in sorted(slip.levels, reverse=True)]
    return {
        "slip": slip,
        "day": f"{slip.day:%d/%m/%Y}",
        "where": " · ".join(where),
        "levels": levels,
        "count": sum(slip.levels.values()),
    }


def _day(call: Call) -> date | None:
    try:
        return date.fromisoformat(call.words("day", 10))
    except ValueError:
        return None


PAGES = (
    Page(PATH, form, Role.OFFICIAL, nav=mark("Paper ballots")),
    Page(PATH, enter, Role.OFFICIAL, method="POST"),
    Page(f"{PATH}/{{id:int}}/rut", remove, Role.OFFICIAL, method="POST"),
)
