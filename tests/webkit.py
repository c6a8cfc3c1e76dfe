"""A bot that really listens, and a page of its web chat as a test drives it: by socket, or by plain HTTP."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Any, Self, cast

import httpx
from websockets.asyncio.client import ClientConnection, connect

from bot.app import App, build
from bot.channels.webchat import WebChat
from bot.channels.webchat.sessions import account_of
from bot.clock import Clock
from bot.messages import Address
from bot.settings import Settings
from bot.storage import webchat
from tests.kit import SetClock

_IDS = itertools.count(1)
_PATIENCE = 30.0  # seconds; only a failing test waits that long
Frame = dict[str, Any]


def make_site(database_url: str, clock: Clock | None = None, **settings: object) -> App:
    """Build (not start) a bot with its server on a free port; settings by name."""
    plain: dict[str, Any] = {"web_port": 0, "database_url": database_url, **settings}
    return build(Settings(_env_file=None, **plain), clock=clock or SetClock())


@asynccontextmanager
async def serving(database_url: str, clock: Clock | None = None, **settings: object) -> AsyncIterator[App]:
    """A started bot with its server."""
    app = make_site(database_url, clock, **settings)
    await app.start()
    try:
        yield app
    finally:
        await app.stop()


def url_of(app: App) -> str:
    """Where a started bot listens."""
    assert app.server
    return app.server.url


def webchat_of(app: App) -> WebChat:
    """Its web chat."""
    return cast(WebChat, app.channels["webchat"])


def address_of(token: str) -> Address:
    """Where the citizen of a session is reached."""
    return Address("webchat", account_of(token))


async def new_session(app: App, language: str = "vi", http: httpx.AsyncClient | None = None, **headers: str) -> str:
    """A session's token, as a page asks for it."""
    async with AsyncExitStack() as stack:
        client = http or await stack.enter_async_context(httpx.AsyncClient())
        answer = await client.post(f"{url_of(app)}/chat/session", json={"language": language}, headers=headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["token"])


class Page:
    """One open page of a session."""

    def __init__(self, socket: ClientConnection, app: App, token: str) -> None:
        self.socket = socket
        self.app, self.account = app, account_of(token)
        self.last = 0
        self.first = 0
        self.lines: list[Frame] = []

    @classmethod
    @asynccontextmanager
    async def open(cls, app: App, token: str, after: int = 0) -> AsyncIterator[Self]:
        """Connect, say hello and read what the page misses."""
        async with connect(f"{url_of(app).replace('http', 'ws')}/chat/socket") as socket:
            page = cls(socket, app, token)
            await page.send(type="hello", token=token, after=after)
            await page.until("talk")
            yield page

    async def send(self, **frame: object) -> None:
        """Send a frame."""
        await self.socket.send(json.dumps(frame))

    async def say(self, text: str, client: str = "") -> str:
        """Say something; returns the page's own id of it."""
        client = client or f"c{next(_IDS)}"
        await self.send(type="say", id=client, text=text)
        return client

    async def ask(self, text: str) -> Frame:
        """Say something and wait for the bot's answer to it."""
        before = sum(not line["mine"] for line in self.lines)
        await self.say(text)
        await self.until("taken")
        return await self.reply(before + 1)

    async def until(self, kind: str, within: float = _PATIENCE) -> Frame:
        """Read frames up to one of a kind."""
        while True:
            frame = await self.read(within)
            if frame["type"] == kind:
                return frame

    async def read(self, within: float = _PATIENCE) -> Frame:
        """The next frame; lines are noted on the way."""
        frame: Frame = json.loads(await asyncio.wait_for(self.socket.recv(), within))
        if frame["type"] in ("talk", "lines"):
            self.first = frame["first"]
            self.lines += frame["lines"]
            self.last = max([self.last, *(line["seq"] for line in frame["lines"])])
        return frame

    async def reply(self, number: int = 1) -> Frame:
        """The bot's line of this number, counted over the page's life; waits for it."""
        while len(said := [line for line in self.lines if not line["mine"]]) < number:
            await self.read()
        return said[number - 1]

    async def line(self, text: str) -> Frame:
        """The line with this text; waits for it."""
        while not (found := [line for line in self.lines if line["text"] == text]):
            await self.read()
        return found[-1]

    async def all(self) -> list[Frame]:
        """Every line of the talk, waited for up to the newest that is kept; none may have come twice."""
        await self.app.switchboard.idle()
        talk = await self.app.database.write(partial(webchat.after, account=self.account, number=0))
        newest = talk.lines[-1].id if talk.lines else 0
        while self.last < newest:
            await self.read()
        await self.send(type="ping")
        await self.until("pong")
        numbers = [line["seq"] for line in self.lines]
        assert numbers == sorted(set(numbers))
        return self.lines
