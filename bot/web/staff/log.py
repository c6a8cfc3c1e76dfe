"""The log of what staff did: found by act, person and day, a page at a time; nobody can edit it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial
from urllib.parse import urlencode

from starlette.responses import Response

from bot.clock import VIETNAM
from bot.i18n import mark
from bot.routes import Role
from bot.storage import audit, staff
from bot.storage.audit import Entry, Filter
from bot.web.staff import log_words
from bot.web.staff.call import HOME, Call, Page

PATH = f"{HOME}/nhat-ky"
_PAGE = 50  # entries

ACTS = {
    "added": mark("taken into the staff"),
    "renamed": mark("name changed"),
    "role-given": mark("role changed"),
    "fields-given": mark("fields of work changed"),
    "removed": mark("removed from the staff"),
    "joined": mark("chat account linked"),
    "unlinked": mark("chat account unlinked"),
    "link-made": mark("one-time link made"),
    "signed-in": mark("signed in"),
    "signed-out": mark("signed out"),
    "signed-out-everywhere": mark("signed out on every device"),
    "case-taken": mark("case taken on"),
    "case-answered": mark("case answered"),
    "case-closed": mark("case closed"),
    "inquiry-taken": mark("question taken"),
    "inquiry-answered": mark("question answered"),
    "inquiry-passed-on": mark("question passed on"),
    "inquiry-put-back": mark("question put back"),
    "inquiry-merged": mark("question merged"),
    "inquiry-separated": mark("merged question taken out"),
    "inquiry-closed": mark("question closed"),
    "inquiry-phone-asked": mark("phone number asked for"),
    "template-made": mark("ready answer made"),
    "template-changed": mark("ready answer changed"),
    "template-removed": mark("ready answer removed"),
    "comment-approved": mark("comment let to be read"),
    "comment-hidden": mark("comment hidden"),
    "suggestion-public": mark("suggestion let to be read"),
    "suggestion-hidden": mark("suggestion hidden"),
    "suggestion-changed": mark("suggestion decided on"),
    "suggestion-merged": mark("suggestion joined to another"),
    "paper-entered": mark("paper ballots entered"),
    "paper-removed": mark("paper ballots taken back"),
    "visit-made": mark("visit made, with a code"),
    "visit-corrected": mark("visit corrected"),
    "visit-deleted": mark("visit deleted"),
    "import-taken": mark("list taken"),
    "import-stopped": mark("list stopped or given up"),
    "import-undone": mark("list taken back"),
    "notice-written": mark("notice written"),
    "notice-changed": mark("notice changed"),
    "notice-submitted": mark("approval of a notice asked for"),
    "notice-handed-back": mark("notice given back"),
    "notice-approved": mark("notice approved"),
    "notice-rescheduled": mark("time of a notice changed"),
    "notice-paused": mark("notice paused"),
    "notice-resumed": mark("notice let go on"),
    "notice-withdrawn": mark("notice withdrawn"),
    "notice-again": mark("notice sent again to those who did not get it"),
    "notice-ways": mark("ways to many at once chosen for a notice"),
    "notice-ways-again": mark("ways of a notice tried again"),
    "notice-reviewed": mark("urgent notice looked at afterwards"),
    "oa-connected": mark("Official Account connected"),
    "oa-disconnected": mark("Official Account disconnected"),
    "entry-proposed": mark("change of an entry proposed"),
    "entry-approved": mark("change of an entry approved"),
    "entry-refused": mark("change of an entry refused"),
    "entry-undone": mark("change of an entry undone"),
    "group-taught": mark("group of questions: a change of the library proposed"),
    "group-moved": mark("group of questions handed on"),
    "group-ignored": mark("group of questions put aside"),
    "group-open": mark("group of questions opened again"),
    "source-asked": mark("source of news looked at out of turn"),
    "source-paused": mark("source of news paused"),
    "source-resumed": mark("source of news resumed"),
    "source-tried": mark("source of news tried out"),
    "replayed": mark("session ended: an old cookie came back"),
}
"""Acts in words; one that is not here is shown by its name."""


async def log(call: Call) -> Response:
    """The newest first, with the filter that the address names."""
    page = max(1, call.number("trang", 1))
    wanted = _wanted(call)
    found = await call.parts.database.read(
        partial(audit.entries, wanted=wanted, limit=_PAGE + 1, offset=(page - 1) * _PAGE)
    )
    everybody = await call.parts.database.read(staff.everybody)
    names = {one.id: one.name for one in everybody}
    chosen = {name: given for name in ("viec", "nguoi", "tu", "den") if (given := call.words(name, 40))}
    return call.page(
        "staff/log.html",
        entries=found[:_PAGE],
        more=len(found) > _PAGE,
        number=page,
        filtered=f"{PATH}?{urlencode(chosen)}&" if chosen else f"{PATH}?",
        chosen=chosen,
        acts=[(act, _act(call, act)) for act in await call.parts.database.read(audit.acts)],
        everybody=[(one.id, one.name) for one in everybody],
        act=partial(_act, call),
        who=partial(_who, call),
        about=partial(log_words.about, call, names),
        details=partial(log_words.details, call),
        path=PATH,
    )


def _wanted(call: Call) -> Filter:
    """What the address asks for; days are the ward's, the last one included."""
    until = _day(call.words("den", 10))
    return Filter(
        act=call.words("viec", 40),
        staff=call.number("nguoi") or None,
        since=_start(_day(call.words("tu", 10))),
        until=_start(until + timedelta(days=1)) if until else None,
    )


def _day(text: str) -> date | None:
    """A day as a browser's date field sends it, or as people write it."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            found = datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        return found if found.year < date.max.year else None
    return None


def _start(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), VIETNAM) if day else None


def _act(call: Call, act: str) -> str:
    return call.t(ACTS[act]) if act in ACTS else act


def _who(call: Call, entry: Entry) -> str:
    """Who did it, as they were called then."""
    return call.t("Whoever runs the server") if entry.name == audit.OPERATOR.name else entry.name


PAGES = (Page(PATH, log, Role.ADMINISTRATOR, nav=mark("Log")),)
