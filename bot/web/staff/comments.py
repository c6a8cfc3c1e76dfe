"""The comments: an administrator lets each be read, or hides it."""

from __future__ import annotations

from functools import partial

from starlette.responses import Response

from bot.i18n import mark
from bot.routes import Role
from bot.scale import said
from bot.storage import comments
from bot.storage.comments import STATES
from bot.web.staff.call import HOME, Call, Page
from bot.web.staff.people import field_names

PATH = f"{HOME}/y-kien"
_PAGE = 25
_WORDS = 2000
NAMES = {"waiting": mark("to be looked at"), "approved": mark("may be read"), "hidden": mark("hidden")}


async def listed(call: Call) -> Response:
    """The comments in a state, those that wait for a look first."""
    state = call.words("xem", 10) if call.words("xem", 10) in STATES else "waiting"
    page = min(10_000, max(1, call.number("trang", 1)))
    work = partial(comments.listed, state=state, limit=_PAGE + 1, offset=(page - 1) * _PAGE)
    found = await call.parts.database.read(work)
    return call.page(
        "staff/comments.html",
        comments=found[:_PAGE],
        more=len(found) > _PAGE,
        number=page,
        state=state,
        counts=await call.parts.database.read(comments.counts),
        names=NAMES,
        level=lambda level: said(level, call.t),
        fields=dict(field_names(call)),
        counters={counter.id: counter.name for counter in call.parts.ward.counters},
        path=PATH,
    )


async def decide(call: Call) -> Response:
    """Let one be read, or hide it."""
    state, back = call.words("state", 10), call.words("back", 10)
    if state not in ("approved", "hidden"):
        return call.missing()
    words = str(call.form.get("words", "")).replace("\r\n", "\n")[: 2 * _WORDS]
    which = str(call.request.path_params["id"])
    work = partial(comments.decide, rating=which, words=words, state=state, by=call.by, now=call.now)
    done = await call.parts.database.write(work)
    told = call.t("Done: {state}.", state=call.t(NAMES[state]))
    if not done:
        told = call.t("This comment changed or went in the meantime. Please look once more.")
    return call.to(f"{PATH}?xem={back}" if back in STATES else PATH, told)


PAGES = (
    Page(PATH, listed, Role.ADMINISTRATOR, nav=mark("Comments")),
    Page(f"{PATH}/{{id}}", decide, Role.ADMINISTRATOR, method="POST"),
)
