"""The chat's page, what an installed icon needs, and the script that puts the chat on another site."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels.webchat.convert import LONGEST
from bot.web.assets import Assets
from bot.web.parts import Parts
from bot.web.rendering import Rendering, capitalised, language_of
from bot.web.security import content_policy
from bot.web.words import chat_words


class ChatPages:
    """What a citizen's browser opens."""

    def __init__(self, parts: Parts, rendering: Rendering, assets: Assets) -> None:
        self._parts = parts
        self._rendering = rendering
        self._assets = assets
        settings = parts.settings
        sockets = ["'self'"]  # older Safari does not take 'self' for sockets too
        if settings.public_url:
            url = urlsplit(settings.public_url)
            sockets.append(f"{'wss' if url.scheme == 'https' else 'ws'}://{url.netloc}")
        framed_by = " ".join(["'self'", *settings.embed_origins.split()])
        self._policy = content_policy(framed_by=framed_by, connect=" ".join(sockets))

    def routes(self) -> list[Route]:
        """Where they are."""
        return [
            Route("/", self.chat),
            Route("/embed.js", self.embed),
            Route("/manifest.webmanifest", self.manifest),
            Route("/favicon.ico", self.icon),
        ]

    async def chat(self, request: Request) -> Response:
        """The talk."""
        t = partial(self._parts.catalogue.translate, language_of(request))
        return self._rendering.page(
            request,
            "chat.html",
            headers={"Content-Security-Policy": self._policy},
            words=chat_words(t),
            longest=LONGEST,
            days=self._parts.settings.keep_talks_days,
            question_days=self._parts.settings.keep_questions_days,
        )

    async def embed(self, request: Request) -> Response:
        """One script line puts the chat on the ward's portal."""
        headers = {"Cache-Control": "public, max-age=3600", "Cross-Origin-Resource-Policy": "cross-origin"}
        return Response(self._assets.read("embed.js"), media_type="text/javascript", headers=headers)

    async def manifest(self, request: Request) -> Response:
        """What a phone needs to put the chat among its icons."""
        t = partial(self._parts.catalogue.translate, language_of(request))
        name = capitalised(self._parts.ward.name)
        return JSONResponse(
            {
                "name": t("{ward}: questions and answers", ward=name),
                "short_name": name,
                "lang": language_of(request),
                "start_url": "/",
                "display": "standalone",
                "background_color": "#eef2f0",
                "theme_color": "#0d5049",
                "icons": [{"src": self._assets.url("icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
            },
            headers={"Cache-Control": "no-cache"},
            media_type="application/manifest+json",
        )

    async def icon(self, request: Request) -> Response:
        """The icon, for browsers that look for it here."""
        return Response(self._assets.read("icon.svg"), media_type="image/svg+xml")
