"""The fake Zalo has the manners that make the real one awkward; the bot's tests stand on them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.fakes.clock import SetClock
from tests.fakes.zalo import ZaloFake
from tests.fakes.zalo_api.oa import RETRIES
from tests.fakes.zalo_api.oauth import APP_ID, APP_SECRET
from tests.fakes.zalo_api.people import JSON
from tests.fakes.zalo_api.wire import OaError


@pytest.fixture
async def fake() -> AsyncIterator[ZaloFake]:
    async with ZaloFake(clock=SetClock()) as fake:
        yield fake


async def call(fake: ZaloFake, path: str, **how: Any) -> tuple[int, dict[str, Any]]:
    async with aiohttp.ClientSession() as session, session.post(fake.url + path, **how) as answer:
        return answer.status, await answer.json()


async def test_a_no_comes_with_http_200(fake: ZaloFake) -> None:
    wrong = {"ok": False, "description": "Unauthorized", "error_code": 401}
    assert await call(fake, "/bot1:wrong/getMe") == (200, wrong)
    assert (await call(fake, f"/bot{fake.bot.token}/sendDocument"))[1]["error_code"] == 404
    assert (await call(fake, "/v2.0/oa/getoa"))[1]["error"] == -216


async def test_one_event_a_poll_and_never_again(fake: ZaloFake) -> None:
    fake.bot.keeps_while_offline = True
    for text in ("một", "hai"):
        await fake.user().says(text)
    polls = [await call(fake, f"/bot{fake.bot.token}/getUpdates", json={"timeout": "0"}) for _ in range(3)]
    assert [body["result"]["message"]["text"] for _, body in polls[:2]] == ["một", "hai"]
    assert polls[2] == (200, {"ok": False, "description": "Request timeout", "error_code": 408})


async def test_what_is_written_while_nobody_polls_is_lost(fake: ZaloFake) -> None:
    event = await fake.user().says("có ai không")
    assert fake.bot.lost == [event]


async def test_the_51st_person_is_not_served(fake: ZaloFake) -> None:
    fake.bot.keeps_while_offline = True
    for number in range(51):
        await fake.user(f"person-{number}").says("chào")
    assert [event["message"]["from"]["id"] for event in fake.bot.lost] == ["person-50"]


async def test_a_refresh_token_works_once_and_ends_the_old_access(fake: ZaloFake) -> None:
    first = fake.oa.oauth.pair()
    form = {"app_id": APP_ID, "grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    headers = {"secret_key": APP_SECRET}
    _, second = await call(fake, "/v4/oa/access_token", data=form, headers=headers)
    assert second["expires_in"] == "90000"
    old = await call(fake, "/v2.0/oa/getoa", headers={"access_token": first["access_token"]})
    assert old[1]["error"] == -216
    assert "error" in (await call(fake, "/v4/oa/access_token", data=form, headers=headers))[1]


async def test_a_webhook_that_nobody_answers_is_tried_at_its_times_and_switched_off(fake: ZaloFake) -> None:
    clock = fake.clock
    assert isinstance(clock, SetClock)
    fake.oa.webhook_url = "http://127.0.0.1:9/zalo-oa/webhook"
    writing = asyncio.create_task(fake.follower().says("chào"))
    for wait in RETRIES:
        await clock.has_sleeper()
        clock.advance(wait)
    await writing
    assert (fake.oa.statuses, fake.oa.disabled) == ([0] * 6, True)


async def test_a_broadcast_is_an_article_that_is_made_while_one_waits_and_has_its_allowance(fake: ZaloFake) -> None:
    many, screens = fake.oa.many, {"1": fake.follower("1").screen}
    many.allowance = 1
    token = many.create({"title": "Tin", "description": "Tin", "body": [{}], "status": "show"})["token"]
    assert many.verify({"token": token}) == {}
    article = many.verify({"token": token})["id"]

    def broadcast(kind: str) -> JSON:
        elements = [{"media_type": kind, "attachment_id": article}]
        message = {"attachment": {"payload": {"elements": elements}}}
        return many.broadcast({"recipient": {"target": {}}, "message": message}, screens)

    with pytest.raises(OaError, match="must be an article"):
        broadcast("image")
    broadcast("article")
    with pytest.raises(OaError, match="exceeded"):
        broadcast("article")
    hidden = many.create({"title": "Tin", "description": "Tin", "body": [{}]})["token"]
    assert many.articles[hidden]["status"] == "hide"
