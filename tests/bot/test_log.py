"""What may never stand in a log: tokens, secrets, passwords, citizens' numbers and words."""

from __future__ import annotations

import io
import json
import logging
import warnings
from collections.abc import Iterator

import httpx
import pytest
from telegram import Bot
from telegram.error import TelegramError

from bot import log
from bot.settings import Settings
from tests.fakes.telegram import TelegramFake
from tests.kit import Desk

TOKEN = "8123456789:AAHfakefakefakefakefakefakefakefakef"
WEBHOOK_SECRET = "mot-bi-mat-cua-webhook"


def make_settings(**values: object) -> Settings:
    values = {"telegram_token": TOKEN, "telegram_webhook_secret": WEBHOOK_SECRET} | values
    return Settings(_env_file=None, **values)  # type: ignore[call-arg, arg-type]  # values by name


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Everything that is logged, at the most talkative level."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    kept = {name: logging.getLogger(name).level for name in log.TALKATIVE}
    stream = io.StringIO()
    log.set_up(make_settings(log_level="DEBUG"), stream=stream)
    yield stream
    logging.captureWarnings(capture=False)
    root.handlers[:] = before
    root.setLevel(level)
    for name, old in kept.items():
        logging.getLogger(name).setLevel(old)


async def test_httpx_never_tells_the_token(lines: io.StringIO) -> None:
    async with TelegramFake() as fake, httpx.AsyncClient() as client:
        await client.get(f"{fake.url}/bot{TOKEN}/getMe")
        logging.getLogger("httpx").setLevel(logging.DEBUG)  # as somebody hunting a fault would
        logging.getLogger("httpcore").setLevel(logging.DEBUG)
        await client.get(f"{fake.url}/bot{TOKEN}/getMe")
    assert lines.getvalue().count("HTTP Request") == 1
    assert "/bot[secret]/getMe" in lines.getvalue()
    assert TOKEN not in lines.getvalue()


async def test_errors_of_python_telegram_bot_never_tell_the_token(lines: io.StringIO) -> None:
    logging.getLogger("telegram").setLevel(logging.DEBUG)
    async with TelegramFake() as fake:
        try:
            async with Bot(TOKEN, base_url=f"{fake.url}/bot"):
                pass
        except TelegramError:
            logging.getLogger("bot.test").exception("Telegram refused %s", TOKEN)
    text = lines.getvalue()
    assert "InvalidToken" in text
    assert TOKEN.partition(":")[2] not in text


def test_a_traceback_never_tells_a_secret(lines: io.StringIO) -> None:
    try:
        raise ValueError(f"GET https://api.telegram.org/bot{TOKEN}/sendMessage with {WEBHOOK_SECRET}")
    except ValueError as error:
        logging.getLogger("bot.test").error("failed", exc_info=error, stack_info=True)
    text = lines.getvalue()
    assert "Traceback" in text
    assert text.count("[secret]") == 2
    assert TOKEN not in text
    assert WEBHOOK_SECRET not in text


@pytest.mark.parametrize(
    "told",
    [
        "9000000001:AAanother_bots_token_that_is_no_setting",
        "https://host/bot9000000001%3AAAanother_bots_token_that_is_no_setting/x",
        "postgresql+asyncpg://bot:s3cr3t-w0rd@db/hailong",
        "089123456789",
        "0912 345 678",
        "ba.tu@mail.example.vn",
    ],
)
@pytest.mark.parametrize("style", ["text", "json"])
def test_secrets_and_private_numbers_anywhere_in_a_record(told: str, style: str) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    scrub = log.Scrubber()
    handler.setFormatter(log.JsonLines(scrub) if style == "json" else log.Lines(scrub))
    record = logging.makeLogRecord({"name": "x", "msg": "in the message %s", "args": (told,), "field": {"of": told}})
    handler.handle(record)
    for secret in (told, "s3cr3t", "AAanother", "345 678"):
        assert secret not in stream.getvalue()


def test_the_settings_secrets_are_all_known() -> None:
    assert sorted(log.secrets_of(make_settings())) == sorted([TOKEN, WEBHOOK_SECRET])


def test_a_line_for_people(lines: io.StringIO) -> None:
    logging.getLogger("bot.test").info("two\nlines", extra={"channel": "webchat", "count": 3})
    line = lines.getvalue()
    assert line.count("\n") == 1
    assert line.endswith("INFO    bot.test: two\\nlines channel=webchat count=3\n")
    assert "+07:00" in line


def test_a_line_for_machines() -> None:
    record = logging.makeLogRecord(
        {"name": "bot.x", "msg": "n %d", "args": (2,), "levelname": "INFO", "created": 0.0, "count": 3, "ok": True}
    )
    assert json.loads(log.JsonLines(log.Scrubber()).format(record)) == {
        "time": "1970-01-01T00:00:00.000+00:00",
        "level": "INFO",
        "logger": "bot.x",
        "message": "n 2",
        "count": 3,
        "ok": True,
    }


def test_what_libraries_tell_every_time_is_left_out(lines: io.StringIO) -> None:
    for name in ("httpx", "httpcore", "telegram.ext", "aiohttp.access", "uvicorn.access"):
        logging.getLogger(name).info("a request")
        logging.getLogger(name).warning("trouble in %s", name)
    assert "a request" not in lines.getvalue()
    assert lines.getvalue().count("trouble in") == 5


def test_warnings_go_to_the_log(lines: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old ways", DeprecationWarning, stacklevel=1)
    assert "old ways" in lines.getvalue()


def test_quiet_leaves_out_what_is_no_warning(lines: io.StringIO) -> None:
    log.set_up(make_settings(), quiet=True, stream=lines)
    logging.getLogger("bot.test").info("by the way")
    logging.getLogger("bot.test").warning("look out")
    assert "by the way" not in lines.getvalue()
    assert "look out" in lines.getvalue()


async def test_what_citizens_say_is_not_logged(small_desk: Desk, lines: io.StringIO) -> None:
    logging.getLogger().setLevel(logging.INFO)
    for words in ("làm khai sinh cho thằng Tèo", "Tèo nè", "/help Tèo", "0912345678 Tèo"):
        await small_desk.ask(words)
    await small_desk.ask(data="ask:Tèo")
    assert "Tèo" not in lines.getvalue()


def test_a_one_time_link_never_stands_in_the_log(lines: io.StringIO) -> None:
    token = "aBcDeFgHiJ" * 4 + "kLmNo"
    logging.getLogger("bot.test").info("GET /vao/%s and join-%s", token, token)
    assert token not in lines.getvalue()
    assert "GET /vao/[secret] and join-[secret]" in lines.getvalue()
