"""The fake Telegram pushing to webhooks, failing as networks fail, and running as its own process."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import ChatMigrated, NetworkError, RetryAfter, TelegramError, TimedOut

from tests.fakes.clock import SetClock
from tests.fakes.server import FakeServer
from tests.fakes.telegram import TelegramFake
from tests.fakes.telegram_api.errors import too_many_requests

Hook = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


@pytest.fixture
async def bot(fake: TelegramFake) -> AsyncIterator[Bot]:
    async with Bot(fake.token, base_url=f"{fake.url}/bot", base_file_url=f"{fake.url}/file/bot") as bot:
        yield bot


class Receiver:
    """A bot's webhook that answers with the statuses it is told, then 200."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.got: list[tuple[int, str]] = []  # update id and secret
        self.news = asyncio.Event()
        self.server = FakeServer(self.answer)

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        update = await request.json()
        self.got.append((update["update_id"], request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")))
        self.news.set()
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    async def has(self, count: int) -> None:
        while len(self.got) < count:
            self.news.clear()
            await self.news.wait()

    async def __aenter__(self) -> Receiver:
        await self.server.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.server.stop()


async def test_updates_are_pushed_with_the_secret(fake: TelegramFake, bot: Bot) -> None:
    async with Receiver() as hook:
        waiting = await fake.user(42).says("trước")
        await bot.set_webhook(hook.server.url, secret_token="abc-1")
        later = await fake.user(42).says("sau")
        await fake.settled()
        assert hook.got == [(waiting["update_id"], "abc-1"), (later["update_id"], "abc-1")]
        await bot.delete_webhook()


async def test_a_refused_update_comes_again_with_its_number_and_holds_up_nobody_else(
    fake: TelegramFake, bot: Bot
) -> None:
    assert isinstance(fake.clock, SetClock)
    async with Receiver(500) as hook:
        await bot.set_webhook(hook.server.url)
        first = (await fake.user(42).says("một"))["update_id"]
        await hook.has(1)
        behind = (await fake.user(42).says("hai"))["update_id"]
        beside = (await fake.user(43).says("ba"))["update_id"]
        await hook.has(2)
        info = await bot.get_webhook_info()
        assert (info.pending_update_count, info.last_error_message) == (
            2,
            "Wrong response from the webhook: 500 Internal Server Error",
        )
        fake.clock.advance(1)
        await fake.settled()
        assert [number for number, _ in hook.got] == [first, beside, first, behind]
        await bot.delete_webhook()


async def test_an_absent_webhook_loses_nothing(fake: TelegramFake, bot: Bot) -> None:
    assert isinstance(fake.clock, SetClock)
    async with Receiver() as hook:
        await hook.server.go_down()
        await bot.set_webhook(hook.server.url)
        await fake.user(42).says("một")
        await fake.clock.has_sleeper()
        assert (await bot.get_webhook_info()).last_error_message == "Connection refused"
        await hook.server.come_back()
        fake.clock.advance(1)
        await fake.settled()
        assert len(hook.got) == 1
        await bot.delete_webhook()


async def test_unwanted_kinds_of_updates_stay_away(fake: TelegramFake, bot: Bot) -> None:
    await bot.get_updates(allowed_updates=["message"])
    await fake.user(42).blocks()
    await fake.user(43).says("alo")
    assert [bool(update.message) for update in await bot.get_updates()] == [True]


@pytest.mark.parametrize("kind", ["status", "garbage", "reset"])
@pytest.mark.parametrize("taken", [True, False])
async def test_a_call_goes_wrong_before_or_after_the_message_was_taken(
    fake: TelegramFake, bot: Bot, kind: str, taken: bool
) -> None:
    fake.breaks(kind, "sendMessage", taken=taken)
    with pytest.raises(TelegramError):
        await bot.send_message(42, "một")
    assert len(fake.user(42).heard()) == taken
    await bot.send_message(42, "hai")


@pytest.mark.parametrize("taken", [True, False])
async def test_no_answer_at_all(fake: TelegramFake, bot: Bot, taken: bool) -> None:
    fake.breaks("hang", "sendMessage", taken=taken)
    with pytest.raises(TimedOut):
        await bot.send_message(42, "một", read_timeout=0.05)
    assert len(fake.user(42).heard()) == taken


async def test_refusals_on_request(fake: TelegramFake, bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # else the library warns of a change to come
    fake.refuses("sendMessage", too_many_requests(7), chat_id=42)
    fake.user(43, started=True)
    await bot.send_message(43, "một")
    with pytest.raises(RetryAfter):
        await bot.send_message(42, "một")
    group = fake.group(-5)
    group.migrates(-1005)
    with pytest.raises(ChatMigrated):
        await bot.send_message(-5, "một")


async def test_the_network_goes_down_and_comes_back(fake: TelegramFake, bot: Bot) -> None:
    await fake.server.go_down()
    with pytest.raises(NetworkError):
        await bot.send_message(42, "một")
    await fake.server.come_back()
    assert await bot.send_message(42, "hai")


async def test_it_runs_as_its_own_process() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fakes.telegram", "--port", "0", "--rtt-ms", "1", stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        lines = [(await process.stdout.readline()).decode().strip() for _ in range(2)]
        url, token = (line.partition("=")[2] for line in lines)
        async with Bot(token, base_url=f"{url}/bot") as bot, aiohttp.ClientSession() as session:
            await bot.send_message(7, "chưa từng gặp")  # in a benchmark everybody has started the bot
            asked = {"rate": 1000, "seconds": 0.02, "people": 5, "texts": ["phí khai sinh?"]}
            load = asyncio.create_task(_post(session, f"{url}/control/load", asked))
            seen = 0
            while not load.done():
                for update in await bot.get_updates(offset=seen + 1, timeout=1):
                    seen = update.update_id
                    assert update.message is not None
                    await update.message.reply_text("Dạ không mất phí.")
            figures = await load
        assert figures["written"] == 20
        assert figures["calls"]["sendMessage"] == 21
        assert figures["waited_ms"]["p50"] > 0
    finally:
        process.terminate()
        await process.communicate()


async def _post(session: aiohttp.ClientSession, url: str, body: dict[str, object]) -> dict[str, Any]:
    async with session.post(url, json=body) as answer:
        return dict(await answer.json())
