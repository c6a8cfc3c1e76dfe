"""Every failure that the library can raise has a meaning."""

from __future__ import annotations

import inspect
from datetime import timedelta

import pytest
import telegram.error
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter, TelegramError, TimedOut

from bot.channels.base import Outcome
from bot.channels.telegram import transport
from bot.channels.telegram.errors import OUTCOMES, classify, is_not_editable, is_unchanged

KINDS = [
    kind
    for module in (telegram.error, transport)
    for _, kind in inspect.getmembers(module, inspect.isclass)
    if issubclass(kind, TelegramError)
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_class_has_its_own_line(kind: type[TelegramError]) -> None:
    assert kind in OUTCOMES, f"say in bot/channels/telegram/errors.py what {kind.__name__} means for a message"


def test_no_line_is_for_a_class_that_is_gone() -> None:
    assert set(OUTCOMES) == set(KINDS)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), Outcome.GONE),
        (BadRequest("Bad Request: chat not found"), Outcome.GONE),
        (BadRequest("Bad Request: not enough rights to send text messages to the chat"), Outcome.GONE),
        (BadRequest("Bad Request: BUTTON_DATA_INVALID"), Outcome.REFUSED),
        (BadRequest("Bad Request: can't parse entities"), Outcome.REFUSED),
        (TimedOut(), Outcome.UNKNOWN),
        (RetryAfter(timedelta(seconds=7)), Outcome.RETRY),
        (type("Unheard", (BadRequest,), {})("x"), Outcome.REFUSED),
    ],
)
def test_what_an_error_means(error: TelegramError, outcome: Outcome) -> None:
    assert classify(error).outcome is outcome


def test_a_request_to_wait_says_how_long() -> None:
    assert classify(RetryAfter(timedelta(seconds=7))).retry_after == 7


def test_a_revoked_token_concerns_everybody_and_is_not_named() -> None:
    failure = classify(InvalidToken("The token `123:secret` was rejected by the server."))
    assert failure.account_wide
    assert "secret" not in failure.why


def test_edits_that_fail_harmlessly() -> None:
    same = "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
    assert is_unchanged(BadRequest(same))
    assert is_not_editable(BadRequest("Bad Request: message to edit not found"))
    assert is_not_editable(BadRequest("Bad Request: message can't be edited"))
    assert not is_not_editable(BadRequest("Bad Request: message is too long"))
    assert not is_unchanged(TimedOut())
