"""Updates on their way to the bot: kept until confirmed, fetched by long poll or pushed to a webhook."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from typing import Any

from tests.fakes.clock import Clock
from tests.fakes.telegram_api.errors import conflict
from tests.fakes.telegram_api.params import Params

JSON = dict[str, Any]
KEPT_SECONDS = 24 * 3600.0
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
BY_WEBHOOK = "terminated by setWebhook request"
WEBHOOK_SET = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class Updates:
    """The queue of one bot."""

    def __init__(self, clock: Clock, handed_out: Callable[[JSON], None]) -> None:
        self.clock, self.handed_out = clock, handed_out
        self.pending: dict[int, tuple[float, JSON]] = {}  # by place in the queue
        self.webhook_url = ""
        self.allowed: list[str] = []  # empty is Telegram's default
        self.push: Callable[[int, JSON], None] = lambda _place, _update: None  # the webhook's, while one is set
        self.places = itertools.count()
        self.next_id = itertools.count(700_000_001)
        self._watchers: list[asyncio.Future[None]] = []
        self._poller: asyncio.Future[str] | None = None

    def add(self, content: JSON, update_id: int | None = None) -> JSON:
        """Queue an update (with its old number, if given) and return it."""
        update = {"update_id": next(self.next_id) if update_id is None else update_id, **content}
        if self._wanted(content):
            place = next(self.places)
            self.pending[place] = (self.clock.now(), update)
            if self.webhook_url:
                self.push(place, update)
            self._announce()
        return update

    def confirm(self, place: int) -> None:
        """Forget one update that a webhook took."""
        self.pending.pop(place, None)
        self._announce()

    def waiting(self, limit: int | None = None) -> list[JSON]:
        """What the bot has not confirmed and Telegram still keeps, oldest first."""
        while self.pending and self._first()[0] < self.clock.now() - KEPT_SECONDS:
            self._drop_first()
        return [update for _, update in itertools.islice(self.pending.values(), limit)]

    async def settled(self) -> None:
        """Come back when the bot has confirmed everything."""
        while self.waiting(1):
            await self.changed()

    def _first(self) -> tuple[float, JSON]:
        return next(iter(self.pending.values()))

    def _drop_first(self) -> None:
        del self.pending[next(iter(self.pending))]

    def changed(self) -> asyncio.Future[None]:
        """Done when an update comes or goes from now on."""
        watcher: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._watchers.append(watcher)
        return watcher

    async def get(self, params: Params) -> list[JSON]:
        """The method getUpdates."""
        if self.webhook_url:
            raise conflict(WEBHOOK_SET)
        self._allow(params)
        self.end_poll(OTHER_POLLER)
        poller: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._poller = poller
        try:
            return await self._poll(params, poller)
        finally:
            if self._poller is poller:
                self._poller = None

    def end_poll(self, reason: str) -> None:
        """Throw out whoever is waiting in getUpdates."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(reason)

    async def _poll(self, params: Params, poller: asyncio.Future[str]) -> list[JSON]:
        offset, limit = params.number("offset"), min(max(params.number("limit", 100), 1), 100)
        self._confirm_before(offset)
        timeout = min(params.number("timeout"), 50)
        over = asyncio.ensure_future(self.clock.sleep(timeout)) if timeout > 0 else None
        try:
            while not self.waiting(1) and over is not None and not over.done():
                waited: set[asyncio.Future[Any]] = {self.changed(), poller, over}
                await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
                if poller.done():
                    raise conflict(poller.result())
        finally:
            if over is not None:
                over.cancel()
        batch = self.waiting(limit)
        for update in batch:
            self.handed_out(update)
        return batch

    def _confirm_before(self, offset: int) -> None:
        """A positive offset confirms what lies before it; a negative one keeps only the last few."""
        if offset < 0:
            while len(self.pending) > -offset:
                self._drop_first()
        while offset > 0 and self.pending and self._first()[1]["update_id"] < offset:
            self._drop_first()
        self._announce()

    def _allow(self, params: Params) -> None:
        """The list of wanted kinds sticks until the next one is given."""
        allowed = params.structure("allowed_updates")
        if isinstance(allowed, list):
            self.allowed = allowed

    def _wanted(self, content: JSON) -> bool:
        kind = next(iter(content), "")
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT

    def set_webhook(self, url: str, params: Params) -> None:
        """Switch between poll (no address) and push."""
        self._allow(params)
        self.webhook_url = url
        if params.flag("drop_pending_updates"):
            self.pending.clear()
        self.end_poll(BY_WEBHOOK)

    def _announce(self) -> None:
        watchers, self._watchers = self._watchers, []
        for watcher in watchers:
            if not watcher.done():
                watcher.set_result(None)
