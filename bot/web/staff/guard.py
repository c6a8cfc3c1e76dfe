"""The one guard before every page of the staff: the session, the role, the form's sign; and the cookie's rotation."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Literal

from starlette.datastructures import FormData
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.i18n import LANGUAGES
from bot.routes import Role
from bot.storage import audit, keys, sessions
from bot.storage.audit import By
from bot.storage.sessions import Session
from bot.storage.staff import Member
from bot.web.parts import Parts
from bot.web.rendering import Rendering
from bot.web.staff.call import HOME, LANGUAGE, Call, Page
from bot.web.staff.seals import KEY, Seals

log = logging.getLogger(__name__)

COOKIE = "hailong_staff"
_FILES, _FIELDS = 1, 500  # of one form


class Guard:
    """Makes a route of each page that nobody passes who may not."""

    def __init__(self, parts: Parts, rendering: Rendering, pages: Sequence[Page]) -> None:
        self._parts = parts
        self._rendering = rendering
        self._pages = tuple(pages)
        self._secure = (parts.settings.public_url or "").startswith("https://")
        self._seals: Seals | None = None

    def routes(self) -> list[Route]:
        """A route for each page."""
        return [Route(page.path, partial(self._answer, page=page), methods=[page.method]) for page in self._pages]

    async def seals(self) -> Seals:
        """What signs the forms; its key is made at the first need."""
        if self._seals is None:
            key = await self._parts.database.write(partial(keys.key, name=KEY, now=self._parts.clock.now()))
            self._seals = Seals(key)
        return self._seals

    def sign_in(self, response: Response, cookie: str, session_lasts: int) -> None:
        """Give a browser its cookie; `session_lasts` is in seconds."""
        self.set_cookie(response, COOKIE, cookie, session_lasts)

    def set_cookie(
        self,
        response: Response,
        name: str,
        value: str,
        lasts: int,
        path: str = "/",
        same_site: Literal["lax", "strict"] = "lax",
    ) -> None:
        """A cookie that no script reads, that other sites do not send; by https alone where that is spoken."""
        response.set_cookie(name, value, lasts, path=path, secure=self._secure, httponly=True, samesite=same_site)

    async def signed_in(self, request: Request) -> Session | None:
        """The session of a request. A cookie that somebody copied ends it for everybody who has one of its family."""
        cookie = request.cookies.get(COOKIE, "")
        if not cookie:
            return None
        now = self._parts.clock.now()
        session = await self._parts.database.read(partial(sessions.find, cookie=cookie, now=now))
        if session and session.is_replayed(now):
            await self._end_replayed(session)
            return None
        return session

    async def _answer(self, request: Request, page: Page) -> Response:
        """Answer, and let go of a file that came with the form."""
        try:
            return await self._answered(request, page)
        finally:
            await request.close()

    async def _answered(self, request: Request, page: Page) -> Response:
        """Who is it, may they, is it their own form; then the page itself."""
        session = await self.signed_in(request)
        if session is None:
            return self.refuse(request, 401)
        if not _may(session.member, page):
            return self.refuse(request, 403)
        call = await self._call(request, session)
        if request.method == "POST":
            form = await _form(request)
            if form is None or not call.seals.is_csrf(str(form.get("csrf", "")), session.family):
                return self.refuse(request, 403, form=True)
            call = replace(call, form=form)
        response = await page.to(call)
        if request.method != "POST":
            await self._rotate(request, session, response)
        _remember_language(request, response)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def refuse(self, request: Request, status: int, *, form: bool = False) -> Response:
        """Why not, and what to do: sign in, ask an administrator, or send the form again."""
        name = "staff/signed_out.html" if status == 401 else "staff/forbidden.html"
        return self._rendering.page(request, name, status=status, language=language_of(request), form=form, home=HOME)

    async def _call(self, request: Request, session: Session) -> Call:
        shown = tuple(page for page in self._pages if page.nav and _may(session.member, page))
        return Call(
            parts=self._parts,
            rendering=self._rendering,
            seals=await self.seals(),
            request=request,
            member=session.member,
            family=session.family,
            language=language_of(request),
            navigation=shown,
        )

    async def _rotate(self, request: Request, session: Session, response: Response) -> None:
        """Another cookie for a session that has been used for a while."""
        now = self._parts.clock.now()
        if not session.is_due(now):
            return
        rotate = partial(sessions.rotate, cookie=request.cookies[COOKIE], now=now)
        if cookie := await self._parts.database.write(rotate):
            self.sign_in(response, cookie, int((session.expires - now).total_seconds()))

    async def _end_replayed(self, session: Session) -> None:
        """End a session one of whose old cookies came back."""
        log.warning("an old cookie of staff %d came back: that session is ended", session.member.id)
        now, member = self._parts.clock.now(), session.member
        note = partial(audit.append, by=By(member.id, member.name), act="replayed", about=f"staff:{member.id}", now=now)
        await self._parts.database.write(partial(sessions.end, family=session.family))
        await self._parts.database.write(note)


def language_of(request: Request) -> str:
    """The language that the address asks for, else the one chosen before."""
    asked = request.query_params.get("lang") or request.cookies.get(LANGUAGE, "")
    return asked if asked in LANGUAGES else LANGUAGES[0]


def _may(member: Member, page: Page) -> bool:
    return Role(member.role).may(page.role) and (not page.fields or member.serves(page.fields))


async def _form(request: Request) -> FormData | None:
    """What was sent; None if it went away on its way."""
    try:
        return await request.form(max_files=_FILES, max_fields=_FIELDS)
    except ClientDisconnect:
        return None


def _remember_language(request: Request, response: Response) -> None:
    if (asked := request.query_params.get("lang")) in LANGUAGES:
        response.set_cookie(LANGUAGE, str(asked), 365 * 86400, path="/", httponly=True, samesite="lax")
