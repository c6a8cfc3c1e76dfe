"""The methods that write, change and remove messages."""

from __future__ import annotations

import struct
from typing import Any

from tests.fakes.telegram_api.entities import formatted, utf16
from tests.fakes.telegram_api.errors import bad_request, too_many_requests
from tests.fakes.telegram_api.markup import checked_markup
from tests.fakes.telegram_api.params import Params, Upload
from tests.fakes.telegram_api.world import CALLBACK_LIFETIME, Chat, World

JSON = dict[str, Any]
MAX_TEXT, MAX_CAPTION, MAX_ANSWER = 4096, 1024, 200
MAX_PHOTO, MAX_DOCUMENT = 10_000_000, 50_000_000
DELETABLE_SECONDS = 48 * 3600
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
ACTIONS = frozenset({"typing", "choose_sticker", "find_location"}) | frozenset(
    f"{verb}_{what}"
    for verb, what in [("upload", "photo"), ("upload", "document")]
    + [(verb, what) for verb in ("record", "upload") for what in ("video", "voice", "video_note")]
)


def send_message(world: World, params: Params) -> JSON:
    """The method sendMessage."""
    text, entities = formatted(params, "text", MAX_TEXT, what="message")
    if not text:
        raise bad_request("message text is empty")
    return _send(world, params, _with_entities("text", text, entities))


def send_photo(world: World, params: Params) -> JSON:
    """The method sendPhoto: an upload, a known file id, or an address."""
    upload = params.upload("photo")
    if upload is not None and len(upload.content) > MAX_PHOTO:
        raise bad_request("PHOTO_SAVE_FILE_INVALID")
    file_id = _kept(world, upload, params.text("photo"))
    width, height = _size_of(upload)
    photo = {**file_facts(world, file_id), "width": width, "height": height}
    return _send(world, params, {"photo": [photo], **_caption(params)})


def send_document(world: World, params: Params) -> JSON:
    """The method sendDocument."""
    upload = params.upload("document")
    if upload is not None and len(upload.content) > MAX_DOCUMENT:
        raise bad_request("file is too big")
    document = file_facts(world, _kept(world, upload, params.text("document")))
    if upload is not None:
        document |= {"file_name": upload.name, "mime_type": upload.content_type}
    return _send(world, params, {"document": document, **_caption(params)})


def copy_message(world: World, params: Params) -> JSON:
    """The method copyMessage: the same content, no link back."""
    source = world.known_chat(params.values.get("from_chat_id"))
    original = source.messages.get(params.number("message_id"))
    if original is None:
        raise bad_request("message to copy not found")
    outside = {"message_id", "from", "chat", "date", "reply_markup", "edit_date", "reply_to_message"}
    content = {key: value for key, value in original.items() if key not in outside}
    return {"message_id": _send(world, params, content)["message_id"]}


def edit_message_text(world: World, params: Params) -> JSON:
    """The method editMessageText."""
    chat, message = _editable(world, params)
    text, entities = formatted(params, "text", MAX_TEXT, what="message")
    if not text:
        raise bad_request("message text is empty")
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return _changed(world, chat, message, _with_entities("text", text, entities), checked_markup(params))


def edit_message_caption(world: World, params: Params) -> JSON:
    """The method editMessageCaption."""
    chat, message = _editable(world, params)
    if "photo" not in message and "document" not in message:
        raise bad_request("there is no caption in the message to edit")
    kept: JSON = {key: message[key] for key in ("photo", "document") if key in message}
    return _changed(world, chat, message, kept | _caption(params), checked_markup(params))


def edit_message_reply_markup(world: World, params: Params) -> JSON:
    """The method editMessageReplyMarkup."""
    chat, message = _editable(world, params)
    kept: JSON = {key: message[key] for key in ("text", "entities", "caption", "caption_entities") if key in message}
    return _changed(world, chat, message, kept, checked_markup(params))


