"""Pictures and files on Telegram: uploaded once, then sent by the id that Telegram gave them."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from typing import Any

from telegram import Bot, InlineKeyboardMarkup, Message, MessageEntity
from telegram.error import BadRequest

from bot.channels.base import Load
from bot.channels.telegram.compose import Part
from bot.channels.telegram.transport import as_data
from bot.messages import Attachment

log = logging.getLogger(__name__)

_KEPT = 200  # ids
_WRONG_ID = ("wrong file identifier", "wrong remote file", "file reference", "file_id")
_BAD_FILE = ("photo_", "image_process_failed", "file is too big", "wrong type of the web page content", "file must be")


class Uploads:
    """What was uploaded so far, by its key. A file that Telegram refuses stays away; its words go without it."""

    def __init__(self, bot: Bot, load: Load | None) -> None:
        self._bot, self._load = bot, load
        self._ids: OrderedDict[str, str] = OrderedDict()  # "": it is not kept any more, or was refused
        self._uploading = asyncio.Lock()

    async def write(self, chat: int, part: Part, attachment: Attachment) -> str | None:
        """Send an attachment with the part's words under it; the message's id, None if it must go without.

        Raises `TelegramError`.
        """
        if attachment.key not in self._ids:
            async with self._uploading:  # whoever comes second finds the id
                if attachment.key not in self._ids:
                    return await self._upload(chat, part, attachment)
        known = self._ids[attachment.key]
        if not known:
            return None
        try:
            return await self._by_id(chat, part, attachment, known)
        except BadRequest as error:
            if not _says(error, _WRONG_ID):
                raise
            self._ids.pop(attachment.key, None)
            return await self._upload(chat, part, attachment)

    async def _by_id(self, chat: int, part: Part, attachment: Attachment, known: str) -> str:
        method, field = ("sendPhoto", "photo") if attachment.kind == "picture" else ("sendDocument", "document")
        words = {"caption": part.text, "caption_entities": part.entities} if part.text else {}
        data = as_data(chat_id=chat, reply_markup=part.keyboard, **{field: known}, **words)
        message: Any = await self._bot.request.post(f"{self._bot.base_url}/{method}", data)
        return str(message["message_id"])

    async def _upload(self, chat: int, part: Part, attachment: Attachment) -> str | None:
        body = await self._load(attachment.key) if self._load else None
        if body is None:
            log.warning("an attachment is not kept any more: its words go without it")
            self._keep(attachment.key, "")
            return None
        how: dict[str, Any] = {
            "caption": part.text or None,
            "caption_entities": [MessageEntity.de_json(dict(one), None) for one in part.entities] or None,
            "reply_markup": InlineKeyboardMarkup.de_json(part.keyboard, None) if part.keyboard else None,
            "filename": attachment.name,
        }
        try:
            message = await self._sent(chat, attachment.kind, body, how)
        except BadRequest as error:
            if not _says(error, _BAD_FILE):
                raise
            log.warning("Telegram refuses an attachment (%s): its words go without it", error.message)
            self._keep(attachment.key, "")
            return None
        uploaded = message.photo[-1] if attachment.kind == "picture" else message.document
        if uploaded:
            self._keep(attachment.key, uploaded.file_id)
        return str(message.message_id)

    async def _sent(self, chat: int, kind: str, body: bytes, how: dict[str, Any]) -> Message:
        if kind == "picture":
            return await self._bot.send_photo(chat, body, **how)
        return await self._bot.send_document(chat, body, **how)

    def _keep(self, key: str, known: str) -> None:
        self._ids[key] = known
        if len(self._ids) > _KEPT:
            self._ids.popitem(last=False)


def _says(error: BadRequest, signs: tuple[str, ...]) -> bool:
    return any(sign in error.message.casefold() for sign in signs)
