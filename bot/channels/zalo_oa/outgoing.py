"""Sends a reply's messages within the account's pace, every failure named."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.channels.base import Load, Outcome, SendFailed
from bot.channels.zalo_common.halves import Halves
from bot.channels.zalo_common.http import CallFailed
from bot.channels.zalo_oa.api import IMAGE_BYTES, Api, Json
from bot.channels.zalo_oa.compose import as_file, as_list, as_picture, as_texts
from bot.channels.zalo_oa.errors import NotConnected, OaRefused, classify
from bot.channels.zalo_oa.pace import Pace
from bot.channels.zalo_oa.usage import Usage
from bot.messages import Attachment, Reply

log = logging.getLogger(__name__)

T = TypeVar("T")

_UPLOADS_KEPT = 50


class Outgoing:
    """The way from a reply to the Official Account's talks."""

    def __init__(self, api: Api, pace: Pace, usage: Usage, *, buttons: bool, load: Load | None = None) -> None:
        self._api, self._pace, self._usage, self._load = api, pace, usage, load
        self._uploaded: OrderedDict[str, str] = OrderedDict()  # pictures that go to many, by their keys
        self._halves = Halves()
        self._lists = buttons  # until Zalo refuses one

    async def send(self, person: str, reply: Reply, *, bulk: bool = False) -> str:
        """Send a reply and return the id of its last message. Raises `SendFailed`."""
        made = as_list(reply) if self._lists else None
        if made is None:
            last = await self._texts(person, reply, bulk=bulk)
        else:
            last = await self._list(person, reply, made, bulk=bulk)
        last = await self._picture(person, reply.image.png, bulk=bulk) or last if reply.image else last
        for one in reply.attachments:
            last = (one.kind == "picture" and await self._kept_picture(person, one, bulk)) or last
        return last

    async def send_template(self, person: str, template: str, values: Json) -> str:
        """Show an approved template, for which Zalo takes money; returns the message's id. Raises `SendFailed`."""
        answer = await self._paced(lambda: self._api.send_template(person, template, values), bulk=True)
        self._usage.count("template")
        return str(answer.get("message_id") or answer.get("msg_id") or "")

    async def send_file(self, person: str, name: str, content: bytes, kind: str) -> str:
        """Upload a file and send it. Raises `SendFailed`."""
        upload = await self._paced(lambda: self._api.upload_file(name, content, kind), bulk=False)
        return await self._write(person, as_file(upload), bulk=False)

    async def _texts(self, person: str, reply: Reply, *, bulk: bool) -> str:
        return await self._halves.send(person, reply, as_texts(reply), lambda part: self._write(person, part, bulk))

    async def _list(self, person: str, reply: Reply, made: Json, *, bulk: bool) -> str:
        """With buttons; where Zalo refuses these, as text, and from then on always."""
        try:
            return await self._write(person, made, bulk)
        except SendFailed as failure:
            if failure.outcome is not Outcome.REFUSED:
                raise
            log.warning("Zalo refuses messages with buttons (%s): choices go as numbered lines", failure.why)
        last = await self._texts(person, reply, bulk=bulk)
        self._lists = False
        return last

    async def _picture(self, person: str, png: bytes, *, bulk: bool) -> str:
        """A picture under the words that already tell what it shows: it must not cost them."""
        if len(png) > IMAGE_BYTES:
            log.warning("a picture of %d bytes is too large for Zalo and stays away", len(png))
            return ""
        try:
            upload = await self._paced(lambda: self._api.upload_image(png), bulk)
            return await self._write(person, as_picture(upload), bulk)
        except SendFailed as failure:
            log.warning("a picture was not sent: %s", failure.why)
            return ""

    async def _kept_picture(self, person: str, picture: Attachment, bulk: bool) -> str:
        """A picture that goes to many: uploaded once. Whatever goes wrong must not cost the words."""
        body = None if picture.key in self._uploaded or not self._load else await self._load(picture.key)
        if picture.key not in self._uploaded and (body is None or len(body) > IMAGE_BYTES):
            return ""
        try:
            if body is not None:
                upload = await self._paced(lambda: self._api.upload_image(body, picture.name, picture.type), bulk)
                self._uploaded[picture.key] = upload
            if len(self._uploaded) > _UPLOADS_KEPT:
                self._uploaded.popitem(last=False)
            return await self._write(person, as_picture(self._uploaded[picture.key]), bulk)
        except SendFailed as failure:
            self._uploaded.pop(picture.key, None)  # it may be too old: Zalo keeps one for a week
            log.warning("a picture was not sent: %s", failure.why)
            return ""

    async def _write(self, person: str, message: Json, bulk: bool) -> str:
        answer = await self._paced(lambda: self._api.send(person, message), bulk)
        self._usage.sent(answer)
        return str(answer.get("message_id", ""))

    async def _paced(self, call: Callable[[], Awaitable[T]], bulk: bool) -> T:
        await self._pace.turn(bulk=bulk)
        try:
            return await call()
        except (OaRefused, CallFailed, NotConnected) as error:
            raise classify(error) from error
