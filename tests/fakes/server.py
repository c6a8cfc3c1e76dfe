"""A small HTTP server for the fakes: it can go down and come back on the same port."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

from aiohttp import web

MAX_BODY = 60_000_000
Answer = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class FakeServer:
    """Listens on the loopback and hands every request to one function."""

    def __init__(self, answer: Answer, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self.host, self.port = host, port
        self.stopping = asyncio.Event()
        self._server = web.Server(answer, request_factory=_request, access_log=None)
        self._runner = web.ServerRunner(self._server, shutdown_timeout=1.0)
        self._site: web.TCPSite | None = None

    @property
    def url(self) -> str:
        """Scheme, host and port."""
        return f"http://{self.host}:{self.port}"

    @property
    def is_down(self) -> bool:
        """Whether it refuses connections now."""
        return self._site is None

    async def start(self) -> None:
        """Listen; port 0 takes a free one."""
        await self._runner.setup()
        await self.come_back()
        assert self._runner.addresses
        self.port = self._runner.addresses[0][1]

    async def come_back(self) -> None:
        """Listen again after going down."""
        self._site = web.TCPSite(self._runner, self.host, self.port, reuse_address=True, backlog=2048)
        await self._site.start()

    async def go_down(self) -> None:
        """Refuse new connections and break those that are open."""
        if self._site is not None:
            await self._site.stop()
            self._site = None
        for connection in self._server.connections:
            if connection.transport is not None:
                connection.transport.abort()

    async def stop(self) -> None:
        """Let go of everything, hanging requests included."""
        self.stopping.set()
        await self._runner.cleanup()


def _request(*parts: Any) -> web.BaseRequest:
    """A request that may be as large as the largest upload."""
    make: Any = web.BaseRequest
    return cast(web.BaseRequest, make(*parts, asyncio.get_running_loop(), client_max_size=MAX_BODY))
