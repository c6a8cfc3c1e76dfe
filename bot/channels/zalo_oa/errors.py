"""What each refusal of the Official Account's API means for a message (negative numbers, under HTTP 200)."""

from __future__ import annotations

from bot.channels.base import Outcome, SendFailed
from bot.channels.zalo_common.http import CallFailed

DEAD_TOKEN = (-216, -220)  # invalid, expired: renewed once
_TOO_FAST = -32
_NIGHT = -234
OPERATOR = {
    -216: "the access token is not taken",
    -220: "the access token has expired",
    -221: "the Official Account is not verified",
    -223: "the app is not authorised by the Official Account",
    -224: "the Official Account's package has no OpenAPI: it takes the one called Tăng trưởng or a larger one",
    -242: "the app asks for appsecret_proof: switch that off in the console",
    -320: "Zalo's billing account is not linked",
    -321: "Zalo's billing account has no money",
}
"""What somebody must put right before anything can be sent; the words are kept."""

OUTCOMES = {
    -213: Outcome.GONE,  # does not follow
    -227: Outcome.GONE,  # banned, or away for 45 days
    -230: Outcome.GONE,  # wrote too long ago
    -232: Outcome.GONE,
    -201: Outcome.REFUSED,  # a bad parameter
    -210: Outcome.REFUSED,  # too large
    -211: Outcome.REFUSED,  # quota: it lasts until the month ends
    -218: Outcome.REFUSED,
    -240: Outcome.REFUSED,  # a call that was shut down
    -244: Outcome.REFUSED,  # the person does not want this kind
    -248: Outcome.REFUSED,  # against Zalo's policy
}
_MINUTE, _HOUR = 60.0, 3600.0


class OaRefused(Exception):  # noqa: N818 - says what happened
    """Zalo said no, with its own number and words."""

    def __init__(self, error: int, message: str) -> None:
        super().__init__(f"{error}: {message}")
        self.error, self.message = error, message


class NotConnected(Exception):  # noqa: N818 - says what is so
    """There is no token to call with; the message tells the operator what to do."""


def classify(error: OaRefused | CallFailed | NotConnected) -> SendFailed:
    """The failure as the sender understands it."""
    if isinstance(error, CallFailed):
        return SendFailed(error.outcome, error.why)
    if isinstance(error, NotConnected):
        return SendFailed(Outcome.RETRY, str(error), retry_after=_MINUTE, account_wide=True)
    why = f"Zalo said {error}"
    if error.error == _TOO_FAST:
        return SendFailed(Outcome.RETRY, why, retry_after=_MINUTE, account_wide=True)
    if error.error == _NIGHT:
        return SendFailed(Outcome.RETRY, why, retry_after=_HOUR)
    if error.error in OPERATOR:
        return SendFailed(Outcome.RETRY, why, retry_after=10 * _MINUTE, account_wide=True)
    return SendFailed(OUTCOMES.get(error.error, Outcome.UNKNOWN), why)
