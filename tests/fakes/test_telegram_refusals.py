"""What the fake Telegram refuses, with Telegram's codes and words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.fakes.clock import SetClock
from tests.fakes.telegram import TelegramFake
from tests.fakes.telegram_api.limits import RateLimits

JSON = dict[str, Any]


class Caller:
    """A bot that posts JSON and reads whatever comes back."""

    def __init__(self, fake: TelegramFake, session: aiohttp.ClientSession) -> None:
        self.fake, self.session = fake, session

    async def __call__(self, method: str, **params: Any) -> tuple[int, JSON]:
        async with self.session.post(f"{self.fake.url}/bot{self.fake.token}/{method}", json=params) as answer:
            return answer.status, await answer.json()

    async def refusal(self, method: str, **params: Any) -> str:
        status, body = await self(method, **params)
        assert (body["ok"], body["error_code"]) == (False, status)
        return str(body["description"])


@pytest.fixture
async def call(fake: TelegramFake) -> AsyncIterator[Caller]:
    async with aiohttp.ClientSession() as session:
        yield Caller(fake, session)


@pytest.mark.parametrize(
    ("html", "complaint"),
    [
        ("a <huyện> b", 'Unsupported start tag "huyện" at byte offset 2'),
        ("ă <b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("phí < 5000", "Unclosed start tag at byte offset 5"),
    ],
)
async def test_broken_html(call: Caller, html: str, complaint: str) -> None:
    said = await call.refusal("sendMessage", chat_id=42, text=html, parse_mode="HTML")
    assert said == f"Bad Request: can't parse entities: {complaint}"


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("x" * 4096, ""),
        ("x" * 4097, "Bad Request: message is too long"),
        ("😀" * 2048, ""),
        ("😀" * 2048 + "x", "Bad Request: message is too long"),
        ("<b>" + "ộ" * 4096 + "</b>", ""),
        (" \n ", "Bad Request: message text is empty"),
    ],
)
async def test_length_counts_utf16_units_after_parsing(call: Caller, text: str, refused: str) -> None:
    status, body = await call("sendMessage", chat_id=42, text=text, parse_mode="HTML")
    assert body.get("description", "") == refused
    assert status == (400 if refused else 200)


def keyboard(*rows: list[JSON]) -> JSON:
    return {"inline_keyboard": list(rows)}


@pytest.mark.parametrize(
    ("markup", "refused"),
    [
        (keyboard([{"text": "a", "callback_data": "x" * 64}]), ""),
        (keyboard([{"text": "a", "callback_data": "x" * 65}]), "BUTTON_DATA_INVALID"),
        (keyboard([{"text": "a", "callback_data": "ộ" * 22}]), "BUTTON_DATA_INVALID"),
        (keyboard([{"text": "a", "callback_data": ""}]), "BUTTON_DATA_INVALID"),
        (keyboard(*[[{"text": "a", "callback_data": "1"}]] * 100), ""),
        (keyboard(*[[{"text": "a", "callback_data": "1"}]] * 101), "reply markup is too long"),
        (keyboard([{"text": "a", "callback_data": "1"}] * 9), "reply markup is too long"),
        (keyboard([{"text": "a"}]), "Text buttons are unallowed in the inline keyboard"),
        (keyboard([{"callback_data": "1"}]), "Can't find field"),
        (keyboard([{"text": "a", "url": "dichvucong"}]), "Wrong HTTP URL"),
    ],
)
async def test_keyboards(call: Caller, markup: JSON, refused: str) -> None:
    status, body = await call("sendMessage", chat_id=42, text="x", reply_markup=markup)
    assert status == (400 if refused else 200)
    assert refused in body.get("description", "")


async def test_nonsense_is_refused(call: Caller, fake: TelegramFake) -> None:
    assert await call.refusal("sendMessage", text="x") == "Bad Request: chat_id is empty"
    assert "can't parse reply markup" in await call.refusal("sendMessage", chat_id=42, text="x", reply_markup="{")
    assert await call.refusal("sendChatAction", chat_id=42, action="dance") == (
        "Bad Request: wrong parameter action in request"
    )
    assert (await call("sendPoll"))[0] == 501
    assert "HTTPS" in await call.refusal("setWebhook", url="http://example.org/")
    assert "ports 80, 88, 443 or 8443" in await call.refusal("setWebhook", url="https://example.org:9000/")
    assert "unallowed characters" in await call.refusal("setWebhook", url=fake.url, secret_token="mật khẩu")
    async with call.session.get(f"{fake.url}/bot1:other/getMe") as answer:
        assert answer.status == 401


async def test_a_chat_takes_one_message_a_second(fake: TelegramFake, call: Caller) -> None:
    assert isinstance(fake.clock, SetClock)
    fake.world.limits = RateLimits("bucket30", fake.clock)
    assert (await call("sendMessage", chat_id=42, text="1"))[0] == 200
    status, body = await call("sendMessage", chat_id=42, text="2")
    assert (status, body["parameters"]) == (429, {"retry_after": 1})
    assert body["description"] == "Too Many Requests: retry after 1"
    fake.clock.advance(1)
    assert (await call("sendMessage", chat_id=42, text="2"))[0] == 200


async def test_a_group_takes_twenty_messages_a_minute(fake: TelegramFake, call: Caller) -> None:
    assert isinstance(fake.clock, SetClock)
    fake.world.limits = RateLimits("bucket30", fake.clock)
    fake.group(-5)
    said = [(await call("sendMessage", chat_id=-5, text=str(n)))[0] for n in range(21)]
    assert said == [200] * 20 + [429]


@pytest.mark.parametrize(
    ("policy", "at_once", "a_second_later"),
    [("bucket30", 30, 30), ("bucket5", 5, 5), ("window", 30, 30), ("penalty", 30, 0), ("none", 100, 100)],
)
async def test_the_four_policies_of_the_whole_account(policy: str, at_once: int, a_second_later: int) -> None:
    clock = SetClock()
    limits = RateLimits(policy, clock)
    assert sum(not limits.retry_after(chat) for chat in range(1, 101)) == at_once
    clock.advance(1.001)
    assert sum(not limits.retry_after(chat) for chat in range(101, 201)) == a_second_later


async def test_the_penalty_lasts_three_seconds() -> None:
    clock = SetClock()
    limits = RateLimits("penalty", clock)
    waits = [limits.retry_after(chat) for chat in range(1, 32)]
    assert waits == [0] * 30 + [3]
    clock.advance(2)
    assert limits.retry_after(99) == 1
    clock.advance(1.001)
    assert limits.retry_after(99) == 0
