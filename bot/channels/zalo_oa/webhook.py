"""The webhook: whose events are taken, and how fast Zalo is answered."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.body import read_body

PATH = "/zalo-oa/webhook"
HEADER = "X-ZEvent-Signature"
MAX_BODY = 1_000_000  # bytes

log = logging.getLogger(__name__)

Json = dict[str, Any]


class Signature:
    """mac = sha256(first + raw body + timestamp + secret), plain and not HMAC.

    Readers disagree about the first term (app id or the account's) and the secret (one of its own or the app's): every
    pair of them is tried, and the log tells once which it was.
    """

    def __init__(self, app_id: str, secrets: Mapping[str, str]) -> None:
        self._app_id, self._secrets = app_id, secrets
        self._told = False

    def fits(self, header: str, body: bytes, event: Json) -> bool:
        """Whether Zalo signed this."""
        given = header.removeprefix("mac=").strip().casefold().encode()
        stamp = str(event.get("timestamp", "")).encode()
        firsts = {"app id": self._app_id, "OA id": _account(event)}
        fitting = ""
        for first_name, first in firsts.items():
            for secret_name, secret in self._secrets.items():
                mac = hashlib.sha256(first.encode() + body + stamp + secret.encode()).hexdigest().encode()
                if first and hmac.compare_digest(given, mac):
                    fitting = f"{first_name} and {secret_name}"
        if fitting and not self._told:
            self._told = True
            log.info("Zalo signs the webhook with %s", fitting)
        return bool(fitting)


def route(signature: Signature, store: Callable[[Json], Awaitable[bool]]) -> Route:
    """The route to mount: 200 within a moment once an event is stored, 503 if it is not stored by then."""

    async def take(request: Request) -> Response:
        body = await read_body(request, MAX_BODY)
        if body is None:
            return Response("too large\n", status_code=413)
        if not body.strip():
            return Response(status_code=200)  # somebody looks whether anybody is there
        try:
            event = orjson.loads(body)
        except orjson.JSONDecodeError:
            event = None
        if not isinstance(event, dict) or not signature.fits(request.headers.get(HEADER, ""), body, event):
            log.warning("a webhook call of %d bytes was not signed by Zalo: check ZALO_OA_WEBHOOK_SECRET", len(body))
            return Response("wrong or missing signature\n", status_code=403)
        return Response(status_code=200 if await store(event) else 503)

    return Route(PATH, take, methods=["POST"])


def _account(event: Json) -> str:
    """The Official Account that an event is about: the receiver of what people send, else as it is told."""
    for name in ("recipient", "sender"):
        party = event.get(name)
        if str(event.get("event_name", "")).startswith("oa_" if name == "sender" else "user_") and isinstance(
            party, dict
        ):
            return str(party.get("id", ""))
    return str(event.get("oa_id", ""))
