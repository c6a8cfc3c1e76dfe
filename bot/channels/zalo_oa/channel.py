"""The Official Account as a channel: events by webhook, replies at once, unasked words within Zalo's window."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from starlette.routing import BaseRoute

from bot.channels.base import Channel, Limits, Load, Outcome, SendFailed, Take, utf16
from bot.channels.zalo_common.http import CallFailed
from bot.channels.zalo_common.numbered import LONGEST
from bot.channels.zalo_common.storing import SOON, Storing
from bot.channels.zalo_oa import callback, convert, webhook
from bot.channels.zalo_oa.account import Account
from bot.channels.zalo_oa.broadcast import Broadcast
from bot.channels.zalo_oa.compose import BUTTONS, LABEL
from bot.channels.zalo_oa.errors import NotConnected, OaRefused
from bot.channels.zalo_oa.forms import EVENT, PRESSED, Forms, Template
from bot.channels.zalo_oa.outgoing import Outgoing
from bot.channels.zalo_oa.pace import Pace
from bot.channels.zalo_oa.usage import Usage
from bot.clock import Clock
from bot.i18n import Catalogue
from bot.links import zalo_oa_link
from bot.messages import Address, Incoming, Reply, What
from bot.storage import hushed, people
from bot.storage.database import Database, DatabaseError
from bot.storage.notice_posts import Posted, Way

log = logging.getLogger(__name__)

FREE, PAID = timedelta(hours=48), timedelta(days=7)
"""After a person's last word: written to for nothing, then for money, then not at all until they write again."""

_LOOK_EVERY = 60.0  # seconds between two looks at the tokens


