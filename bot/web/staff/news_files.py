"""The picture and the file of a notice on the staff's pages: taken by their content, and let go of again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy import Connection
from starlette.datastructures import UploadFile
from starlette.responses import Response

from bot import notice_media
from bot.newsroom import REFUSALS
from bot.notice_media import LARGEST, MediaError
from bot.routes import Role
from bot.storage import notice_files, notices
from bot.storage.audit import By
from bot.storage.notice_files import Media
from bot.storage.notice_rows import Notice, find
from bot.storage.notices import NoticeError
from bot.web.staff.call import Call, Page
from bot.web.staff.news import PATH, shown

UPLOAD = f"{PATH}/tep"
LARGEST_UPLOAD = LARGEST + 64 * 1024  # bytes: the file and what the form is wrapped in
_KINDS = {"hinh": "picture", "tep": "file"}


async def take(call: Call) -> Response:
    """Hang a picture or a file on a notice that has not begun to go; it is a draft again."""
    notice = await call.parts.database.read(partial(find, notice=call.number("thong-bao")))
    if notice is None:
        return call.missing()
    sent = call.form.get("tep-tin")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return await shown(call, notice, call.t("Please choose a file first."))
    try:
        media = await asyncio.to_thread(notice_media.read, sent.filename, await sent.read())
    except MediaError as error:
        return await shown(call, notice, call.t(error.message, **error.places))
    media = replace(media, alt=call.words("mo-ta", 200))
    return await _changed(call, notice, partial(notice_files.put, notice=notice.id, media=media), media)


async def remove(call: Call) -> Response:
    """Let go of a notice's picture or file; it is a draft again."""
    notice = await call.parts.database.read(partial(find, notice=call.number("notice")))
    kind = _KINDS.get(call.words("loai", 10))
    if notice is None or kind is None:
        return call.missing()
    return await _changed(call, notice, partial(notice_files.remove, notice=notice.id, kind=kind), None)


async def _changed(call: Call, notice: Notice, change: Callable[[Connection], object], media: Media | None) -> Response:
    version = call.number("phien-ban")
    work = partial(_change, change=change, by=call.by, notice=notice, version=version, now=call.now)
    try:
        await call.parts.database.write(work)
    except NoticeError as error:
        now = await call.parts.database.read(partial(find, notice=notice.id))
        return await shown(call, now or notice, call.t(REFUSALS[error.why]))
    said = call.t("It is sent with the notice, which is a draft again.") if media else call.t("It is removed.")
    return call.to(f"{PATH}/{notice.id}", said)


def _change(
    connection: Connection, change: Callable[[Connection], object], by: By, notice: Notice, version: int, now: datetime
) -> None:
    """One approves what one has seen: another picture is another version. Raises `NoticeError`."""
    notices.rewrite(connection, by, notice.id, version, notices.draft_of(notice), now)
    change(connection)


PAGES = (
    Page(UPLOAD, take, Role.OFFICIAL, method="POST"),
    Page(f"{PATH}/{{notice:int}}/bo-tep", remove, Role.OFFICIAL, method="POST"),
)
