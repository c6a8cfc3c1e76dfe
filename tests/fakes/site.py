"""Another site on the loopback: pages, feeds and pictures that a test puts there, and all the ways to be a bad one."""

from __future__ import annotations

import asyncio
import gzip
from base64 import b64decode
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from aiohttp import web

from bot.clock import Clock
from bot.feeds.fetching import Fetcher
from bot.feeds.reading import Reader
from tests.fakes.server import FakeServer

HOST = "cong.example"
MONDAY = "Mon, 23 Nov 2026 01:00:00 GMT"
PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


@dataclass
class Answer:
    """What stands at one path; `how` is "", endless, never (it does not answer) or slow (it never ends)."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    how: str = ""


class Site:
    """Answers by path; counts what was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer] = {}
        self.asked: Counter[str] = Counter()
        self.headers: dict[str, str] = {}
        self.names: dict[str, list[str]] = {HOST: ["127.0.0.1"]}
        self._news = asyncio.Condition()
        self.looked_up: Counter[str] = Counter()
        self.server = FakeServer(self._answer)

    @classmethod
    @asynccontextmanager
    async def running(cls) -> AsyncIterator[Self]:
        site = cls()
        await site.server.start()
        try:
            yield site
        finally:
            await site.server.stop()

    def url(self, path: str, host: str = HOST) -> str:
        """The address of a path."""
        return f"http://{host}:{self.server.port}{path}"

    def put(self, path: str, body: str | bytes, status: int = 200, how: str = "", **headers: str) -> str:
        """Put something at a path; header names with _ for -. Returns its address."""
        plain = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = Answer(plain, status, named, how)
        return self.url(path)

    def fetcher(self, clock: Clock, deadline: float = 20.0) -> Fetcher:
        """One that may ask this site, and nothing else on this machine."""
        allowed = [("127.0.0.1", self.server.port)]
        return Fetcher(clock, deadline=deadline, resolve=self.resolve, allowed=allowed)

    def reader(self, clock: Clock, deadline: float = 20.0) -> Reader:
        """One that does not wait between two requests."""
        return Reader(self.fetcher(clock, deadline), clock, wait=_at_once)

    async def was_asked(self, path: str, times: int) -> None:
        """Wait until a path was asked for so often."""
        async with self._news:
            await self._news.wait_for(lambda: self.asked[path] >= times)

    async def resolve(self, host: str, port: int) -> list[str]:
        """The names that the test knows; an address is its own name."""
        self.looked_up[host] += 1
        if host in self.names:
            return self.names[host]
        if host.replace(".", "").isdecimal() or ":" in host:
            return [host]
        raise OSError(host)

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        path = urlsplit(str(request.rel_url)).path
        self.asked[path] += 1
        async with self._news:
            self._news.notify_all()
        self.headers = dict(request.headers)
        page = self.pages.get(path)
        if page is None:
            return web.Response(status=404)
        if page.how == "never":
            await self.server.stopping.wait()
        if page.how in ("endless", "slow"):
            return await self._stream(request, page)
        etag = page.headers.get("ETag")
        if etag and request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return web.Response(body=page.body, status=page.status, headers=page.headers)

    async def _stream(self, request: web.BaseRequest, page: Answer) -> web.StreamResponse:
        response = web.StreamResponse(headers=page.headers)
        await response.prepare(request)
        try:
            while not self.server.stopping.is_set():
                await response.write(page.body or b"x" * 65536)
                if page.how == "slow":
                    await asyncio.sleep(0.02)
        except ConnectionError:
            pass
        return response


def bomb(megabytes: int) -> bytes:
    """A few kilobytes that unpack to so much."""
    return gzip.compress(b"\0" * (megabytes * 1024 * 1024))


async def _at_once(_: float) -> None:
    """No pause."""


def rss(*items: str) -> str:
    """A feed of items."""
    head = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Cổng</title>'
    return f"{head}{''.join(items)}</channel></rss>"


def item(
    title: str,
    link: str,
    day: str = MONDAY,
    text: str = "Bà con xem nội dung.",
    guid: str = "",
) -> str:
    """One of them."""
    date = f"<pubDate>{day}</pubDate>" if day else ""
    known = f'<guid isPermaLink="false">{guid}</guid>' if guid else ""
    return f"<item><title>{title}</title><link>{link}</link>{known}{date}<description>{text}</description></item>"
