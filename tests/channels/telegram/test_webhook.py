"""The webhook: Telegram pushes, a real server takes, and nobody else is let in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette

from bot.channels.base import ChannelError
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.webhook import MAX_BODY, PATH, SECRET_HEADER
from bot.messages import What
from tests.channels.serving import serving
from tests.channels.telegram.rig import Taken, make_channel
from tests.fakes.clock import SetClock
from tests.fakes.telegram import TelegramFake

SECRET = "S3cret-of_the-webhook"


@dataclass
class Hooked:
    """A channel behind a web server, known to the fake."""

    fake: TelegramFake
    channel: TelegramChannel
    taken: Taken
    url: str
    session: aiohttp.ClientSession

    async def post(self, body: bytes, **headers: str) -> int:
        async with self.session.post(self.url + PATH, data=body, headers=headers) as answer:
            return answer.status


@pytest.fixture
async def hooked() -> AsyncIterator[Hooked]:
    taken = Taken()
    async with TelegramFake(clock=SetClock()) as fake, aiohttp.ClientSession() as session:
        app = Starlette()
        async with serving(app) as url:
            channel = make_channel(fake, public_url=url, webhook_secret=SecretStr(SECRET))
            app.router.routes.extend(channel.routes())
            await channel.start(taken.take)
            yield Hooked(fake, channel, taken, url, session)
            await channel.stop()
            await channel.close()


async def test_updates_arrive_and_are_confirmed_once_stored(hooked: Hooked) -> None:
    user = hooked.fake.user(42)
    await user.says("một")
    press = await user.presses_data("a:1", 7)
    await hooked.fake.settled()
    assert {i.what for i in hooked.taken.got} == {What.TEXT, What.BUTTON}
    await press.answer()


async def test_what_could_not_be_stored_comes_again(hooked: Hooked) -> None:
    hooked.taken.failures = 1
    await hooked.fake.user(42).says("một")
    clock = hooked.fake.clock
    assert isinstance(clock, SetClock)
    await clock.has_sleeper()
    assert hooked.taken.got == []
    assert len(hooked.fake.world.updates.waiting()) == 1
    clock.advance(1)
    await hooked.fake.settled()
    assert [i.text for i in hooked.taken.got] == ["một"]


@pytest.mark.parametrize("given", [None, "", "wrong", SECRET + "x", SECRET[:-1], "mật khẩu"])
async def test_a_wrong_or_missing_secret_is_refused(hooked: Hooked, given: str | None) -> None:
    headers = {} if given is None else {SECRET_HEADER: given}
    assert await hooked.post(b'{"update_id": 1}', **headers) == 403
    assert hooked.taken.got == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"[1]", b'"x"', b"{}", b'{"update_id": "x"}', b"\xff\xfe", b'{"update_id":1,"message":3}'],
)
async def test_what_is_not_an_update_is_taken_and_forgotten(hooked: Hooked, body: bytes) -> None:
    assert await hooked.post(body, **{SECRET_HEADER: SECRET}) == 200
    assert hooked.taken.got == []


async def test_more_than_an_update_can_be_is_refused(hooked: Hooked) -> None:
    assert await hooked.post(b"x" * (MAX_BODY + 1), **{SECRET_HEADER: SECRET}) == 413

    async def without_length() -> AsyncIterator[bytes]:
        for _ in range(MAX_BODY // 50_000 + 1):
            yield b"x" * 50_000

    headers = {SECRET_HEADER: SECRET}
    async with hooked.session.post(hooked.url + PATH, data=without_length(), headers=headers) as answer:
        assert answer.status == 413


async def test_only_posts_are_taken(hooked: Hooked) -> None:
    async with hooked.session.get(hooked.url + PATH) as answer:
        assert answer.status == 405


async def test_a_stopped_channel_lets_telegram_keep_the_update(
    hooked: Hooked, caplog: pytest.LogCaptureFixture
) -> None:
    await hooked.channel.stop()
    update = b'{"update_id":5,"message":{"message_id":1,"date":1,"text":"x","chat":{"id":42,"type":"private"},' + (
        b'"from":{"id":42,"is_bot":false,"first_name":"x"}}}'
    )
    assert await hooked.post(update, **{SECRET_HEADER: SECRET}) == 503
    (line,) = (record for record in caplog.records if record.name == "bot.channels.telegram.webhook")
    assert "Telegram will send it again" in line.getMessage()
    assert line.exc_info is None  # one line, not a page for every update


async def test_without_a_secret_there_is_no_webhook(hooked: Hooked) -> None:
    assert make_channel(hooked.fake, public_url=hooked.url).routes() == []


async def test_an_address_that_telegram_refuses_stops_the_start_with_a_plain_sentence() -> None:
    async with TelegramFake() as fake:
        channel = make_channel(fake, public_url="http://chat.example.org", webhook_secret=SecretStr(SECRET))
        with pytest.raises(
            ChannelError, match=r"does not accept the webhook http://chat.example.org/.*check PUBLIC_URL"
        ):
            await channel.start(Taken().take)


async def test_a_webhook_that_telegram_cannot_reach_is_told_of() -> None:
    looks = asyncio.Semaphore(0)  # how often the channel may look at its webhook
    looked = asyncio.Event()

    async def next_look(_seconds: float) -> None:
        looked.set()
        await looks.acquire()

    async def look() -> str | None:
        looked.clear()
        looks.release()
        await looked.wait()
        return channel.problem()

    async with TelegramFake(clock=SetClock()) as fake:
        channel = make_channel(fake, public_url="http://127.0.0.1:9", webhook_secret=SecretStr(SECRET), pause=next_look)
        await channel.start(Taken().take)
        await looked.wait()
        assert await look() is None
        await fake.user(42).says("một")
        await fake.clock.has_sleeper()  # type: ignore[attr-defined]
        assert await look() == f"Telegram cannot deliver to http://127.0.0.1:9{PATH}: Connection refused."
        assert await look() is None  # no new failure since
        fake.world.updates.webhook_url = "https://another.example/hook"
        assert "Another program changed the webhook" in (await look() or "")
        await fake.server.go_down()
        for _ in range(5):
            problem = await look()
        assert "cannot be reached" in (problem or "")
        await channel.stop()
        await channel.close()
