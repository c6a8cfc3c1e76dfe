"""The Telegram channel that the settings ask for, with the ward's own words in Telegram's places for them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.channels.base import Load
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.profile import Profile
from bot.clock import Clock
from bot.i18n import Catalogue
from bot.settings import Settings
from bot.ward import Ward

Menu = Sequence[tuple[str, str]]
"""Commands without their slash, each with its line in the menu (an English msgid)."""


def telegram_from(
    settings: Settings, clock: Clock, catalogue: Catalogue, ward: Ward, menu: Menu, load: Load | None = None
) -> TelegramChannel | None:
    """The channel, or None where no token is set."""
    if settings.telegram_token is None:
        return None
    return TelegramChannel(
        settings.telegram_token,
        clock=clock,
        api_url=settings.telegram_api_url,
        rate=settings.telegram_rate,
        public_url=settings.public_url,
        webhook_secret=settings.telegram_webhook_secret,
        profiles=profiles(catalogue, ward, menu),
        load=load,
    )


def profiles(catalogue: Catalogue, ward: Ward, menu: Menu) -> list[Profile]:
    """The bot in each of the ward's languages; the first is for everybody whose language has none."""
    return [
        Profile(
            "" if language == ward.languages[0] else language,
            tuple((command, catalogue.translate(language, line)) for command, line in menu),
            catalogue.translate(
                language,
                "I am the automatic assistant of {ward}. Ask me what papers you need, the fee, how long it takes and "
                "where to go; type the way you speak. Please send no identity or phone numbers here.",
                ward=ward.name,
            ),
            catalogue.translate(
                language, "The automatic assistant of {ward}: papers, fees, opening hours.", ward=ward.name
            ),
        )
        for language in ward.languages
    ]
