"""OAuth v4 of the Official Account: consent with PKCE, and pairs of tokens that renewing ends (2.2)."""

from __future__ import annotations

import base64
import hashlib
import itertools
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.fakes.clock import Clock
from tests.fakes.zalo_api.people import JSON
from tests.fakes.zalo_api.wire import OaError

APP_ID, APP_SECRET, OA_ID = "1234567890", "app-secret-of-the-fake", "2345678901234567890"
CODE_LASTS, ACCESS_LASTS, REFRESH_LASTS = 600, 90_000, 90 * 86_400  # seconds: 10 minutes, 25 hours, 3 months


@dataclass
class OAuth:
    """The server of oauth.zaloapp.com."""

    clock: Clock
    codes: dict[str, tuple[str, float]] = field(default_factory=dict)  # code: challenge, end
    access: dict[str, float] = field(default_factory=dict)  # token: end
    refresh: dict[str, float] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)  # refresh tokens, as often as they came
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def consent(self, params: JSON) -> str:
        """The OA's administrator agrees: where the browser is sent."""
        if params.get("app_id") != APP_ID or not params.get("redirect_uri") or not params.get("code_challenge"):
            raise OaError(-14003, "Invalid redirect uri")  # 2.2
        code = f"code-{next(self.numbers)}"
        self.codes[code] = (str(params["code_challenge"]), self.clock.now() + CODE_LASTS)
        back = {"code": code, "oa_id": OA_ID} | ({"state": params["state"]} if "state" in params else {})
        return f"{params['redirect_uri']}?{urlencode(back)}"

    def token(self, params: JSON, secret: str) -> JSON:
        """A pair for a code or for a refresh token; either works once."""
        if params.get("app_id") != APP_ID or secret != APP_SECRET:
            raise OaError(-14004, "Invalid secret key")
        if params.get("grant_type") == "authorization_code":
            challenge, end = self.codes.pop(str(params.get("code")), ("", 0.0))
            digest = hashlib.sha256(str(params.get("code_verifier", "")).encode()).digest()
            if end < self.clock.now() or base64.urlsafe_b64encode(digest).decode().rstrip("=") != challenge:
                raise OaError(-14012, "Invalid authorization code")
        else:
            given = str(params.get("refresh_token"))
            self.used.append(given)
            if self.refresh.pop(given, 0.0) < self.clock.now():
                raise OaError(-14014, "Invalid refresh token")  # no code is documented: a guess
        return self.pair()

    def pair(self) -> JSON:
        """A new pair; the old access token dies the moment it is made."""
        number = next(self.numbers)
        access, refresh = f"access-token-{number}-of-the-fake", f"refresh-token-{number}-of-the-fake"
        self.access = {access: self.clock.now() + ACCESS_LASTS}
        self.refresh[refresh] = self.clock.now() + REFRESH_LASTS
        return {"access_token": access, "refresh_token": refresh, "expires_in": str(ACCESS_LASTS)}

    def check(self, token: str) -> None:
        """Is this access token alive?"""
        if token not in self.access:
            raise OaError(-216, "Access token is invalid")
        if self.access[token] < self.clock.now():
            raise OaError(-220, "Access token has expired")
