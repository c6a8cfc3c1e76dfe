"""The yardstick: the smallest python-telegram-bot bot that keeps what it is told, one aiosqlite write per message."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiosqlite
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters
from telegram.request import BaseRequest

NOW = 1_795_000_000


class NotingRequest(BaseRequest):
    """A transport that only tells when a message would go out, and to whom."""

    def __init__(self, sent: Callable[[str], None]) -> None:
        self._sent = sent

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    @property
    def read_timeout(self) -> float:
        """What the library asks every transport for."""
        return 5.0

    async def do_request(self, url: str, method: str, request_data: Any = None, **_: Any) -> tuple[int, bytes]:
        """Answer as Telegram does, at once."""
        if url.endswith("/getMe"):
            me = {"id": 1, "is_bot": True, "first_name": "echo", "username": "echo_bot"}
            return 200, json.dumps({"ok": True, "result": me}).encode()
        chat = request_data.json_parameters["chat_id"]
        self._sent(chat)
        message = {"message_id": 1, "date": NOW, "chat": {"id": int(chat), "type": "private"}, "text": "vâng ạ"}
        return 200, json.dumps({"ok": True, "result": message}).encode()


def update(number: int, chat: int, text: str) -> bytes:
    """What Telegram posts for a message."""
    person = {"id": chat, "is_bot": False, "first_name": "Ba Tư", "language_code": "vi"}
    message = {
        "message_id": number,
        "date": NOW,
        "chat": {"id": chat, "type": "private", "first_name": "Ba Tư"},
        "from": person,
        "text": text,
    }
    return json.dumps({"update_id": number, "message": message}).encode()


class Echo:
    """The bot; `hear` takes an update as it is posted."""

    def __init__(
        self, file: Path, request: BaseRequest, synchronous: str = "FULL", token: str = "1:A", base_url: str = ""
    ) -> None:
        self._file = file
        self._synchronous = synchronous
        self._database: aiosqlite.Connection
        builder = ApplicationBuilder().token(token).request(request).get_updates_request(request)
        if base_url:
            builder = builder.base_url(base_url)
        self.application: Application[Any, Any, Any, Any, Any, Any] = (
            builder.updater(None).concurrent_updates(256).build()
        )
        self.application.add_handler(MessageHandler(filters.TEXT, self._echo))

    async def start(self) -> None:
        """Open the database and the library."""
        self._database = await aiosqlite.connect(self._file)
        await self._database.execute("PRAGMA journal_mode=WAL")
        await self._database.execute(f"PRAGMA synchronous={self._synchronous}")
        await self._database.execute("CREATE TABLE heard (id INTEGER PRIMARY KEY, chat INTEGER, text TEXT)")
        await self._database.commit()
        await self.application.initialize()

    async def stop(self) -> None:
        """Close both."""
        await self.application.shutdown()
        await self._database.close()

    async def hear(self, posted: bytes) -> None:
        """Take one update in."""
        await self.application.process_update(Update.de_json(json.loads(posted), self.application.bot))

    async def _echo(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        assert message
        assert message.text
        await self._database.execute("INSERT INTO heard (chat, text) VALUES (?, ?)", (message.chat_id, message.text))
        await self._database.commit()
        await message.reply_text(message.text)
