"""What the fake platform knows: its bot, people, groups, messages and files."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.clock import Clock
from tests.fakes.telegram_api.errors import ApiError, bad_request, forbidden
from tests.fakes.telegram_api.limits import RateLimits
from tests.fakes.telegram_api.updates import Updates

JSON = dict[str, Any]
CALLBACK_LIFETIME = 15 * 60.0

REFUSALS = {
    "fresh": "bot can't initiate conversation with a user",
    "blocked": "bot was blocked by the user",
    "deactivated": "user is deactivated",
    "kicked": "bot was kicked from the group chat",
}


@dataclass
class Chat:
    """A private chat or a group, seen from the platform."""

    about: JSON
    state: str = "open"  # open, or a key of REFUSALS
    messages: dict[int, JSON] = field(default_factory=dict)
    shown: list[JSON] = field(default_factory=list)  # what the bot wrote or edited, in order
    actions: list[str] = field(default_factory=list)  # typing and the like
    news: asyncio.Event = field(default_factory=asyncio.Event)
    asked_at: float | None = None
    migrated_to: int | None = None

    @property
    def id(self) -> int:
        """The chat's id: a person's, or a negative one for groups."""
        return int(self.about["id"])


class World:
    """Everything that happened between the bot and its people."""

    def __init__(self, clock: Clock, limits: RateLimits, bot: JSON, *, keep_messages: int = 1000) -> None:
        self.clock, self.limits, self.bot, self.keep_messages = clock, limits, bot, keep_messages
        self.rtt = 0.0
        self.updates = Updates(clock, self.handed_out)
        self.chats: dict[int, Chat] = {}
        self.users: dict[int, JSON] = {}
        self.queries: dict[str, JSON] = {}  # callback queries: when asked, the bot's answer
        self.commands: dict[tuple[str, str], list[JSON]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.files: dict[str, bytes] = {}
        self.ids = itertools.count(1)
        self.counts: Counter[str] = Counter()
        self.retries: dict[int, int] = {}  # webhook deliveries tried again, by update
        self.waits: deque[float] = deque(maxlen=200_000)  # seconds from an update handed out to the bot's next words
        self.sent_at: deque[float] = deque(maxlen=200_000)

    def date(self) -> int:
        """Now, as Telegram dates messages."""
        return int(self.clock.now())

    def known_chat(self, chat_id: Any) -> Chat:
        """The chat a call names, or Telegram's refusal."""
        if chat_id in (None, ""):
            raise bad_request("chat_id is empty")
        try:
            chat = self.chats.get(int(chat_id))
        except ValueError:
            name = str(chat_id).removeprefix("@")
            chat = next((c for c in self.chats.values() if c.about.get("username") == name and c.id < 0), None)
        if chat is None:
            raise bad_request("chat not found")
        if chat.migrated_to is not None:
            description = "Bad Request: group chat was upgraded to a supergroup chat"
            raise ApiError(400, description, migrate_to_chat_id=chat.migrated_to)
        return chat

    def writable_chat(self, chat_id: Any) -> Chat:
        """The same, if the bot may write there now."""
        chat = self.known_chat(chat_id)
        if chat.state in REFUSALS:
            raise forbidden(REFUSALS[chat.state])
        return chat

    def post(self, chat: Chat, sender: JSON, content: JSON) -> JSON:
        """Put a message into a chat and return it."""
        message = {
            "message_id": next(self.ids),
            "from": sender,
            "chat": chat.about,
            "date": self.date(),
            **content,
        }
        chat.messages[message["message_id"]] = message
        if len(chat.messages) > self.keep_messages:
            del chat.messages[next(iter(chat.messages))]
        return message

    def show(self, chat: Chat, message: JSON) -> None:
        """Let whoever reads this chat see what the bot wrote or changed."""
        chat.shown.append(message)
        if len(chat.shown) > self.keep_messages:
            del chat.shown[0]
        now = self.clock.now()
        self.sent_at.append(now)
        if chat.asked_at is not None:
            self.waits.append(now - chat.asked_at)
            chat.asked_at = None
        chat.news.set()

    def handed_out(self, update: JSON) -> None:
        """Note when the bot is given somebody's words, to know how long the person waited."""
        chat = self.chats.get(chat_of(update))
        if chat is not None and chat.asked_at is None:
            poll_answer_travels = 0.0 if self.updates.webhook_url else self.rtt
            chat.asked_at = self.clock.now() + poll_answer_travels


def chat_of(update: JSON) -> int:
    """The chat an update belongs to; 0 for none."""
    for kind in ("message", "edited_message", "my_chat_member"):
        if kind in update:
            return int(update[kind]["chat"]["id"])
    if "callback_query" in update:
        return int(update["callback_query"]["message"]["chat"]["id"])
    return 0
