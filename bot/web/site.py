"""The site: every page and every channel's routes behind one door."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from bot.channels.base import LARGEST_PICTURE
from bot.channels.webchat import pictures
from bot.web import scanned
from bot.web.assets import Assets
from bot.web.chat import ChatPages
from bot.web.errors import ErrorPages
from bot.web.health import Health
from bot.web.news import NewsPages
from bot.web.parts import Parts
from bot.web.rendering import Rendering
from bot.web.security import BodyLimit, SecurityHeaders
from bot.web.staff import imports, news_files
from bot.web.staff.pages import staff_routes
from bot.web.suggestions import SuggestionPages

_LARGER = {
    imports.PATH: imports.LARGEST_UPLOAD,
    news_files.UPLOAD: news_files.LARGEST_UPLOAD,
    pictures.PATH: LARGEST_PICTURE,
}


def make_site(parts: Parts) -> Starlette:
    """The ASGI application."""
    assets = Assets()
    rendering = Rendering(parts.ward, parts.catalogue, assets)
    secure = (parts.settings.public_url or "").startswith("https://")
    return Starlette(
        routes=[
            *ChatPages(parts, rendering, assets).routes(),
            *Health(parts).routes(),
            *scanned.routes(),
            *NewsPages(parts, rendering).routes(),
            *SuggestionPages(parts, rendering).routes(),
            *staff_routes(parts, rendering),
            *(route for channel in parts.channels.values() for route in channel.routes()),
            assets.route(),
        ],
        middleware=[
            Middleware(SecurityHeaders, secure=secure),
            Middleware(BodyLimit, larger=_LARGER),
            Middleware(GZipMiddleware, minimum_size=1000),
        ],
        exception_handlers=ErrorPages(rendering).handlers(),
    )
