"""What `python -m bot check` looks at on Zalo: it asks the real platform what is wrong and changes nothing there."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.channels.zalo_bot.api import REJECTED, Api, ZaloRefused
from bot.channels.zalo_bot.errors import BAD_TOKEN
from bot.channels.zalo_bot.webhook import PATH
from bot.channels.zalo_common.http import CallFailed, Http
from bot.channels.zalo_oa.account import Account, account_from
from bot.channels.zalo_oa.errors import DEAD_TOKEN, OPERATOR, OaRefused
from bot.channels.zalo_oa.oauth import CALLBACK
from bot.channels.zalo_oa.tokens import CHANNEL
from bot.channels.zalo_oa.webhook import PATH as OA_PATH
from bot.clock import VIETNAM, Clock
from bot.commands.findings import Finding, State
from bot.settings import Settings
from bot.storage import oa_tokens
from bot.storage.database import Database, DatabaseError
from bot.storage.oa_tokens import Pair
from bot.storage.revision import look

BOT, OA = "zalo_bot", "zalo_oa"


async def zalo_bot_findings(settings: Settings) -> list[Finding]:
    """Whether the free bot's token is taken, and how its events come."""
    if settings.zalo_bot_token is None:
        return [Finding(BOT, State.NOTE, "ZALO_BOT_TOKEN is not set: the bot does not speak as a free Zalo Bot.")]
    http = Http()
    await http.open()
    api = Api(http, settings.zalo_bot_token.get_secret_value(), settings.zalo_bot_api_url)
    try:
        me, hook = await api.call("getMe"), await api.call("getWebhookInfo")
    except ZaloRefused as refused:
        text = BAD_TOKEN if refused.code in REJECTED else f"Zalo answers {refused}: try again later."
        return [Finding(BOT, State.WRONG, text)]
    except CallFailed as failed:
        text = f"{settings.zalo_bot_api_url} cannot be used ({failed}): check the network, or ZALO_BOT_API_URL."
        return [Finding(BOT, State.WRONG, text)]
    finally:
        await http.close()
    return [_who(me), *_way_in(settings, hook)]


def _who(me: Any) -> Finding:
    about = me if isinstance(me, dict) else {}
    groups = "" if about.get("can_join_groups") else ", not for groups"
    package = about.get("account_type", "an unknown package")
    return Finding(BOT, State.FINE, f"Zalo takes the token: {about.get('account_name', 'a bot')} ({package}{groups}).")


def _way_in(settings: Settings, hook: Any) -> list[Finding]:
    """How events come, or would come at the next start."""
    there = str(hook.get("url", "")) if isinstance(hook, dict) else ""
    if not settings.zalo_bot_webhook_secret:
        other = f"; the webhook {there} that is set now goes at the start" if there else ""
        text = f"events come by polling: what people write while the bot is off is probably lost{other}."
        return [Finding(BOT, State.NOTE, text)]
    if not settings.public_url:
        return [Finding(BOT, State.NOTE, "ZALO_BOT_WEBHOOK_SECRET is set without PUBLIC_URL: events come by polling.")]
    ours = settings.public_url + PATH
    if not ours.startswith("https://"):
        return [Finding(BOT, State.WRONG, f"Zalo takes no webhook without https: {ours}.")]
    if there != ours:
        return [Finding(BOT, State.NOTE, f"the webhook is {there or 'not set'} now; the start sets {ours}.")]
    return [Finding(BOT, State.FINE, f"the webhook is {ours}.")]


async def zalo_oa_findings(settings: Settings) -> list[Finding]:
    """Whether the Official Account can be spoken for: settings, connection, and what Zalo says to a harmless call."""
    database = Database(settings.database_url)
    try:
        account = account_from(settings, database, Clock())
        if account is None:
            text = "ZALO_OA_APP_ID or ZALO_OA_APP_SECRET is not set: the bot does not speak as an Official Account."
            return [Finding(OA, State.NOTE, text)]
        return [*_oa_settings(settings), *await _oa_connection(account, await _kept(settings, database))]
    finally:
        await database.close()


def _oa_settings(settings: Settings) -> list[Finding]:
    found = []
    site = settings.public_url or ""
    if not site.startswith("https://"):
        text = (
            "PUBLIC_URL must be an https address: Zalo delivers events and sends administrators back to nothing else."
        )
        found.append(Finding(OA, State.WRONG, text))
    else:
        text = f"in Zalo's console the webhook must be {site}{OA_PATH} and the callback {site}{CALLBACK}."
        found.append(Finding(OA, State.NOTE, text))
    if settings.zalo_oa_webhook_secret is None:
        text = "ZALO_OA_WEBHOOK_SECRET is not set: the app's secret is tried, which some accounts sign with."
        found.append(Finding(OA, State.NOTE, text))
    return found


async def _kept(settings: Settings, database: Database) -> Pair | None:
    """The tokens, looked up without making or changing a database."""
    try:
        if not (await look(settings.database_url)).here:
            return None
        return await database.read(partial(oa_tokens.find, channel=CHANNEL))
    except (DatabaseError, SQLAlchemyError, OSError):
        return None  # what is wrong with the database is another part's finding


async def _oa_connection(account: Account, pair: Pair | None) -> list[Finding]:
    if pair is None:
        return [Finding(OA, State.WRONG, "no Official Account is connected: python -m bot zalo connect.")]
    if pair.lost:
        text = f"the connection is lost ({pair.lost}): an administrator of the OA runs python -m bot zalo connect."
        return [Finding(OA, State.WRONG, text)]
    await account.http.open()
    try:
        about = await account.api.probe(pair.access)
    except OaRefused as refused:
        return [_oa_refusal(refused, pair)]
    except CallFailed as failed:
        return [Finding(OA, State.WRONG, f"Zalo cannot be used ({failed}): check the network, or ZALO_OA_API_URL.")]
    finally:
        await account.http.close()
    name, until = about.get("name", "the Official Account"), pair.refresh_ends.astimezone(VIETNAM)
    text = f"Zalo takes the connection of {name}; unrenewed it would end on {until:%d/%m/%Y}."
    found = [Finding(OA, State.FINE, text)]
    if about.get("is_verified") is False:
        found.append(Finding(OA, State.NOTE, "the Official Account is not verified: Zalo may refuse to send for it."))
    return found


def _oa_refusal(refused: OaRefused, pair: Pair) -> Finding:
    """An access token that has ended by itself is renewed at the next start; nothing is renewed here."""
    if refused.error in DEAD_TOKEN and pair.access_ends <= Clock().now():
        return Finding(OA, State.NOTE, "the access token has ended: the bot renews it when it runs.")
    return Finding(OA, State.WRONG, f"Zalo refuses: {OPERATOR.get(refused.error, str(refused))} ({refused.error}).")
