"""An event of the Official Account's webhook in the words that channels and handlers share."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import orjson

from bot.channels.zalo_common.numbered import clean
from bot.messages import Address, Incoming, What

NAME = "zalo_oa"
PRESS = "hl:"  # before a button's payload, which comes back as if the person had typed it

# {"app_id": "...", "sender": {"id": "..."}, "recipient": {"id": "<oa>"}, "event_name": "user_send_text",
#  "message": {"text": "...", "msg_id": "..."}, "timestamp": "1543908534740", "user_id_by_app": "..."}
# {"oa_id": "...", "follower": {"id": "..."}, "event_name": "follow", "source": "...", "timestamp": "..."}
_KINDS = {
    "user_send_text": What.TEXT,
    "user_send_image": What.PHOTO,
    "user_send_gif": What.STICKER,
    "user_send_link": What.TEXT,
    "user_send_audio": What.VOICE,
    "user_send_video": What.VIDEO,
    "user_send_sticker": What.STICKER,
    "user_send_location": What.LOCATION,
    "user_send_business_card": What.CONTACT,
    "user_send_file": What.FILE,
    "follow": What.CAME,
    "unfollow": What.LEFT,
}

Json = dict[str, Any]


def to_incoming(event: Json, now: datetime) -> Incoming | None:
    """What a person did; None for everything else (echoes, seen and received, groups, what came later)."""
    name = _text(event.get("event_name"))
    what = _KINDS.get(name)
    if what is None and name.startswith("user_send_") and "group" not in name:
        what = What.OTHER  # a kind that came later: silence would be rude
    person = _text(_part(event, "follower" if what in (What.CAME, What.LEFT) else "sender").get("id"))
    if what is None or not person:
        return None
    text, data = _text(_part(event, "message").get("text")), ""
    if what is What.TEXT and text.startswith(PRESS):
        what, text, data = What.BUTTON, "", text.removeprefix(PRESS)
    elif what is What.TEXT and not text:
        what = What.OTHER  # a link without words
    return Incoming(
        Address(NAME, person), _event_id(event), what, moment(event.get("timestamp"), now), text=text, data=data
    )


def taken_over(event: Json) -> str:
    """The person with whom a human of the ward is talking from the account's own inbox; "" if this tells of none."""
    if not _text(event.get("event_name")).startswith("oa_send_") or "group" in _text(event.get("event_name")):
        return ""
    if not _text(_part(event, "sender").get("admin_id")):
        return ""  # what we sent ourselves
    return _text(_part(event, "recipient").get("id"))


def _event_id(event: Json) -> str:
    """By the message's id where it has one, else by its content."""
    digest = hashlib.sha256(orjson.dumps(event, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]
    return (_text(_part(event, "message").get("msg_id")) or digest)[:80]


def _part(event: Json, name: str) -> Json:
    value = event.get(name)
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return clean(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def moment(value: Any, now: datetime) -> datetime:
    """Milliseconds since 1970, as a string; nonsense is now."""
    try:
        return datetime.fromtimestamp(float(value) / 1000, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return now