class ZaloOaChannel(Channel):
    """One Official Account."""

    name = convert.NAME
    limits = Limits(text=LONGEST, buttons=BUTTONS, label=LABEL, numbered=True, length=utf16, window=FREE)

    def __init__(
        self,
        account: Account,
        signature: webhook.Signature,
        *,
        clock: Clock,
        database: Database,
        catalogue: Catalogue,
        per_minute: float = 100,
        paid_window: bool = False,
        paid_messages: int = 500,
        articles: int = 4,
        cover: str = "",
        template: Template | None = None,
        silence: timedelta = timedelta(minutes=30),
        buttons: bool = True,
        load: Load | None = None,
    ) -> None:
        self.account, self._signature = account, signature
        self._clock, self._database, self._catalogue = clock, database, catalogue
        self._silence = silence
        self._storing = Storing(account.pause)
        self.usage = Usage(database, clock, paid_messages)
        pace = Pace(per_minute)
        self._outgoing = Outgoing(account.api, pace, self.usage, buttons=buttons, load=load)
        self._forms = Forms(template, self._outgoing, database, clock)
        self._broadcast = Broadcast(account.api, pace, self.usage, articles, cover)
        self._loop: asyncio.Task[None] | None = None
        self._trouble: str | None = None
        if paid_window:
            self.limits = replace(self.limits, window=PAID, paid_after=FREE)

    def routes(self) -> Sequence[BaseRoute]:
        """The webhook, and the page on which connecting the account ends."""
        done = callback.route(self.account.connecting, self._catalogue, self.look)
        return [webhook.route(self._signature, self._store), done]

    async def start(self, take: Take) -> None:
        """Begin to take events. An account that is not connected yet is no reason not to start."""
        await self.account.http.open()
        await self.usage.open()
        self._storing.take = partial(self._take_unless_hushed, take)
        self._loop = asyncio.create_task(self._look_after(), name=self.name)

    async def stop(self) -> None:
        """Take nothing more."""
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)
            self._loop = None
        await self._storing.stop()

    async def close(self) -> None:
        """Let go of the connections."""
        await self.account.http.close()

    async def send(self, address: Address, reply: Reply, *, replacing: str = "") -> str:
        """Send a reply; nothing can be changed, so it is always new. Returns the id of the last message."""
        return await self._outgoing.send(address.account, reply)

    async def send_file(self, address: Address, name: str, content: bytes, kind: str) -> str:
        """Send a file (PDF, DOC, DOCX, CSV of at most 5 MB; `kind` is its media type). Raises `SendFailed`."""
        return await self._outgoing.send_file(address.account, name, content, kind)

    async def send_unasked(self, address: Address, reply: Reply) -> str:
        """Send behind all replies, and only to those whose last word is within the window."""
        seen = await self._last_seen(address)
        window = self.limits.window
        if window and (seen is None or self._clock.now() - seen > window):
            if (shown := await self._forms.show_instead(address, reply)) is not None:
                return shown
            hours = int(window.total_seconds() // 3600)
            raise SendFailed(Outcome.GONE, f"they wrote more than {hours} hours ago, Zalo lets nobody write first")
        if seen and self._clock.now() - seen > FREE and not self.usage.left():
            raise SendFailed(Outcome.REFUSED, "the month's messages after the free 48 hours are spent")
        return await self._outgoing.send(address.account, reply, bulk=True)

    def chat_link(self) -> str:
        """The account's page, from which a talk is opened, as soon as its number is known."""
        account = self.account.tokens.account() or self.account.connecting.account
        return zalo_oa_link(account) if account else ""

    async def ways(self) -> Sequence[Way]:
        """An article to all followers, and the account's groups. Raises `SendFailed`."""
        return await self._broadcast.ways()

    async def post(
        self, way: str, reply: Reply, picture: str, so_far: Posted, note: Callable[[Posted], Awaitable[None]]
    ) -> None:
        """Say something by one of them. Raises `SendFailed`."""
        await self._broadcast.post(way, reply, picture, so_far, note)

    def problem(self) -> str | None:
        """What keeps the account from working now."""
        return self.account.tokens.problem() or self._trouble or self._storing.problem

    def notice(self) -> str | None:
        """A connection that will end, or messages that are nearly spent."""
        spent = self.usage.notice() if self.limits.paid_after else None
        return " ".join(filter(None, (self.account.tokens.notice(), spent))) or None

    def left(self) -> int | None:
        """How many more messages may go this month after the free window, where these are allowed at all."""
        return self.usage.left() if self.limits.paid_after else None

    async def _last_seen(self, address: Address) -> datetime | None:
        try:
            return await self._database.read(partial(people.last_seen, address=address))
        except DatabaseError as error:
            raise SendFailed(Outcome.RETRY, f"the database does not answer ({error})") from error

    async def _look_after(self) -> None:
        """Renew the tokens in time, for as long as the channel runs."""
        while True:
            await self.look()
            await self.account.pause(_LOOK_EVERY)

    async def look(self) -> None:
        """See to the tokens now: renew what will soon end, and note what stands in the way."""
        trouble = None
        try:
            await self.account.tokens.look()
        except NotConnected:
            pass  # `problem` tells of it
        except (CallFailed, OaRefused, DatabaseError) as error:
            trouble = f"The Zalo Official Account's tokens cannot be renewed now: {error}."
        except Exception:
            log.exception("looking after the Official Account's tokens stumbled")
            trouble = "The Zalo Official Account's tokens cannot be looked after; see the log."
        if trouble and trouble != self._trouble:
            log.warning("%s", trouble)
        self._trouble = trouble

    async def _store(self, event: webhook.Json) -> bool:
        """One event of the webhook: whether it is stored within a moment, or needs not be."""
        if person := convert.taken_over(event):
            return await self._hush(Address(self.name, person))
        if event.get("event_name") == EVENT:
            try:
                incoming = await self._forms.read(event)
            except DatabaseError:
                return False
        else:
            incoming = convert.to_incoming(event, self._clock.now())
        return incoming is None or await self._storing.store_soon(incoming)

    async def _hush(self, address: Address) -> bool:
        """A human of the ward answers from the account's inbox: keep out of that talk for a while."""
        if not self._silence:
            return True
        now = self._clock.now()
        work = partial(hushed.hush, address=address, until=now + self._silence, now=now)
        done, _ = await asyncio.wait({self._database.submit(work)}, timeout=SOON)
        return bool(done) and all(future.exception() is None for future in done)

    async def _take_unless_hushed(self, take: Take, incoming: Incoming) -> None:
        is_hushed = partial(hushed.is_hushed, address=incoming.address, now=self._clock.now())
        said = incoming.what not in (What.CAME, What.LEFT) and not incoming.data.startswith(f"{PRESSED}:")
        if said and await self._database.read(is_hushed):
            log.debug("a human is talking; an event is left to them")
            return
        await take(incoming)
