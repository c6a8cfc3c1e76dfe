"""What a citizen sees where there is no page, or where ours failed. The cause is in the log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.web.rendering import Rendering


class ErrorPages:
    """Kind words instead of a status alone."""

    def __init__(self, rendering: Rendering) -> None:
        self._rendering = rendering

    def handlers(self) -> Mapping[Any, Callable[[Request, Exception], Response]]:
        """For Starlette: every refusal, and every failure of ours."""
        return {HTTPException: self.refused, Exception: self.failed}

    def refused(self, request: Request, error: Exception) -> Response:
        """There is no such page, or it is not reached this way."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
        return self._answer(request, status, headers)

    def failed(self, request: Request, error: Exception) -> Response:
        """Something of ours broke; the server logs what."""
        return self._answer(request, 500, {})

    def _answer(self, request: Request, status: int, headers: Mapping[str, str]) -> Response:
        """A page for people, a line for programs."""
        if "text/html" not in request.headers.get("accept", ""):
            return PlainTextResponse(f"{status}\n", status, headers)
        name = "missing.html" if status == 404 else "failed.html"
        return self._rendering.page(request, name, status=status, headers=headers)
