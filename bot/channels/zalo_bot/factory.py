"""The Zalo Bot that the settings ask for."""

from __future__ import annotations

from bot.channels.zalo_bot.channel import ZaloBotChannel
from bot.clock import Clock
from bot.settings import Settings
from bot.storage.database import Database


def zalo_bot_from(settings: Settings, database: Database, clock: Clock) -> ZaloBotChannel | None:
    """The channel, or None where no token is set."""
    if settings.zalo_bot_token is None:
        return None
    return ZaloBotChannel(
        settings.zalo_bot_token,
        clock=clock,
        database=database,
        api_url=settings.zalo_bot_api_url,
        people=settings.zalo_bot_people,
        messages=settings.zalo_bot_messages,
        public_url=settings.public_url,
        webhook_secret=settings.zalo_bot_webhook_secret,
    )
