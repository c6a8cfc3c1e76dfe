"""The cases that ratings opened: who sees to them, the answer, the end."""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.responses import Response

from bot.case_words import ANSWER, ANSWER_NOTE, KINDS, STATES
from bot.i18n import mark
from bot.messages import Reply
from bot.routes import Role
from bot.scale import said
from bot.storage import cases, staff
from bot.storage.cases import Case
from bot.web.staff.call import HOME, Call, Page
from bot.web.staff.people import field_names

PATH = f"{HOME}/vu-viec"
_PAGE = 25
_LONGEST = 2000  # characters of an answer
_SHOWN = {"mo": ("new", "taken"), "xong": ("answered", "closed")}


async def listed(call: Call) -> Response:
    """Those that are open, or those that are done; newest first."""
    which = call.words("xem", 5) if call.words("xem", 5) in _SHOWN else "mo"
    page = min(10_000, max(1, call.number("trang", 1)))
    work = partial(cases.listed, states=_SHOWN[which], limit=_PAGE + 1, offset=(page - 1) * _PAGE)
    found = await call.parts.database.read(work)
    counts = await call.parts.database.read(cases.counts)
    totals = {name: sum(counts.get(state, 0) for state in states) for name, states in _SHOWN.items()}
    return call.page(
        "staff/cases.html",
        cases=found[:_PAGE],
        more=len(found) > _PAGE,
        number=page,
        which=which,
        totals=totals,
        **_words(call),
    )


async def one(call: Call) -> Response:
    """One case with its history and what can be done."""
    case = await _found(call)
    if case is None:
        return call.missing()
    names = {member.id: member.name for member in await call.parts.database.read(staff.everybody)}
    return call.page("staff/case.html", case=case, who=names, longest=_LONGEST, **_words(call))


async def take(call: Call) -> Response:
    """See to it from now on."""
    done = await call.parts.database.write(partial(cases.take, case=call.number("id"), by=call.by, now=call.now))
    return _back(call, call.t("The case is yours now.") if done else call.t("Somebody was faster."))


async def answer(call: Call) -> Response:
    """Answer it: to who asked for an answer, through the bot, else for the files."""
    words = str(call.form.get("words", "")).replace("\r\n", "\n").strip()[:_LONGEST]
    if not words:
        return _back(call, call.t("Please write an answer. Nothing was sent."))
    catalogue = call.parts.catalogue

    def say(language: str) -> Reply:
        first, last = catalogue.translate(language, ANSWER), catalogue.translate(language, ANSWER_NOTE)
        return Reply(f"{first}\n{words}", note=last)

    work = partial(cases.answer, case=call.number("id"), by=call.by, words=words, say=say, now=call.now)
    told = {
        "sent": call.t("The answer is on its way to the rater."),
        "kept": call.t("The answer is kept; nobody waits for it."),
        "": call.t("The case was answered or closed in the meantime."),
    }
    return _back(call, told[await call.parts.database.write(work)])


async def close(call: Call) -> Response:
    """Nothing more is to be done."""
    done = await call.parts.database.write(partial(cases.close, case=call.number("id"), by=call.by, now=call.now))
    return _back(call, call.t("The case is closed.") if done else call.t("The case was closed already."))


def _back(call: Call, told: str) -> Response:
    return call.to(f"{PATH}/{call.number('id')}", told)


async def _found(call: Call) -> Case | None:
    return await call.parts.database.read(partial(cases.by_id, case=call.number("id")))


def _words(call: Call) -> dict[str, Any]:
    """What the templates say things with."""
    entries = call.parts.shelf.library.entries
    return {
        "kinds": KINDS,
        "states": STATES,
        "level": lambda level: said(level, call.t),
        "fields": dict(field_names(call)),
        "counters": {counter.id: counter.name for counter in call.parts.ward.counters},
        "procedure": lambda name: entries[name].short if name in entries else "",
        "path": PATH,
    }


PAGES = (
    Page(PATH, listed, Role.ADMINISTRATOR, nav=mark("Cases")),
    Page(f"{PATH}/{{id:int}}", one, Role.ADMINISTRATOR),
    Page(f"{PATH}/{{id:int}}/nhan", take, Role.ADMINISTRATOR, method="POST"),
    Page(f"{PATH}/{{id:int}}/tra-loi", answer, Role.ADMINISTRATOR, method="POST"),
    Page(f"{PATH}/{{id:int}}/dong", close, Role.ADMINISTRATOR, method="POST"),
)
