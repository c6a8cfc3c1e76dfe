"""A reply as messages of the Official Account: a list with buttons where it fits into one, else numbered text.

Buttons carry their number, too: which of the two a reply became, a typed number means the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.channels.zalo_common.numbered import choices, composed, texts, whole_text
from bot.channels.zalo_oa.convert import PRESS
from bot.messages import Button, Reply

BUTTONS, LABEL = 5, 100
_TITLE, _SUBTITLE, _PAYLOAD = 100, 500, 1000
_TEMPLATE = "list"  # on v3.0 nobody has confirmed it: to be tried on a real account; refused, it falls back to text

Json = dict[str, Any]


def as_texts(reply: Reply) -> list[Json]:
    """The messages of a reply, its choices numbered."""
    return [{"text": text} for text in texts(reply)]


def as_list(reply: Reply) -> Json | None:
    """The whole reply as one message with buttons; None where it does not fit."""
    made = _buttons(reply.buttons)
    if made is None:
        return None
    title, _, rest = whole_text(reply, with_choices=False).partition("\n")
    title, rest = composed(title), composed(rest)
    if not title or len(title) > _TITLE or len(rest) > _SUBTITLE:
        return None
    element = {"title": title} | ({"subtitle": rest} if rest else {})
    return _attachment("template", {"template_type": _TEMPLATE, "elements": [element], "buttons": made})


def as_picture(upload: str) -> Json:
    """An uploaded picture."""
    return _attachment(
        "template", {"template_type": "media", "elements": [{"media_type": "image", "attachment_id": upload}]}
    )


def as_file(upload: str) -> Json:
    """An uploaded file."""
    return _attachment("file", {"token": upload})


def _attachment(kind: str, payload: Json) -> Json:
    return {"attachment": {"type": kind, "payload": payload}}


def _buttons(buttons: Sequence[Button]) -> list[Json] | None:
    """The buttons as Zalo's; None if there are none or one does not fit."""
    if not 1 <= len(buttons) <= BUTTONS:
        return None
    made = [_button(button, line) for button, line in zip(buttons, choices(buttons), strict=True)]
    return None if None in made else [button for button in made if button]


def _button(button: Button, line: str) -> Json | None:
    """One button; `line` is how it would stand in a text."""
    title = composed(" ".join(button.label.split()) if button.url else line)
    if not title or len(title) > LABEL:
        return None
    if button.url:
        return {"title": title, "type": "oa.open.url", "payload": {"url": button.url}}
    payload = PRESS + button.data
    return {"title": title, "type": "oa.query.hide", "payload": payload} if len(payload) <= _PAYLOAD else None
