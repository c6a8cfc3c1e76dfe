"""The webhook: who may call it, how much it reads, and whether Zalo gets through."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.body import read_body
from bot.channels.zalo_bot.api import Api, ZaloRefused
from bot.channels.zalo_common.http import CallFailed
from bot.channels.zalo_common.storing import Pause

PATH = "/zalo-bot/webhook"
SECRET_HEADER = "X-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
MAX_BODY = 1_000_000  # bytes; an event has a few thousand
_EVERY = 300.0  # seconds between two looks at the webhook
_FIRST_PAUSE = 5.0

log = logging.getLogger(__name__)


def route(secret: str, store: Callable[[Any], Awaitable[bool]]) -> Route:
    """The route to mount. 2xx says that an event is stored; whether Zalo brings it again otherwise is not known."""

    async def take(request: Request) -> Response:
        body = await read_body(request, MAX_BODY)
        if body is None:
            return Response("too large\n", status_code=413)
        if not body.strip():
            return Response(status_code=200)  # Zalo looks whether anybody is there
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return Response("wrong or missing secret\n", status_code=403)
        try:
            event = orjson.loads(body)
        except orjson.JSONDecodeError:
            log.warning("a webhook call of %d bytes was not an event and is passed over", len(body))
            return Response(status_code=200)
        return Response(status_code=200 if await store(event) else 503)

    return Route(PATH, take, methods=["POST"])


class Watch:
    """Sets the webhook and sees now and then that it is still ours: Zalo tells of no failure by itself."""

    def __init__(self, api: Api, url: str, secret: str, pause: Pause = asyncio.sleep) -> None:
        self._api, self._url, self._secret, self._pause = api, url, secret, pause
        self.problem: str | None = None

    async def run(self) -> None:
        """Set it, try again until Zalo gets through, and look after it until cancelled."""
        pause = _FIRST_PAUSE
        while not await self._well(self._set):
            await self._pause(pause)
            pause = min(2 * pause, _EVERY)
        while True:
            await self._pause(_EVERY)
            await self._well(self._look)

    def heard(self) -> None:
        """An event came through with the right secret: whatever was wrong is not any more."""
        self.problem = None

    async def _well(self, work: Callable[[], Awaitable[str | None]]) -> bool:
        try:
            problem = await work()
        except ZaloRefused as refused:
            problem = f"Zalo does not accept the webhook {self._url} ({refused}): check PUBLIC_URL and its secret."
        except CallFailed as error:
            problem = f"Zalo Bot cannot be reached: {error}."
        if problem and problem != self.problem:
            log.warning("%s", problem)
        self.problem = problem
        return problem is None

    async def _set(self) -> str | None:
        """Zalo keeps the address even if it does not get through, and says so."""
        result = await self._api.call("setWebhook", {"url": self._url, "secret_token": self._secret})
        seen = result.get("verification") if isinstance(result, dict) else None
        if not isinstance(seen, dict) or seen.get("ok") is not False:
            return None
        why = " ".join(str(seen[key]) for key in ("outcome", "status_code", "hint") if seen.get(key))
        return f"Zalo cannot reach {self._url}: {why or 'it does not say why'}."

    async def _look(self) -> str | None:
        info = await self._api.call("getWebhookInfo")
        if isinstance(info, dict) and info.get("url") == self._url:
            return None
        return "Another program changed the webhook of this token: give each its own bot."
