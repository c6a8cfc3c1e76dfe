"""What people send beside text, as Telegram describes it."""

from __future__ import annotations

from typing import Any

JSON = dict[str, Any]


def _file(name: str, **more: Any) -> JSON:
    return {"file_id": name, "file_unique_id": f"u-{name}", **more}


def photo(caption: str = "") -> JSON:
    """A photo in one size."""
    content: JSON = {"photo": [_file("photo-1", width=640, height=480)]}
    return content | ({"caption": caption} if caption else {})


def sticker(emoji: str = "👍") -> JSON:
    """A sticker."""
    about = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    return {"sticker": _file("sticker-1", emoji=emoji, **about)}


def voice(seconds: int = 4) -> JSON:
    """A voice message."""
    return {"voice": _file("voice-1", duration=seconds, mime_type="audio/ogg")}


def document(name: str = "don.pdf") -> JSON:
    """A file."""
    return {"document": _file("document-1", file_name=name, mime_type="application/pdf")}


def video() -> JSON:
    """A video."""
    return {"video": _file("video-1", width=640, height=360, duration=7)}


def location(latitude: float = 10.8, longitude: float = 105.24) -> JSON:
    """A place on the map."""
    return {"location": {"latitude": latitude, "longitude": longitude}}


def contact(phone: str, name: str) -> JSON:
    """A phone book entry."""
    return {"contact": {"phone_number": phone, "first_name": name}}


def poll(question: str, *options: str) -> JSON:
    """A poll."""
    shown = [{"text": text, "voter_count": 0, "persistent_id": str(i)} for i, text in enumerate(options)]
    about = {"is_closed": False, "is_anonymous": True, "type": "regular", "allows_multiple_answers": False}
    more = {"allows_revoting": False, "members_only": False}
    return {"poll": {"id": "77", "question": question, "options": shown, "total_voter_count": 0, **about, **more}}


def forward(text: str, of: JSON, date: int) -> JSON:
    """Somebody else's words, passed on."""
    return {"text": text, "forward_origin": {"type": "user", "sender_user": of, "date": date}}


def dice(value: int = 6) -> JSON:
    """A thrown dice."""
    return {"dice": {"emoji": "🎲", "value": value}}
