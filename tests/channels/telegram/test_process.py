"""The real program, started and stopped and killed as an operator or a power cut would."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.fakes.telegram import TelegramFake
from tests.fakes.telegram_api.people import Citizen
from tests.kit import sqlite_url

ROOT = Path(__file__).parents[3]
ASK = "làm khai sinh cho con cần giấy tờ gì"
PATIENCE = 30.0


@pytest.fixture
def way() -> str:
    """How updates come; starting the program takes seconds, so only the hardest case is played both ways."""
    return "polling"


@pytest.fixture
def environment(way: str, fake: TelegramFake, tmp_path: Path) -> dict[str, str]:
    """The settings of a bot on Telegram, with updates coming either way."""
    settings = {
        "DATABASE_URL": sqlite_url(tmp_path),
        "TELEGRAM_TOKEN": fake.token,
        "TELEGRAM_API_URL": fake.url,
        "TELEGRAM_RATE": "1000",
        "WEB_PORT": "0",
    }
    if way == "webhook":
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = str(free.getsockname()[1])
        settings |= {"WEB_PORT": port, "PUBLIC_URL": f"http://127.0.0.1:{port}", "TELEGRAM_WEBHOOK_SECRET": "S3cret_-"}
    return {**os.environ, "PYTHONIOENCODING": "utf-8"} | settings


@asynccontextmanager
async def bot(environment: dict[str, str]) -> AsyncIterator[Process]:
    """The program from its greeting on; stopped, if the test has not done it."""
    words = [sys.executable, "-m", "bot", "run"]
    process = await asyncio.create_subprocess_exec(*words, cwd=ROOT, env=environment, stdout=PIPE, stderr=PIPE)
    assert process.stdout
    assert process.stderr
    async with asyncio.timeout(PATIENCE):
        while b"Stop it" not in (line := await process.stdout.readline()):
            assert line, (await process.stderr.read()).decode()
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_killed_in_the_middle_of_an_answer_it_gives_it_once_after_the_start(
    fake: TelegramFake, user: Citizen, environment: dict[str, str]
) -> None:
    fake.breaks("hang", "sendMessage", times=None)
    async with bot(environment) as process:
        await user.says(ASK)
        async with asyncio.timeout(PATIENCE):
            await fake.is_called("sendMessage")
        process.kill()
        await process.wait()
    fake.faults.clear()
    await user.says("giờ làm việc")  # while nobody is there
    async with bot(environment):
        heard = await user.hears(2)
        await fake.settled()
    heard += user.heard()
    assert sum("khai sinh" in message.text.casefold() for message in heard) == 1
    assert max(Counter(message.text for message in heard).values()) == 1


async def test_told_to_stop_it_ends_cleanly_and_goes_on_where_it_was(
    fake: TelegramFake, user: Citizen, environment: dict[str, str]
) -> None:
    async with bot(environment) as process:
        await user.says(ASK)
        await user.hears(2)  # the welcome and the answer
        process.terminate()
        async with asyncio.timeout(10):
            _, errors = await process.communicate()
        assert process.returncode == 0
        assert fake.token not in errors.decode()
    async with bot(environment):
        await user.says("còn phí?")  # the talk outlives the process
        (answer,) = await user.hears()
        assert "Lệ phí" in answer.text


async def test_a_wrong_token_ends_the_program_with_a_sentence(environment: dict[str, str]) -> None:
    wrong = {**environment, "TELEGRAM_TOKEN": "7000000001:AAAnotherTokenThatIsNotTheRightOne"}
    words = [sys.executable, "-m", "bot", "run"]
    process = await asyncio.create_subprocess_exec(*words, cwd=ROOT, env=wrong, stdout=PIPE, stderr=PIPE)
    _, errors = await process.communicate()
    assert process.returncode == 7
    assert "Telegram does not accept TELEGRAM_TOKEN" in errors.decode()
    assert "Traceback" not in errors.decode()
    assert "AAAnother" not in errors.decode()
