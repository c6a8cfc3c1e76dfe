"""A server that behaves as Zalo's two products: the free Zalo Bot and the Official Account.

Written from what is known of them, with the place of each manner; "C" and "our guess" mark what only a real account can
settle. In a test: ``async with ZaloFake() as fake`` and give the bot ``fake.url`` and ``fake.bot.token``.
By itself: ``python -m tests.fakes.zalo --port 9556`` (see ``zalo_control.py``).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any, Self

from aiohttp import web

from tests.fakes.clock import Clock, RealClock
from tests.fakes.faults import Fault, Faults
from tests.fakes.server import FakeServer
from tests.fakes.zalo_api.bot import BotSide
from tests.fakes.zalo_api.oa import OaSide
from tests.fakes.zalo_api.people import JSON, Citizen
from tests.fakes.zalo_api.wire import BotError, Call, OaError, answer, read_params, refusal


class ZaloFake:
    """Zalo, its citizens, and the switches for what can go wrong."""

    def __init__(self, *, port: int = 0, clock: Clock | None = None) -> None:
        self.clock = clock or RealClock()
        self.bot = BotSide(self.clock)
        self.oa = OaSide(self.clock)
        self.server = FakeServer(self._answer, port=port)
        self.faults = Faults(self.clock, self.server.stopping)
        self.calls: deque[Call] = deque(maxlen=10_000)
        self._news = asyncio.Event()

    @property
    def url(self) -> str:
        """What goes into ZALO_BOT_API_URL and the like."""
        return self.server.url

    async def __aenter__(self) -> Self:
        """Start listening."""
        await self.server.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening."""
        await self.server.stop()

    def user(self, person: str = "6ede9afa66b88fe6d6a9", name: str = "Bà Tư") -> Citizen:
        """Somebody who can write to the free bot."""
        return Citizen(self.bot.screen(person, name), self.bot.write)

    def group(self, group: str = "g6ede9afa66b88fe6d", name: str = "Tổ dân phố") -> Citizen:
        """A group with the free bot in it."""
        return Citizen(self.bot.screen(group, name, group=True), self.bot.write)

    def follower(self, person: str = "8765432109876543210", name: str = "Bà Tư") -> Citizen:
        """Somebody who can write to the Official Account."""
        return Citizen(self.oa.screen(person, name), self.oa.write)

    def called(self, method: str) -> list[Call]:
        """The calls of one method."""
        return [call for call in self.calls if call.method == method]

    async def is_called(self, method: str, count: int = 1) -> None:
        """Come back when the bot has called a method so often."""
        async with asyncio.timeout(10):
            while len(self.called(method)) < count:
                self._news.clear()
                await self._news.wait()

    def refuses(self, method: str, error: Any, *, times: int | None = 1) -> Fault:
        """Answer calls of this method with a refusal, under HTTP 200."""
        return self.faults.add(Fault("status", method, None, times, status=200, body=error.body()))

    def breaks(self, kind: str, method: str = "", **how: Any) -> Fault:
        """Switch on a fault: status, hang, reset or garbage."""
        return self.faults.add(Fault(kind, method, **how))

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Route one request."""
        first, _, method = request.path.removeprefix("/").partition("/")
        if first.startswith("bot"):
            return await self._bot_call(first, method, request)
        if first in {"v2.0", "v3.0", "v4"}:
            return await self._oa_call(request)
        return web.Response(status=404)

    async def _oa_call(self, request: web.BaseRequest) -> web.StreamResponse:
        """A call to the Official Account's servers; faults go by the path."""
        params, path = await read_params(request), request.path
        fault = self.faults.take(path, params)
        if fault is not None and not fault.taken:
            self._note(path, params, -1)
            return await self.faults.happen(fault, request)
        try:
            made = self._oa_answer(path, params, request)
            self._note(path, params, 0, dict(request.headers))
        except OaError as error:
            self._note(path, params, error.error, dict(request.headers))
            made = refusal(error)
        return await self.faults.happen(fault, request) if fault is not None else made

    def _oa_answer(self, path: str, params: JSON, request: web.BaseRequest) -> web.StreamResponse:
        """The answer of one path, mostly behind an access token."""
        if path == "/v4/oa/permission":
            return web.Response(status=302, headers={"Location": self.oa.oauth.consent(params)})
        if path == "/v4/oa/access_token":
            return answer(self.oa.oauth.token(params, request.headers.get("secret_key", "")))
        self.oa.oauth.check(request.headers.get("access_token", ""))
        if path.startswith("/v2.0/oa/upload/"):
            made = self.oa.upload(path.rpartition("/")[2], params["file"])
            return answer({"data": made, "error": 0, "message": "Success"})
        return answer({"data": self._data(path, params), "error": 0, "message": "Success"})

    def _data(self, path: str, params: JSON) -> JSON:
        """What a call behind the token brings."""
        calls: dict[str, Callable[[JSON], JSON]] = {
            "/v2.0/oa/getoa": lambda _: self.oa.about(),
            "/v3.0/oa/message/cs": self.oa.send,
            "/v3.0/oa/message/template": self.oa.send_template,
            "/v3.0/oa/group/getgroupsofoa": lambda _: self.oa.many.listed(),
            "/v3.0/oa/group/message": self.oa.many.send_to_group,
            "/v2.0/article/create": self.oa.many.create,
            "/v2.0/article/verify": self.oa.many.verify,
            "/v2.0/oa/message": lambda given: self.oa.many.broadcast(given, self.oa.screens),
        }
        if path not in calls:
            raise OaError(-203, "API not found")  # the number is a guess
        return calls[path](params)

    async def _bot_call(self, first: str, method: str, request: web.BaseRequest) -> web.StreamResponse:
        """A method of the free bot, unless a fault comes first; a fault may also come after."""
        try:
            params = await read_params(request)
            if first != f"bot{self.bot.token}":
                raise BotError(401, "Unauthorized")  # 1.1: measured, with HTTP 200
        except BotError as error:
            return refusal(error)
        fault = self.faults.take(method, params)
        if fault is not None and not fault.taken:
            self._note(method, params, -1)
            return await self.faults.happen(fault, request)
        try:
            result = await self._run(method, params, request)
            made: web.StreamResponse = answer({"ok": True} if result is None else {"ok": True, "result": result})
            self._note(method, params, 0)
        except BotError as error:
            self._note(method, params, error.code)
            made = refusal(error)
        return await self.faults.happen(fault, request) if fault is not None else made

    async def _run(self, method: str, params: JSON, request: web.BaseRequest) -> Any:
        """The method's result."""
        if method == "getUpdates":
            transport = request.transport
            return await self.bot.get_updates(params, lambda: transport is None or transport.is_closing())
        return await self.bot.method(method)(params)

    def _note(self, method: str, params: JSON, error: int, headers: JSON | None = None) -> None:
        self.calls.append(Call(method, params, error, headers or {}))
        self._news.set()


if __name__ == "__main__":
    from tests.fakes.zalo_control import main

    main()
