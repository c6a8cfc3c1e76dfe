"""The same talk over plain HTTP, for networks and phones that let no WebSocket through: POST and long poll."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels.body import read_body
from bot.channels.webchat.convert import LARGEST_FRAME, read_frame, talk_frame
from bot.channels.webchat.doors import Origins, host_of
from bot.channels.webchat.hub import Hub
from bot.channels.webchat.sessions import Sessions, TooFastError
from bot.i18n import LANGUAGES
from bot.storage import webchat
from bot.storage.database import Database

_LONGEST_WAIT = 25.0  # seconds; below what proxies usually allow
_STATUS = {"slow": 429, "failed": 503}


class Polling:
    """The HTTP endpoints."""

    def __init__(self, sessions: Sessions, hub: Hub, database: Database, origins: Origins) -> None:
        self._sessions = sessions
        self._hub = hub
        self._database = database
        self._origins = origins

    def routes(self) -> list[Route]:
        """Where they are."""
        return [
            Route("/chat/session", self.open, methods=["POST"]),
            Route("/chat/say", self.say, methods=["POST"]),
            Route("/chat/lines", self.lines, methods=["GET"]),
        ]

    async def open(self, request: Request) -> Response:
        """A new session."""
        if not self._origins.may(request.headers):
            return _refuse(403, "this site may not open the chat")
        language = _object(await read_body(request, LARGEST_FRAME)).get("language")
        try:
            token = await self._sessions.open(language if language in LANGUAGES else LANGUAGES[0], host_of(request))
        except TooFastError as slow:
            return _refuse(429, "too many new sessions from this address", wait=slow.wait)
        return _json({"token": token}, 201)

    async def say(self, request: Request) -> Response:
        """One frame of the page."""
        account = await self._sessions.of_request(request, self._origins)
        if account is None:
            return _refuse(401, "no such session")
        raw = await read_body(request, LARGEST_FRAME)
        if raw is None:
            return _refuse(413, f"at most {LARGEST_FRAME} bytes")
        frame = read_frame(raw)
        if frame is None:
            return _refuse(400, "this is not a frame that the chat knows")
        answer = await self._sessions.hear(account, frame)
        return _json(answer, _STATUS.get(answer["type"], 200), wait=answer.get("wait"))

    async def lines(self, request: Request) -> Response:
        """What was said after a number (waiting for it for a while if asked to), or just before one."""
        account = await self._sessions.of_request(request, self._origins)
        if account is None:
            return _refuse(401, "no such session")
        before, after = _number(request, "before"), _number(request, "after")
        if before:
            talk = await self._database.read(partial(webchat.before, account=account, number=before))
            return _json(talk_frame(talk, "earlier"))
        read = partial(webchat.after, account=account, number=after)
        with self._hub.listen(account) as listener:
            if listener is None:
                return _refuse(429, "too many tabs", wait=30)
            talk = await self._database.read(read)
            wait = min(_number(request, "wait"), _LONGEST_WAIT)
            if not talk.lines and wait and not listener.ending:
                await listener.woken(wait)
                talk = await self._database.read(read)
            kind = "erased" if listener.erased else "lines"
            return _json(talk_frame(talk, kind) | ({"typing": True} if listener.typing else {}))


def _object(raw: bytes | None) -> dict[str, Any]:
    """A JSON object, or an empty one for anything else."""
    try:
        found = json.loads(raw or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _number(request: Request, name: str) -> int:
    """A number of the query, 0 for anything else."""
    value = request.query_params.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 16 else 0


def _json(content: dict[str, Any], status: int = 200, *, wait: float | None = None) -> Response:
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": str(int(wait) + 1)} if wait else {})
    return JSONResponse(content, status, headers)


def _refuse(status: int, why: str, *, wait: float | None = None) -> Response:
    return _json({"type": "error", "why": why}, status, wait=wait)
