"""The same talk without a WebSocket, and sessions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import select

from bot.app import App
from bot.channels.webchat.convert import LARGEST_FRAME
from bot.messages import Reply
from bot.storage.tables import people
from tests.kit import SetClock
from tests.webkit import Page, address_of, new_session, url_of, webchat_of


@pytest.fixture
async def http(app: App) -> AsyncIterator[httpx.AsyncClient]:
    """A client that speaks for a new session."""
    token = await new_session(app)
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=url_of(app), headers=headers, timeout=40) as client:
        yield client


def token_of(http: httpx.AsyncClient) -> str:
    return http.headers["Authorization"].removeprefix("Bearer ")


async def somebody_listens(app: App) -> None:
    while not webchat_of(app).listeners():  # noqa: ASYNC110 - the server has no event for a test to wait on
        await asyncio.sleep(0.01)


async def test_a_question_is_taken_and_answered(app: App, http: httpx.AsyncClient) -> None:
    said = await http.post("/chat/say", json={"type": "say", "id": "a", "text": "xin chào"})
    assert said.json() == {"type": "taken", "id": "a"}
    again = await http.post("/chat/say", json={"type": "say", "id": "a", "text": "xin chào"})
    assert again.json() == {"type": "taken", "id": "a"}
    await app.switchboard.idle()
    lines = (await http.get("/chat/lines")).json()["lines"]
    assert [line["mine"] for line in lines] == [True, False]
    assert (await http.get("/chat/lines", params={"after": lines[0]["seq"]})).json()["lines"] == lines[1:]


async def test_a_long_poll_waits_until_something_is_said(app: App, http: httpx.AsyncClient) -> None:
    seen = await webchat_of(app).send(address_of(token_of(http)), Reply("một"))
    waiting = asyncio.create_task(http.get("/chat/lines", params={"after": seen, "wait": 25}))
    await somebody_listens(app)
    await webchat_of(app).send(address_of(token_of(http)), Reply("hai"))
    answer = (await waiting).json()
    assert answer["type"] == "lines"
    assert [line["text"] for line in answer["lines"]] == ["hai"]


async def test_a_long_poll_ends_when_the_server_stops(app: App, http: httpx.AsyncClient) -> None:
    waiting = asyncio.create_task(http.get("/chat/lines", params={"after": 1, "wait": 25}))
    await somebody_listens(app)
    await webchat_of(app).stop()
    assert (await waiting).json()["lines"] == []


async def test_older_lines_on_request(app: App, http: httpx.AsyncClient) -> None:
    numbers = [int(await webchat_of(app).send(address_of(token_of(http)), Reply(str(n)))) for n in range(5)]
    earlier = (await http.get("/chat/lines", params={"before": numbers[3]})).json()
    assert (earlier["type"], earlier["first"]) == ("earlier", numbers[0])
    assert [line["seq"] for line in earlier["lines"]] == numbers[:3]


async def test_what_a_request_may_not_be(app: App, http: httpx.AsyncClient) -> None:
    assert (await http.post("/chat/say", content=b"{")).status_code == 400
    assert (await http.post("/chat/say", content=b"x" * (LARGEST_FRAME + 1))).status_code == 413
    assert (await http.get("/chat/say")).status_code == 405
    for wrong in ("", "Bearer", "Bearer wrong", "Basic abc", f"Bearer {'x' * 300}"):
        for answer in (
            await http.post("/chat/say", json={"type": "ping"}, headers={"Authorization": wrong}),
            await http.get("/chat/lines", headers={"Authorization": wrong}),
        ):
            assert answer.status_code == 401
    foreign = {"Origin": "https://evil.example"}
    assert (await http.post("/chat/say", json={"type": "ping"}, headers=foreign)).status_code == 401
    assert (await http.post("/chat/session", headers=foreign)).status_code == 403
    odd = {"after": "-1", "before": "x", "wait": "1e9"}
    assert (await http.get("/chat/lines", params=odd)).status_code == 200


async def test_a_session_is_a_secret_of_the_page_and_only_its_hash_is_kept(app: App) -> None:
    tokens = {await new_session(app) for _ in range(5)}
    assert len(tokens) == 5
    accounts = await app.database.read(lambda c: c.execute(select(people.c.account)).scalars().all())
    assert not any(token in str(accounts) for token in tokens)
    assert {address_of(token).account for token in tokens} == set(accounts)


async def test_a_session_speaks_the_pages_language(app: App) -> None:
    token = await new_session(app, language="en")
    await new_session(app, language="klingon")
    languages = await app.database.read(lambda c: c.execute(select(people.c.language).order_by(people.c.id)).all())
    assert [row.language for row in languages] == ["en", "vi"]
    async with Page.open(app, token) as page:
        await page.send(type="speak", language="vi")
        assert await page.until("spoken") == {"type": "spoken", "language": "vi"}
    languages = await app.database.read(lambda c: c.execute(select(people.c.language).order_by(people.c.id)).all())
    assert [row.language for row in languages] == ["vi", "vi"]


async def test_a_flood_of_new_sessions_is_asked_to_wait(small: App, clock: SetClock) -> None:
    async with httpx.AsyncClient(base_url=url_of(small)) as client:
        flood = {"X-Forwarded-For": "2001:db8::1"}
        statuses = [(await client.post("/chat/session", headers=flood)).status_code for _ in range(300)]
        assert set(statuses) == {201}
        neighbour = {"X-Forwarded-For": "2001:db8::2"}  # the same customer of the network
        refused = await client.post("/chat/session", headers=neighbour)
        assert refused.status_code == 429
        assert int(refused.headers["Retry-After"]) >= 1
        assert (await client.post("/chat/session", headers={"X-Forwarded-For": "10.1.1.1"})).status_code == 201
        clock.move(seconds=1)
        assert (await client.post("/chat/session", headers=flood)).status_code == 201
