"""Suggestions: let them be read or hide them, say what becomes of them, join like ones."""

from __future__ import annotations

import asyncio
from functools import partial

from starlette.responses import Response

from bot.i18n import mark
from bot.messages import Reply
from bot.routes import Role
from bot.storage import suggestions
from bot.storage.suggestions import Say, Suggestion
from bot.suggestion_words import CHANGED, PATH, SHOWN, STATES
from bot.web.staff.call import HOME, Call, Page
from faq import Library
from faq.likeness import ALIKE

_HERE = f"{HOME}{PATH}"
_PAGE = 25
_LONGEST = 2000  # characters of an answer
_COMPARED = 200  # newest suggestions that one is compared with
_LIKE_ONES = 5
_UNANSWERED = ("received", "considering", "planned")  # may do without an answer


async def listed(call: Call) -> Response:
    """Those that wait for a look, or that are public or hidden."""
    shown = call.words("xem", 10) if call.words("xem", 10) in SHOWN else "waiting"
    page = min(10_000, max(1, call.number("trang", 1)))
    work = partial(suggestions.listed, shown=shown, limit=_PAGE + 1, offset=(page - 1) * _PAGE)
    found = await call.parts.database.read(work)
    return call.page(
        "staff/suggestions.html",
        found=found[:_PAGE],
        more=len(found) > _PAGE,
        number=page,
        shown=shown,
        counts=await call.parts.database.read(suggestions.counts),
        names=SHOWN,
        states=STATES,
        public=PATH,
        path=_HERE,
    )


async def one(call: Call) -> Response:
    """One with what can be done, and others like it."""
    return await _one(call)


async def show(call: Call) -> Response:
    """Let one be read as it was looked at, or hide it."""
    it, shown = await _find(call), call.words("shown", 10)
    if it is None or shown not in (suggestions.PUBLIC, suggestions.HIDDEN):
        return call.missing()
    words = str(call.form.get("words", "")).replace("\r\n", "\n")
    work = partial(suggestions.show, number=it.id, words=words, shown=shown, by=call.by, now=call.now)
    done = await call.parts.database.write(work)
    told = call.t("Done: {state}.", state=call.t(SHOWN[shown]))
    return _back(call, told if done else call.t("Somebody was faster. Please look once more."))


async def decide(call: Call) -> Response:
    """Say what becomes of it; all who took part are told."""
    it, state = await _find(call), call.words("state", 12)
    if it is None or state not in STATES or state == "merged":
        return call.missing()
    answer = str(call.form.get("answer", "")).replace("\r\n", "\n").strip()[:_LONGEST]
    if not answer and state not in _UNANSWERED:
        return await _one(call, call.t("Please write what was done, or why it is not. Nothing was changed."))
    if (state, answer) == (it.state, it.answer):
        return _back(call, call.t("Nothing was changed."))
    version = call.number("version")
    say = _say(call, it.id, state, answer)
    work = partial(
        suggestions.decide,
        number=it.id,
        version=version,
        state=state,
        answer=answer,
        by=call.by,
        now=call.now,
        say=say,
    )
    done = await call.parts.database.write(work)
    told = call.t("Done. Those who took part are told.")
    return _back(call, told if done else call.t("Somebody was faster. Please look once more."))


async def merge(call: Call) -> Response:
    """Join it to a like one that is public."""
    it, into = await _find(call), call.number("into")
    if it is None:
        return call.missing()
    say = _say(call, it.id, "merged", call.t("It goes on as suggestion no. {number}.", number=into))
    work = partial(
        suggestions.merge,
        number=it.id,
        version=call.number("version"),
        into=into,
        by=call.by,
        now=call.now,
        say=say,
    )
    if await call.parts.database.write(work):
        return _back(call, call.t("Joined. Whoever made it or agreed now agrees with no. {number}.", number=into))
    return _back(call, call.t("It can be joined only to another one that is on the public page."))


def _say(call: Call, number: int, state: str, answer: str) -> Say:
    catalogue, site = call.parts.catalogue, call.parts.settings.public_url

    def say(language: str) -> Reply:
        t = partial(catalogue.translate, language)
        lines = [t(CHANGED, number=number, state=t(STATES[state]))]
        if answer:
            lines.append(t("The ward answers: {words}", words=answer))
        return Reply("\n".join(lines), note=f"{site.rstrip('/')}{PATH}/{number}" if site else "")

    return say


async def _one(call: Call, wrong: str = "") -> Response:
    it = await _find(call)
    if it is None:
        return call.missing()
    others = await call.parts.database.read(partial(suggestions.open_ones, limit=_COMPARED))
    like = await asyncio.to_thread(_like_ones, call.parts.shelf.library, it, others)
    return call.page(
        "staff/suggestion.html",
        status=400 if wrong else 200,
        wrong=wrong,
        one=it,
        like=like,
        answer=str(call.form.get("answer", it.answer)),
        choices=[(name, call.t(words)) for name, words in STATES.items() if name != "merged"],
        chosen=call.words("state", 12) or it.state,
        names=SHOWN,
        states=STATES,
        longest=_LONGEST,
        public=PATH,
        path=_HERE,
    )


def _like_ones(library: Library, it: Suggestion, others: list[Suggestion]) -> list[Suggestion]:
    """Others that say much the same by the search's own measure, the likest first."""
    measured = [(library.likeness.between(it.words, other.words), -other.id, other) for other in others]
    alike = [one for one in measured if one[0] >= ALIKE and one[2].id != it.id]
    return [other for _, _, other in sorted(alike, key=lambda one: one[:2], reverse=True)[:_LIKE_ONES]]


async def _find(call: Call) -> Suggestion | None:
    return await call.parts.database.read(partial(suggestions.by_id, number=call.number("id")))


def _back(call: Call, told: str) -> Response:
    return call.to(f"{_HERE}/{call.number('id')}", told)


PAGES = (
    Page(_HERE, listed, Role.ADMINISTRATOR, nav=mark("Suggestions")),
    Page(f"{_HERE}/{{id:int}}", one, Role.ADMINISTRATOR),
    Page(f"{_HERE}/{{id:int}}/hien", show, Role.ADMINISTRATOR, method="POST"),
    Page(f"{_HERE}/{{id:int}}/quyet", decide, Role.ADMINISTRATOR, method="POST"),
    Page(f"{_HERE}/{{id:int}}/gop", merge, Role.ADMINISTRATOR, method="POST"),
)
