"""The page on which Zalo's consent ends."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.channels.zalo_common.http import CallFailed
from bot.channels.zalo_oa.connecting import Connecting, WrongAccount
from bot.channels.zalo_oa.errors import OaRefused
from bot.channels.zalo_oa.oauth import CALLBACK
from bot.i18n import Catalogue

PAGE = "/quan-tri/zalo"
"""The staff's page on which connecting began, where a member of the staff asked for it."""

log = logging.getLogger(__name__)


def route(connecting: Connecting, catalogue: Catalogue, connected: Callable[[], Awaitable[None]]) -> Route:
    """The route to mount. It takes only what a link of ours led to; who else calls changes nothing."""

    def say(status: int, message: str) -> Response:
        return PlainTextResponse(message + "\n", status, {"Cache-Control": "no-store"})

    async def finish(request: Request) -> Response:
        code, account = request.query_params.get("code", ""), request.query_params.get("oa_id", "")
        state = request.query_params.get("state", "")
        by = await connecting.asked_by(state)
        if not code or by is None:
            return say(400, catalogue.translate("vi", "This link is old or was not made here. Please make a new one."))
        try:
            await connecting.finish(code, account, by)
        except WrongAccount:
            return say(400, catalogue.translate("vi", "This is another Official Account than the one in ZALO_OA_ID."))
        except (OaRefused, CallFailed) as error:
            log.warning("the Official Account was not connected: %s", error)
            return say(
                502, catalogue.translate("vi", "Zalo did not accept it: {why}. Please make a new link.", why=str(error))
            )
        await connected()
        if by.staff is not None:
            return RedirectResponse(f"{PAGE}?noi=xong", 303, {"Cache-Control": "no-store"})
        return say(200, catalogue.translate("vi", "The Official Account is connected. You may close this page."))

    return Route(CALLBACK, finish, methods=["GET"])
