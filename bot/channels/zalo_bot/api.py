"""The Zalo Bot platform's methods. Written against what is known of it; only a fake has been called so far.

https://bot-api.zaloplatforms.com/bot<TOKEN>/<method>, JSON both ways. A refusal is `{"ok": false, "error_code",
"description"}`, mostly under HTTP 200, so `ok` alone decides.
"""

from __future__ import annotations

from typing import Any

from bot.channels.base import Outcome
from bot.channels.zalo_common.http import CallFailed, Http

IDLE = 408  # an empty poll
REJECTED = (401,)  # the token
_WAIT_MORE = 10.0  # seconds beyond the poll's own

Json = dict[str, Any]


class ZaloRefused(Exception):  # noqa: N818 - says what happened
    """The platform said no, with its own number and words."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(f"{code}: {description}")
        self.code, self.description = code, description


class Api:
    """One bot's methods. All raise `ZaloRefused` or `CallFailed`."""

    def __init__(self, http: Http, token: str, api_url: str) -> None:
        self._http = http
        self._base = f"{api_url}/bot{token}"

    async def call(self, method: str, params: Json | None = None, *, patience: float | None = None) -> Any:
        """The result of a method; None where it has none."""
        answer = await self._http.call("POST", f"{self._base}/{method}", json=params or {}, patience=patience)
        if isinstance(answer, list):
            return answer
        if answer.get("ok") is True:
            return answer.get("result")
        if "event_name" in answer:
            return answer  # the bare envelope that has been seen beside the documented one
        if "error_code" not in answer and "ok" not in answer:
            raise CallFailed(Outcome.UNKNOWN, f"the answer to {method} is none")
        raise ZaloRefused(_number(answer.get("error_code")), str(answer.get("description", ""))[:200])

    async def poll(self, seconds: int) -> Any:
        """What came in: one event, or None after so long without one."""
        try:
            return await self.call("getUpdates", {"timeout": str(seconds)}, patience=seconds + _WAIT_MORE)
        except ZaloRefused as refused:
            if refused.code == IDLE:
                return None
            raise

    async def send_text(self, chat: str, text: str, bold: int = 0) -> str:
        """Write a message; the first `bold` UTF-16 units stand in bold. Returns its id."""
        styles: Json = {"text_styles": [{"start": 0, "len": bold, "st": ["b"]}]} if bold else {}
        return _id(await self.call("sendMessage", {"chat_id": chat, "text": text} | styles))

    async def send_photo(self, chat: str, url: str, caption: str = "") -> str:
        """Have Zalo fetch a picture from a public address and show it. Returns the message's id."""
        words = {"caption": caption} if caption else {}
        return _id(await self.call("sendPhoto", {"chat_id": chat, "photo": url} | words))

    async def send_sticker(self, chat: str, sticker: str) -> str:
        """Show a sticker of stickers.zaloapp.com. Returns the message's id."""
        return _id(await self.call("sendSticker", {"chat_id": chat, "sticker": sticker}))

    async def typing(self, chat: str) -> None:
        """Show that an answer is being written."""
        await self.call("sendChatAction", {"chat_id": chat, "action": "typing"})


def _id(result: Any) -> str:
    """The id of a sent message; one that is missing is no failure, it went out."""
    return str(result.get("message_id", "")) if isinstance(result, dict) else ""


def _number(code: Any) -> int:
    return int(code) if isinstance(code, int) or str(code).lstrip("-").isdecimal() else 0
