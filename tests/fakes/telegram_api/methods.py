"""The table of methods the fake knows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from tests.fakes.telegram_api import account, messages
from tests.fakes.telegram_api.params import Params
from tests.fakes.telegram_api.world import World

Method = Callable[[World, Params], Any]

# getUpdates and the three webhook methods are in the server: they wait, or start and stop something
METHODS: dict[str, Method] = {
    "getMe": account.get_me,
    "sendMessage": messages.send_message,
    "sendPhoto": messages.send_photo,
    "sendDocument": messages.send_document,
    "copyMessage": messages.copy_message,
    "editMessageText": messages.edit_message_text,
    "editMessageCaption": messages.edit_message_caption,
    "editMessageReplyMarkup": messages.edit_message_reply_markup,
    "deleteMessage": messages.delete_message,
    "answerCallbackQuery": messages.answer_callback_query,
    "sendChatAction": messages.send_chat_action,
    "setMyCommands": account.set_my_commands,
    "getMyCommands": account.get_my_commands,
    "deleteMyCommands": account.delete_my_commands,
    "setMyName": partial(account.set_profile, what="name"),
    "getMyName": partial(account.get_profile, what="name"),
    "setMyDescription": partial(account.set_profile, what="description"),
    "getMyDescription": partial(account.get_profile, what="description"),
    "setMyShortDescription": partial(account.set_profile, what="short_description"),
    "getMyShortDescription": partial(account.get_profile, what="short_description"),
    "getChat": account.get_chat,
    "getFile": account.get_file,
}
BY_LOWER_NAME = {name.lower(): method for name, method in METHODS.items()}
