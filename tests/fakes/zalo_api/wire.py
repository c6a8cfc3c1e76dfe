"""How calls come in and answers go out: every refusal may come with HTTP 200 (channels.md 1.1, 2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from aiohttp import web

JSON = dict[str, Any]


class BotError(Exception):
    """A refusal of the Zalo Bot platform; `error_code` is in the body, HTTP says 200."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code, self.description = code, description

    def body(self) -> bytes:
        """As it is sent."""
        return orjson.dumps({"ok": False, "description": self.description, "error_code": self.code})


class OaError(Exception):
    """A refusal of the Official Account's API; `error` is negative, HTTP says 200."""

    def __init__(self, error: int, message: str) -> None:
        super().__init__(message)
        self.error, self.message = error, message

    def body(self) -> bytes:
        """As it is sent."""
        return orjson.dumps({"error": self.error, "message": self.message})


@dataclass(frozen=True)
class Call:
    """One call the bot made, as it arrived, and the refusal's number (0: none)."""

    method: str
    params: JSON
    error: int
    headers: JSON


async def read_params(request: web.BaseRequest) -> JSON:
    """Query, form or JSON: the platform takes them all (channels.md 1.1)."""
    params: JSON = dict(request.query)
    if request.content_type == "application/json":
        body = await request.read()
        try:
            given = orjson.loads(body) if body else {}
        except orjson.JSONDecodeError:
            raise BotError(400, "Bad Request: can't parse JSON") from None
        params |= given if isinstance(given, dict) else {}
    elif request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        for name, value in (await request.post()).items():
            params[name] = value.file.read() if isinstance(value, web.FileField) else value
    return params


def answer(body: JSON) -> web.Response:
    """An answer in JSON."""
    return web.Response(body=orjson.dumps(body), content_type="application/json")


def refusal(error: BotError | OaError) -> web.Response:
    """A refusal under HTTP 200."""
    return web.Response(body=error.body(), content_type="application/json")
