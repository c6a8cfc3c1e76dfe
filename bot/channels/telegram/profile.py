"""What Telegram shows of the bot before a word is said: the command menu and the descriptions, per language."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import BadRequest, Forbidden, TelegramError

log = logging.getLogger(__name__)

_COMMANDS, _COMMAND_TEXT, _DESCRIPTION, _ABOUT = 100, 256, 512, 120


@dataclass(frozen=True)
class Profile:
    """The bot in one language; "" is for everybody whose language has none of its own."""

    language: str
    commands: tuple[tuple[str, str], ...]  # name without slash, one line about it
    description: str = ""  # shown in the empty chat
    about: str = ""  # shown on the bot's page and when its link is shared


async def show(bot: Bot, profiles: tuple[Profile, ...]) -> None:
    """Set what differs from what Telegram has: these calls are rationed. A failure is only logged."""
    for profile in profiles:
        try:
            await _commands(bot, profile)
            await _texts(bot, profile)
        except TelegramError as error:
            log.warning("the bot's menu or description (%r) was not set: %s", profile.language, error)


async def show_in_chat(bot: Bot, chat: int, commands: Sequence[tuple[str, str]]) -> bool:
    """Set the menu of one private talk, or with no commands take it away; False where it may be tried again later."""
    scope = BotCommandScopeChat(chat)
    try:
        if commands:
            wanted = [BotCommand(name, text[:_COMMAND_TEXT]) for name, text in commands[:_COMMANDS]]
            await bot.set_my_commands(wanted, scope=scope)
        else:
            await bot.delete_my_commands(scope=scope)
    except (BadRequest, Forbidden) as error:
        log.warning("the menu of a chat was not set: %s", error)
    except TelegramError as error:
        log.warning("the menu of a chat was not set yet: %s", error)
        return False
    return True


async def _commands(bot: Bot, profile: Profile) -> None:
    wanted = tuple(BotCommand(name, text[:_COMMAND_TEXT]) for name, text in profile.commands[:_COMMANDS])
    if await bot.get_my_commands(language_code=profile.language or None) != wanted:
        await bot.set_my_commands(wanted, language_code=profile.language or None)


async def _texts(bot: Bot, profile: Profile) -> None:
    language = profile.language or None
    description, about = profile.description[:_DESCRIPTION], profile.about[:_ABOUT]
    if description and (await bot.get_my_description(language)).description != description:
        await bot.set_my_description(description, language)
    if about and (await bot.get_my_short_description(language)).short_description != about:
        await bot.set_my_short_description(about, language)
