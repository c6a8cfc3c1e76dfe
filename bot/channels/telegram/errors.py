"""What each failure of Telegram means for a message. Every class of `telegram.error` has its line (a test counts)."""

from __future__ import annotations

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    PassportDecryptionError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.base import Outcome, SendFailed
from bot.channels.telegram.transport import NotSent, ServerTrouble

OUTCOMES: dict[type[TelegramError], Outcome] = {
    TelegramError: Outcome.UNKNOWN,  # something the library could not name
    NetworkError: Outcome.UNKNOWN,  # the connection broke after the call
    TimedOut: Outcome.UNKNOWN,
    NotSent: Outcome.RETRY,
    ServerTrouble: Outcome.RETRY,
    RetryAfter: Outcome.RETRY,
    Conflict: Outcome.RETRY,  # another process uses the token; a send is not meant
    InvalidToken: Outcome.RETRY,  # revoked: the operator must act, the words are kept for the next start
    Forbidden: Outcome.GONE,  # blocked, deactivated, thrown out of the group
    ChatMigrated: Outcome.GONE,  # the group lives on under another number
    BadRequest: Outcome.REFUSED,  # unless it says that there is nobody, see _NOBODY
    EndPointNotFound: Outcome.REFUSED,
    PassportDecryptionError: Outcome.REFUSED,
}
_NOBODY = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "chat_write_forbidden",
    "not enough rights to send",
    "have no rights to send",
    "group chat was deactivated",
    "topic_closed",
)
_NOT_MODIFIED = "message is not modified"
_NOT_EDITABLE = (
    *("message to edit not found", "message can't be edited", "no text in the message", "no caption in the message"),
    "message_id_invalid",
)


def classify(error: TelegramError) -> SendFailed:
    """The failure as the sender understands it."""
    outcome = next(OUTCOMES[kind] for kind in type(error).__mro__ if kind in OUTCOMES)
    why = f"{type(error).__name__}: {error.message}"[:300]
    if isinstance(error, BadRequest) and _says(error, *_NOBODY):
        outcome = Outcome.GONE
    if isinstance(error, InvalidToken):
        return SendFailed(outcome, "Telegram no longer accepts the token", account_wide=True)
    if isinstance(error, NotSent):  # nobody gets through now: no one person's try
        return SendFailed(outcome, why, account_wide=True)
    return SendFailed(outcome, why, retry_after=seconds_of(error) if isinstance(error, RetryAfter) else None)


def seconds_of(error: RetryAfter) -> float:
    """How long to wait, whichever of its two types the library gives."""
    wait = error.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()


def is_unchanged(error: TelegramError) -> bool:
    """The message already looks as it should."""
    return isinstance(error, BadRequest) and _says(error, _NOT_MODIFIED)


def is_not_editable(error: TelegramError) -> bool:
    """The message cannot be changed; a new one can be written instead."""
    return isinstance(error, ChatMigrated) or (isinstance(error, BadRequest) and _says(error, *_NOT_EDITABLE))


def is_deleted(error: TelegramError) -> bool:
    """There is nothing to delete (any more)."""
    return isinstance(error, BadRequest) and _says(error, "message to delete not found", "message_id_invalid")


def is_undeletable(error: TelegramError) -> bool:
    """The message stays: it is too old, or not ours to delete."""
    return isinstance(error, BadRequest) and _says(error, "message can't be deleted")


def _says(error: TelegramError, *signs: str) -> bool:
    return any(sign in error.message.casefold() for sign in signs)
