"""The methods about the bot itself: who it is, its menu and texts, files, chats, webhook."""

from __future__ import annotations

import re
from typing import Any

import orjson

from tests.fakes.telegram_api.errors import bad_request
from tests.fakes.telegram_api.messages import file_facts
from tests.fakes.telegram_api.params import Params
from tests.fakes.telegram_api.world import World

JSON = dict[str, Any]
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
MAX_COMMANDS, MAX_COMMAND_TEXT, MAX_DOWNLOAD = 100, 256, 20_000_000
PROFILE_LIMITS = {"name": 64, "description": 512, "short_description": 120}


def get_me(world: World, _params: Params) -> JSON:
    """The method getMe."""
    return {
        **world.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_my_commands(world: World, params: Params) -> bool:
    """The method setMyCommands."""
    commands = params.structure("commands")
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not COMMAND.fullmatch(str(command.get("command", "")).removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= MAX_COMMAND_TEXT:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[_scope(params)] = commands
    return True


def get_my_commands(world: World, params: Params) -> list[JSON]:
    """The method getMyCommands."""
    return world.commands.get(_scope(params), [])


def delete_my_commands(world: World, params: Params) -> bool:
    """The method deleteMyCommands."""
    world.commands.pop(_scope(params), None)
    return True


def set_profile(world: World, params: Params, what: str) -> bool:
    """The methods setMyName, setMyDescription and setMyShortDescription."""
    if len(params.text(what)) > PROFILE_LIMITS[what]:
        raise bad_request(f"BOT_{what.upper()}_TOO_LONG")
    world.profile[what, _language(params)] = params.text(what)
    return True


def get_profile(world: World, params: Params, what: str) -> JSON:
    """Their counterparts that read; a language without its own text shows the one for all."""
    own = world.profile.get((what, _language(params)), "")
    fallback = world.profile.get((what, ""), world.bot["first_name"] if what == "name" else "")
    return {what: own or fallback}


def get_chat(world: World, params: Params) -> JSON:
    """The method getChat."""
    gifts = dict.fromkeys(
        ["unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"], False
    )
    chat = world.known_chat(params.values.get("chat_id"))
    return {**chat.about, "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


def get_file(world: World, params: Params) -> JSON:
    """The method getFile."""
    file_id = params.text("file_id")
    if file_id not in world.files:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(world.files[file_id]) > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return {**file_facts(world, file_id), "file_path": f"files/{file_id}"}


def _scope(params: Params) -> tuple[str, str]:
    scope = params.structure("scope") or {"type": "default"}
    return orjson.dumps(scope, option=orjson.OPT_SORT_KEYS).decode(), _language(params)


def _language(params: Params) -> str:
    code = params.text("language_code")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("LANG_CODE_INVALID")
    return code
