"""How the platform calls the bot's webhook."""

from __future__ import annotations

from typing import Any

import aiohttp
import orjson

JSON = dict[str, Any]
SECRET_HEADER = "X-Bot-Api-Secret-Token"  # 1.4
USER_AGENT = "Java/1.8.0_192"  # 1.4
_PATIENCE = aiohttp.ClientTimeout(total=5)


class BotHook:
    """The free bot's webhook: a secret in a header, compared as it is (1.4)."""

    def __init__(self, url: str, secret: str) -> None:
        self.url, self.secret = url, secret
        self.statuses: list[int] = []

    async def look(self) -> JSON:
        """See whether the address answers: a call with an empty body has been seen (1.3)."""
        status = await self._post(b"")
        outcome = {0: "err.unreachable", 200: "webhook.ok", 403: "http.403", 404: "http.404"}.get(
            status, "http.5xx" if status >= 500 else "http.other"
        )
        seen = {"ok": status == 200, "url": self.url, "outcome": outcome}
        return seen | ({"status_code": status} if status else {})

    async def push(self, event: JSON) -> bool:
        """Deliver an event; whether it was taken."""
        return 200 <= await self._post(orjson.dumps(event)) < 300

    async def _post(self, body: bytes) -> int:
        headers = {SECRET_HEADER: self.secret, "User-Agent": USER_AGENT, "Content-Type": "application/json"}
        status = await post(self.url, body, headers)
        self.statuses.append(status)
        return status


async def post(url: str, body: bytes, headers: dict[str, str], patience: aiohttp.ClientTimeout = _PATIENCE) -> int:
    """Call an address; the HTTP status, 0 if nobody answers in time."""
    try:
        async with (
            aiohttp.ClientSession(timeout=patience) as session,
            session.post(url, data=body, headers=headers) as answer,
        ):
            return answer.status
    except (aiohttp.ClientError, TimeoutError):
        return 0
