"""The webhook: Zalo pushes, a real server takes, and nobody else is let in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette

from bot.channels.zalo_bot.channel import ZaloBotChannel
from bot.channels.zalo_bot.webhook import MAX_BODY, PATH, SECRET_HEADER
from bot.channels.zalo_common import storing
from bot.storage.database import Database
from bot.storage.errors import DatabaseError
from tests.channels.serving import serving
from tests.channels.taken import Taken
from tests.channels.zalo_bot.rig import make_channel
from tests.fakes.zalo import ZaloFake
from tests.fakes.zalo_api.people import Citizen

SECRET = "S3cret of the webhook"


@dataclass
class Hooked:
    """A channel behind a web server, known to the fake."""

    fake: ZaloFake
    channel: ZaloBotChannel
    taken: Taken
    url: str
    session: aiohttp.ClientSession

    async def post(self, body: bytes, **headers: str) -> int:
        async with self.session.post(self.url + PATH, data=body, headers=headers) as answer:
            return answer.status


@pytest.fixture
async def hooked(fake: ZaloFake, database: Database) -> AsyncIterator[Hooked]:
    taken, app = Taken(), Starlette()
    async with aiohttp.ClientSession() as session, serving(app) as url:
        channel = make_channel(fake, database, public_url=url, webhook_secret=SecretStr(SECRET))
        app.router.routes.extend(channel.routes())
        await channel.start(taken.take)
        await fake.is_called("setWebhook")
        yield Hooked(fake, channel, taken, url, session)
        await channel.stop()
        await channel.close()


@pytest.mark.parametrize("wrapped", [True, False])
async def test_events_arrive_and_are_confirmed_once_stored(hooked: Hooked, user: Citizen, wrapped: bool) -> None:
    hooked.fake.bot.wrapped = wrapped
    await user.says("một")
    assert [incoming.text for incoming in hooked.taken.got] == ["một"]
    assert hooked.fake.bot.lost == []
    assert hooked.fake.called("getUpdates") == []


async def test_the_look_with_an_empty_body_is_answered(hooked: Hooked) -> None:
    assert hooked.fake.bot.hook
    assert hooked.fake.bot.hook.statuses == [200]
    assert hooked.channel.problem() is None
    assert await hooked.post(b"") == 200


@pytest.mark.parametrize("given", [None, "", "wrong", SECRET + "x", SECRET[:-1]])
async def test_a_wrong_or_missing_secret_is_refused(hooked: Hooked, given: str | None) -> None:
    headers = {} if given is None else {SECRET_HEADER: given}
    body = b'{"event_name":"message.text.received","message":{"from":{"id":"a"},"text":"x"}}'
    assert await hooked.post(body, **headers) == 403
    assert hooked.taken.got == []


@pytest.mark.parametrize("body", [b"{", b"null", b"[1]", b'"x"', b"{}", b"\xff\xfe", b'{"message":3}', b"[[[]]]"])
async def test_what_is_no_event_is_taken_and_forgotten(hooked: Hooked, body: bytes) -> None:
    assert await hooked.post(body, **{SECRET_HEADER: SECRET}) == 200
    assert hooked.taken.got == []


async def test_more_than_an_event_can_be_is_refused(hooked: Hooked) -> None:
    assert await hooked.post(b"x" * (MAX_BODY + 1), **{SECRET_HEADER: SECRET}) == 413


async def test_what_cannot_be_stored_in_a_moment_is_not_confirmed_and_stored_later(
    hooked: Hooked, user: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "SOON", 0.05)
    hooked.taken.failures, hooked.taken.failure = 1_000_000, DatabaseError("the disk is full")
    await user.says("một")
    assert len(hooked.fake.bot.lost) == 1  # Zalo was answered in time, with no 200
    assert "cannot be stored" in (hooked.channel.problem() or "")
    hooked.taken.failures = 0
    assert [incoming.text for incoming in await hooked.taken.has(1)] == ["một"]


async def test_a_stopped_channel_confirms_nothing(hooked: Hooked, user: Citizen) -> None:
    await hooked.channel.stop()
    await user.says("một")
    assert len(hooked.fake.bot.lost) == 1


async def test_without_a_secret_or_an_address_there_is_no_webhook(fake: ZaloFake, database: Database) -> None:
    assert make_channel(fake, database, public_url="https://chat.example").routes() == []
    assert make_channel(fake, database, webhook_secret=SecretStr(SECRET)).routes() == []


async def test_a_webhook_that_zalo_cannot_reach_is_told_and_set_again(
    fake: ZaloFake, database: Database, user: Citizen
) -> None:
    channel = make_channel(fake, database, public_url="http://127.0.0.1:9", webhook_secret=SecretStr(SECRET))
    await channel.start(Taken().take)
    await fake.is_called("setWebhook", 2)
    assert channel.problem() == f"Zalo cannot reach http://127.0.0.1:9{PATH}: err.unreachable."
    await channel.stop()
    await channel.close()


async def test_an_address_that_zalo_refuses_is_told(fake: ZaloFake, database: Database) -> None:
    channel = make_channel(fake, database, public_url="http://chat.example.org", webhook_secret=SecretStr(SECRET))
    await channel.start(Taken().take)
    await fake.is_called("setWebhook", 2)
    assert "does not accept the webhook http://chat.example.org/" in (channel.problem() or "")
    await channel.stop()
    await channel.close()


async def test_a_webhook_that_another_program_took_is_told_and_left_to_it(hooked: Hooked) -> None:
    hooked.fake.bot.webhook_url = "https://another.example/hook"
    before = len(hooked.fake.called("getWebhookInfo"))
    await hooked.fake.is_called("getWebhookInfo", before + 3)
    assert "Another program changed the webhook" in (hooked.channel.problem() or "")
    assert len(hooked.fake.called("setWebhook")) == 1
