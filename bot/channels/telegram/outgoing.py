"""Sends a reply's messages: in their turn, in place of an old one where asked, with every failure named."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import replace
from typing import Any

from telegram import Bot
from telegram.error import ChatMigrated, RetryAfter, TelegramError

from bot.channels.base import Load, Outcome, SendFailed
from bot.channels.telegram.compose import Part, compose
from bot.channels.telegram.errors import classify, is_deleted, is_not_editable, is_unchanged, is_undeletable
from bot.channels.telegram.pacer import Lane, Pacer, TooLong
from bot.channels.telegram.transport import as_data
from bot.channels.telegram.uploads import Uploads
from bot.messages import Reply

MOST = 200  # messages under way at once, whatever the pace; the pool of connections has room for replies besides
_TURN = 0.08  # seconds that the ledger may take to hand over the next: so long the line must last
_NO_PREVIEW = {"is_disabled": True}
_HALVES_KEPT = 1000


class Outgoing:
    """The way from a reply to Telegram."""

    def __init__(self, bot: Bot, pacer: Pacer, rate: float, load: Load | None = None) -> None:
        self._bot, self._pacer = bot, pacer
        self._line = math.ceil(rate * _TURN) + 1  # as many waiting for a slot keep every slot used
        self._uploads = Uploads(bot, load)
        self._half_sent: OrderedDict[tuple[int, Reply], list[str]] = OrderedDict()

    def room(self, flying: int) -> int:
        """How many more to hand over: a short line before the slots, and as many on the wire as the round trip asks."""
        return min(MOST - flying, self._line - self._pacer.slots.in_line(Lane.BULK))

    def turn_away(self) -> None:
        """What nobody waits for and has no slot yet does not go."""
        self._pacer.turn_away(Lane.BULK)

    def close(self) -> None:
        """Leave no timer behind."""
        self._pacer.close()

    async def send(self, chat: int, reply: Reply, replacing: str, under: int, lane: Lane) -> str:
        """Send a reply and return the ids of its messages, with commas between. Raises `SendFailed`.

        The message `replacing` is changed if the reply asks for it and fits into one; else new ones are written, the
        first of them as an answer to the message `under`.
        """
        parts = compose(reply)
        if not parts:
            raise SendFailed(Outcome.REFUSED, "there is nothing in the reply")
        try:
            return await self._send(chat, reply, parts, replacing, under, lane)
        except (KeyError, TypeError, ValueError, AttributeError) as error:  # the library met an answer it cannot read
            why = f"Telegram's answer was not understood ({error!r})"
            raise SendFailed(Outcome.UNKNOWN, why) from error

    async def change(self, chat: int, messages: list[str], reply: Reply) -> bool:
        """Put other words into messages that were sent; False where they cannot be, or are not as many.

        Raises `SendFailed`.
        """
        parts = compose(reply)
        if len(parts) != len(messages) or not all(message.isdecimal() for message in messages):
            return False
        for message, part in zip(messages, parts, strict=True):
            if part.text and not await self._edit(chat, int(message), part, Lane.BULK):
                return False
        return True

    async def take_back(self, chat: int, messages: list[str]) -> bool:
        """Delete messages; False if one is still there. Behind all replies. Raises `SendFailed`."""
        gone = True
        for message in messages:
            await self._slot(chat, Lane.BULK)
            try:
                data = as_data(chat_id=chat, message_id=int(message))
                await self._bot.request.post(f"{self._bot.base_url}/deleteMessage", data)
            except TelegramError as error:
                if is_undeletable(error):
                    gone = False
                elif not is_deleted(error):
                    raise self._named(error, chat) from error
        return gone

    async def _send(self, chat: int, reply: Reply, parts: list[Part], replacing: str, under: int, lane: Lane) -> str:
        plain = len(parts) == 1 and not parts[0].attachment
        if replacing and reply.replace and plain and await self._edit(chat, int(replacing), parts[0], lane):
            return replacing
        sent = self._half_sent.pop((chat, reply), [])
        for part in parts[len(sent) :]:
            try:
                sent.append(await self._write(chat, part, 0 if sent else under, lane))
            except SendFailed:
                self._remember(chat, reply, sent)
                raise
        return ",".join(filter(None, sent))

    def _remember(self, chat: int, reply: Reply, sent: list[str]) -> None:
        """So that trying a long reply again does not begin it again."""
        if sent:
            self._half_sent[chat, reply] = sent
        if len(self._half_sent) > _HALVES_KEPT:
            self._half_sent.popitem(last=False)

    async def _edit(self, chat: int, message: int, part: Part, lane: Lane) -> bool:
        """Change a message; False if it cannot be changed any more."""
        await self._slot(chat, lane)
        try:
            method = "editMessageCaption" if part.attachment else "editMessageText"
            await self._call(method, chat, part, message_id=message)
        except TelegramError as error:
            if is_unchanged(error):
                return True
            if is_not_editable(error):
                return False
            raise self._named(error, chat) from error
        return True

    async def _write(self, chat: int, part: Part, under: int, lane: Lane) -> str:
        """Write one new message; returns its id ("" if it could not be but may stay away)."""
        await self._slot(chat, lane)
        try:
            if part.attachment and (written := await self._uploads.write(chat, part, part.attachment)) is not None:
                return written
            if not part.text and not part.photo:
                return ""
            part = replace(part, attachment=None)  # the words alone
            if part.photo:
                return str((await self._bot.send_photo(chat, part.photo, part.text, filename="hinh.png")).message_id)
            hung = {"message_id": under, "allow_sending_without_reply": True} if under else None
            message = await self._call("sendMessage", chat, part, reply_parameters=hung)
        except ChatMigrated as moved:  # a group that grew has another number; the old one stays in what we keep
            return await self._write(moved.new_chat_id, part, under, lane)
        except TelegramError as error:
            raise self._named(error, chat) from error
        self._pacer.slots.passed()
        return str(message["message_id"])

    async def _call(self, method: str, chat: int, part: Part, **values: object) -> Any:
        """A method of the platform with a message; the answer as it came, for its objects are made for nobody here."""
        words: dict[str, object] = {"text": part.text, "entities": part.entities, "link_preview_options": _NO_PREVIEW}
        if part.attachment:
            words = {"caption": part.text, "caption_entities": part.entities}
        data = as_data(chat_id=chat, reply_markup=part.keyboard, **words, **values)
        return await self._bot.request.post(f"{self._bot.base_url}/{method}", data)

    async def _slot(self, chat: int, lane: Lane) -> None:
        """Wait until a message may go to this chat."""
        try:
            await self._pacer.turn(chat, lane)
        except TooLong as pause:
            why = f"Telegram asked to wait for another {pause}"
            raise SendFailed(Outcome.RETRY, why, retry_after=pause.seconds, account_wide=pause.account_wide) from None

    def _named(self, error: TelegramError, chat: int) -> SendFailed:
        """The failure in the sender's terms; a request to wait is kept by the pacer too."""
        failure = classify(error)
        if isinstance(error, RetryAfter) and failure.retry_after is not None:
            failure.account_wide = self._pacer.throttled(chat, failure.retry_after)
        return failure
