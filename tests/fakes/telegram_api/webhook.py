"""Pushing updates to the bot's webhook, again and again with the same number until it answers 2xx."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import orjson

from tests.fakes.telegram_api.errors import bad_request
from tests.fakes.telegram_api.params import Params
from tests.fakes.telegram_api.world import World, chat_of

JSON = dict[str, Any]
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
PORTS = frozenset({443, 80, 88, 8443})
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
FIRST_RETRY, LAST_RETRY = 1.0, 60.0


class Webhook:
    """One address, a few connections; a chat's messages wait for each other, chats do not."""

    def __init__(self, world: World, params: Params) -> None:
        self.world = world
        self.url = checked_url(params.text("url"))
        self.secret = checked_secret(params.text("secret_token"))
        self.max_connections = min(max(params.number("max_connections", 40), 1), 100)
        self.last_error: tuple[int, str] | None = None
        self.lanes: dict[tuple[str, int], deque[tuple[int, JSON]]] = {}
        self._ready: asyncio.Queue[tuple[str, int]] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None

    def start(self) -> None:
        """Open the connections and take what is waiting already."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self.max_connections), timeout=aiohttp.ClientTimeout(total=60)
        )
        self._tasks = {asyncio.create_task(self._work(self._session)) for _ in range(self.max_connections)}
        for place, (_, update) in self.world.updates.pending.items():
            self.push(place, update)

    async def stop(self) -> None:
        """End every delivery; what was not confirmed stays in the queue."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def push(self, place: int, update: JSON) -> None:
        """Queue one update behind those of the same kind from the same chat."""
        kind = "callback_query" if "callback_query" in update else "message"
        key = (kind, chat_of(update))
        lane = self.lanes.setdefault(key, deque())
        lane.append((place, update))
        if len(lane) == 1:
            self._ready.put_nowait(key)

    async def _work(self, session: aiohttp.ClientSession) -> None:
        while True:
            key = await self._ready.get()
            place, update = self.lanes[key][0]
            problem = await self._deliver(session, update)
            if problem:
                self.last_error = (self.world.date(), problem)
                retry = asyncio.create_task(self._retry(key, update))
                self._tasks.add(retry)
                retry.add_done_callback(self._tasks.discard)
                continue
            self.world.updates.confirm(place)
            self.lanes[key].popleft()
            if self.lanes[key]:
                self._ready.put_nowait(key)
            else:
                del self.lanes[key]

    async def _retry(self, key: tuple[str, int], update: JSON) -> None:
        self.world.counts["webhook_retries"] += 1
        tries = self.world.retries[update["update_id"]] = self.world.retries.get(update["update_id"], 0) + 1
        await self.world.clock.sleep(min(FIRST_RETRY * 2 ** (tries - 1), LAST_RETRY))
        self._ready.put_nowait(key)

    async def _deliver(self, session: aiohttp.ClientSession, update: JSON) -> str:
        """Post one update; the answer is empty or what went wrong, as getWebhookInfo words it."""
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers[SECRET_HEADER] = self.secret
        self.world.handed_out(update)
        self.world.counts["webhook_posts"] += 1
        try:
            async with session.post(self.url, data=orjson.dumps(update), headers=headers) as answer:
                await answer.read()
                if 200 <= answer.status < 300:
                    return ""
                return f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientConnectorError:
            return "Connection refused"
        except aiohttp.ClientError:
            return "Connection reset by peer"


def checked_url(url: str) -> str:
    """Telegram's rules for a webhook's address; on this machine plain HTTP on any port is let through."""
    parts = urlsplit(url)
    if parts.hostname in LOOPBACK:
        return url
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    return url


def checked_secret(secret: str) -> str:
    """1–256 letters, digits, _ and -."""
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if secret and not all(char.isascii() and (char.isalnum() or char in "_-") for char in secret):
        raise bad_request("secret token contains unallowed characters")
    return secret
