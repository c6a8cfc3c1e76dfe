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
from bot.web.staff.call import HOME, Call, Page
from bot.web.staff.people import field_names

PATH = f"{HOME}/phieu-giay"


async def form(call: Call) -> Response:
    """An empty slip."""
    return _form(call)


async def enter(call: Call) -> Response:
    """Enter a slip: a day, perhaps a counter or a field, and how many papers of each level."""
    day, counts = _day(call), {level: call.number(f"level-{level}") for level in LEVELS}
    if day is None or day > call.parts.clock.local().date():
        return _form(call, call.t("Please give the day of the ballots, today or before."))
    if not any(counts.values()) or max(counts.values()) > paper.MOST:
        wrong = call.t("Please give how many ballots of each level there are, {most} of one at most.", most=paper.MOST)
        return _form(call, wrong)
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


def _form(call: Call, wrong: str = "") -> Response:
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
        path=PATH,
    )


def _day(call: Call) -> date | None:
    try:
        return date.fromisoformat(call.words("day", 10))
    except ValueError:
        return None


PAGES = (
    Page(PATH, form, Role.OFFICIAL, nav=mark("Paper ballots")),
    Page(PATH, enter, Role.OFFICIAL, method="POST"),
)
