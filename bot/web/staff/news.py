"""News: what is written, waits, goes and has gone; a notice with its preview, its doubts, its reach and its steps."""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.responses import Response

from bot import notice_checks, notice_words
from bot.i18n import mark
from bot.messages import Reply
from bot.routes import Role
from bot.storage import listing, notices, published, staff
from bot.storage.audit import OPERATOR
from bot.storage.listing import Reach
from bot.storage.notice_rows import Notice, State, find
from bot.web.staff.call import CHANNELS, HOME, Call, Page

PATH = f"{HOME}/tin"
_PAGE = 30
_REFRESH = "5"  # seconds until the browser looks again while a notice goes
_STATES = {
    "listed": mark("waiting their turn"),
    "queued": mark("waiting their turn"),
    "held": mark("held until the quiet hours end"),
    "sending": mark("on their way"),
    "sent": mark("arrived at the channel"),
    "failed": mark("failed"),
    "gone": mark("cannot be reached (blocked the bot)"),
    "withdrawn": mark("withdrawn before they went"),
    "unknown": mark("unknown: may have arrived"),
    "erased": mark("had everything about them erased"),
}
_LEFT_OUT = {
    "topic": mark("subscribed to other topics only"),
    "hamlet": mark("live in another neighbourhood"),
    "gone": mark("cannot be reached (blocked the bot)"),
    "channel": mark("are on a channel that is not served or not chosen"),
}
_UNDECIDED = (State.DRAFT, State.WAITING, State.SCHEDULED)


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
    read = call.parts.database.read
    reply = await rendered(call, notice)
    before = notice.state in _UNDECIDED
    channels = list(call.parts.channels)
    reach = await read(partial(listing.reach, notice=notice, channels=channels)) if before else None
    counts = {} if before else await read(partial(listing.counts, notice=notice))
    today = call.parts.clock.local().date()
    similar = await read(partial(notices.alike, notice=notice, now=call.now)) if before else None
    return call.page(
        "staff/notice.html",
        status=409 if wrong else 200,
        notice=notice,
        wrong=wrong,
        alike=similar if alike or similar else None,
        reply=reply,
        lengths=_lengths(call, reply),
        doubts=[
            call.t(doubt.sentence, piece=doubt.piece)
            for doubt in notice_checks.doubts(f"{notice.title}\n{notice.text}", notice.link, today)
        ],
        reach=reach and _reach(call, reach),
        minutes=_minutes(call, reach) if reach else 0,
        states=notice_words.STATES,
        counts=_counts(call, counts),
        total=sum(counts.values()),
        gone_by=sum(count for state, count in counts.items() if state not in ("listed", "queued", "held", "sending")),
        reasons=[] if before else _reasons(call, await read(partial(listing.reasons, notice=notice.id))),
        validity=notice_words.validity(notice, call.t),
        for_whom=notice_words.for_whom(notice, call.t),
        topic=topic_name(call, notice),
        quiet=call.parts.ward.quiet_until(max(call.now, notice.due or call.now)) if not notice.urgent else None,
        who=partial(_who, call),
        may_approve=await may_approve(call, notice),
        path=PATH,
    )


async def rendered(call: Call, notice: Notice) -> Reply:
    """A notice as it is sent."""
    numbers = await call.parts.database.read(partial(published.corrected, found=[notice]))
    ward = call.parts.ward
    t = partial(call.parts.catalogue.translate, ward.languages[0])
    public = call.parts.settings.public_url
    return notice_words.reply(notice, numbers.get(notice.corrects or 0), ward, public, t)


async def two_people(call: Call) -> bool:
    """Whether whoever wrote a notice must not approve it."""
    setting = call.parts.settings.news_two_people
    if setting != "auto":
        return setting == "on"
    return len(await call.parts.database.read(staff.listed)) > 1


async def may_approve(call: Call, notice: Notice) -> bool:
    """Whether this member's approval would be taken."""
    own = call.member.id in (notice.author, notice.editor)
    return notice.urgent or not own or not await two_people(call)


def topic_name(call: Call, notice: Notice) -> str:
    """A topic's name; its id if the ward has it no more."""
    topic = call.parts.ward.topic(notice.topic)
    return topic.said(call.language) if topic else notice.topic


def _who(call: Call, name: str) -> str:
    """Who did something, as they were called then."""
    return call.t("Whoever runs the server") if name == OPERATOR.name else name


def _lengths(call: Call, reply: Reply) -> list[tuple[str, int, int]]:
    """Of each channel its name, how long the message is there, and in how many messages it goes."""
    whole = "\n\n".join(part for part in (f"{reply.title}\n{reply.text}", reply.note) if part)
    found = []
    for name, channel in call.parts.channels.items():
        length = channel.limits.length(whole)
        found.append((call.t(CHANNELS.get(name, name)), length, -(-length // channel.limits.text)))
    return found


def _reach(call: Call, reach: Reach) -> dict[str, Any]:
    """How many get it, where, and who does not."""
    return {
        "people": reach.people,
        "channels": [(call.t(CHANNELS.get(name, name)), count) for name, count in sorted(reach.channels.items())],
        "left_out": [(call.t(_LEFT_OUT[why]), count) for why, count in sorted(reach.left_out.items())],
    }


def _minutes(call: Call, reach: Reach) -> int:
    """How long the sending takes at the pace that the platform allows."""
    return -(-reach.channels.get("telegram", 0) // max(1, int(call.parts.settings.telegram_rate * 60)))


def _counts(call: Call, counts: dict[str, int]) -> list[tuple[str, int]]:
    """The states in words, in a fixed order, those that read the same added up."""
    found: dict[str, int] = {}
    for state, words in _STATES.items():
        if counts.get(state):
            found[call.t(words)] = found.get(call.t(words), 0) + counts[state]
    return list(found.items())


def _reasons(call: Call, found: list[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    return [(call.t(_STATES[state]), why or "–", count) for state, why, count in found]


PAGES = (
    Page(PATH, news, Role.OFFICIAL, nav=mark("News")),
    Page(f"{PATH}/{{notice:int}}", one, Role.OFFICIAL),
)
