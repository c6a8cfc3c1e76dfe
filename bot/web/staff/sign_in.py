"""Getting in by a one-time link, and out again.

Opening a link only shows a page with one button: programs that look at links to preview them use nothing up.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import partial

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.attempts import Attempts
from bot.channels.webchat.doors import host_of
from bot.storage import audit, links, sessions, staff
from bot.storage.audit import By
from bot.storage.links import Link, Purpose, State
from bot.web.parts import Parts
from bot.web.rendering import Rendering
from bot.web.staff.call import HOME, Call
from bot.web.staff.guard import COOKIE, Guard, language_of

PATH = "/vao"
_NONCE = "hailong_vao"  # the cookie of a browser that looks at the sign-in page
_NONCE_LASTS = 600  # seconds
_PRIVATE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}  # the address holds the secret
_STATUS = {State.OPEN: 200, State.USED: 410, State.EXPIRED: 410, State.UNKNOWN: 404}


class SignIn:
    """The doors to the staff's pages. `attempts` counts links that let nobody in, by the address they came from."""

    def __init__(self, parts: Parts, rendering: Rendering, guard: Guard) -> None:
        self._parts = parts
        self._rendering = rendering
        self._guard = guard
        self._attempts = Attempts(parts.clock, limit=10)

    def routes(self) -> list[Route]:
        """Where they are."""
        return [
            Route(PATH, self.how, methods=["GET"]),
            Route(f"{PATH}/{{token}}", self.look, methods=["GET"]),
            Route(f"{PATH}/{{token}}", self.enter, methods=["POST"]),
        ]

    async def how(self, request: Request) -> Response:
        """How one gets in; whoever is in already goes on."""
        if await self._guard.signed_in(request):
            return RedirectResponse(HOME, 303, {"Cache-Control": "no-store"})
        return self._guard.refuse(request, 401)

    async def look(self, request: Request) -> Response:
        """A link was opened: a button if it is good, else why not and how to get another."""
        if self._must_wait(request):
            return self._page(request, "slow", 429)
        token = request.path_params["token"]
        link = await self._parts.database.read(partial(links.look, token=token, now=self._parts.clock.now()))
        if link.state is not State.OPEN:
            self._attempts.failed(host_of(request))
            return self._page(request, link.state, _STATUS[link.state])
        nonce = request.cookies.get(_NONCE) or secrets.token_urlsafe(16)
        seals = await self._guard.seals()
        response = self._page(request, link.state, 200, csrf=seals.entry(nonce), token=token)
        self._guard.set_cookie(response, _NONCE, nonce, _NONCE_LASTS, path=PATH, same_site="strict")
        return response

    async def enter(self, request: Request) -> Response:
        """The button was pressed: the link is used up, and this browser is signed in."""
        if self._must_wait(request):
            return self._page(request, "slow", 429)
        form = await request.form(max_files=0, max_fields=5)
        seals = await self._guard.seals()
        if not seals.is_entry(str(form.get("csrf", "")), request.cookies.get(_NONCE, "")):
            return self._page(request, "strange", 403, token=request.path_params["token"])
        now = self._parts.clock.now()
        link, cookie = await self._parts.database.write(partial(_enter, token=request.path_params["token"], now=now))
        if not cookie:
            self._attempts.failed(host_of(request))
            return self._page(request, link.state, _STATUS[link.state])
        response = RedirectResponse(HOME, 303, {"Cache-Control": "no-store", **_PRIVATE})
        self._guard.sign_in(response, cookie, int(sessions.LASTS.total_seconds()))
        response.delete_cookie(_NONCE, path=PATH)
        return response

    def _must_wait(self, request: Request) -> bool:
        return bool(self._attempts.wait(host_of(request)))

    def _page(self, request: Request, state: str, status: int, *, csrf: str = "", token: str = "") -> Response:
        return self._rendering.page(
            request,
            "staff/link.html",
            status=status,
            headers=_PRIVATE,
            language=language_of(request),
            state=str(state),
            csrf=csrf,
            action=f"{PATH}/{token}",
            minutes=int(links.LASTS.total_seconds() // 60),
        )


def _enter(connection: Connection, token: str, now: datetime) -> tuple[Link, str]:
    """Use a link up and begin a session, or neither; the cookie's value is "" then."""
    link = links.use(connection, token, now, Purpose.SIGN_IN, Purpose.JOIN)
    member = staff.find(connection, link.staff) if link.staff is not None else None
    if link.state is not State.OPEN or member is None:
        return link, ""
    audit.append(connection, By(member.id, member.name), "signed-in", f"staff:{member.id}", now)
    return link, sessions.begin(connection, member.id, now)


async def sign_out(call: Call) -> Response:
    """End this session, in every window of this browser."""

    def end(connection: Connection) -> None:
        sessions.end(connection, call.family)
        audit.append(connection, call.by, "signed-out", f"staff:{call.member.id}", call.now)

    await call.parts.database.write(end)
    response = RedirectResponse(PATH, 303, {"Cache-Control": "no-store"})
    response.delete_cookie(COOKIE, path="/")
    return response
