"""OAuth v4 of the Official Account: the address an administrator opens, and pairs of tokens for what comes of it."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from bot.channels.base import Outcome
from bot.channels.zalo_common.http import CallFailed, Http
from bot.channels.zalo_oa.errors import OaRefused
from bot.clock import Clock
from bot.storage.oa_tokens import Fresh

CALLBACK = "/zalo-oa/callback"
REFRESH_LASTS = timedelta(days=90)  # three months
_STATE_LASTS = timedelta(minutes=30)
_ACCESS_LASTS = 90_000  # seconds, where Zalo does not say it


@dataclass(frozen=True, repr=False)
class Proof:
    """PKCE: the same secret for good, since its challenge is entered in Zalo's console too."""

    key: bytes

    @property
    def verifier(self) -> str:
        """43 characters that never leave us before the code comes."""
        return _base64(self.key)

    @property
    def challenge(self) -> str:
        """What Zalo is told before."""
        return _base64(hashlib.sha256(self.verifier.encode()).digest())

    def state(self, now: datetime, member: int = 0) -> str:
        """A sign that a callback answers a link of ours, good for half an hour; it says for whom it was made."""
        said = f"{int((now + _STATE_LASTS).timestamp()):x}.{member}"
        return f"{said}.{self._seal(said)}"

    def whose(self, state: str, now: datetime) -> int | None:
        """For which member of the staff (0: at the shell) we made a callback's state, None if it is not ours or old."""
        said, _, seal = state.rpartition(".")
        if not said or not hmac.compare_digest(seal.encode(), self._seal(said).encode()):
            return None
        end, _, member = said.partition(".")
        return int(member) if int(end, 16) >= now.timestamp() else None

    def _seal(self, said: str) -> str:
        return hmac.new(self.key, f"state {said}".encode(), hashlib.sha256).hexdigest()[:32]


class OAuth:
    """The platform's side of it. All calls raise `OaRefused` or `CallFailed`."""

    def __init__(self, http: Http, url: str, app_id: str, app_secret: str, clock: Clock) -> None:
        self._http, self._url, self._clock = http, url, clock
        self._app_id, self._secret = app_id, app_secret

    def consent_url(self, redirect: str, proof: Proof, member: int = 0) -> str:
        """What an administrator of the Official Account opens to connect it; `member` of our staff asked for it."""
        query = {
            "app_id": self._app_id,
            "redirect_uri": redirect,
            "code_challenge": proof.challenge,
            "state": proof.state(self._clock.now(), member),
        }
        return f"{self._url}/v4/oa/permission?{urlencode(query)}"

    async def exchange(self, code: str, proof: Proof) -> Fresh:
        """The first pair, for the code that came back (it works once, within ten minutes)."""
        form = {"code": code, "grant_type": "authorization_code", "code_verifier": proof.verifier}
        return await self._grant(form)

    async def refresh(self, token: str) -> Fresh:
        """The next pair. Once called, the token may be spent whatever comes of the call."""
        return await self._grant({"refresh_token": token, "grant_type": "refresh_token"})

    async def _grant(self, form: dict[str, str]) -> Fresh:
        answer: Any = await self._http.call(
            "POST",
            f"{self._url}/v4/oa/access_token",
            data=form | {"app_id": self._app_id},
            headers={"secret_key": self._secret},
        )
        if not isinstance(answer, dict) or not ({"access_token", "error"} & answer.keys()):
            raise CallFailed(Outcome.UNKNOWN, "the answer holds no token")
        if not answer.get("access_token"):
            words = answer.get("error_description") or answer.get("message") or answer.get("error_name") or ""
            raise OaRefused(int(answer["error"]), str(words)[:150])
        now, lasts = self._clock.now(), str(answer.get("expires_in", ""))
        ends = now + timedelta(seconds=int(lasts) if lasts.isdecimal() else _ACCESS_LASTS)
        return Fresh(str(answer["access_token"]), ends, str(answer.get("refresh_token", "")), now + REFRESH_LASTS)


def _base64(content: bytes) -> str:
    """base64url without padding, as the official library has it."""
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
