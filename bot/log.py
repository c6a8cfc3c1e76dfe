"""Logs: lines for people or JSON for machines, scrubbed of secrets and of citizens' numbers as they are written.

Scrubbing is done where a line takes its final form and not in a filter: a filter would not see a traceback. At INFO and
above nothing of ours logs what a citizen said; extra fields are given with `extra={"channel": ...}`.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, TextIO

from pydantic import SecretStr

from bot.clock import VIETNAM
from bot.masking import mask
from bot.settings import Settings

# httpx prints whole URLs at INFO, and Telegram's hold the token; uvicorn prints citizens' addresses; the others print
# every request or step they make
TALKATIVE = ("httpx", "httpcore", "telegram", "aiohttp", "uvicorn", "aiosqlite", "alembic", "asyncio")
HIDDEN = "[secret]"

_TOKEN = re.compile(r"\d{5,12}(?::|%3A)[A-Za-z0-9_-]{20,}", re.IGNORECASE)  # Telegram's and Zalo's bots
_ONE_TIME_LINK = re.compile(r"(/vao/|join-)[A-Za-z]{45}")  # lets one of the staff in, see bot.storage.links
_PASSWORD_IN_URL = re.compile(r"(?<=://)([^:/@\s]*):[^@/\s]+@")
_KNOWN_FIELDS = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_OUR_SECRETS_AT_LEAST = 6  # characters; a shorter value would blank out half the log


class Scrubber:
    """Takes out of a text the settings' secrets, anything shaped like a token, and private numbers."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = sorted((value for value in secrets if len(value) >= _OUR_SECRETS_AT_LEAST), key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, text: str) -> str:
        """The text without them."""
        if self._known:
            text = self._known.sub(HIDDEN, text)
        text = _TOKEN.sub(HIDDEN, text)
        text = _ONE_TIME_LINK.sub(rf"\1{HIDDEN}", text)
        text = _PASSWORD_IN_URL.sub(rf"\1:{HIDDEN}@", text)
        return mask(text)[0]


class Lines(logging.Formatter):
    """A line for people: time of the ward, level, logger, message, extra fields; a traceback below it."""

    def __init__(self, scrub: Scrubber) -> None:
        super().__init__()
        self._scrub = scrub

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        when = datetime.fromtimestamp(record.created, VIETNAM).isoformat(timespec="milliseconds")
        fields = "".join(f" {name}={value}" for name, value in _extra(record).items())
        message = f"{record.getMessage()}{fields}".replace("\n", "\\n")  # one record stays one line
        text = f"{record.name}: {self._scrub(message)}"
        if trouble := self._traceback(record):
            text += "\n" + self._scrub(trouble)
        return f"{when} {record.levelname:7} {text}"

    def _traceback(self, record: logging.LogRecord) -> str:
        parts = [self.formatException(record.exc_info)] if record.exc_info and record.exc_info[0] else []
        return "\n".join(parts + ([self.formatStack(record.stack_info)] if record.stack_info else []))


class JsonLines(Lines):
    """A JSON object a line, for machines."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON; the time is UTC."""
        fields: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": self._scrub(record.getMessage()),
        }
        for name, value in _extra(record).items():
            said = self._scrub(str(value))
            plain = isinstance(value, bool | int | float | None) and said == str(value)
            fields[name] = value if plain else said
        if trouble := self._traceback(record):
            fields["traceback"] = self._scrub(trouble)
        return json.dumps(fields, ensure_ascii=False)


def set_up(settings: Settings, *, quiet: bool = False, stream: TextIO | None = None) -> None:
    """Send every log to a stream (standard error) in the way the settings ask; `quiet` leaves out what is no warning.

    Whatever else would set up logging (uvicorn) must be told not to.
    """
    scrub = Scrubber(secrets_of(settings))
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines(scrub) if settings.log_format == "json" else Lines(scrub))
    level = logging.getLevelNamesMapping()[settings.log_level]
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(level, logging.WARNING) if quiet else level)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)


def secrets_of(settings: Settings) -> list[str]:
    """Every value of the settings that must not be seen."""
    values = (getattr(settings, name) for name in type(settings).model_fields)
    return [value.get_secret_value() for value in values if isinstance(value, SecretStr)]


def _extra(record: logging.LogRecord) -> dict[str, Any]:
    """What the caller added to the record."""
    return {name: value for name, value in vars(record).items() if name not in _KNOWN_FIELDS}
