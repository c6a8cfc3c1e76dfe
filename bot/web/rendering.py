"""Pages from Jinja2 templates, in the reader's language, through the same catalogues as the talk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.clock import VIETNAM
from bot.i18n import LANGUAGES, Catalogue
from bot.ward import Ward
from bot.web.assets import Assets

TEMPLATES = Path(__file__).parent / "templates"


class Rendering:
    """Fills templates. In them `t` is a sentence in the reader's language and `asset` the address of a file of ours.

    The filters `day` and `moment` write a moment as the ward's people do.
    """

    def __init__(self, ward: Ward, catalogue: Catalogue, assets: Assets) -> None:
        self._catalogue = catalogue
        self._ward = ward
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(asset=assets.url, ward=ward, ward_name=capitalised(ward.name))
        self._environment.filters.update(json=_json, day=_day, moment=_moment)

    def page(
        self,
        request: Request,
        name: str,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        language: str = "",
        **values: object,
    ) -> HTMLResponse:
        """A page, in the language that the address asks for or in the one given."""
        language = language or language_of(request)
        html = self.text(name, language, **values)
        return HTMLResponse(
            html, status, {"Cache-Control": "no-store", "Content-Language": language, **(headers or {})}
        )

    def text(self, name: str, language: str, **values: object) -> str:
        """What a page says in a language."""
        words = {
            "t": partial(self._catalogue.translate, language),
            "tn": partial(self._catalogue.plural, language),
            "language": language,
        }
        return self._environment.get_template(name).render(words | values)


def language_of(request: Request) -> str:
    """The language that an address asks for: ?lang=en."""
    asked = request.query_params.get("lang", "")
    return asked if asked in LANGUAGES else LANGUAGES[0]


def capitalised(name: str) -> str:
    """A name with a capital at its beginning, the rest as it is."""
    return name[:1].upper() + name[1:]


def _day(value: datetime) -> str:
    """A moment's day at the ward: 22/11/2026."""
    return value.astimezone(VIETNAM).strftime("%d/%m/%Y")


def _moment(value: datetime) -> str:
    """A moment at the ward, to the minute: 22/11/2026 09:05."""
    return value.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")


def _json(value: object) -> Markup:
    """A value for a script's data element, which nothing inside it can end."""
    plain = json.dumps(value, ensure_ascii=False)
    return Markup(plain.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))  # noqa: S704 - JSON with every "<" escaped
