"""Updates through python-telegram-bot's Application to the switchboard: each is stored before it counts as taken."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from dataclasses import replace
from typing import Any, Protocol

from telegram import Message, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackContext,
    CallbackQueryHandler,
    ChatMemberHandler,
    MessageHandler,
    filters,
)

from bot.channels.base import Take
from bot.channels.telegram import convert
from bot.channels.telegram.convert import Me
from bot.channels.telegram.transport import AiohttpRequest, proxy_for
from bot.clock import Clock
from bot.messages import Incoming, What
from bot.storage.errors import DatabaseError

log = logging.getLogger(__name__)

_CONNECTIONS = 256
_TRIES = 3  # failures after which an update is stored without its words: they may be what cannot be stored

Raw = dict[str, Any]
Context = CallbackContext[Any, Any, Any, Any]


class Stopped(Exception):  # noqa: N818 - says what the channel is
    """Nothing is taken any more; Telegram keeps what it has."""


class After(Protocol):
    """Told of every event that was stored."""

    def __call__(self, incoming: Incoming, *, query: str, message: int) -> None:
        """With the id of the press to be answered, or of the message."""


class Intake:
    """The library's runtime, fed by our own poll or webhook."""

    def __init__(self, token: str, api_url: str, polling: AiohttpRequest, clock: Clock, after: After) -> None:
        self.take: Take | None = None
        self.ready = False
        self._clock, self._after = clock, after
        self._me = Me(0, "", sees_all=False)
        self._errors: dict[int, Exception] = {}
        self._tries: Counter[int] = Counter()
        self._application = _application(token, api_url, polling)
        self._application.add_handler(MessageHandler(filters.UpdateType.MESSAGE, self._said))
        self._application.add_handler(CallbackQueryHandler(self._pressed))
        self._application.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE, self._edited))
        self._application.add_handler(ChatMemberHandler(self._membership, ChatMemberHandler.MY_CHAT_MEMBER))
        self._application.add_error_handler(self._failed)
        self.bot = self._application.bot

    @property
    def username(self) -> str:
        """What the bot is called on Telegram, "" until it was reached."""
        return self._me.username

    async def open(self) -> None:
        """Connect and learn who the bot is."""
        await self._application.initialize()
        sees_all = bool(self.bot.bot.can_read_all_group_messages)
        self._me = Me(self.bot.id, self.bot.username, sees_all=sees_all)
        self.ready = True

    async def close(self) -> None:
        """Disconnect."""
        self.ready = False
        await self._application.shutdown()
        await self.bot.shutdown()  # the application does not, if it was never quite initialized

    async def store(self, batch: list[Raw]) -> None:
        """Store updates: people side by side, each one's in order. Raises if any could not be stored."""
        lines: dict[int, list[Raw]] = {}
        for raw in batch:
            lines.setdefault(_who(raw), []).append(raw)
        if len(lines) == 1:
            await self._store_line(batch)
            return
        results = await asyncio.gather(*map(self._store_line, lines.values()), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result

    async def _store_line(self, line: list[Raw]) -> None:
        for raw in line:
            await self._store_one(raw)

    async def _store_one(self, raw: Raw) -> None:
        """One update through the library's handlers; it raises here what they raised there."""
        try:
            update = Update.de_json(raw, self.bot)
        except (TypeError, ValueError, KeyError, AttributeError):
            log.exception("update %s is not one that the library can read", raw.get("update_id"))
            if incoming := convert.from_unreadable(raw, self._me, self._clock.now()):
                await self._hand_over(incoming, raw["update_id"])
            return
        await self._application.process_update(update)
        if error := self._errors.pop(update.update_id, None):
            raise error

    async def _said(self, update: Update, _context: Context) -> None:
        """A new message; if somebody only joined or pinned something, nobody is speaking."""
        message = update.message
        if message and not message.text and filters.StatusUpdate.ALL.check_update(update):
            return
        if message and (incoming := convert.from_message(message, update.update_id, self._me)):
            await self._hand_over(incoming, update.update_id, message=message)

    async def _edited(self, update: Update, _context: Context) -> None:
        """A changed message."""
        message = update.edited_message
        if message and (incoming := convert.from_edit(message, update.update_id, self._me)):
            await self._hand_over(incoming, update.update_id, message=message)

    async def _pressed(self, update: Update, _context: Context) -> None:
        """A pressed button."""
        if update.callback_query:
            incoming = convert.from_press(update.callback_query, update.update_id, self._me, self._clock.now())
            await self._hand_over(incoming, update.update_id, query=update.callback_query.id)

    async def _membership(self, update: Update, _context: Context) -> None:
        """The bot was blocked or unblocked."""
        change = update.my_chat_member
        if change and (incoming := convert.from_membership(change, update.update_id, self._me)):
            await self._hand_over(incoming, update.update_id)

    async def _hand_over(
        self, incoming: Incoming, update_id: int, *, query: str = "", message: Message | None = None
    ) -> None:
        """Have the event stored. What fails again and again is stored without its words, rather than never."""
        if self.take is None:
            raise Stopped("the channel is stopped")
        if self._tries[update_id] >= _TRIES:
            log.error("update %d failed %d times and is stored without its words", update_id, self._tries[update_id])
            incoming = replace(incoming, what=What.OTHER, text="", data="")
        try:
            await self.take(incoming)
        except DatabaseError:
            raise  # its trouble passes, and the words are not to blame
        except Exception:
            self._tries[update_id] += 1
            raise
        self._tries.pop(update_id, None)
        self._after(incoming, query=query, message=message.message_id if message else 0)

    async def _failed(self, update: object, context: Context) -> None:
        """The library's way of telling of an error; kept for whoever waits in `_store_one`."""
        if isinstance(update, Update) and context.error:
            self._errors[update.update_id] = context.error


class _Runtime(Application[Any, Any, Any, Any, Any, Any]):
    """The library's runtime. It keeps nothing of anybody: what persists is ours to store."""

    def _mark_for_persistence_update(self, *, update: object = None, job: object = None) -> None:
        """Note nobody: the library would remember every person and chat for ever, for a store that is not there."""


def _application(token: str, api_url: str, polling: AiohttpRequest) -> Application[Any, Any, Any, Any, Any, Any]:
    """The library's runtime without its own fetching, jobs and transport."""
    return (
        ApplicationBuilder()
        .application_class(_Runtime)
        .token(token)
        .base_url(f"{api_url}/bot")
        .base_file_url(f"{api_url}/file/bot")
        .request(AiohttpRequest(_CONNECTIONS, proxy_for(api_url)))
        .get_updates_request(polling)
        .updater(None)
        .job_queue(None)
        .build()
    )


def _who(raw: Raw) -> int:
    """Whose update it is; 0 for nobody's."""
    for content in raw.values():
        if isinstance(content, dict) and isinstance(content.get("from"), dict):
            return hash(content["from"].get("id"))
    return 0
