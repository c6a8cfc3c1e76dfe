"""An event of the Zalo Bot platform in the words that channels and handlers share."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import orjson

from bot.channels.zalo_common.numbered import clean
from bot.messages import Address, Incoming, What

NAME = "zalo_bot"

# {"ok": true, "result": {"event_name": "message.text.received", "message": {
#   "from": {"id": "6ede9afa...", "display_name": "Ted", "is_bot": false},
#   "chat": {"id": "6ede9afa...", "chat_type": "PRIVATE"},
#   "text": "Xin chào", "message_id": "2d75...", "date": 1750316131602}}}
_KINDS = {
    "message.text.received": What.TEXT,
    "message.image.received": What.PHOTO,
    "message.sticker.received": What.STICKER,
    "message.voice.received": What.VOICE,
    "message.unsupported.received": What.OTHER,
}

Json = dict[str, Any]


def events_in(body: Any) -> Iterator[Json]:
    """The events of a webhook's call or a poll's result: wrapped or bare, one (as seen) or several."""
    if isinstance(body, list):
        for one in body:
            yield from events_in(one)
    elif isinstance(body, dict):
        if "event_name" not in body and "result" in body:
            yield from events_in(body["result"])
        elif isinstance(body.get("message"), dict):
            yield body


def to_incoming(event: Json, bot: str, called: str, now: datetime) -> Incoming | None:
    """What a person did; None if it is nobody's or nothing. `bot` is its id, `called` its name in groups."""
    message = event["message"]
    sender, chat = _part(message, "from"), _part(message, "chat")
    account = _text(sender.get("id")) or _text(chat.get("id"))
    if not account or sender.get("is_bot") is True:
        return None
    group = _text(chat.get("chat_type")).upper() == "GROUP"
    name = _text(event.get("event_name"))
    what = _KINDS.get(name)
    text = _text(message.get("text")) or _text(message.get("caption"))
    if what is None:
        if not name.startswith("message."):
            return None  # a kind of event that came later and that no person wrote
        what = What.TEXT if text else What.OTHER
    if what is What.OTHER and group:
        return None
    return Incoming(
        Address(NAME, account, _text(chat.get("id")) if group else ""),
        f"{bot}-{_text(message.get('message_id')) or digest(event)}"[:80],
        what,
        _moment(message.get("date"), now),
        text=_without_name(text, called) if group else text,
        group=group,
    )


def digest(event: Json) -> str:
    """An id for an event that brings none: the same for the same event."""
    return hashlib.sha256(orjson.dumps(event, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]


def _part(message: Json, name: str) -> Json:
    value = message.get(name)
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    """Words, or a number as words; anything else is no text."""
    return clean(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _moment(value: Any, now: datetime) -> datetime:
    """Milliseconds since 1970; seconds are understood too, nonsense is now."""
    try:
        stamp = float(value)
        return datetime.fromtimestamp(stamp / 1000 if stamp > 1e11 else stamp, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return now


def _without_name(text: str, called: str) -> str:
    """What was said in a group, without the name by which the bot was called."""
    if called and text.casefold().startswith(f"@{called.casefold()}"):
        return text[len(called) + 1 :].strip(" ,:")
    return text
