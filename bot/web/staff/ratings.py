"""Every rating, newest days first, found by period, level, way, field and counter."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from starlette.responses import Response

from bot.figures.counts import MODES
from bot.i18n import mark
from bot.reports.words import LEVELS
from bot.routes import Role
from bot.storage import ratings_list
from bot.storage.ratings_list import Wanted
from bot.web.staff import comments, periods
from bot.web.staff.call import HOME, Call, Page
from bot.web.staff.reckoned import fields_of, words_for

PATH = f"{HOME}/danh-gia"
_PAGE = 50  # ratings
_FILTERS = ("ky", "tu", "den", "muc", "cach", "linh-vuc", "quay", "co", "nhan-xet")


async def ratings(call: Call) -> Response:
    """The list, with the filter that the address names."""
    period, name = periods.asked(call)
    words, page = words_for(call), min(10_000, max(1, call.number("trang", 1)))
    wanted = Wanted(
        first=period.first,
        last=period.last,
        level=call.number("muc"),
        mode=call.words("cach", 20),
        field=call.words("linh-vuc", 40),
        counter=call.words("quay", 40),
        suspect=bool(call.words("co", 1)),
        commented=bool(call.words("nhan-xet", 1)),
        fields=fields_of(call),
    )
    found = await call.parts.database.read(
        partial(ratings_list.listed, wanted=wanted, limit=_PAGE + 1, offset=(page - 1) * _PAGE)
    )
    chosen = {one: given for one in _FILTERS if (given := call.words(one, 60))}
    return call.page(
        "staff/ratings.html",
        lines=found[:_PAGE],
        more=len(found) > _PAGE,
        number=page,
        words=words,
        period=period,
        choices=periods.choices(call),
        named=name,
        chosen=chosen,
        filtered=f"{PATH}?{urlencode(chosen)}&" if chosen else f"{PATH}?",
        levels_named=LEVELS,
        levels=[(level, call.t(LEVELS[level])) for level in (5, 4, 3, 2, 1)],
        modes=[(mode, words.name("mode", mode)) for mode in MODES],
        fields=[(one.id, words.name("field", one.id)) for one in call.parts.shelf.library.fields if _may(call, one.id)],
        counters=[(one.id, one.name) for one in call.parts.ward.counters],
        comments_path=comments.PATH if call.role is Role.ADMINISTRATOR else "",
        path=PATH,
    )


def _may(call: Call, field: str) -> bool:
    """Whether somebody may see the ratings of a field."""
    mine = fields_of(call)
    return not mine or field in mine


PAGES = (Page(PATH, ratings, Role.OFFICIAL, nav=mark("Citizens' ratings")),)
