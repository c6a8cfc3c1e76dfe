"""The long poll: a batch is confirmed to Telegram only when all of it is stored."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

import orjson
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.channels.telegram.errors import seconds_of
from bot.channels.telegram.transport import AiohttpRequest

log = logging.getLogger(__name__)

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
_WAIT = 30  # seconds that Telegram holds an empty poll open
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_CONFLICT = (
    "Another program is polling Telegram with the same token: stop it, or give each its own bot from @BotFather."
)

Raw = dict[str, Any]


class Poller:
    """Fetches updates for as long as it runs."""

    def __init__(
        self,
        request: AiohttpRequest,
        base_url: str,
        store: Callable[[list[Raw]], Awaitable[None]],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._request, self._base_url, self._store, self._pause = request, base_url, store, pause
        self._offset = 0
        self._failures = 0
        self.problem: str | None = None

    async def run(self) -> None:
        """Poll until cancelled; a failure is waited out, longer each time."""
        while True:
            try:
                await self._store_batch(await self._get(_WAIT))
            except asyncio.CancelledError:
                raise
            except TelegramError as error:
                await self._wait_out(error)
            except Exception:
                log.exception("updates could not be stored; Telegram keeps them and will be asked again")
                self.problem = "Updates from Telegram cannot be stored; see the log."
                await self._back_off()
            else:
                self._failures, self.problem = 0, None

    async def confirm(self) -> None:
        """Tell Telegram at the end what was stored, so that it is not sent again at the next start."""
        if not self._offset:
            return
        try:
            await self._get(0, limit=1)
        except TelegramError as error:
            log.info("the last updates were not confirmed (%s); they come again and are passed over", error)

    async def _store_batch(self, batch: list[Raw]) -> None:
        if batch:
            await self._store(batch)
            self._offset = max(int(update["update_id"]) for update in batch) + 1

    async def _get(self, wait: int, limit: int = 100) -> list[Raw]:
        """The raw updates: one that the library cannot read must not spoil its neighbours."""
        query = {"timeout": wait, "limit": limit, "allowed_updates": orjson.dumps(ALLOWED).decode()}
        if self._offset:
            query["offset"] = self._offset
        url = f"{self._base_url}/getUpdates?{urlencode(query)}"
        answer: Any = await self._request.post(url, read_timeout=wait + 10)
        if not isinstance(answer, list):
            raise NetworkError("getUpdates did not give a list")
        return answer

    async def _wait_out(self, error: TelegramError) -> None:
        """Say once what is wrong, then wait as fits it."""
        self.problem = f"Telegram cannot be reached: {error.message}."
        if isinstance(error, Conflict):
            self.problem = _CONFLICT
        if isinstance(error, InvalidToken):
            self.problem = "Telegram no longer accepts TELEGRAM_TOKEN: get the current one from @BotFather."
        if not self._failures:
            log.warning("%s", self.problem)
        if isinstance(error, RetryAfter):
            await self._pause(seconds_of(error))
        else:
            await self._back_off()

    async def _back_off(self) -> None:
        pause = min(_FIRST_PAUSE * 2**self._failures, _LONGEST_PAUSE)
        self._failures += 1
        await self._pause(pause)
