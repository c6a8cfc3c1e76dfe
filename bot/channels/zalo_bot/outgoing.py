"""Sends a reply's messages, choices numbered, every failure named."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bot.channels.base import SendFailed, utf16
from bot.channels.zalo_bot.api import Api, ZaloRefused
from bot.channels.zalo_bot.errors import classify, is_quota
from bot.channels.zalo_bot.quota import Quota
from bot.channels.zalo_common.halves import Halves
from bot.channels.zalo_common.http import CallFailed
from bot.channels.zalo_common.numbered import composed, texts
from bot.messages import Reply

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Part:
    """One message; the first `bold` UTF-16 units are the title."""

    text: str
    bold: int = 0
    picture: str = ""  # the address of one above the words


def compose(reply: Reply) -> list[Part]:
    """The messages of a reply, in order; a picture needs an address, and has the words under it where they fit."""
    title = utf16(composed(reply.title))
    parts = [Part(text) for text in texts(reply)]
    if not parts:
        return []
    parts[0] = Part(parts[0].text, min(title, utf16(parts[0].text)))
    picture = next((one for one in reply.attachments if one.kind == "picture" and one.url), None)
    if picture and len(parts) == 1:
        return [Part(parts[0].text, parts[0].bold, picture.url)]
    return [Part(picture.alt, 0, picture.url), *parts] if picture else parts


class Outgoing:
    """The way from a reply to Zalo."""

    def __init__(self, api: Api, quota: Quota) -> None:
        self._api, self._quota = api, quota
        self._halves = Halves()
        self._styled = True  # until Zalo refuses a message for its style
        self.rejected = False  # the token, by the last send

    async def send(self, chat: str, reply: Reply) -> str:
        """Send a reply and return the id of its last message. Raises `SendFailed`."""
        return await self._halves.send(chat, reply, compose(reply), lambda part: self._write(chat, part))

    async def _write(self, chat: str, part: Part) -> str:
        try:
            message = await self._write_styled(chat, part)
        except (ZaloRefused, CallFailed) as error:
            raise self._named(error) from error
        self._quota.sent()
        self.rejected = False
        return message

    async def _write_styled(self, chat: str, part: Part) -> str:
        """Write with the title in bold; a refusal of that, or of the picture, must not cost the words."""
        if part.picture:
            try:
                return await self._api.send_photo(chat, part.picture, part.text)
            except ZaloRefused as refused:
                if refused.code != 400 or not part.text:
                    raise
                log.warning("Zalo refuses a picture (%s): its words go without", refused)
        if not (self._styled and part.bold):
            return await self._api.send_text(chat, part.text)
        try:
            return await self._api.send_text(chat, part.text, part.bold)
        except ZaloRefused as refused:
            if refused.code != 400:
                raise
            message = await self._api.send_text(chat, part.text)  # a loss of the person is refused once more here
            log.warning("Zalo refuses text_styles (%s): titles go without", refused)
            self._styled = False
            return message

    def _named(self, error: ZaloRefused | CallFailed) -> SendFailed:
        failure = classify(error)
        self.rejected = isinstance(error, ZaloRefused) and error.code == 401
        if isinstance(error, ZaloRefused) and is_quota(error):
            self._quota.spent()
        return failure