def delete_message(world: World, params: Params) -> bool:
    """The method deleteMessage; after two days it is too late."""
    chat = world.writable_chat(params.values.get("chat_id"))
    message = chat.messages.get(params.number("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    if message["date"] < world.date() - DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    del chat.messages[message["message_id"]]
    return True


def answer_callback_query(world: World, params: Params) -> bool:
    """The method answerCallbackQuery: once, and not too late."""
    query = world.queries.get(params.text("callback_query_id"))
    if query is None or query["answer"] is not None or query["asked"] < world.clock.now() - CALLBACK_LIFETIME:
        raise bad_request(TOO_OLD)
    if utf16(params.text("text")) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    query["answer"] = {"text": params.text("text"), "show_alert": params.flag("show_alert"), "url": params.text("url")}
    query["answered"].set()
    return True


def send_chat_action(world: World, params: Params) -> bool:
    """The method sendChatAction."""
    chat = world.writable_chat(params.values.get("chat_id"))
    if params.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.actions.append(params.text("action"))
    chat.news.set()
    return True


def file_facts(world: World, file_id: str) -> JSON:
    """A file as messages describe it."""
    facts: JSON = {"file_id": file_id, "file_unique_id": f"u{file_id}"}
    if file_id in world.files:
        facts["file_size"] = len(world.files[file_id])
    return facts


def _send(world: World, params: Params, content: JSON) -> JSON:
    """Put the bot's message into its chat, after everything Telegram checks before it."""
    markup = checked_markup(params)
    chat = world.writable_chat(params.values.get("chat_id"))
    _check_pace(world, chat)
    if markup is not None and "inline_keyboard" in markup:
        content = {**content, "reply_markup": markup}
    reply = params.structure("reply_parameters") or {}
    if reply.get("message_id"):
        original = chat.messages.get(int(reply["message_id"]))
        if original is None and not reply.get("allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
        if original is not None:
            content = {**content, "reply_to_message": original}
    message = world.post(chat, world.bot, content)
    world.show(chat, message)
    return message


def _check_pace(world: World, chat: Chat) -> None:
    wait = world.limits.retry_after(chat.id)
    if wait:
        raise too_many_requests(wait)


def _editable(world: World, params: Params) -> tuple[Chat, JSON]:
    """The bot's own message that a call names."""
    chat = world.writable_chat(params.values.get("chat_id"))
    message = chat.messages.get(params.number("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if message["from"]["id"] != world.bot["id"]:
        raise bad_request("message can't be edited")
    return chat, message


def _changed(world: World, chat: Chat, message: JSON, content: JSON, markup: JSON | None) -> JSON:
    """The message with its new content and keyboard; the same as before is refused."""
    base = {
        key: value
        for key, value in message.items()
        if key not in {"text", "entities", "caption", "caption_entities", "reply_markup"}
    }
    new = {**base, **content}
    if markup is not None and markup.get("inline_keyboard"):
        new["reply_markup"] = markup
    if {**new, "edit_date": 0} == {**message, "edit_date": 0}:
        raise bad_request(NOT_MODIFIED)
    _check_pace(world, chat)
    new["edit_date"] = world.date()
    chat.messages[message["message_id"]] = new
    world.show(chat, new)
    return new


def _with_entities(name: str, text: str, entities: list[JSON]) -> JSON:
    if not text:
        return {}
    key = "entities" if name == "text" else f"{name}_entities"
    return {name: text, key: entities} if entities else {name: text}


def _caption(params: Params) -> JSON:
    text, entities = formatted(params, "caption", MAX_CAPTION, what="message caption")
    return _with_entities("caption", text, entities)


def _kept(world: World, upload: Upload | None, reference: str) -> str:
    """The id of an uploaded file, or of one Telegram knows or can fetch."""
    if upload is not None:
        if not upload.content:
            raise bad_request("file must be non-empty")
        file_id = f"file{next(world.ids)}"
        world.files[file_id] = upload.content
        return file_id
    if reference in world.files or reference.startswith(("http://", "https://")):
        return reference
    raise bad_request("wrong file identifier/HTTP URL specified" if reference else "there is no file in the request")


def _size_of(upload: Upload | None) -> tuple[int, int]:
    """Width and height of a PNG; others are taken for 640 by 480."""
    if upload is not None and upload.content.startswith(b"\x89PNG") and len(upload.content) >= 24:
        width, height = struct.unpack(">II", upload.content[16:24])
        return int(width), int(height)
    return 640, 480
