"""The public page of suggestions: those that may be read, what became of them, how many agree."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.links import SUGGESTION
from bot.storage import suggestions
from bot.suggestion_words import PATH, STATES
from bot.web.parts import Parts
from bot.web.rendering import Rendering

_PAGE = 20


class SuggestionPages:
    """Read by anybody, without a name anywhere."""

    def __init__(self, parts: Parts, rendering: Rendering) -> None:
        self._parts = parts
        self._rendering = rendering

    def routes(self) -> list[Route]:
        """Where they are."""
        return [Route(PATH, self.listed), Route(f"{PATH}/{{number:int}}", self.one)]

    async def listed(self, request: Request) -> Response:
        """All, or those in one state; open ones that most agree with first."""
        state = request.query_params.get("xem", "")
        state = state if state in STATES and state != "merged" else ""
        given = request.query_params.get("trang", "1")
        page = max(1, int(given)) if given.isascii() and given.isdecimal() and len(given) < 6 else 1
        work = partial(suggestions.public, state=state, limit=_PAGE + 1, offset=(page - 1) * _PAGE)
        found = await self._parts.database.read(work)
        return self._rendering.page(
            request,
            "suggestions/list.html",
            found=found[:_PAGE],
            states={name: words for name, words in STATES.items() if name != "merged"},
            state=state,
            newer=_address(state, page - 1) if page > 1 else "",
            more=_address(state, page + 1) if len(found) > _PAGE else "",
            agree=f"/?start={SUGGESTION}",
            path=PATH,
        )

    async def one(self, request: Request) -> Response:
        """One; what was joined to another leads there."""
        number = min(request.path_params["number"], 10**9)
        one = await self._parts.database.read(partial(suggestions.by_id, number=number))
        into = one.merged_into if one else None
        if into:
            one = await self._parts.database.read(partial(suggestions.by_id, number=into))
        if one is None or one.shown != suggestions.PUBLIC:
            return self._rendering.page(request, "missing.html", status=404)
        agree = f"/?start={SUGGESTION}{one.id}"
        return self._rendering.page(request, "suggestions/one.html", one=one, states=STATES, agree=agree, path=PATH)


def _address(state: str, page: int) -> str:
    return f"{PATH}?{urlencode({'xem': state, 'trang': page})}"
