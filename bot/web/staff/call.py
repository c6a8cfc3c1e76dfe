"""What a page of the staff is given: who asks, in which language, with what; and the ways to answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.i18n import mark
from bot.routes import Role
from bot.storage.audit import By
from bot.storage.staff import Member
from bot.tidy import tidy
from bot.web.parts import Parts
from bot.web.rendering import Rendering
from bot.web.staff.seals import Seals

HOME = "/quan-tri"
SAID = "hailong_said"  # the cookie that carries one sentence from a form to the page after it
LANGUAGE = "hailong_lang"
_SAID_LASTS = 60  # seconds


@dataclass(frozen=True)
class Page:
    """One page or form of the staff: its address, what answers, and who may use it.

    `nav` is its line in the navigation (an English msgid; "" leaves it out). Of officials only those who serve one of
    `fields` may use it, where fields are named.
    """

    path: str
    to: Handler
    role: Role
    method: str = "GET"
    nav: str = ""
    fields: tuple[str, ...] = ()


CHANNELS = {
    "webchat": mark("Web chat"),
    "telegram": "Telegram",
    "zalo_bot": "Zalo Bot",
    "zalo_oa": "Zalo OA",
    "console": mark("Console"),
}
ROLE_NAMES = {Role.OFFICIAL: mark("Official"), Role.ADMINISTRATOR: mark("Administrator")}


@dataclass
class Call:
    """One request of somebody who is signed in and may make it. Forms are read, and known to come from our own page."""

    parts: Parts
    rendering: Rendering
    seals: Seals
    request: Request
    member: Member
    family: str  # of the session
    language: str
    navigation: tuple[Page, ...] = ()  # what this member may see
    form: FormData = field(default_factory=FormData)

    @property
    def by(self) -> By:
        """Who does it, for the audit log."""
        return By(self.member.id, self.member.name)

    @property
    def role(self) -> Role:
        """What they may."""
        return Role(self.member.role)

    @property
    def now(self) -> datetime:
        """The moment, in UTC; `parts.clock.local()` is the ward's wall clock."""
        return self.parts.clock.now()

    @property
    def public_url(self) -> str:
        """How the site is reached from outside, without a slash at its end."""
        return self.parts.settings.public_url or str(self.request.base_url).rstrip("/")

    def t(self, message: str, /, **values: object) -> str:
        """A sentence in the reader's language."""
        return self.parts.catalogue.translate(self.language, message, **values)

    def tn(self, one: str, many: str, count: int, /, **values: object) -> str:
        """A sentence that depends on a count."""
        return self.parts.catalogue.plural(self.language, one, many, count, **values)

    def words(self, name: str, longest: int = 200) -> str:
        """A field of the form or, on a page, of the address, as one tidy text; "" if it is not there."""
        given = self.form.get(name) if self.request.method == "POST" else self.request.query_params.get(name)
        return tidy(given, longest).strip() if isinstance(given, str) else ""

    def number(self, name: str, otherwise: int = 0) -> int:
        """A whole number from the path, the form or the address."""
        given = str(self.request.path_params.get(name, "")) or self.words(name, 20)
        return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else otherwise

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """A page within the frame. `staff/base.html` says what a template may fill."""
        said = self.seals.opened(self.request.cookies.get(SAID, ""))
        response = self.rendering.page(
            self.request,
            template,
            status=status,
            language=self.language,
            call=self,
            csrf=self.seals.csrf(self.family),
            said=said,
            home=HOME,
            role_names=ROLE_NAMES,
            channel_names={name: self.t(words) for name, words in CHANNELS.items()},
            here=self._here(),
            tn=self.tn,
            **values,
        )
        if said:
            response.delete_cookie(SAID, path=HOME)
        return response

    def _here(self) -> str:
        """The page of the navigation that this one belongs to."""
        path = self.request.url.path
        above = [page.path for page in self.navigation if f"{path}/".startswith(f"{page.path}/")]
        return max(above, key=len, default="")

    def to(self, path: str, said: str = "") -> Response:
        """On to another page of ours after a form was taken, where one sentence is shown."""
        response = RedirectResponse(path, 303, {"Cache-Control": "no-store"})
        if said:
            secure = (self.parts.settings.public_url or "").startswith("https://")
            response.set_cookie(
                SAID, self.seals.seal(said), _SAID_LASTS, path=HOME, secure=secure, httponly=True, samesite="lax"
            )
        return response

    def missing(self) -> Response:
        """What was asked for is not there."""
        return self.page("staff/refused.html", status=404, why=self.t("What you look for is not there (any more)."))


Handler = Callable[[Call], Awaitable[Response]]
