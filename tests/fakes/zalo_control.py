"""The fake as its own process: a command line, and a few control addresses to try the bot by hand.

``POST /control/say``    ``{"user": "an-id", "text": "..."}``: a citizen writes to the free bot
``GET /control/heard?user=an-id``   what the bot wrote to them, in order
``POST /control/oa/say`` and ``GET /control/oa/heard``   the same on the Official Account
``POST /control/oa/webhook``   ``{"url": "http://127.0.0.1:8080/zalo-oa/webhook"}``: what is entered in the console
``POST /control/oa/expire``   the access token ends now
``POST /control/oa/lose``   the refresh tokens too: the connection is lost
``POST /control/oa/rate``   ``{"user": "an-id", "stars": 4, "note": "...", "feedbacks": []}``: the form is answered
``POST /control/oa/group``   ``{"group": "gmf-1", "name": "...", "members": 42}``: the account has a group
``GET /control/oa/group_heard?group=gmf-1``   what was written there
"""

from __future__ import annotations

import argparse
import asyncio
from typing import Any

import orjson
from aiohttp import web

from tests.fakes.zalo import ZaloFake
from tests.fakes.zalo_api.oa import SECRET
from tests.fakes.zalo_api.oauth import APP_ID, APP_SECRET

JSON = dict[str, Any]


class ControlledFake(ZaloFake):
    """The fake with its control addresses."""

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Control addresses first, Zalo's after them."""
        if not request.path.startswith("/control/"):
            return await super()._answer(request)
        verb = getattr(self, f"on_{request.path.removeprefix('/control/').replace('/', '_')}", None)
        if verb is None:
            return web.Response(status=404)
        body = await request.read()
        result = await verb(**dict(request.query), **(orjson.loads(body) if body else {}))
        return web.Response(body=orjson.dumps(result), content_type="application/json")

    async def on_say(self, user: str, text: str) -> JSON:
        """Somebody writes."""
        return await self.user(user).says(text)

    async def on_heard(self, user: str) -> list[str]:
        """What the bot wrote to somebody."""
        return [message.text for message in self.user(user).screen.shown]

    async def on_oa_say(self, user: str, text: str) -> JSON:
        """Somebody writes to the Official Account."""
        return await self.follower(user).says(text)

    async def on_oa_heard(self, user: str) -> list[str]:
        """What the bot wrote to somebody there."""
        shown = self.follower(user).screen.shown
        return ["\n".join([message.text, *(f"[{label}]" for label, _ in message.buttons)]) for message in shown]

    async def on_oa_webhook(self, url: str) -> str:
        """Where the events go."""
        self.oa.webhook_url = url
        return url

    async def on_oa_expire(self) -> bool:
        """The access token ends."""
        self.oa.oauth.access.clear()
        return True

    async def on_oa_lose(self) -> bool:
        """Every token ends."""
        self.oa.oauth.access.clear()
        self.oa.oauth.refresh.clear()
        return True

    async def on_oa_rate(self, user: str, stars: int, note: str = "", feedbacks: tuple[str, ...] = ()) -> JSON:
        """Somebody answers the form that they were shown."""
        return await self.oa.rate(self.follower(user).screen, stars, note, tuple(feedbacks))

    async def on_oa_group(self, group: str, name: str, members: int = 42) -> str:
        """The account has a group."""
        return self.oa.many.group(group, name, members).id

    async def on_oa_group_heard(self, group: str) -> list[str]:
        """What was written into a group."""
        return [message.text for message in self.oa.many.groups[group].shown]


async def serve(port: int) -> None:
    """Run until the process is ended."""
    async with ControlledFake(port=port) as fake:
        print(f"ZALO_BOT_API_URL={fake.url}\nZALO_BOT_TOKEN={fake.bot.token}")
        print(f"ZALO_OA_API_URL={fake.url}\nZALO_OA_OAUTH_URL={fake.url}")
        print(f"ZALO_OA_APP_ID={APP_ID}\nZALO_OA_APP_SECRET={APP_SECRET}\nZALO_OA_WEBHOOK_SECRET={SECRET}", flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="A server that behaves as Zalo does, as far as that is known.")
    parser.add_argument("--port", type=int, default=9556)
    try:
        asyncio.run(serve(parser.parse_args().port))
    except KeyboardInterrupt:
        print("stopped", flush=True)
