"""Pictures that citizens send from the page: taken by their content, and held until their turn asks for them.

They are held in memory alone: a picture that nobody asks for (no official talks with this citizen) is written nowhere.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels.base import LARGEST_PICTURE
from bot.channels.body import read_body
from bot.channels.webchat.convert import client_id
from bot.channels.webchat.doors import Origins
from bot.channels.webchat.sessions import Sessions
from bot.storage.inquiry_talks import picture_type

PATH = "/chat/picture"
_HELD = 16  # pictures at once; the oldest goes


class Pictures:
    """The door for pictures, and those that wait to be fetched."""

    def __init__(self, sessions: Sessions, origins: Origins) -> None:
        self._sessions = sessions
        self._origins = origins
        self._held: OrderedDict[str, bytes] = OrderedDict()

    def route(self) -> Route:
        """Where they are sent to: the bytes as they are, `?id=` being the page's own id of it."""
        return Route(PATH, self.take, methods=["POST"])

    def fetch(self, file: str) -> bytes:
        """A picture, once; b"" if it is gone."""
        return self._held.pop(file, b"")

    async def take(self, request: Request) -> Response:
        """Take one picture of a session."""
        account = await self._sessions.of_request(request, self._origins)
        client = client_id(request.query_params.get("id", ""))
        if account is None or client is None:
            return _refuse(401 if account is None else 400, "no such session" if account is None else "no id")
        body = await read_body(request, LARGEST_PICTURE)
        if body is None:
            return _refuse(413, f"at most {LARGEST_PICTURE} bytes")
        if not picture_type(body):
            return _refuse(415, "neither JPEG, PNG nor WebP")
        file = secrets.token_urlsafe(12)
        self._held[file] = body
        while len(self._held) > _HELD:
            self._held.popitem(last=False)
        answer = await self._sessions.hear_picture(account, client, file)
        status = {"slow": 429, "failed": 503}.get(answer["type"], 200)
        return JSONResponse(answer, status, {"Cache-Control": "no-store"})


def _refuse(status: int, why: str) -> Response:
    return JSONResponse({"type": "error", "why": why}, status, {"Cache-Control": "no-store"})
