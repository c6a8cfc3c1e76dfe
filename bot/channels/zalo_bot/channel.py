"""The Zalo Bot as a channel, by long polling or, if there is a secret and a public address, by webhook."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from pydantic import SecretStr
from starlette.routing import BaseRoute

from bot.channels.base import Channel, ChannelError, Limits, Outcome, SendFailed, Take, utf16
from bot.channels.zalo_bot import convert, webhook
from bot.channels.zalo_bot.api import REJECTED, Api, ZaloRefused
from bot.channels.zalo_bot.errors import BAD_TOKEN
from bot.channels.zalo_bot.outgoing import Outgoing
from bot.channels.zalo_bot.polling import Poller
from bot.channels.zalo_bot.quota import Quota
from bot.channels.zalo_common.http import CallFailed, Http
from bot.channels.zalo_common.numbered import LONGEST
from bot.channels.zalo_common.storing import Pause, Storing
from bot.clock import Clock
from bot.links import zalo_bot_link
from bot.messages import Address, Reply
from bot.storage.database import Database

log = logging.getLogger(__name__)

_START_PATIENCE = 8.0  # seconds; a network that is away must not keep the other channels from starting
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0


class ZaloBotChannel(Channel):
    """One bot account."""

    name = convert.NAME
    limits = Limits(text=LONGEST, buttons=0, label=200, numbered=True, length=utf16, pictures=False, groups=True)

    def __init__(
        self,
        token: SecretStr,
        *,
        clock: Clock,
        database: Database,
        api_url: str,
        people: int = 50,
        messages: int = 3000,
        public_url: str | None = None,
        webhook_secret: SecretStr | None = None,
        pause: Pause = asyncio.sleep,
    ) -> None:
        value = token.get_secret_value().strip()
        self._http = Http()
        self._api = Api(self._http, value, api_url)
        self._bot = value.partition(":")[0][:20]
        self._called = ""
        self._clock, self._pause = clock, pause
        self._quota = Quota(database, clock, people, messages)
        self._storing = Storing(pause)
        self._outgoing = Outgoing(self._api, self._quota)
        self._poller = Poller(self._api, self._store, pause)
        self._secret = webhook_secret.get_secret_value() if webhook_secret else ""
        url = f"{public_url}{webhook.PATH}" if public_url and self._secret else ""
        self._watch = webhook.Watch(self._api, url, self._secret, pause) if url else None
        self._loop: asyncio.Task[None] | None = None
        self._problem: str | None = "Zalo Bot has not been reached yet."

    def routes(self) -> Sequence[BaseRoute]:
        """The webhook, where one is used."""
        return [webhook.route(self._secret, self._store_pushed)] if self._watch else []

    async def start(self, take: Take) -> None:
        """Begin to take events. A wrong token is told at once; a network that is away is waited for."""
        self._storing.take = take
        await self._http.open()
        await self._quota.open()
        try:
            async with asyncio.timeout(_START_PATIENCE):
                await self._connect()
        except ZaloRefused as refused:
            if refused.code in REJECTED:
                await self.close()
                raise ChannelError(BAD_TOKEN) from None
            self._note(refused)
        except (CallFailed, TimeoutError) as error:
            self._note(error)
        self._loop = asyncio.create_task(self._listen(), name=self.name)

    async def stop(self) -> None:
        """Take nothing more. Replies to what was taken can still be sent until `close`."""
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)
            self._loop = None
        await self._storing.stop()

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.close()

    async def send(self, address: Address, reply: Reply, *, replacing: str = "") -> str:
        """Send a reply as one message or several, choices as numbered lines; returns the id of the last."""
        try:
            return await self._outgoing.send(address.talk, reply)
        except SendFailed as failure:
            if address.chat and failure.outcome is Outcome.GONE:
                failure.outcome = Outcome.REFUSED  # the group is out of reach, the person is not
            raise

    async def typing(self, address: Address) -> None:
        """Show "is typing". It is a courtesy: a failure is nobody's business."""
        try:
            await self._api.typing(address.talk)
        except (ZaloRefused, CallFailed) as error:
            log.debug("no typing sign: %s", error)

    def problem(self) -> str | None:
        """What keeps the bot from working now."""
        rejected = BAD_TOKEN if self._outgoing.rejected else None
        listening = self._watch.problem if self._watch else self._poller.problem
        return self._problem or rejected or listening or self._storing.problem or self._quota.problem()

    def notice(self) -> str | None:
        """What of the quota is nearly used up."""
        return self._quota.notice()

    def chat_link(self) -> str:
        """Where a talk with the bot is opened; what for, people type."""
        return zalo_bot_link(self._bot)

    def left(self) -> int | None:
        """How many more messages may go this month."""
        return self._quota.left()

    async def _connect(self) -> None:
        """Learn who we are; polling works only where no webhook is set."""
        me = await self._api.call("getMe")
        if isinstance(me, dict):
            self._called = str(me.get("account_name", ""))
        if not self._watch:
            await self._api.call("deleteWebhook")
        self._problem = None

    async def _listen(self) -> None:
        """Try to connect until it works, then listen."""
        pause = _FIRST_PAUSE
        while self._problem:
            await self._pause(pause)
            try:
                await self._connect()
            except (ZaloRefused, CallFailed) as error:
                self._note(error)
            pause = min(2 * pause, _LONGEST_PAUSE)
        await (self._watch or self._poller).run()

    def _note(self, error: Exception) -> None:
        rejected = isinstance(error, ZaloRefused) and error.code in REJECTED
        problem = BAD_TOKEN if rejected else f"Zalo Bot cannot be reached: {str(error) or 'no answer'}."
        if problem != self._problem:
            log.warning("%s It is tried again and again.", problem)
        self._problem = problem

    async def _store(self, body: Any) -> None:
        """Have the events of a poll stored, each before the next."""
        for event in convert.events_in(body):
            if incoming := convert.to_incoming(event, self._bot, self._called, self._clock.now()):
                await self._storing.store(incoming)
                await self._quota.took(incoming.address.account)

    async def _store_pushed(self, body: Any) -> bool:
        """The same for the webhook: whether all is stored within a moment."""
        if self._watch:
            self._watch.heard()
        stored = True
        for event in convert.events_in(body):
            if incoming := convert.to_incoming(event, self._bot, self._called, self._clock.now()):
                stored = await self._storing.store_soon(incoming) and stored
                await self._quota.took(incoming.address.account)
        return stored
