"""Sessions and what happens in them, the same whether a frame came by socket or by HTTP.

A session is a random token of 256 bits that the server makes and the page keeps in its own storage. It is not a cookie:
a browser does not send third-party cookies from a page embedded in the ward's portal, and a cookie would let any site
open a socket in the citizen's name. Only the token's hash is kept, so nobody who reads the database can speak for a
citizen or read a talk over the web.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
from functools import partial
from typing import Any

from starlette.requests import Request

from bot.channels.base import Take
from bot.channels.webchat.convert import Erase, Frame, Ping, Press, Said, Say, Speak, Start, to_body, to_incoming
from bot.channels.webchat.doors import Bucket, Origins
from bot.channels.webchat.hub import Hub
from bot.clock import Clock
from bot.messages import Address, Incoming, What
from bot.storage import people, webchat
from bot.storage.database import Database, DatabaseError

log = logging.getLogger(__name__)

_ERASE_WAITS = 40  # looks at whether a turn is still under way,
_ERASE_STEP = 0.05  # this many seconds apart


class TooFastError(Exception):
    """Too fast; `wait` is how many seconds until it may be tried again."""

    def __init__(self, wait: float) -> None:
        super().__init__(f"wait {wait:.1f} s")
        self.wait = wait


def account_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


class Sessions:
    """Gives out sessions and takes in what their citizens do."""

    def __init__(self, database: Database, clock: Clock, hub: Hub) -> None:
        self._database = database
        self._clock = clock
        self._hub = hub
        # A whole hamlet may share one address of its mobile network, so the door is wide; it stops machines only.
        self._newcomers = Bucket(burst=300, per_second=5)
        self._words = Bucket(burst=60, per_second=5)
        self.take: Take | None = None

    async def open(self, language: str, host: str) -> str:
        """A new session's token. Raises `TooFastError` when one address opens too many."""
        now = self._clock.now()
        if wait := self._newcomers.wait(host, now):
            raise TooFastError(wait)
        token = secrets.token_urlsafe(32)
        address = Address(webchat.CHANNEL, account_of(token))
        await self._database.write(partial(people.add, address=address, language=language, now=now))
        return token

    async def account(self, token: str) -> str | None:
        """The account of a token, or None if we gave out no such token or its session was erased."""
        account = account_of(token)
        return account if await self._database.read(partial(webchat.known, account=account)) else None

    async def hear(self, account: str, frame: Frame) -> dict[str, Any]:
        """Do what a frame asks; returns the frame to answer with."""
        match frame:
            case Ping():
                return {"type": "pong"}
            case Speak():
                await self._database.write(partial(webchat.speak, account=account, language=frame.language))
                return {"type": "spoken", "language": frame.language}
            case Erase():
                await self.erase(account)
                return {"type": "erased"}
        answer = {} if isinstance(frame, Start) else {"id": frame.id}
        if wait := self._words.wait(account, self._clock.now()):
            return {"type": "slow", "wait": round(wait, 1)} | answer
        try:
            await self._store(account, frame)
        except DatabaseError as error:
            log.warning("a message of the web chat could not be stored: %s", error)
            return {"type": "failed"} | answer
        return {"type": "taken"} | answer

    async def hear_picture(self, account: str, client: str, file: str) -> dict[str, Any]:
        """Hand a picture on, with a line for the page that one was sent; returns the frame to answer with."""
        now = self._clock.now()
        if wait := self._words.wait(account, now):
            return {"type": "slow", "wait": round(wait, 1), "id": client}
        if self.take is None:
            return {"type": "failed", "id": client}
        address, event = Address(webchat.CHANNEL, account), webchat.event_of(account, client)
        keep = partial(webchat.hear, account=account, client=client, body={"text": "[hình]"}, now=now)
        try:
            taken = self.take(Incoming(address, event, What.PHOTO, now, file=file))
            await asyncio.gather(self._database.write(keep), taken)
        except DatabaseError as error:
            log.warning("a picture of the web chat could not be taken: %s", error)
            return {"type": "failed", "id": client}
        self._hub.wake(account)
        return {"type": "taken", "id": client}

    async def of_request(self, request: Request, origins: Origins) -> str | None:
        """The account that a request speaks for, None where it may not or we gave out no such token."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.casefold() != "bearer" or not 0 < len(token) <= 200 or not origins.may(request.headers):
            return None
        return await self.account(token)

    async def erase(self, account: str) -> None:
        """Erase everything about an account, once what it said last is through, and let its listeners know."""
        for _ in range(_ERASE_WAITS):
            if not await self._database.read(partial(webchat.busy, account=account)):
                break
            await asyncio.sleep(_ERASE_STEP)
        await self._database.write(partial(webchat.erase, account=account, now=self._clock.now()))
        self._hub.erased(account)

    async def _store(self, account: str, frame: Said) -> None:
        """Keep the citizen's line for the page and hand the event on: one commit for both, neither twice."""
        if self.take is None:
            raise DatabaseError("the web chat is stopping")
        now = self._clock.now()
        works = [self.take(to_incoming(frame, account, now))]
        if isinstance(frame, Say | Press):
            keep = partial(webchat.hear, account=account, client=frame.id, body=to_body(frame), now=now)
            works.insert(0, self._database.write(keep))  # first, so that its number is below the answer's
        await asyncio.gather(*works)
        if not self._hub.alone(account):  # a page alone reads its own line together with the answer
            self._hub.wake(account)
