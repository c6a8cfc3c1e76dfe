"""What each refusal of the Zalo Bot platform means for a message. The table is short and partly mislabelled there."""

from __future__ import annotations

from bot.channels.base import Outcome, SendFailed
from bot.channels.zalo_bot.api import ZaloRefused
from bot.channels.zalo_common.http import CallFailed

OUTCOMES = {
    400: Outcome.REFUSED,  # bad path or parameter, unless it says that there is nobody, see _NOBODY
    401: Outcome.RETRY,  # the token was reset: the operator must act, the words are kept
    403: Outcome.RETRY,  # "Internal server error"
    404: Outcome.REFUSED,  # no such method
    408: Outcome.UNKNOWN,  # the platform's own time-out: it may have gone out
    429: Outcome.RETRY,  # too fast, unless it says quota
}
_NOBODY = ("chat not found", "user not found", "blocked", "not exist")
_QUOTA = "quota"
_PAUSE = 60.0  # seconds, where the platform does not say how long

BAD_TOKEN = "Zalo does not accept ZALO_BOT_TOKEN: copy it again from Zalo Bot Manager, or leave it empty to do without."  # noqa: S105 - a sentence
SPENT = "the month's quota of the Zalo Bot is spent"


def classify(error: ZaloRefused | CallFailed) -> SendFailed:
    """The failure as the sender understands it."""
    if isinstance(error, CallFailed):
        return SendFailed(error.outcome, error.why)
    if is_quota(error):
        return SendFailed(Outcome.REFUSED, SPENT)  # it lasts until the month ends: waiting helps nobody
    why = f"Zalo said {error}"
    if error.code in (401, 429):
        return SendFailed(Outcome.RETRY, why, retry_after=_PAUSE, account_wide=True)
    if error.code == 400 and any(sign in error.description.casefold() for sign in _NOBODY):
        return SendFailed(Outcome.GONE, why)
    return SendFailed(OUTCOMES.get(error.code, Outcome.RETRY if error.code >= 500 else Outcome.UNKNOWN), why)


def is_quota(error: ZaloRefused) -> bool:
    """Whether the account has sent all that it may this month."""
    return error.code == 429 and _QUOTA in error.description.casefold()
