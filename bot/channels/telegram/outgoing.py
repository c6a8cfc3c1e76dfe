"""Sends a reply's messages: in their turn, in place of an old one where asked, with every failure named."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from telegram import Bot
from telegram.error import ChatMigrated, RetryAfter, TelegramError

from bot.channels.base import Outcome, SendFailed
from bot.channels.telegram.compose import Part, compose
from bot.channels.telegram.errors import classify, is_not_editable, is_unchanged
from bot.channels.telegram.pacer import Lane, Pacer, TooLong
from bot.channels.telegram.transport import as_data
from bot.messages import Reply

_NO_PREVIEW = {"is_disabled": True}
_HALVES_KEPT = 1000


class Outgoing:
    """The way from a reply to Telegram."""

    def __init__(self, bot: Bot, pacer: Pacer) -> None:
        self._bot, self._pacer = bot, pacer
        self._half_sent: OrderedDict[tuple[int, Reply], int] = OrderedDict()

    def close(self) -> None:
        """Leave no timer behind."""
        self._pacer.close()

    async def send(self, chat: int, reply: Reply, replacing: str, under: int, lane: Lane) -> str:
        """Send a reply and return the id of its last message. Raises `SendFailed`.

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

    async def _send(self, chat: int, reply: Reply, parts: list[Part], replacing: str, under: int, lane: Lane) -> str:
        if replacing and reply.replace and len(parts) == 1 and await self._edit(chat, int(replacing), parts[0], lane):
            return replacing
        last = ""
        for sent in range(self._half_sent.pop((chat, reply), 0), len(parts)):
            try:
                last = await self._write(chat, parts[sent], 0 if sent else under, lane)
            except SendFailed:
                self._remember(chat, reply, sent)
                raise
        return last

    def _remember(self, chat: int, reply: Reply, sent: int) -> None:
        """So that trying a long reply again does not begin it again."""
        if sent:
            self._half_sent[chat, reply] = sent
        if len(self._half_sent) > _HALVES_KEPT:
            self._half_sent.popitem(last=False)

    async def _edit(self, chat: int, message: int, part: Part, lane: Lane) -> bool:
        """Change a message; False if it cannot be changed any more."""
        await self._slot(chat, lane)
        try:
            await self._call("editMessageText", chat, part, message_id=message)
        except TelegramError as error:
            if is_unchanged(error):
                return True
            if is_not_editable(error):
                return False
            raise self._named(error, chat) from error
        return True

    async def _write(self, chat: int, part: Part, under: int, lane: Lane) -> str:
        """Write one new message; returns its id."""
        await self._slot(chat, lane)
        try:
            if part.photo:
                return str((await self._bot.send_photo(chat, part.photo, part.text, filename="hinh.png")).message_id)
            hung = {"message_id": under, "allow_sending_without_reply": True} if under else None
            message = await self._call("sendMessage", chat, part, reply_parameters=hung)
        except ChatMigrated as moved:  # a group that grew has another number; the old one stays in what we keep
            return await self._write(moved.new_chat_id, part, under, lane)
        except TelegramError as error:
            raise self._named(error, chat) from error
        return str(message["message_id"])

    async def _call(self, method: str, chat: int, part: Part, **values: object) -> Any:
        """A method of the platform with a message; the answer as it came, for its objects are made for nobody here."""
        data = as_data(
            chat_id=chat,
            text=part.text,
            entities=part.entities,
            reply_markup=part.keyboard,
            link_preview_options=_NO_PREVIEW,
            **values,
        )
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
