"""The Official Account that the settings ask for."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.channels.base import Load
from bot.channels.zalo_common.storing import Pause
from bot.channels.zalo_oa.account import account_from
from bot.channels.zalo_oa.channel import ZaloOaChannel
from bot.channels.zalo_oa.forms import Template
from bot.channels.zalo_oa.webhook import Signature
from bot.clock import Clock
from bot.i18n import Catalogue
from bot.settings import Settings
from bot.storage.database import Database


def zalo_oa_from(
    settings: Settings,
    database: Database,
    clock: Clock,
    catalogue: Catalogue,
    pause: Pause = asyncio.sleep,
    load: Load | None = None,
) -> ZaloOaChannel | None:
    """The channel, or None where no app is named."""
    account = account_from(settings, database, clock, pause)
    if account is None:
        return None
    secrets = {
        "ZALO_OA_WEBHOOK_SECRET": settings.zalo_oa_webhook_secret,
        "the app's secret": settings.zalo_oa_app_secret,
    }
    known = {name: secret.get_secret_value() for name, secret in secrets.items() if secret}
    return ZaloOaChannel(
        account,
        Signature(settings.zalo_oa_app_id, known),
        clock=clock,
        database=database,
        catalogue=catalogue,
        per_minute=settings.zalo_oa_per_minute,
        paid_window=settings.zalo_oa_paid_window,
        paid_messages=settings.zalo_oa_paid_messages,
        articles=settings.zalo_oa_articles,
        cover=settings.zalo_oa_cover,
        template=_template(settings),
        silence=timedelta(minutes=settings.zalo_oa_silence_minutes),
        buttons=settings.zalo_oa_buttons,
        load=load,
    )


def _template(settings: Settings) -> Template | None:
    """The approved template for ratings, where one is named."""
    known = settings.zalo_oa_rating_template
    return Template(known, settings.zalo_oa_rating_data) if known else None
