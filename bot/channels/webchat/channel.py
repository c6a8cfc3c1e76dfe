"""The web chat as a channel: what is said is kept, and whoever listens is woken to read it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection
from starlette.routing import BaseRoute, WebSocketRoute

from bot.channels.base import Channel, Limits, Outcome, SendFailed, Take, split_text
from bot.channels.webchat.convert import from_reply
from bot.channels.webchat.doors import Origins
from bot.channels.webchat.hub import Hub
from bot.channels.webchat.pictures import Pictures
from bot.channels.webchat.polling import Polling
from bot.channels.webchat.sessions import Sessions
from bot.channels.webchat.socket import Sockets
from bot.clock import Clock
from bot.messages import Address, Reply
from bot.storage import webchat
from bot.storage.database import Database, DatabaseError

T = TypeVar("T")

_DOUBT_LASTS = timedelta(minutes=5)  # after a start: how long replies of a former process may come once more


class WebChat(Channel):
    """Talks with the pages that are open, and keeps what it says for those that are not."""

    name = webchat.CHANNEL
    limits = Limits(text=4000, buttons=30, label=80, can_edit=True, files=True, changes=True, start_links=True)

    def __init__(self, database: Database, clock: Clock, origins: Origins) -> None:
        self._database = database
        self._clock = clock
        self._hub = Hub()
        self._sessions = Sessions(database, clock, self._hub)
        self._sockets = Sockets(self._sessions, self._hub, database, origins)
        self._polling = Polling(self._sessions, self._hub, database, origins)
        self._pictures = Pictures(self._sessions, origins)
        self._doubted = 0
        self._doubt_until: datetime | None = None

    def routes(self) -> Sequence[BaseRoute]:
        """The socket and its fall-back, and the door for pictures."""
        return [WebSocketRoute("/chat/socket", self._sockets.talk), *self._polling.routes(), self._pictures.route()]

    async def start(self, take: Take) -> None:
        """Open the doors."""
        self._doubted = await self._database.read(webchat.last)
        self._doubt_until = self._clock.now() + _DOUBT_LASTS
        self._sessions.take = take

    async def stop(self) -> None:
        """Let the pages go; they come back by themselves."""
        self._sessions.take = None
        self._hub.stop()

    async def send(self, address: Address, reply: Reply, *, replacing: str = "") -> str:
        """Keep a reply and wake its pages. Of a long one every part is a line; the buttons are under the last."""
        *head, tail = split_text(reply.text, self.limits.text)
        parts = [Reply(part, title="" if number else reply.title) for number, part in enumerate(head)]
        parts.append(replace(reply, text=tail, title="" if parts else reply.title))
        numbers = await self._write(partial(self._keep, address.account, parts, replacing))
        self._hub.wake(address.account)
        return str(numbers[-1])

    async def change(self, address: Address, message: str, reply: Reply) -> bool:
        """Show other words in the place of the line, also to whoever looks later; the old ones are kept nowhere."""
        number = int(message) if message.isdecimal() else 0
        body, now = from_reply(reply, 0), self._clock.now()
        changed = await self._write(
            partial(webchat.rewrite, account=address.account, number=number, body=body, now=now)
        )
        self._hub.wake(address.account)
        return changed

    async def _write(self, work: Callable[[Connection], T]) -> T:
        try:
            return await self._database.write(work)
        except DatabaseError as error:
            raise SendFailed(Outcome.RETRY, f"the database does not take it ({error})") from error

    async def typing(self, address: Address) -> None:
        """Show that an answer is being written."""
        self._hub.typing(address.account)

    async def fetch(self, file: str) -> bytes:
        """A picture that was sent from the page, once."""
        return self._pictures.fetch(file)

    def listeners(self) -> int:
        """How many pages listen now."""
        return self._hub.count()

    def _keep(self, account: str, parts: Sequence[Reply], replacing: str, connection: Connection) -> list[int]:
        """Keep every part; returns their numbers."""
        now = self._clock.now()
        doubted = self._doubted if self._doubt_until and now < self._doubt_until else 0
        replaces = int(replacing) if replacing.isdecimal() else 0
        if replaces and not webchat.has_reply(connection, account, replaces):
            replaces = 0
        numbers = []
        for part in parts:
            numbers.append(webchat.say(connection, account, from_reply(part, replaces), now, doubted=doubted))
            replaces = 0
        return numbers
