"""The free Zalo Bot: its methods, its one-at-a-time updates, its quota. Lines of channels.md stand at each manner."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import secrets
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from tests.fakes.clock import Clock
from tests.fakes.zalo_api.hooks import BotHook
from tests.fakes.zalo_api.people import JSON, Screen, Shown
from tests.fakes.zalo_api.wire import BotError

TOKEN = "1234567890123456789:FakeSecretOfTheZaloBot-0123456789abcdef"
ME = {"id": "1234567890123456789", "account_name": "bot.thunghiem", "account_type": "BASIC", "can_join_groups": False}
_LOOK = 0.02  # seconds between two looks at a waiting caller
LONGEST = 2000  # 1.2 sendMessage: text(1-2000)
Method = Callable[[JSON], Awaitable[Any]]


class BotSide:
    """One bot account."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.token = TOKEN
        self.me = dict(ME)
        self.people_cap, self.message_cap = 50, 3000  # 1.6
        self.messages = 0  # this month; both directions (1.6, C)
        self.wrapped = True  # 1.3: both envelopes have been seen
        self.photo_field = "photo_url"  # 1.3: the docs say `photo`, captures say `photo_url`
        self.patience = 5.0  # seconds after a poll in which an event still waits for the next one (our guess)
        self.keeps_while_offline = False  # 1.5: "messages sent while the bot is offline are lost" (B/C)
        self.idle_at_once = False  # answer an idle poll without waiting
        self.screens: dict[str, Screen] = {}
        self.served: set[str] = set()
        self.lost: list[JSON] = []
        self.hook: BotHook | None = None
        self.webhook_url, self.webhook_at = "", 0
        self._waiting: deque[JSON] = deque()
        self._polled = -1e9
        self._news = asyncio.Event()
        self._poll = 0  # the poll that waits now
        self._polls = itertools.count(1)
        self._numbers = itertools.count(1)

    def method(self, name: str) -> Method:
        """The method of a name, case and all (1.1); 1.2 lists what is absent: all else answers 404."""
        found = _METHODS.get(name)
        if found is None:
            raise BotError(404, "Not Found")
        return lambda params: found(self, params)

    def screen(self, person: str, name: str = "Bà Tư", *, group: bool = False) -> Screen:
        """The talk with a person or group."""
        return self.screens.setdefault(person, Screen(person, name, group=group))

    async def write(self, screen: Screen, kind: str, **content: Any) -> JSON:
        """Somebody writes: the event is given to whoever listens, or lost."""
        sender = content.pop("sender", screen.id)
        message_id = content.pop("message_id", "") or self.new_id()
        message = {
            "from": {"id": sender, "display_name": screen.name, "is_bot": False},
            "chat": {"id": screen.id, "chat_type": "GROUP" if screen.group else "PRIVATE"},
            "message_id": message_id,
            "date": int(self.clock.now() * 1000),  # 1.3: milliseconds
        }
        if kind == "image" and "photo" in content:
            content[self.photo_field] = content.pop("photo")
        event = {"event_name": f"message.{kind}.received", "message": message | content}
        await self.deliver(event, sender)
        return event

    async def deliver(self, event: JSON, sender: str = "") -> None:
        """Give an event to the webhook or the poll."""
        if sender not in self.served and len(self.served) >= self.people_cap:
            self.lost.append(event)  # 1.6: the 51st person is not served
            return
        self.served.add(sender)
        self.messages += 1
        if self.hook is not None:
            if not await self.hook.push(self._envelope(event)):
                self.lost.append(event)  # 1.4: the retry schedule is not documented
            return
        offline = self._poll == 0 and self.clock.now() - self._polled > self.patience
        if offline and not self.keeps_while_offline:
            self.lost.append(event)
            return
        self._waiting.append(event)
        self._news.set()

    def new_id(self) -> str:
        """1.3: about 20 hexadecimal digits."""
        return f"{next(self._numbers):04x}{secrets.token_hex(8)}"

    async def settled(self) -> None:
        """Come back when every event was fetched and a new poll waits."""
        while self._waiting or self._poll == 0:  # noqa: ASYNC110 - two things in two places, and only in tests
            await asyncio.sleep(0.005)

    def _envelope(self, event: JSON) -> JSON:
        return {"ok": True, "result": event} if self.wrapped else event

    async def get_me(self, params: JSON) -> JSON:
        """1.2."""
        return dict(self.me)

    async def get_updates(self, params: JSON, gone: Callable[[], bool]) -> JSON:
        """1.5: one event a poll, no offset, no acknowledgement; an empty one is error 408.

        `gone` tells whether whoever asked has hung up.
        """
        if self.hook is not None:
            raise BotError(400, "Bad Request: webhook is set")  # exclusive; the words are ours
        mine = self._poll = next(self._polls)
        until = self.clock.now() + float(params.get("timeout", 30))
        try:
            while not self._waiting:
                # another poller takes the place of the first (our guess)
                if gone() or mine != self._poll or self.idle_at_once or self.clock.now() >= until:
                    raise BotError(408, "Request timeout")
                await self._wait_a_moment()
            return self._waiting.popleft()
        finally:
            self._polled = self.clock.now()
            if mine == self._poll:
                self._poll = 0

    async def _wait_a_moment(self) -> None:
        """Until an event comes, or long enough to look whether the caller is still there."""
        self._news.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), _LOOK)

    async def set_webhook(self, params: JSON) -> JSON:
        """1.2: both are required; the address is kept even if the look at it fails."""
        url, secret = str(params.get("url", "")), str(params.get("secret_token", ""))
        if not url.startswith(("https://", "http://127.0.0.1")) or not 8 <= len(secret) <= 256:
            raise BotError(400, "Bad Request: invalid url or secret_token")
        self.hook = BotHook(url, secret)
        self.webhook_url, self.webhook_at = url, int(self.clock.now() * 1000)
        return {"url": url, "updated_at": self.webhook_at, "verification": await self.hook.look()}

    async def test_webhook(self, params: JSON) -> JSON:
        """1.2."""
        if self.hook is None:
            raise BotError(400, "Bad Request: no webhook")
        return await self.hook.look()

    async def delete_webhook(self, params: JSON) -> JSON:
        """1.2."""
        self.hook, self.webhook_url = None, ""
        return {"url": "", "updated_at": int(self.clock.now() * 1000)}

    async def get_webhook_info(self, params: JSON) -> JSON:
        """1.2: no count, no last error."""
        return {"url": self.webhook_url, "updated_at": self.webhook_at}

    async def send_message(self, params: JSON) -> JSON:
        """1.2."""
        text = params.get("text")
        if not isinstance(text, str) or not 1 <= len(text) <= LONGEST:
            raise BotError(400, "Bad Request: text must have 1 to 2000 characters")
        return self._send(params, Shown(self.new_id(), text, raw=params))

    async def send_photo(self, params: JSON) -> JSON:
        """1.2: an address that Zalo fetches itself."""
        if not str(params.get("photo", "")).startswith(("http://", "https://")):
            raise BotError(400, "Bad Request: photo must be a public URL")
        return self._send(params, Shown(self.new_id(), str(params.get("caption", "")), kind="photo", raw=params))

    async def send_sticker(self, params: JSON) -> JSON:
        """1.2."""
        return self._send(params, Shown(self.new_id(), "", kind="sticker", raw=params))

    async def send_chat_action(self, params: JSON) -> None:
        """1.2: `typing`; answers without a result."""
        screen = self.screens.get(str(params.get("chat_id")))
        if screen is not None:
            screen.actions.append(str(params.get("action")))
            screen.news.set()

    def _send(self, params: JSON, message: Shown) -> JSON:
        if self.messages >= self.message_cap:
            raise BotError(429, "Quota exceeded")  # 1.6
        screen = self.screens.get(str(params.get("chat_id")))
        if screen is None or screen.blocked:
            # 1.3: one learns of a loss only from a failed send; how it is told is documented nowhere, this is a guess
            raise BotError(400, "Bad Request: chat not found")
        self.messages += 1
        screen.show(message)
        return {"message_id": message.id, "date": int(self.clock.now() * 1000)}

    def month(self) -> str:
        """The month whose messages are counted."""
        return datetime.fromtimestamp(self.clock.now(), UTC).strftime("%Y-%m")


_METHODS: dict[str, Callable[[BotSide, JSON], Awaitable[Any]]] = {
    "getMe": BotSide.get_me,
    "setWebhook": BotSide.set_webhook,
    "testWebhook": BotSide.test_webhook,
    "deleteWebhook": BotSide.delete_webhook,
    "getWebhookInfo": BotSide.get_webhook_info,
    "sendMessage": BotSide.send_message,
    "sendPhoto": BotSide.send_photo,
    "sendSticker": BotSide.send_sticker,
    "sendChatAction": BotSide.send_chat_action,
}
