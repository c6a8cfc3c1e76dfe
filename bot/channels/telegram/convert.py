"""An update of Telegram in the words that channels and handlers share."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, MessageEntity, User

from bot.messages import Address, Incoming, What

NAME = "telegram"

# the first that a message has decides; a photo is asked before its caption is
_KINDS: tuple[tuple[What, tuple[str, ...]], ...] = (
    (What.PHOTO, ("photo",)),
    (What.STICKER, ("sticker",)),
    (What.VOICE, ("voice", "audio")),
    (What.VIDEO, ("animation", "video", "video_note")),
    (What.FILE, ("document",)),
    (What.LOCATION, ("venue", "location")),
    (What.CONTACT, ("contact",)),
    (What.POLL, ("poll",)),
)


@dataclass(frozen=True)
class Me:
    """What the converter must know about the bot itself. `sees_all` is off when Telegram filters a group for it."""

    id: int
    username: str
    sees_all: bool


def from_message(message: Message, update_id: int, me: Me) -> Incoming | None:
    """A new message; None if it is not for the bot or not from a person."""
    if message.from_user is None:
        return None
    if is_group(message.chat) and not _addressed(message, me):
        return None
    what = next((kind for kind, names in _KINDS if any(getattr(message, name) for name in names)), None)
    if message.forward_origin is not None and (what is None or message.caption):
        what = What.FORWARD
    if what is None:
        what = What.TEXT if message.text else What.OTHER
    words = _words(message, me)
    return _incoming(
        update_id, me, what, message.from_user, message.chat, message.date, text=words, file=_file(message)
    )


def from_edit(message: Message, update_id: int, me: Me) -> Incoming | None:
    """A message changed afterwards; one without words (a moving location) is passed over."""
    words = _words(message, me)
    if message.from_user is None or not words or (is_group(message.chat) and not _addressed(message, me)):
        return None
    when = message.edit_date or message.date
    return _incoming(update_id, me, What.EDIT, message.from_user, message.chat, when, text=words)


def from_press(query: CallbackQuery, update_id: int, me: Me, now: datetime) -> Incoming:
    """A pressed button. A message that Telegram no longer shows cannot be changed, so its id is left out."""
    chat = query.message.chat if query.message else Chat(query.from_user.id, Chat.PRIVATE)
    message = str(query.message.message_id) if query.message and query.message.is_accessible else ""
    data = clean(query.data or "")
    return _incoming(update_id, me, What.BUTTON, query.from_user, chat, now, data=data, message=message)


def from_membership(change: ChatMemberUpdated, update_id: int, me: Me) -> Incoming | None:
    """Somebody blocked or unblocked the bot; groups it was put into or thrown out of say nothing about a person."""
    if is_group(change.chat):
        return None
    gone = change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
    what = What.LEFT if gone else What.CAME
    return _incoming(update_id, me, what, change.from_user, change.chat, change.date)


def from_unreadable(raw: dict[str, Any], me: Me, now: datetime) -> Incoming | None:
    """A message that the library cannot read, as long as one sees who wrote it in private: silence would be rude."""
    message = raw.get("message")
    sender, chat = (message.get("from"), message.get("chat")) if isinstance(message, dict) else (None, None)
    if not isinstance(sender, dict) or not isinstance(sender.get("id"), int):
        return None
    if not isinstance(chat, dict) or chat.get("type") != Chat.PRIVATE:
        return None
    event = f"{me.id}-{raw.get('update_id')}"
    return Incoming(Address(NAME, str(sender["id"])), event, What.OTHER, now)


def is_group(chat: Chat) -> bool:
    """More people than one may be reading."""
    return chat.type != Chat.PRIVATE


def clean(text: str) -> str:
    """Composed letters, without NUL and half characters, which databases refuse."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "")
    return unicodedata.normalize("NFC", whole)


def _incoming(
    update_id: int,
    me: Me,
    what: What,
    user: User,
    chat: Chat,
    sent_at: datetime,
    *,
    text: str = "",
    data: str = "",
    message: str = "",
    file: str = "",
) -> Incoming:
    group = is_group(chat)
    return Incoming(
        Address(NAME, str(user.id), str(chat.id) if group else ""),
        f"{me.id}-{update_id}",
        what,
        sent_at.astimezone(UTC),
        language=(user.language_code or "").partition("-")[0].casefold(),
        group=group,
        text=text,
        data=data,
        message=message,
        file="" if group else file,
    )


def _file(message: Message) -> str:
    """Telegram's name of a picture, "" where the message has none: the largest size, or one sent as a file."""
    if message.photo:
        return message.photo[-1].file_id
    document = message.document
    return document.file_id if document and (document.mime_type or "").startswith("image/") else ""


def _words(message: Message, me: Me) -> str:
    """What the message says, without the name by which the bot was called."""
    text = message.text or message.caption or ""
    called = [entity for entity in _entities(message) if _names_bot(message, entity, me)]
    for entity in sorted(called, key=lambda entity: -entity.offset):
        text = _cut(text, entity)
    return clean(text).strip(" ,:") if called else clean(text)


def _addressed(message: Message, me: Me) -> bool:
    """In a group: a reply to the bot, its name, or a command that is meant for it."""
    asked = message.reply_to_message
    if (
        asked is not None
        and asked.from_user is not None
        and asked.from_user.id == me.id
        and not asked.forum_topic_created
    ):
        return True
    return any(_names_bot(message, entity, me) or _commands_bot(message, entity, me) for entity in _entities(message))


def _commands_bot(message: Message, entity: MessageEntity, me: Me) -> bool:
    if entity.type != MessageEntity.BOT_COMMAND or entity.offset != 0:
        return False
    name = _piece(message, entity).partition("@")[2]
    # without a name Telegram itself decides who is meant, unless the bot was allowed to see everything
    return name.casefold() == me.username.casefold() if name else not me.sees_all


def _names_bot(message: Message, entity: MessageEntity, me: Me) -> bool:
    if entity.type == MessageEntity.TEXT_MENTION:
        return entity.user is not None and entity.user.id == me.id
    return entity.type == MessageEntity.MENTION and _piece(message, entity).casefold() == f"@{me.username}".casefold()


def _entities(message: Message) -> tuple[MessageEntity, ...]:
    return tuple(message.entities or message.caption_entities or ())


def _piece(message: Message, entity: MessageEntity) -> str:
    parse: Callable[[MessageEntity], str] = message.parse_entity if message.text else message.parse_caption_entity
    return parse(entity)


def _cut(text: str, entity: MessageEntity) -> str:
    """The text without an entity; offsets count UTF-16 units."""
    units = text.encode("utf-16-le", "surrogatepass")
    start, end = 2 * entity.offset, 2 * (entity.offset + entity.length)
    return (units[:start] + units[end:]).decode("utf-16-le", "surrogatepass")
