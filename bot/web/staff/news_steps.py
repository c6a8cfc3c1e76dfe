"""The steps of a notice: approval, schedule, pause, going on, withdrawing, sending again, review, trying it out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from starlette.responses import Response

from bot.clock import VIETNAM
from bot.newsroom import REFUSALS
from bot.routes import Role
from bot.storage import notices
from bot.storage.notice_rows import Notice, find
from bot.storage.notices import LONGEST_REASON, NoticeError, Refusal
from bot.web.staff import news_ways
from bot.web.staff.call import Call, Page
from bot.web.staff.news import PATH, shown

Step = Callable[[Call, Notice], Awaitable[str]]


async def step(call: Call) -> Response:
    """Take a step; a refusal is shown on the notice's page as it stands now."""
    notice = await call.parts.database.read(partial(find, notice=call.number("notice")))
    take = _STEPS.get(call.words("viec", 20))
    if notice is None or take is None:
        return call.missing()
    try:
        said = await take(call, notice)
    except NoticeError as error:
        now = await call.parts.database.read(partial(find, notice=notice.id))
        return await shown(call, now or notice, call.t(REFUSALS[error.why]), alike=error.why is Refusal.ALIKE)
    return call.to(f"{PATH}/{notice.id}", said)


async def _submit(call: Call, notice: Notice) -> str:
    room = call.parts.newsroom
    told = await _write(call, partial(room.submit, notice=notice.id, version=call.number("phien-ban")))
    return room.said_of(notice, int(str(told)), call.language)


async def _hand_back(call: Call, notice: Notice) -> str:
    version, why = call.number("phien-ban"), call.words("ly-do", LONGEST_REASON)
    await _write(call, partial(call.parts.newsroom.hand_back, notice=notice.id, version=version, why=why))
    return call.t("It is given back to whoever wrote it.")


async def _approve(call: Call, notice: Notice) -> str:
    due = _moment(call.words("luc", 20))
    version, again = call.number("phien-ban"), call.words("van-gui", 1) == "1"
    work = partial(call.parts.newsroom.approve, notice=notice.id, version=version, due=due, again=again)
    await _write(call, work)
    if due:
        return call.t("Approved. It goes at {moment}.", moment=f"{due.astimezone(VIETNAM):%H:%M %d/%m/%Y}")
    return call.t("Approved. The list of recipients is being made; then it goes.")


async def _reschedule(call: Call, notice: Notice) -> str:
    due = _moment(call.words("luc", 20)) or call.now
    await _write(call, partial(notices.reschedule, now=call.now, notice=notice.id, due=due))
    return call.t("It goes at {moment}.", moment=f"{due.astimezone(VIETNAM):%H:%M %d/%m/%Y}")


async def _pause(call: Call, notice: Notice) -> str:
    await _write(call, partial(notices.pause, now=call.now, notice=notice.id))
    return call.t("Paused. What was on its way at this moment still arrives.")


async def _go_on(call: Call, notice: Notice) -> str:
    await _write(call, partial(notices.go_on, now=call.now, notice=notice.id))
    return call.t("It goes on.")


async def _withdraw(call: Call, notice: Notice) -> str:
    await _write(call, partial(notices.withdraw, now=call.now, notice=notice.id, why=call.words("ly-do", 300)))
    return call.t("Withdrawn. What had not gone does not go.")


async def _again(call: Call, notice: Notice) -> str:
    unknown = call.words("ca-chua-ro", 1) == "1"
    count = await _write(call, partial(call.parts.newsroom.send_again, notice=notice.id, unknown=unknown))
    return call.tn("It is tried again for {count} person.", "It is tried again for {count} people.", int(str(count)))


async def _review(call: Call, notice: Notice) -> str:
    await _write(call, partial(notices.review, now=call.now, notice=notice.id))
    return call.t("Noted that you looked at it.")


async def _try_out(call: Call, notice: Notice) -> str:
    """Send it to this member's own chat accounts."""
    work = partial(call.parts.newsroom.try_out, member=call.member.id, notice=notice)
    if await call.parts.database.write(work):
        return call.t("It was sent to your own chat account.")
    return call.t("You have no chat account that is linked to you: see the page “My account”.")


async def _write(call: Call, work: Callable[..., object]) -> object:
    return await call.parts.database.write(partial(work, by=call.by))


def _moment(given: str) -> datetime | None:
    """What a field of day and hour says, by the ward's wall clock; None where it is empty."""
    try:
        return datetime.fromisoformat(given).replace(tzinfo=VIETNAM)
    except ValueError:
        return None


_STEPS: dict[str, Step] = {
    "trinh": _submit,
    "tra-lai": _hand_back,
    "duyet": _approve,
    "doi-gio": _reschedule,
    "tam-dung": _pause,
    "gui-tiep": _go_on,
    "rut": _withdraw,
    "gui-lai": _again,
    "da-xem": _review,
    "gui-thu": _try_out,
    "cach-gui": news_ways.choose,
    "gui-lai-cach": news_ways.again,
}
PAGES = (Page(f"{PATH}/{{notice:int}}/buoc", step, Role.OFFICIAL, method="POST"),)
