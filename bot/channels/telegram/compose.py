"""A reply as Telegram's messages: text with entities (never markup), an inline keyboard, split where it is too long.

Entities and keyboards are plain JSON: making objects of them costs more than sending them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from telegram.constants import MessageEntityType

from bot.channels.base import Limits, split_text, utf16
from bot.messages import Attachment, Button, Reply

LIMITS = Limits(
    text=4096,
    buttons=100,
    label=64,
    can_edit=True,
    files=True,
    changes=True,
    length=utf16,
    start_links=True,
    groups=True,
)

Json = dict[str, Any]

_DATA_BYTES = 64
_CAPTION = 1024  # units of the words under a picture
_SHORT = 18  # a label that half a phone's width shows in whole
_SCHEMES = ("https://", "http://", "tg://")
_MORE = "▾"  # text of a message that only carries further buttons


@dataclass(frozen=True, slots=True)
class Part:
    """One message."""

    text: str
    entities: tuple[Json, ...] = ()
    keyboard: Json | None = None
    photo: bytes = b""
    attachment: Attachment | None = None


def compose(reply: Reply) -> list[Part]:
    """The messages of a reply, in order; the buttons hang under the last of the text, a picture comes at the end.

    Attachments stand before the words, which are the caption of the first if they are short enough.
    """
    parts = _attached(reply, _written(reply))
    if reply.image:
        parts.append(Part(_caption(reply.image.alt), photo=reply.image.png))
    return parts


def _written(reply: Reply) -> list[Part]:
    """The messages of a reply without its picture."""
    usable = [button for button in reply.buttons if _fits(button)]
    keyboards = [_keyboard(chunk) for chunk in _chunks(usable, LIMITS.buttons)]
    texts = _texts(reply)
    if not texts:
        return [Part(_MORE, keyboard=keyboard) for keyboard in keyboards]
    last = texts.pop()
    first_keyboard = keyboards.pop(0) if keyboards else None
    texts.append(Part(last.text, last.entities, first_keyboard))
    return texts + [Part(_MORE, keyboard=keyboard) for keyboard in keyboards]


def _attached(reply: Reply, written: list[Part]) -> list[Part]:
    """The messages with the attachments before them."""
    if not reply.attachments:
        return written
    first, *others = reply.attachments
    more = [Part("", attachment=one) for one in others]
    if len(written) == 1 and utf16(written[0].text) <= _CAPTION:
        return [replace(written[0], attachment=first), *more]
    return [Part("", attachment=first), *more, *written]


def _caption(words: str) -> str:
    """What is shown under a picture."""
    return words if utf16(words) <= _CAPTION else f"{split_text(words, _CAPTION - 1, utf16)[0]}…"


def _texts(reply: Reply) -> list[Part]:
    """Title, text, the choices that cannot be buttons, and the note, cut to size with their styles."""
    pieces = [
        (MessageEntityType.BOLD.value, reply.title.strip(), "\n"),
        ("", reply.text.strip(), "\n\n"),
        ("", "\n".join(_as_line(reply, button) for button in reply.buttons if not _fits(button)), "\n\n"),
        (MessageEntityType.ITALIC.value, reply.note.strip(), "\n\n"),
        (MessageEntityType.ITALIC.value, reply.question.strip(), ""),
    ]
    whole, styles = "", []
    gap = ""
    for style, text, after in pieces:
        if not text:
            continue
        whole += gap
        if style:
            styles.append((style, len(whole), len(whole) + len(text)))
        whole, gap = whole + text, after
    return _cut(whole, styles) if whole else []


def _cut(whole: str, styles: list[tuple[str, int, int]]) -> list[Part]:
    """Parts of at most the platform's length, each with what it got of every style."""
    parts, at = [], 0
    for text in split_text(whole, LIMITS.text, utf16):
        start = whole.index(text, at)
        at = start + len(text)
        here = [(style, max(begin, start), min(end, at)) for style, begin, end in styles if begin < at and end > start]
        entities = [
            {"type": style, "offset": utf16(whole[start:begin]), "length": utf16(whole[begin:end])}
            for style, begin, end in here
        ]
        parts.append(Part(text, tuple(entities)))
    return parts


def _keyboard(buttons: tuple[Button, ...]) -> Json:
    """Two short labels share a row, a long one has its own; a pair that belongs together is not torn apart."""
    rows: list[list[Json]] = []
    room = False
    for place, button in enumerate(buttons):
        label = _short(button.label)
        made = {"text": label, "url": button.url} if button.url else {"text": label, "callback_data": button.data}
        if room and _is_short(button) and not _begins_pair(buttons, place):
            rows[-1].append(made)
            room = False
        else:
            rows.append([made])
            room = _is_short(button)
    return {"inline_keyboard": rows}


def _begins_pair(buttons: tuple[Button, ...], place: int) -> bool:
    """Whether this button and the next are of one kind, as "yes" and "no", and the one before is not."""
    kinds = [button.data.partition(":")[0] for button in buttons[place - 1 : place + 2]]
    return len(kinds) == 3 and kinds[0] != kinds[1] == kinds[2] and _is_short(buttons[place + 1])


def _is_short(button: Button) -> bool:
    return utf16(_short(button.label)) <= _SHORT


def _fits(button: Button) -> bool:
    """Whether Telegram can carry this button."""
    if not button.label.strip():
        return False
    if button.url:
        return button.url.startswith(_SCHEMES)
    return 1 <= len(button.data.encode()) <= _DATA_BYTES


def _as_line(reply: Reply, button: Button) -> str:
    """A choice as a line: its number can be typed, its address can be touched."""
    if button.url:
        return f"{button.label}: {button.url}"
    number = [other for other in reply.buttons if other.data].index(button) + 1 if button.data else 0
    return f"{number}. {button.label}" if number else button.label


def _short(label: str) -> str:
    """A label within the limit."""
    label = " ".join(label.split())
    return label if len(label) <= LIMITS.label else label[: LIMITS.label - 1].rstrip() + "…"


def _chunks(buttons: list[Button], size: int) -> list[tuple[Button, ...]]:
    return [tuple(buttons[at : at + size]) for at in range(0, len(buttons), size)]
