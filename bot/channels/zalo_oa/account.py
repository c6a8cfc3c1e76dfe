"""What the bot speaks for an Official Account with: connections, tokens, calls."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.channels.zalo_common.http import Http
from bot.channels.zalo_common.storing import Pause
from bot.channels.zalo_oa.api import Api
from bot.channels.zalo_oa.connecting import Connecting
from bot.channels.zalo_oa.oauth import OAuth
from bot.channels.zalo_oa.tokens import Tokens
from bot.clock import Clock
from bot.settings import Settings
from bot.storage.database import Database


@dataclass(frozen=True)
class Account:
    """The parts, made together since they need each other."""

    http: Http
    api: Api
    tokens: Tokens
    connecting: Connecting
    pause: Pause


def account_from(settings: Settings, database: Database, clock: Clock, pause: Pause = asyncio.sleep) -> Account | None:
    """The parts that the settings ask for, or None where no app is named."""
    if not settings.zalo_oa_app_id or settings.zalo_oa_app_secret is None:
        return None
    http = Http()
    secret = settings.zalo_oa_app_secret.get_secret_value()
    oauth = OAuth(http, settings.zalo_oa_oauth_url, settings.zalo_oa_app_id, secret, clock)
    api = Api(http, settings.zalo_oa_api_url)
    tokens = api.tokens = Tokens(database, clock, oauth, api.probe, pause)
    connecting = Connecting(database, clock, oauth, settings.public_url or "", settings.zalo_oa_id)
    return Account(http, api, tokens, connecting, pause)
