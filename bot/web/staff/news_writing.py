"""Writing a notice, changing it, and correcting one that has gone."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from sqlalchemy import Connection
from starlette.responses import Response

from bot import notice_words
from bot.newsroom import REFUSALS
from bot.routes import Role
from bot.storage import notice_files, notices
from bot.storage.audit import By
from bot.storage.notice_rows import Notice, find
from bot.storage.notices import LONGEST_LINK, LONGEST_REASON, LONGEST_TEXT, LONGEST_TITLE, Draft, NoticeError, Refusal
from bot.web.staff.call import Call, Page
from bot.web.staff.news import PATH


async def new(call: Call) -> Response:
    """An empty form; with ?dinh-chinh= one that corrects a notice, with ?thu-hoi=1 one that takes it back."""
    corrected = await call.parts.database.read(partial(find, notice=call.number("dinh-chinh")))
    if corrected and corrected.number:
        back = call.words("thu-hoi", 1) == "1"
        title = corrected.title
        text = call.t("The ward takes back this notice. We are sorry.") if back else corrected.text
        draft = Draft(title, text, corrected.topic, corrects=corrected.id, takes_back=back, in_place=True)
        return _form(call, draft, f"{PATH}/moi")
    return _form(call, Draft("", "", ""), f"{PATH}/moi")


async def make(call: Call) -> Response:
    """Take the form as a draft."""
    draft = await _draft(call)
    try:
        _check(call, draft)
        number = await call.parts.database.write(partial(_write, by=call.by, draft=draft, now=call.now))
    except NoticeError as error:
        return _form(call, draft, f"{PATH}/moi", call.t(REFUSALS[error.why]))
    return call.to(f"{PATH}/{number}", call.t("The draft is kept. Look at it once more, then ask for approval."))


async def edit(call: Call) -> Response:
    """The form of a notice that has not begun to go."""
    notice = await call.parts.database.read(partial(find, notice=call.number("notice")))
    if notice is None or notice.number:
        return call.missing()
    return _form(call, notices.draft_of(notice), f"{PATH}/{notice.id}/sua", version=notice.version, notice=notice)


async def change(call: Call) -> Response:
    """Take the changed form; the notice is a draft again."""
    notice = await call.parts.database.read(partial(find, notice=call.number("notice")))
    if notice is None:
        return call.missing()
    draft = await _draft(call, notice)
    version = call.number("phien-ban")
    work = partial(notices.rewrite, by=call.by, notice=notice.id, version=version, draft=draft, now=call.now)
    try:
        _check(call, draft)
        await call.parts.database.write(work)
    except NoticeError as error:
        return _form(call, draft, f"{PATH}/{notice.id}/sua", call.t(REFUSALS[error.why]), version, notice)
    return call.to(f"{PATH}/{notice.id}", call.t("The change is kept; the notice is a draft again."))


def _write(connection: Connection, by: By, draft: Draft, now: datetime) -> int:
    """A draft; one that corrects a notice has the same picture and file, unless they are changed."""
    number = notices.write(connection, by, draft, now)
    if draft.corrects and not draft.takes_back:
        notice_files.copy(connection, draft.corrects, number)
    return number


def _check(call: Call, draft: Draft) -> None:
    """What only the ward's profile knows. Raises `NoticeError`."""
    if call.parts.ward.topic(draft.topic) is None:
        raise NoticeError(Refusal.TOPIC)


async def _draft(call: Call, notice: Notice | None = None) -> Draft:
    """What the form says; what a notice corrects is chosen once, at its beginning."""
    given = [str(one) for one in call.form.getlist("khom")]
    corrects = notice.corrects if notice else call.number("dinh-chinh") or None
    back = notice.takes_back if notice else call.words("thu-hoi", 1) == "1"
    corrected = await call.parts.database.read(partial(find, notice=corrects)) if corrects else None
    return Draft(
        title=" ".join(call.words("tieu-de", LONGEST_TITLE + 1).split()),
        text=call.words("noi-dung", LONGEST_TEXT + 1),
        topic=corrected.topic if corrected else call.words("chu-de", 24),
        link=call.words("duong-dan", LONGEST_LINK + 1),
        hamlets=tuple(name for name in call.parts.ward.hamlets if name in given),
        valid_from=_day(call.words("tu", 10)),
        valid_until=_day(call.words("den", 10)),
        urgent=call.words("khan", 1) == "1",
        reason=call.words("ly-do", LONGEST_REASON),
        corrects=corrected.id if corrected and corrected.number else None,
        takes_back=back and corrected is not None,
        in_place=corrected is not None and call.words("sua-ngay", 1) == "1",
    )


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None


def _form(
    call: Call, draft: Draft, action: str, wrong: str = "", version: int = 0, notice: Notice | None = None
) -> Response:
    return call.page(
        "staff/notice_form.html",
        status=400 if wrong else 200,
        draft=draft,
        origin=notice.origin if notice else None,
        taken_from=notice_words.taken_from(notice, call.t) if notice else "",
        action=action,
        wrong=wrong,
        version=version,
        topics=[(topic.id, topic.said(call.language)) for topic in call.parts.ward.topics],
        hamlets=[(name, name) for name in call.parts.ward.hamlets],
        longest_title=LONGEST_TITLE,
        longest_text=LONGEST_TEXT,
        today=call.parts.clock.local().date().isoformat(),
        path=PATH,
    )


PAGES = (
    Page(f"{PATH}/moi", new, Role.OFFICIAL),
    Page(f"{PATH}/moi", make, Role.OFFICIAL, method="POST"),
    Page(f"{PATH}/{{notice:int}}/sua", edit, Role.OFFICIAL),
    Page(f"{PATH}/{{notice:int}}/sua", change, Role.OFFICIAL, method="POST"),
)
