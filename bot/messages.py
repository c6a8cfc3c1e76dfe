"""The only words that channels and handlers share: Address, Incoming, Button, Image, Attachment, Reply."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple, Self


class Address(NamedTuple):
    """Where one person is reached: the channel, the person's id there, and the talk if it is another (a group)."""

    channel: str
    account: str
    chat: str = ""

    @property
    def talk(self) -> str:
        """The channel's id of the talk: the group where there is one, else the person."""
        return self.chat or self.account


class What(StrEnum):
    """What came in."""

    TEXT = "text"
    BUTTON = "button"
    PHOTO = "photo"
    FILE = "file"
    STICKER = "sticker"
    VOICE = "voice"
    VIDEO = "video"
    LOCATION = "location"
    CONTACT = "contact"
    POLL = "poll"
    EDIT = "edit"  # a message changed after it was sent; `text` is the new one
    FORWARD = "forward"  # somebody else's words; `text` holds them
    CAME = "came"  # opened or unblocked the bot
    LEFT = "left"  # blocked the bot: do not write until they come back
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing a person did, in words every channel shares.

    `event` is the channel's own id of it, by which a second delivery is known. `data` is a pressed button's payload and
    `message` the id of the message it hung under. `language` is the channel's hint, "" where it gives none. `masked`
    names what was blanked out of the text before anything else saw it (see `bot.masking`). `file` is the channel's name
    of a picture that can be fetched. `phone` is a number among what was blanked: it is never stored with the event.
    """

    address: Address
    event: str
    what: What
    sent_at: datetime
    text: str = ""
    data: str = ""
    message: str = ""
    language: str = ""
    group: bool = False
    masked: tuple[str, ...] = ()
    file: str = ""
    phone: str = field(default="", repr=False)

    def as_json(self) -> dict[str, Any]:
        """A plain form for the inbox."""
        plain = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "phone"}
        return plain | {"address": list(self.address), "sent_at": self.sent_at.isoformat(), "masked": list(self.masked)}

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Self:
        """The inverse of `as_json`."""
        return cls(
            **plain
            | {
                "address": Address(*plain["address"]),
                "what": What(plain["what"]),
                "sent_at": datetime.fromisoformat(plain["sent_at"]),
                "masked": tuple(plain["masked"]),
            }
        )


@dataclass(frozen=True, slots=True)
class Button:
    """A choice under a reply: `data` comes back when it is pressed (at most 64 bytes), or `url` is opened.

    `answers` says that it is an answer to the reply's `question`, so that a page can set it apart from the others.
    """

    label: str
    data: str = ""
    url: str = ""
    answers: bool = False


@dataclass(frozen=True, slots=True)
class Image:
    """A picture under a reply: a PNG, and in `alt` what it shows in words, for who does not see it."""

    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture or a file that is sent to many, by reference: its bytes are kept once, under `key`.

    `kind` is "picture" or "file", `alt` says what a picture shows, `url` is where the world gets it ("": nowhere).
    """

    kind: str
    key: str
    name: str
    type: str
    alt: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the bot says: plain text, never markup.

    `title` is shown in bold above the text, `note` in small print below it (source and date), `question` after
    everything (whether it helped; see `Button.answers`). `replace` asks the channel to change the message whose button
    was pressed instead of writing a new one, where it can. `attachments` stand before the words. `pictures` says that a
    picture may be sent now: a page shows the way to, other channels have theirs anyway.
    """

    text: str
    title: str = ""
    note: str = ""
    question: str = ""
    buttons: tuple[Button, ...] = ()
    replace: bool = False
    image: Image | None = None
    attachments: tuple[Attachment, ...] = ()
    pictures: bool = False

    def as_json(self) -> dict[str, Any]:
        """A plain form for the inbox and the web chat."""
        plain = {
            "text": self.text,
            "title": self.title,
            "note": self.note,
            "question": self.question,
            "buttons": [
                {"label": b.label, "data": b.data, "url": b.url} | ({"answers": True} if b.answers else {})
                for b in self.buttons
            ],
            "replace": self.replace,
        }
        if self.pictures:
            plain["pictures"] = True
        if self.image:
            plain["image"] = {"png": b64encode(self.image.png).decode(), "alt": self.image.alt}
        if self.attachments:
            plain["attachments"] = [
                {field.name: getattr(one, field.name) for field in fields(Attachment)} for one in self.attachments
            ]
        return plain

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Self:
        """The inverse of `as_json`."""
        image = plain.get("image")
        shown = Image(b64decode(image["png"]), image["alt"]) if image else None
        buttons = tuple(Button(**button) for button in plain["buttons"])
        attached = tuple(Attachment(**one) for one in plain.get("attachments", ()))
        return cls(**plain | {"buttons": buttons, "image": shown, "attachments": attached})
