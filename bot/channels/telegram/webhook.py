"""The webhook: who may call it, how much it reads, and what Telegram is told."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot, WebhookInfo
from telegram.error import TelegramError

from bot.channels.body import read_body
from bot.channels.telegram.intake import Stopped
from bot.storage.errors import DatabaseError

_EVERY = 300.0  # seconds between two looks at how Telegram fares with the webhook

PATH = "/telegram/webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
MAX_BODY = 1_000_000  # bytes; an update has a few thousand

log = logging.getLogger(__name__)

Raw = dict[str, Any]


def route(secret: str, store: Callable[[list[Raw]], Awaitable[None]]) -> Route:
    """The route to mount. 2xx tells Telegram that an update is stored; anything else makes it come again."""

    async def take(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return Response("wrong or missing secret\n", status_code=403)
        body = await read_body(request, MAX_BODY)
        if body is None:
            return Response("too large\n", status_code=413)
        try:
            update = orjson.loads(body)
        except orjson.JSONDecodeError:
            update = None
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            # with the right secret this is Telegram's own slip: refusing it would only bring it back for a day
            log.warning("a webhook call of %d bytes was not an update and is passed over", len(body))
            return Response(status_code=200)
        try:
            await store([update])
        except (Stopped, DatabaseError) as error:  # known troubles: no word about where in the program they struck
            log.warning("an update is not taken now, Telegram will send it again: %s", error)
            return Response(status_code=503)
        except Exception:
            log.exception("an update could not be stored; Telegram will send it again")
            return Response(status_code=503)
        return Response(status_code=200)

    return Route(PATH, take, methods=["POST"])


class Watch:
    """Asks Telegram now and then whether it can deliver: a webhook that fails is silent on our side."""

    def __init__(self, bot: Bot, url: str, pause: Callable[[float], Awaitable[None]]) -> None:
        self._bot, self._url, self._pause = bot, url, pause
        self._last_error: datetime | None = None
        self.problem: str | None = None

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self._pause(_EVERY)
            try:
                problem = self._judge(await self._bot.get_webhook_info())
            except TelegramError as error:
                problem = f"Telegram cannot be reached: {error.message}."
            if problem and problem != self.problem:
                log.warning("%s", problem)
            self.problem = problem

    def _judge(self, info: WebhookInfo) -> str | None:
        """What is wrong, if something went wrong since the last look and updates still wait."""
        if info.url != self._url:
            return "Another program changed the webhook of this token: give each its own bot from @BotFather."
        new_error = info.last_error_date is not None and info.last_error_date != self._last_error
        self._last_error = info.last_error_date
        if info.pending_update_count and new_error:
            return f"Telegram cannot deliver to {self._url}: {info.last_error_message}."
        return None
