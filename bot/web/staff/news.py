"""News: what is written, waits, goes and has gone; a notice with its preview, its doubts, its reach and its steps."""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.responses import Response

from bot import notice_words
from bot.i18n import mark
from bot.newsroom import UNDECIDED
from bot.routes import Role
from bot.storage import listing, notice_files, notices
from bot.storage.audit import OPERATOR
from bot.storage.listing import Reach
from bot.storage.notice_rows import Notice, State, find
from bot.web.staff import news_ways
from bot.web.staff.call import CHANNELS, HOME, Call, Page
from bot.web.staff.news_ways import PAID_PRICE

PATH = f"{HOME}/tin"
_PAGE = 30
_REFRESH = "5"  # seconds until the browser looks again while a notice goes


async def news(call: Call) -> Response:
    """Every notice, newest first."""
    page = max(1, call.number("trang", 1))
    offset = (page - 1) * _PAGE
    found = await call.parts.database.read(partial(notices.listed, limit=_PAGE + 1, offset=offset))
    return call.page(
        "staff/notices.html",
        found=found[:_PAGE],
        more=len(found) > _PAGE,
        number=page,
        states=notice_words.STATES,
        topic=partial(topic_name, call),
        who=partial(_who, call),
        two_people=await call.parts.database.read(call.parts.newsroom.two_people),
        path=PATH,
    )


async def one(call: Call) -> Response:
    """A notice: what will be sent to whom, or how far it has come."""
    notice = await call.parts.database.read(partial(find, notice=call.number("notice")))
    if notice is None:
        return call.missing()
    page = await shown(call, notice)
    if notice.state in (State.LISTING, State.SENDING):
        page.headers["Refresh"] = _REFRESH  # there is nothing to fill in on it now
    return page


async def shown(call: Call, notice: Notice, wrong: str = "", *, alike: bool = False) -> Response:
    """The page of a notice, with what was wrong with a step."""
    read, room = call.parts.database.read, call.parts.newsroom
    look = await read(partial(room.look, notice=notice))
    before = notice.state in UNDECIDED
    counts = {} if before else await read(partial(listing.counts, notice=notice))
    return call.page(
        "staff/notice.html",
        status=409 if wrong else 200,
        notice=notice,
        wrong=wrong,
        alike=look.alike,
        reply=look.reply,
        files=notice_files.PATH,
        sizes=look.sizes,
        doubts=[call.t(doubt.sentence, piece=doubt.piece) for doubt in look.doubts],
        reach=_reach(call, look.reach) if before else None,
        broken=[(call.t(CHANNELS.get(one.channel, one.channel)), one.needed, one.left) for one in look.broken],
        posts=await news_ways.of_notice(call, notice),
        minutes=look.minutes,
        states=notice_words.STATES,
        taken_from=notice_words.taken_from(notice, call.t),
        counts=notice_words.by_words(counts, call.t),
        total=sum(counts.values()),
        gone_by=listing.ended(counts),
        reasons=[] if before else _reasons(call, await read(partial(listing.reasons, notice=notice.id))),
        validity=notice_words.validity(notice, call.t),
        for_whom=notice_words.for_whom(notice, call.t),
        topic=topic_name(call, notice),
        quiet=look.quiet,
        who=partial(_who, call),
        may_approve=await read(partial(room.may_approve, member=call.member.id, notice=notice)),
        path=PATH,
    )


def topic_name(call: Call, notice: Notice) -> str:
    """A topic's name; its id if the ward has it no more."""
    topic = call.parts.ward.topic(notice.topic)
    return topic.said(call.language) if topic else notice.topic


def _who(call: Call, name: str) -> str:
    """Who did something, as they were called then."""
    return call.t("Whoever runs the server") if name == OPERATOR.name else name


def _reach(call: Call, reach: Reach) -> dict[str, Any]:
    """How many get it, where, and who does not."""
    return {
        "people": reach.people,
        "paid": [
            (call.t(CHANNELS.get(name, name)), count, count * PAID_PRICE) for name, count in sorted(reach.paid.items())
        ],
        "channels": [(call.t(CHANNELS.get(name, name)), count) for name, count in sorted(reach.channels.items())],
        "left_out": [(call.t(notice_words.LEFT_OUT[why]), count) for why, count in sorted(reach.left_out.items())],
    }


def _reasons(call: Call, found: list[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    return [(call.t(notice_words.ROWS[state]), call.t(why) if why else "–", count) for state, why, count in found]


PAGES = (
    Page(PATH, news, Role.OFFICIAL, nav=mark("News")),
    Page(f"{PATH}/{{notice:int}}", one, Role.OFFICIAL),
)
