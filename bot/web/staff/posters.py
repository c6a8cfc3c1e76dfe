"""Posters for the counters, to be printed from the browser."""

from __future__ import annotations

from functools import partial

from starlette.responses import HTMLResponse, Response

from bot.counter_codes import Quarter
from bot.i18n import mark
from bot.posters import counters_of, posters
from bot.routes import Role
from bot.storage import keys
from bot.web.printing import SIZES, poster_page
from bot.web.staff.call import HOME, Call, Page

PATH = f"{HOME}/ma-qr"


async def choose(call: Call) -> Response:
    """Which counters, which paper, which quarter."""
    quarter = Quarter.of(call.parts.clock.local().date())
    return call.page(
        "staff/posters.html",
        counters=[(name, words or call.t("One-stop desk")) for name, words in counters_of(call.parts.ward).items()],
        sizes=[(size, size) for size in SIZES],
        quarters=[(step, f"{one.number}/{one.year}") for step in (0, 1) for one in [quarter.moved(step)]],
        public=call.parts.settings.public_url,
        path=PATH,
    )


async def sheets(call: Call) -> Response:
    """The posters themselves."""
    ward = call.parts.ward
    known = counters_of(ward)
    asked = [name for name in call.request.query_params.getlist("quay") if name in known]
    size = call.words("kho", 2) if call.words("kho", 2) in SIZES else SIZES[0]
    today = call.parts.clock.local().date()
    key = await call.parts.database.write(partial(keys.key, name=keys.COUNTERS, now=call.now))
    made = posters(
        ward,
        key,
        Quarter.of(today).moved(1 if call.words("quy", 1) == "1" else 0),
        asked or list(known),
        call.public_url,
        {name: channel.deep_link for name, channel in call.parts.channels.items() if name != "webchat"},
        {name: link for name, channel in call.parts.channels.items() if (link := channel.chat_link())},
    )
    return HTMLResponse(poster_page(call.rendering, made, size))


PAGES = (
    Page(PATH, choose, Role.OFFICIAL, nav=mark("Posters with QR codes")),
    Page(f"{PATH}/to", sheets, Role.OFFICIAL),
)
