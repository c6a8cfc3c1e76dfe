"""The sites that news are taken from: how each stands, what was taken, and trying out a new one without keeping it."""

from __future__ import annotations

from functools import partial
from typing import Any

import tomli_w
from pydantic import ValidationError
from sqlalchemy import Connection
from starlette.responses import Response

from bot import intake
from bot.feeds.article import Article
from bot.feeds.reading import topic_of
from bot.feeds.trouble import WORDS, FetchError
from bot.i18n import mark
from bot.routes import Role
from bot.sources import Source
from bot.storage import audit, source_items, sources
from bot.storage.source_items import ItemState
from bot.web.staff.call import HOME, Call, Page
from bot.web.staff.news import PATH as NEWS

PATH = f"{HOME}/nguon-tin"
_SHOWN = 8  # items of a source
_TRIED = 3  # articles of which the whole is shown
_SELECTORS = ("item", "title", "link", "date", "author", "picture", "text")
_OF_PAGE = ("title", "date", "author", "picture", "text")
_EMPTY: dict[str, Any] = {"address": "", "name": "", "kind": "feed", "topic": "", "select": {}, "article": {}}
STATES = {
    ItemState.OLD: mark("was there before"),
    ItemState.SAME: mark("told already"),
    ItemState.DRAFT: mark("draft"),
    ItemState.SENT: mark("went by itself"),
}
KINDS = (("feed", mark("feed (RSS, Atom, JSON Feed)")), ("list", mark("list page")))


async def listed(call: Call) -> Response:
    """Every source with what was taken of it, and the form to try one out."""
    return await _page(call)


async def step(call: Call) -> Response:
    """Look at a source now, stop looking at it, or begin again."""
    source = _source(call)
    if source is None:
        return call.missing()
    what = call.words("viec", 20)
    work: Any = partial(sources.ask_now, by=call.by, source=source.id, now=call.now)
    said = call.t("It is looked at within half a minute.")
    if what in ("tam-ngung", "mo-lai"):
        paused = what == "tam-ngung"
        work = partial(sources.set_paused, by=call.by, source=source.id, now=call.now, paused=paused)
        said = call.t("Nothing is taken from there any more.") if paused else call.t("It is looked at again.")
    await call.parts.database.write(partial(sources.meet, source=source.id, address=source.address, now=call.now))
    done = await call.parts.database.write(work)
    return call.to(PATH, said if done else call.t("Nothing was to be changed."))


async def draft(call: Call) -> Response:
    """Make a draft of an article that was left out."""
    item = await call.parts.database.read(partial(source_items.find, item=call.number("item")))
    source = next((one for one in call.parts.ward.sources if item and one.id == item.source), None)
    if item is None or source is None:
        return call.missing()
    picture = await intake.picture_of(call.parts.reader, item.article())

    def work(connection: Connection) -> int | None:
        known = source_items.find(connection, item.id)
        if known is None or known.notice is not None:
            return known.notice if known else None
        notice = intake.write(connection, call.by, source, item.article(), item.topic, picture, call.now)
        source_items.became(connection, item.id, notice, ItemState.DRAFT)
        return notice

    notice = await call.parts.database.write(work)
    return call.to(f"{NEWS}/{notice}", call.t("The draft is kept. Look at it once more, then ask for approval."))


async def attempt(call: Call) -> Response:
    """Try a source out: what would be taken, nothing kept."""
    given = _given(call)
    try:
        source = Source.model_validate(given)
    except ValidationError as error:
        wrong = [str(problem["loc"][-1]) for problem in error.errors() if problem["loc"]]
        said = call.t("This cannot be used: {names}. Look at the address and the selectors.", names=", ".join(wrong))
        return await _page(call, given=given, wrong=said if wrong else call.t("The selector of items is missing."))
    now, about = call.now, source.address
    await call.parts.database.write(partial(audit.append, by=call.by, act="source-tried", about=about[:80], now=now))
    try:
        found = (await call.parts.reader.look(source)).articles or []
        whole = [await call.parts.reader.complete(source, one) for one in found[:_TRIED]]
    except FetchError as error:
        return await _page(call, given=given, wrong=call.t(WORDS[error.why], detail=error.detail))
    return await _page(call, given=given, tried=_Tried(source, found, whole))


class _Tried:
    """What trying out found; `toml` is what to put into ward.toml."""

    def __init__(self, source: Source, found: list[Article], whole: list[Article]) -> None:
        self.found = found
        self.whole = whole
        self.without_day = sum(one.day is None for one in [*whole, *found[len(whole) :]])
        plain = source.model_dump(exclude_defaults=True) | {"kind": source.kind}
        self.toml = tomli_w.dumps({"sources": [plain]})


async def _page(
    call: Call, given: dict[str, Any] | None = None, wrong: str = "", tried: _Tried | None = None
) -> Response:
    read, ward = call.parts.database.read, call.parts.ward
    standings, counts = await read(sources.standings), await read(source_items.counts)
    newest = {one.id: await read(partial(source_items.newest, source=one.id, limit=_SHOWN)) for one in ward.sources}
    return call.page(
        "staff/sources.html",
        status=400 if wrong else 200,
        sources=ward.sources,
        standings=standings,
        counts=counts,
        newest=newest,
        states=STATES,
        kinds=[(kind, call.t(words)) for kind, words in KINDS],
        trouble=WORDS,
        why=intake.WHY,
        topics={topic.id: topic.said(call.language) for topic in ward.topics},
        topic_of=topic_of,
        given=given or _EMPTY,
        selectors=_SELECTORS,
        of_page=_OF_PAGE,
        wrong=wrong,
        tried=tried,
        news=NEWS,
        path=PATH,
    )


def _source(call: Call) -> Source | None:
    name = str(call.request.path_params["source"])
    return next((one for one in call.parts.ward.sources if one.id == name), None)


def _given(call: Call) -> dict[str, Any]:
    """What the form says, as ward.toml would have it."""
    topics = call.parts.ward.topics
    select = {name: words for name in _SELECTORS if (words := call.words(f"muc-{name}", 200))}
    article = {name: words for name in _OF_PAGE if (words := call.words(f"bai-{name}", 200))}
    return {
        "id": "nguon-moi",
        "name": call.words("ten", 60) or call.t("New source"),
        "kind": call.words("loai", 4),
        "address": call.words("dia-chi", 500),
        "topic": call.words("chu-de", 24) or (topics[0].id if topics else ""),
        "select": select,
        "article": article,
    }


PAGES = (
    Page(PATH, listed, Role.ADMINISTRATOR, nav=mark("News sources")),
    Page(f"{PATH}/thu", attempt, Role.ADMINISTRATOR, method="POST"),
    Page(f"{PATH}/bai/{{item:int}}/soan", draft, Role.ADMINISTRATOR, method="POST"),
    Page(f"{PATH}/{{source}}/buoc", step, Role.ADMINISTRATOR, method="POST"),
)
