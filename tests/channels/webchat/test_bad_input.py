"""What a socket may be sent by mistake or ill will, and how many may come at once."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest
from sqlalchemy import func, select
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from bot.app import App
from bot.channels.webchat.convert import LARGEST_FRAME
from bot.commands.run import allow_many_sockets
from bot.storage import inbox
from bot.storage.tables import people, webchat
from tests.kit import SetClock
from tests.webkit import Page, new_session, url_of


def socket_url(app: App) -> str:
    return url_of(app).replace("http", "ws") + "/chat/socket"


@pytest.mark.parametrize(
    "hello",
    ["", "hello", "[]", "null", '{"type":"say","id":"a","text":"x"}', '{"type":"hello","token":5}', b"\x00\xff"],
)
async def test_a_socket_that_does_not_say_hello_is_closed(small: App, hello: str | bytes) -> None:
    async with connect(socket_url(small)) as socket:
        await socket.send(hello)
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 1008


@pytest.mark.parametrize("token", ["", "wrong", "x" * 200, "' OR 1=1 --", "bà con"])
async def test_an_unknown_token_is_told_apart_so_that_the_page_can_begin_anew(small: App, token: str) -> None:
    async with connect(socket_url(small)) as socket:
        await socket.send(json.dumps({"type": "hello", "token": token}))
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 4001


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "{",
        "[1,2]",
        '"say"',
        "{}",
        '{"type":"fly"}',
        '{"type":"say"}',
        '{"type":"say","id":"a b","text":"x"}',
        '{"type":"say","id":"a","text":""}',
        '{"type":"say","id":"a","text":["x"]}',
        '{"type":"say","id":"a","text":"\\ud800"}',
        '{"type":"press","id":"a","data":"' + "x" * 201 + '"}',
        '{"type":"press","id":"a","data":"x","message":-1}',
        '{"type":"start","payload":"a b"}',
        '{"type":"speak","language":"fr"}',
        "[" * 5000,
        b"\xde\xad\xbe\xef",
    ],
)
async def test_garbage_is_named_as_such_and_the_talk_goes_on(small: App, garbage: str | bytes) -> None:
    async with Page.open(small, await new_session(small)) as page:
        await page.socket.send(garbage)
        assert (await page.read())["type"] == "error"
        await page.ask("xin chào")


async def test_a_socket_that_sends_nothing_but_garbage_is_closed(small: App) -> None:
    async with Page.open(small, await new_session(small)) as page:
        for _ in range(10):
            await page.socket.send("{")
            assert (await page.read())["type"] == "error"
        with pytest.raises(ConnectionClosed):
            await page.read()


async def test_an_oversize_frame_closes_its_socket_and_nobody_elses(small: App) -> None:
    token = await new_session(small)
    async with Page.open(small, token) as page, Page.open(small, token) as other:
        await page.socket.send("x" * (LARGEST_FRAME + 1))
        with pytest.raises(ConnectionClosed) as closed:
            await page.read()
        assert closed.value.sent
        assert closed.value.sent.code == 1009
        await other.ask("xin chào")


@pytest.mark.parametrize(
    "text",
    [
        "ậ" * 10_000,
        "😀" * 50,
        "lа\u0300m gia\u0302\u0301y khai sinh",
        "\u200b\u200bkhai\u200b sinh",
        "\u202egnirts\u202c khai sinh",
        "<script>alert(1)</script> **khai** _sinh_",
        "'; DROP TABLE people; --",
        "\x00khai sinh\x00",
        "\x00",
        "   ",
        "{ward} %s {0}",
    ],
)
async def test_odd_words_are_kept_and_answered(app: App, text: str) -> None:
    async with Page.open(app, await new_session(app)) as page:
        await page.ask(text)
        assert page.lines[0]["text"] == text.replace("\x00", "")[:2000]


@pytest.mark.parametrize("data", ["old:1", "no-such-button", ":", "helpful:of-another-person:yes", "\x00", "ầ" * 30])
async def test_a_forged_or_old_button_is_answered(app: App, data: str) -> None:
    async with Page.open(app, await new_session(app)) as page:
        await page.send(type="press", id="p", data=data, label="Phí", message=99999)
        await page.until("taken")
        await page.reply()


async def test_a_foreign_site_may_not_open_a_socket(small: App) -> None:
    for origin in (
        "https://evil.example",
        "null",
        "https://longphu.example.evil.example",
        "https://longphu.example:444",
    ):
        with pytest.raises(InvalidStatus) as refused:
            await connect(socket_url(small), origin=origin)  # type: ignore[arg-type]
        assert refused.value.response.status_code == 403
    for origin in (url_of(small), "https://longphu.example", "https://other.example", "HTTPS://LongPhu.example"):
        async with connect(socket_url(small), origin=origin):  # type: ignore[arg-type]
            pass


async def test_one_page_that_floods_is_slowed_and_others_feel_nothing(small: App, clock: SetClock) -> None:
    async with Page.open(small, await new_session(small)) as flood, Page.open(small, await new_session(small)) as calm:
        for number in range(200):
            await flood.say(f"câu {number}")
        await calm.ask("xin chào")
        slow = await flood.until("slow")
        assert slow["wait"] > 0
        assert slow["id"]
        clock.move(seconds=30)
        await flood.say("và bây giờ?", client="later")
        while (await flood.until("taken"))["id"] != "later":
            continue


async def test_a_twenty_first_tab_is_told_so(small: App) -> None:
    token = await new_session(small)
    pages = [Page.open(small, token) for _ in range(20)]
    for page in pages:
        await page.__aenter__()
    with pytest.raises(ConnectionClosed) as closed:
        async with Page.open(small, token):
            pass
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 4008
    for page in pages:
        await page.__aexit__(None, None, None)


async def test_two_thousand_people_at_once(small: App) -> None:
    async def one(number: int) -> None:
        network = f"10.0.{number // 250}.{number % 250}"  # as the proxy in front tells it
        async with opening:  # httpx grows slow when thousands wait for a connection
            token = await new_session(small, http=http, **{"X-Forwarded-For": network})
        async with Page.open(small, token) as page:
            everybody.append(page)
            if len(everybody) == 2000:
                all_here.set()
            await all_here.wait()
            await page.say(f"người thứ {number} hỏi khai sinh")
            while not page.lines or page.lines[-1]["mine"]:
                await page.read(within=240)
            assert [line["text"] for line in page.lines if line["mine"]] == [f"người thứ {number} hỏi khai sinh"]

    everybody: list[Page] = []
    all_here = asyncio.Event()
    allow_many_sockets()
    opening = asyncio.Semaphore(10)
    async with httpx.AsyncClient(timeout=240) as http, asyncio.TaskGroup() as group:
        for number in range(2000):
            group.create_task(one(number))
            await asyncio.sleep(0)
    await small.switchboard.idle()
    assert await small.database.write(inbox.waiting) == 0
    count = select(func.count())
    assert await small.database.read(lambda c: c.execute(count.select_from(people)).scalar()) == 2000
    mine = count.where(webchat.c.mine)
    assert await small.database.read(lambda c: c.execute(mine).scalar()) == 2000
