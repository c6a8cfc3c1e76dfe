"""The Official Account on Zalo: who is connected, until when, what was sent; connecting and disconnecting it."""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.responses import Response

from bot.channels.zalo_common.http import CallFailed
from bot.channels.zalo_oa.callback import PAGE as PATH
from bot.channels.zalo_oa.channel import ZaloOaChannel
from bot.channels.zalo_oa.connecting import WrongAccount, came_back
from bot.channels.zalo_oa.errors import NotConnected, OaRefused
from bot.channels.zalo_oa.tokens import CHANNEL, WARN_BEFORE
from bot.channels.zalo_oa.webhook import PATH as WEBHOOK
from bot.i18n import mark
from bot.routes import Role
from bot.storage import oa_tokens
from bot.web.staff.call import Call, Page

SETTINGS = ("ZALO_OA_APP_ID", "ZALO_OA_APP_SECRET", "PUBLIC_URL")
REASONS = {
    -216: mark("Zalo does not take the access token any more."),
    -220: mark("Zalo does not take the access token any more."),
    -221: mark("The Official Account is not verified."),
    -223: mark("The app is not authorised by the Official Account."),
    -224: mark("The Official Account's package has no OpenAPI: it takes the one called Tăng trưởng or a larger one."),
    -242: mark("The app asks for appsecret_proof: switch that off in Zalo's console."),
    -320: mark("Zalo's billing account is not linked."),
    -321: mark("Zalo's billing account has no money."),
}
"""What Zalo refuses for, where somebody of the ward can put it right."""


async def show(call: Call) -> Response:
    """Everything about the connection."""
    return await _shown(call)


async def code(call: Call) -> Response:
    """Finish by hand, where Zalo could not send the browser back to us."""
    channel = _channel(call)
    given = call.words("dia-chi", 2000)
    if channel is None:
        return call.missing()
    if not given:
        return await _shown(call, call.t("Please paste the address at which the browser stopped."))
    try:
        await channel.account.connecting.finish(*came_back(given), call.by)
    except WrongAccount:
        return await _shown(call, call.t("This is another Official Account than the one in ZALO_OA_ID."))
    except (OaRefused, CallFailed) as error:
        return await _shown(call, call.t("Zalo did not accept it: {why}. Please make a new link.", why=str(error)))
    await channel.look()
    return call.to(PATH, call.t("The Official Account is connected."))


async def disconnect(call: Call) -> Response:
    """Throw the tokens away."""
    work = partial(oa_tokens.disconnect, channel=CHANNEL, now=call.now, by=call.by)
    done = await call.parts.database.write(work)
    if channel := _channel(call):
        channel.account.tokens.forget()
    return call.to(PATH, call.t("Disconnected. The bot is silent on Zalo until it is connected again.") if done else "")


async def _shown(call: Call, wrong: str = "") -> Response:
    channel = _channel(call)
    if channel is None or not call.parts.settings.public_url:
        return call.page("staff/zalo_missing.html", settings=SETTINGS)
    pair = await call.parts.database.read(partial(oa_tokens.find, channel=CHANNEL))
    about, trouble = await _about(call, channel) if pair and not pair.lost else ({}, "")
    connecting = channel.account.connecting
    return call.page(
        "staff/zalo.html",
        status=400 if wrong else 200,
        wrong=wrong,
        just=call.words("noi", 4) == "xong" and pair is not None and not pair.lost,
        pair=pair,
        ends_soon=pair is not None and pair.refresh_ends - call.now <= WARN_BEFORE,
        about=about,
        trouble=trouble,
        used=channel.usage.counts(),
        left=channel.left(),
        cap=channel.usage.cap,
        only=connecting.account,
        address=await connecting.address(call.member.id),
        redirect=connecting.redirect,
        challenge=(await connecting.proof()).challenge,
        webhook=(call.parts.settings.public_url or "") + WEBHOOK,
        path=PATH,
    )


async def _about(call: Call, channel: ZaloOaChannel) -> tuple[dict[str, Any], str]:
    """What Zalo says of the account now, and why it does not where it does not."""
    try:
        return await channel.account.api.about(), ""
    except NotConnected:
        return {}, ""
    except OaRefused as refused:
        known = REASONS.get(refused.error)
        return {}, call.t(known) if known else call.t("Zalo refuses: {why}", why=str(refused))
    except CallFailed as failed:
        return {}, call.t("Zalo cannot be reached now ({why}).", why=failed.why)


def _channel(call: Call) -> ZaloOaChannel | None:
    found = call.parts.channels.get(CHANNEL)
    return found if isinstance(found, ZaloOaChannel) else None


PAGES = (
    Page(PATH, show, Role.ADMINISTRATOR, nav=mark("Zalo OA")),
    Page(f"{PATH}/ma", code, Role.ADMINISTRATOR, method="POST"),
    Page(f"{PATH}/ngat", disconnect, Role.ADMINISTRATOR, method="POST"),
)
