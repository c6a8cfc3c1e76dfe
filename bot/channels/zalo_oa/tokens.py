"""Keeps the Official Account connected: renews the pair of tokens in time, once, in one process.

connected -> renewing (claimed) -> connected    the usual way, about once a day
renewing  -> doubt                              the call broke off: the refresh token may be spent
doubt     -> connected                          the old access token works still, so it was not
doubt     -> lost                               it does not, so it was; or nobody can tell any more
renewing  -> lost                               Zalo refuses the refresh token
lost      -> connected                          a human connects the account anew
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from bot.channels.zalo_common.http import CallFailed, NotSent
from bot.channels.zalo_common.storing import Pause
from bot.channels.zalo_oa.errors import DEAD_TOKEN, NotConnected, OaRefused
from bot.channels.zalo_oa.oauth import OAuth
from bot.clock import Clock
from bot.storage import oa_tokens
from bot.storage.database import Database, DatabaseError
from bot.storage.oa_tokens import Fresh, Pair

log = logging.getLogger(__name__)

CHANNEL = "zalo_oa"
_MARGIN = timedelta(hours=5)  # before the end of 25 hours: room for many tries
_DOUBT_AFTER = timedelta(minutes=2)  # longer than any call takes
WARN_BEFORE = timedelta(days=21)
_WAIT = 0.2  # seconds between two looks at what another process is renewing
_LOOKS = 150
_STORE_TRIES = 20
_ANEW = "on the staff's page Zalo OA, or by: python -m bot zalo connect."
_AGAIN = f"An administrator of the Official Account must connect it again {_ANEW}"

Probe = Callable[[str], Awaitable[object]]
"""Calls the API with an access token; raises `OaRefused` if it is dead, `CallFailed` if that cannot be told."""


class Tokens:
    """The way to a living access token."""

    def __init__(self, database: Database, clock: Clock, oauth: OAuth, probe: Probe, pause: Pause) -> None:
        self._database, self._clock, self._oauth = database, clock, oauth
        self._probe, self._pause = probe, pause
        self._pair: Pair | None = None
        self._one = asyncio.Lock()

    async def access(self) -> str:
        """The access token to call with. Raises `NotConnected`, or what kept it from being renewed."""
        pair = self._pair
        if pair is None or pair.lost or pair.access_ends <= self._clock.now():
            pair = await self._living()
        return pair.access

    async def replacing(self, dead: str) -> str:
        """The access token in the place of one that Zalo did not take."""
        async with self._one:
            pair = await self._read()
            if pair.access == dead:
                pair = await self._renew(pair)
            return pair.access

    async def look(self) -> None:
        """Renew what will soon end, and settle a doubt; to be called every few minutes."""
        async with self._one:
            pair = await self._read()
            if pair.refreshing:
                await self._settle(pair)
            elif pair.access_ends - self._clock.now() <= _MARGIN:
                await self._renew(pair)

    def forget(self) -> None:
        """The account was disconnected here; other processes see it at their next look."""
        self._pair = None

    def account(self) -> str:
        """Which Official Account is connected, "" if none was seen yet."""
        return self._pair.account if self._pair else ""

    def problem(self) -> str | None:
        """Why nothing can be sent, as far as seen."""
        if self._pair is None:
            return f"The Zalo Official Account is not connected: connect it {_ANEW}"
        if self._pair.lost:
            return f"The Zalo Official Account's connection is lost ({self._pair.lost}). {_AGAIN}"
        return None

    def notice(self) -> str | None:
        """A connection that will end, because it could not be renewed for long."""
        if self._pair is None or self._pair.lost:
            return None
        left = self._pair.refresh_ends - self._clock.now()
        if left > WARN_BEFORE:
            return None
        return f"The Zalo Official Account's connection ends in {max(0, left.days)} days if it is not renewed. {_AGAIN}"

    async def _living(self) -> Pair:
        async with self._one:
            pair = await self._read()
            return await self._renew(pair) if pair.access_ends <= self._clock.now() else pair

    async def _read(self) -> Pair:
        """The pair as the database has it now."""
        self._pair = await self._database.read(partial(oa_tokens.find, channel=CHANNEL))
        if self._pair is None or self._pair.lost:
            raise NotConnected(self.problem())
        return self._pair

    async def _renew(self, pair: Pair) -> Pair:
        """Renew a pair, or wait for whoever does."""
        if not await self._database.write(partial(oa_tokens.claim, pair=pair, now=self._clock.now())):
            return await self._wait_for_another(pair)
        try:
            fresh = await self._oauth.refresh(pair.refresh)
        except NotSent:
            await self._database.write(partial(oa_tokens.release, pair=pair))
            raise
        except CallFailed:
            log.warning("whether the Official Account's tokens were renewed is not known; it will be looked at")
            raise  # the claim stays: a doubt
        except OaRefused as refused:
            await self._lose(pair, f"Zalo refused to renew it, {refused}")
            raise NotConnected(self.problem()) from None
        await self._keep(pair, fresh)
        log.info("the Official Account's tokens were renewed")
        return await self._read()

    async def _keep(self, pair: Pair, fresh: Fresh) -> None:
        """Store the new pair: the old one is dead, so a database that is away for a moment is waited for."""
        for left in reversed(range(_STORE_TRIES)):
            try:
                work = partial(oa_tokens.renewed, pair=pair, fresh=fresh, now=self._clock.now())
                await asyncio.shield(self._database.write(work))
            except DatabaseError:
                if not left:
                    raise
                await self._pause(1.0)
            else:
                return

    async def _wait_for_another(self, old: Pair) -> Pair:
        """Another process renews: its pair, once it is there."""
        for _ in range(_LOOKS):
            pair = await self._read()
            if pair.version != old.version:
                return pair
            if pair.refreshing is None or self._clock.now() - pair.refreshing > _DOUBT_AFTER:
                break
            await self._pause(_WAIT)
        raise CallFailed(NotSent("").outcome, "the Official Account's tokens are being renewed")

    async def _settle(self, pair: Pair) -> None:
        """Find out whether a renewal that nobody ended was done: the old access token dies with it."""
        if pair.refreshing is None or self._clock.now() - pair.refreshing < _DOUBT_AFTER:
            return
        try:
            await self._probe(pair.access)
        except OaRefused as refused:
            if refused.error not in DEAD_TOKEN:
                raise
            await self._lose(pair, "a renewal broke off")
            raise NotConnected(self.problem()) from None
        await self._database.write(partial(oa_tokens.release, pair=pair))
        log.info("the Official Account's tokens were not renewed by the call that broke off")
        if pair.access_ends - self._clock.now() <= _MARGIN:
            await self._renew(await self._read())

    async def _lose(self, pair: Pair, why: str) -> None:
        await self._database.write(partial(oa_tokens.lose, pair=pair, why=why))
        self._pair = await self._database.read(partial(oa_tokens.find, channel=CHANNEL))
        log.error("%s", self.problem())
