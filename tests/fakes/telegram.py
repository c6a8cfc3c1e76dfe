"""A server that behaves as Telegram's Bot API, for tests and benchmarks.

In a test: ``async with TelegramFake() as fake`` and give the bot ``fake.url`` and ``fake.token``.
By itself: ``python -m tests.fakes.telegram --port 9555`` (see ``telegram_control.py``).
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Any, Self

import orjson
from aiohttp import web

from tests.fakes.clock import Clock, RealClock
from tests.fakes.faults import Fault, Faults
from tests.fakes.server import FakeServer
from tests.fakes.telegram_api.errors import ApiError, not_in_the_fake
from tests.fakes.telegram_api.limits import RateLimits
from tests.fakes.telegram_api.methods import BY_LOWER_NAME
from tests.fakes.telegram_api.params import Params, read_params
from tests.fakes.telegram_api.people import Citizen, Group
from tests.fakes.telegram_api.webhook import Webhook
from tests.fakes.telegram_api.world import Chat, World

JSON = dict[str, Any]
TOKEN = "7000000001:AAFakeTokenOfTheTestServer-012345678"
BOT = {"id": 7000000001, "is_bot": True, "first_name": "Hài Lòng (thử)", "username": "hailong_test_bot"}


@dataclass(frozen=True)
class Call:
    """One call the bot made, as it arrived and as it was answered."""

    method: str
    params: JSON
    status: int


class TelegramFake:
    """Telegram, its citizens, and the switches for what can go wrong."""

    def __init__(
        self,
        *,
        port: int = 0,
        clock: Clock | None = None,
        policy: str = "none",
        rate: int = 30,
        chat_burst: int = 1,
        rtt: float = 0.0,
        keep_calls: int | None = None,
        strangers: bool = False,
    ) -> None:
        self.clock = clock or RealClock()
        self.token = TOKEN
        self.rtt, self.strangers = rtt, strangers
        limits = RateLimits(policy, self.clock, rate=rate, chat_burst=chat_burst)
        self.world = World(self.clock, limits, dict(BOT))
        self.world.rtt = rtt
        self.server = FakeServer(self._answer, port=port)
        self.faults = Faults(self.clock, self.server.stopping)
        self.calls: deque[Call] = deque(maxlen=keep_calls)
        self.webhook: Webhook | None = None
        self._news = asyncio.Event()

    @property
    def url(self) -> str:
        """What goes into TELEGRAM_API_URL."""
        return self.server.url

    async def __aenter__(self) -> Self:
        """Start listening."""
        await self.server.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening and pushing."""
        self.world.updates.end_poll("the server is going away")
        await self._replace_webhook(None)
        await self.server.stop()

    def user(
        self, user_id: int, first_name: str = "Bà Tư", *, language_code: str = "", started: bool = False, **about: Any
    ) -> Citizen:
        """A person; unless started, the bot may not write first."""
        names = {"id": user_id, "first_name": first_name, **about}
        user = {"is_bot": False, **names} | ({"language_code": language_code} if language_code else {})
        self.world.users[user_id] = user
        chat = self.world.chats.setdefault(user_id, Chat({"type": "private", **names}, state="fresh"))
        if started and chat.state == "fresh":
            chat.state = "open"
        return Citizen(self.world, chat)

    def group(self, group_id: int, title: str = "Tổ dân phố", *, supergroup: bool = False) -> Group:
        """A group with the bot in it."""
        kind = "supergroup" if supergroup else "group"
        about = {"id": group_id, "type": kind, "title": title}
        chat = self.world.chats.setdefault(group_id, Chat(about))
        return Group(self.world, chat)

    def push(self, content: JSON, *, update_id: int | None = None) -> JSON:
        """Queue an update of any shape, with an old number if one is given."""
        return self.world.updates.add(content, update_id)

    def deliver_again(self, update: JSON) -> JSON:
        """Queue the same update a second time."""
        content = {key: value for key, value in update.items() if key != "update_id"}
        return self.push(content, update_id=update["update_id"])

    async def settled(self) -> None:
        """Come back when the bot has confirmed every update."""
        await self.world.updates.settled()

    def called(self, method: str) -> list[Call]:
        """The calls of one method."""
        return [call for call in self.calls if call.method.lower() == method.lower()]

    async def is_called(self, method: str, count: int = 1) -> None:
        """Come back when the bot has called a method so often."""
        while len(self.called(method)) < count:
            self._news.clear()
            await self._news.wait()

    def refuses(self, method: str, error: ApiError, *, chat_id: int | None = None, times: int | None = 1) -> Fault:
        """Answer calls of this method with a refusal."""
        fault = Fault("status", method, chat_id, times, status=error.code, body=error.body())
        return self.faults.add(fault)

    def breaks(self, kind: str, method: str = "", **how: Any) -> Fault:
        """Switch on a fault: status, hang, reset or garbage."""
        return self.faults.add(Fault(kind, method, **how))

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Route one request: a method, a file."""
        first, _, rest = request.path.removeprefix("/").partition("/")
        if first == "file":
            return self._file(rest)
        if first != f"bot{self.token}":
            return _refusal(ApiError(401, "Unauthorized") if first.startswith("bot") else ApiError(404, "Not Found"))
        try:
            params = await read_params(request)
        except ApiError as error:
            return _refusal(error)
        except web.HTTPRequestEntityTooLarge:
            return _refusal(ApiError(413, "Request Entity Too Large"))
        return await self._call(rest, params, request)

    async def _call(self, method: str, params: Params, request: web.BaseRequest) -> web.StreamResponse:
        """Run a method, unless a fault comes first; a fault may also come after."""
        fault = self.faults.take(method, params.values)
        if self.faults.slow_seconds:
            await self.clock.sleep(self.faults.slow_seconds)
        if fault is not None and not fault.taken:
            self._note(method, params, 0)
            return await self.faults.happen(fault, request)
        try:
            result = await self._run(method, params)
            answer = web.Response(body=orjson.dumps({"ok": True, "result": result}), content_type="application/json")
        except ApiError as error:
            answer = _refusal(error)
        self._note(method, params, answer.status)
        if self.rtt:
            await self.clock.sleep(self.rtt)
        return await self.faults.happen(fault, request) if fault is not None else answer

    async def _run(self, method: str, params: Params) -> Any:
        """The method's result."""
        name = method.lower()
        if name == "getupdates":
            return await self.world.updates.get(params)
        if name in {"setwebhook", "deletewebhook"}:
            return await self._set_webhook(params if name == "setwebhook" else Params(), params)
        if name == "getwebhookinfo":
            return self._webhook_info()
        if name not in BY_LOWER_NAME:
            raise not_in_the_fake(f"the method {method}")
        if self.strangers:
            self._welcome(params)
        return BY_LOWER_NAME[name](self.world, params)

    async def _set_webhook(self, params: Params, given: Params) -> bool:
        """Switch the webhook on, over or off."""
        webhook = Webhook(self.world, params) if params.text("url") else None
        await self._replace_webhook(None)
        self.world.updates.set_webhook(params.text("url"), given)
        await self._replace_webhook(webhook)
        return True

    async def _replace_webhook(self, webhook: Webhook | None) -> None:
        if self.webhook is not None:
            await self.webhook.stop()
        self.webhook = webhook
        if webhook is not None:
            self.world.updates.push = webhook.push
            webhook.start()

    def _webhook_info(self) -> JSON:
        updates, webhook = self.world.updates, self.webhook
        info: JSON = {
            "url": updates.webhook_url,
            "has_custom_certificate": False,
            "pending_update_count": len(updates.waiting()),
        }
        if updates.allowed:
            info["allowed_updates"] = updates.allowed
        if webhook is not None:
            info["max_connections"] = webhook.max_connections
            if webhook.last_error:
                info["last_error_date"], info["last_error_message"] = webhook.last_error
        return info

    def _file(self, path: str) -> web.Response:
        """The content of a file, at the address that getFile gave."""
        token, _, name = path.partition("/files/")
        if token != f"bot{self.token}" or name not in self.world.files:
            return _refusal(ApiError(404, "Not Found"))
        return web.Response(body=self.world.files[name], content_type="application/octet-stream")

    def _note(self, method: str, params: Params, status: int) -> None:
        self.world.counts[method] += 1
        self.world.counts[f"status_{status}"] += 1
        self.calls.append(Call(method, params.values, status))
        self._news.set()

    def _welcome(self, params: Params) -> None:
        """In a benchmark every number is a person who has started the bot."""
        chat_id = params.number("chat_id")
        if chat_id > 0 and chat_id not in self.world.chats:
            self.user(chat_id, f"Người {chat_id}", started=True)


def _refusal(error: ApiError) -> web.Response:
    headers = {"Retry-After": str(error.parameters["retry_after"])} if "retry_after" in error.parameters else None
    return web.Response(status=error.code, body=error.body(), content_type="application/json", headers=headers)


if __name__ == "__main__":
    from tests.fakes.telegram_control import main

    main()
