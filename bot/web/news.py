"""The ward's news for everybody: a list with search, a page for each notice, RSS and Atom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import partial
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot import notice_words
from bot.messages import Attachment
from bot.storage import notice_files, published
from bot.storage.notice_rows import Notice
from bot.tidy import tidy
from bot.web.parts import Parts
from bot.web.rendering import Rendering, language_of

PATH = "/tin"
_PAGE, _IN_FEED = 20, 30
_SUMMARY = 200  # characters
_FOR_LONG = {"Cache-Control": "public, max-age=604800, immutable"}
_FRESH = {"Cache-Control": "public, max-age=300"}


@dataclass(frozen=True)
class Item:
    """A notice as the pages show it."""

    notice: Notice
    heading: str
    topic: str
    at: datetime
    validity: str
    over: bool

    @property
    def summary(self) -> str:
        """The beginning of the text."""
        text = " ".join(self.notice.text.split())
        return text if len(text) <= _SUMMARY else text[:_SUMMARY].rsplit(" ", 1)[0] + "…"

    @property
    def rfc_date(self) -> str:
        """When it went out, as RSS writes it."""
        return format_datetime(self.at)


class NewsPages:
    """What is published, read by anybody."""

    def __init__(self, parts: Parts, rendering: Rendering) -> None:
        self._parts = parts
        self._rendering = rendering

    def routes(self) -> list[Route]:
        """Where they are; a notice's address stays."""
        return [
            Route(PATH, self.listed),
            Route(f"{PATH}/rss.xml", partial(self.feed, kind="rss")),
            Route(f"{PATH}/atom.xml", partial(self.feed, kind="atom")),
            Route(f"{PATH}/{{number:int}}", self.one),
            Route(f"{PATH}/{{number:int}}/hinh", self.picture),
            Route(f"{notice_files.PATH}/{{key}}", self.file),
        ]

    async def listed(self, request: Request) -> Response:
        """The newest, or what holds the words looked for."""
        words = tidy(request.query_params.get("tim", ""), 100).strip()
        given = request.query_params.get("trang", "1")
        page = max(1, int(given)) if given.isascii() and given.isdecimal() and len(given) < 6 else 1
        work = partial(published.latest, words=words, limit=_PAGE + 1, offset=(page - 1) * _PAGE)
        found = await self._parts.database.read(work)
        return self._rendering.page(
            request,
            "news/list.html",
            items=await self._items(found[:_PAGE], language_of(request)),
            words=words,
            more=f"{PATH}?{urlencode({'tim': words, 'trang': page + 1})}" if len(found) > _PAGE else "",
            newer=f"{PATH}?{urlencode({'tim': words, 'trang': page - 1})}" if page > 1 else "",
            base=self._base(request),
        )

    async def one(self, request: Request) -> Response:
        """A notice; what corrects it stands on top."""
        read, language = self._parts.database.read, language_of(request)
        number = request.path_params["number"]
        notice = await read(partial(published.by_number, number=number)) if number < 10**9 else None
        if notice is None:
            return self._rendering.page(request, "missing.html", status=404)
        [item] = await self._items([notice], language)
        later = await self._items(await read(partial(published.corrections, notice=notice.id)), language)
        numbers = await read(partial(published.corrected, found=[notice]))
        return self._rendering.page(
            request,
            "news/one.html",
            item=item,
            later=later,
            corrects=numbers.get(notice.corrects or 0),
            attached=await self._attached(notice),
            files=notice_files.PATH,
            base=self._base(request),
        )

    async def picture(self, request: Request) -> Response:
        """The picture of a notice, by the notice's number: an address that stays."""
        number = min(request.path_params["number"], 10**9)
        notice = await self._parts.database.read(partial(published.by_number, number=number))
        attached = await self._attached(notice) if notice else []
        picture = next((one for one in attached if one.kind == "picture"), None)
        return await self._media(request, picture.key if picture else "", _FRESH)

    async def file(self, request: Request) -> Response:
        """A picture or a file by its key, which nobody can guess: it never changes."""
        return await self._media(request, request.path_params["key"], _FOR_LONG)

    async def _media(self, request: Request, key: str, headers: dict[str, str]) -> Response:
        found = await self._parts.database.read(partial(notice_files.by_key, key=key)) if key else None
        if found is None:
            return self._rendering.page(request, "missing.html", status=404)
        how = "inline" if found.kind == "picture" else "attachment"
        named = {"Content-Disposition": f"{how}; filename*=UTF-8''{quote(found.name, safe='')}"}
        return Response(found.body, media_type=found.type, headers=headers | named)

    async def _attached(self, notice: Notice) -> list[Attachment]:
        return list(await self._parts.database.read(partial(notice_files.of_notice, notice=notice.id)))

    async def feed(self, request: Request, kind: str) -> Response:
        """The newest for feed readers."""
        found = await self._parts.database.read(partial(published.latest, limit=_IN_FEED))
        items = await self._items(found, language_of(request))
        updated = items[0].at if items else self._parts.clock.now()
        page = self._rendering.page(
            request, f"news/{kind}.xml", items=items, base=self._base(request), updated=updated.isoformat()
        )
        return Response(page.body, media_type=f"application/{kind}+xml", headers=_FRESH)

    async def _items(self, found: list[Notice], language: str) -> list[Item]:
        numbers = await self._parts.database.read(partial(published.corrected, found=found))
        t = partial(self._parts.catalogue.translate, language)
        today = self._parts.clock.local().date()
        return [
            Item(
                notice,
                notice_words.heading(notice, numbers.get(notice.corrects or 0), t),
                topic.said(language) if (topic := self._parts.ward.topic(notice.topic)) else "",
                notice.started or notice.made,
                notice_words.validity(notice, t),
                notice.is_over(today),
            )
            for notice in found
        ]

    def _base(self, request: Request) -> str:
        """How the site is reached, without a slash at its end."""
        return self._parts.settings.public_url or str(request.base_url).rstrip("/")
