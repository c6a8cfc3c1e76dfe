"""The talk over a WebSocket: nothing is lost, nothing comes twice, whatever the network and the page do."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from bot.app import App
from bot.messages import Button, Reply
from bot.storage import webchat
from tests.kit import sqlite_url
from tests.webkit import Page, address_of, new_session, serving, webchat_of


async def test_a_question_is_shown_and_answered(app: App) -> None:
    async with Page.open(app, await new_session(app)) as page:
        client = await page.say("làm giấy khai sinh cần gì")
        assert await page.until("taken") == {"type": "taken", "id": client}
        await page.reply()
        mine, answer = page.lines
        assert (mine["mine"], mine["text"], mine["id"]) == (True, "làm giấy khai sinh cần gì", client)
        assert answer["seq"] > mine["seq"]


async def test_private_numbers_are_not_shown_back_nor_kept(app: App) -> None:
    async with Page.open(app, await new_session(app)) as page:
        await page.ask("mail của tui là ba.tu@example.com nha")
        assert "ba.tu@example.com" not in str(page.lines)
        assert page.lines[0]["text"] == "mail của tui là [email đã che] nha"


async def test_a_second_sending_is_taken_and_answered_once(app: App) -> None:
    async with Page.open(app, await new_session(app)) as page:
        for _ in range(5):
            await page.say("xin chào", client="once")
            await page.until("taken")
        assert [line["mine"] for line in await page.all()] == [True, False]


async def test_a_page_that_comes_back_gets_exactly_what_it_missed(app: App) -> None:
    token = await new_session(app)
    async with Page.open(app, token) as page:
        await page.ask("xin chào")
        seen = page.last
    for words in ("một", "hai", "ba"):
        await webchat_of(app).send(address_of(token), Reply(words))
    async with Page.open(app, token, after=seen) as page:
        assert [line["text"] for line in await page.all()] == ["một", "hai", "ba"]


async def test_more_missed_lines_than_are_read_at_once(app: App) -> None:
    token = await new_session(app)
    first = int(await webchat_of(app).send(address_of(token), Reply("0")))
    for number in range(1, webchat.PAGE + 50):
        await webchat_of(app).send(address_of(token), Reply(str(number)))
    async with Page.open(app, token, after=first) as page:
        await page.reply(webchat.PAGE + 49)
        assert [line["text"] for line in page.lines] == [str(n) for n in range(1, webchat.PAGE + 50)]


async def test_every_tab_of_a_session_shows_the_same_talk(app: App) -> None:
    token = await new_session(app)
    async with Page.open(app, token) as one, Page.open(app, token) as other:
        await one.ask("xin chào")
        assert await other.all() == await one.all()


async def test_sessions_do_not_hear_each_other(app: App) -> None:
    async with Page.open(app, await new_session(app)) as one, Page.open(app, await new_session(app)) as other:
        await one.ask("xin chào")
        assert await other.all() == []


async def test_a_restart_loses_nothing_and_doubles_nothing(database_url: str) -> None:
    async with serving(database_url) as app:
        token = await new_session(app)
        async with Page.open(app, token) as page:
            await page.ask("xin chào")
            before = await page.all()
            seen = page.last
    async with serving(database_url) as app, Page.open(app, token) as page:
        assert page.lines == before
        await page.say("xin chào", client=before[0]["id"])  # the page was not told that it had arrived
        await page.until("taken")
        await page.ask("cảm ơn")
        assert [line["text"] for line in await page.all() if line["seq"] > seen and line["mine"]] == ["cảm ơn"]


async def test_the_server_tells_its_pages_that_it_restarts(tmp_path: Path) -> None:
    async with serving(sqlite_url(tmp_path)) as app:
        async with Page.open(app, await new_session(app)) as page:
            stopping = asyncio.create_task(app.stop())
            with pytest.raises(ConnectionClosed) as closed:
                await page.read()
            await stopping
        assert closed.value.rcvd
        assert closed.value.rcvd.code == 1012


async def test_an_answer_said_before_the_process_died_is_not_said_again(tmp_path: Path) -> None:
    async with serving(sqlite_url(tmp_path)) as app:
        token = await new_session(app)
        async with Page.open(app, token) as page:
            answer = await page.ask("xin chào")
    reply = Reply(answer["text"], title=answer["title"], note=answer["note"], buttons=_buttons(answer))
    async with serving(sqlite_url(tmp_path)) as app, Page.open(app, token) as page:
        assert await webchat_of(app).send(address_of(token), reply) == str(answer["seq"])
        assert len(await page.all()) == 2
        assert (await page.ask("xin chào"))["seq"] > answer["seq"]  # asked anew, it is said anew


def _buttons(line: dict[str, list[dict[str, str]]]) -> tuple[Button, ...]:
    return tuple(Button(**button) for button in line["buttons"])


async def test_a_pressed_button_comes_back_and_its_bubble_is_changed(app: App) -> None:
    token = await new_session(app)
    asked = Reply("Có giúp được bà con không?", buttons=(Button("Có", "helpful:yes"),))
    number = await webchat_of(app).send(address_of(token), asked)
    async with Page.open(app, token) as page:
        await page.send(type="press", id="p1", data="helpful:yes", label="Có", message=int(number))
        await page.until("taken")
        await app.switchboard.idle()
        pressed = await page.line("Có")
        assert (pressed["mine"], pressed["pressed"]) == (True, int(number))
        await webchat_of(app).send(address_of(token), Reply("Cảm ơn!", replace=True), replacing=number)
        assert (await page.line("Cảm ơn!"))["replaces"] == int(number)


async def test_nobody_changes_another_persons_bubble(app: App) -> None:
    one, other = await new_session(app), await new_session(app)
    number = await webchat_of(app).send(address_of(one), Reply("Chào"))
    await webchat_of(app).send(address_of(other), Reply("Khác", replace=True), replacing=number)
    async with Page.open(app, other) as page:
        assert "replaces" not in page.lines[-1]


async def test_a_long_answer_is_cut_at_a_sentence_and_keeps_its_buttons_last(app: App) -> None:
    token = await new_session(app)
    sentence = "Bà con mang theo giấy tờ. "
    await webchat_of(app).send(
        address_of(token), Reply(sentence * 400, title="Khai sinh", buttons=(Button("Phí", "a:b"),))
    )
    async with Page.open(app, token) as page:
        assert all(len(line["text"]) <= webchat_of(app).limits.text for line in page.lines)
        assert all(line["text"].endswith(".") for line in page.lines)
        assert [bool(line["title"]) for line in page.lines] == [True, *[False] * (len(page.lines) - 1)]
        assert [bool(line["buttons"]) for line in page.lines] == [*[False] * (len(page.lines) - 1), True]


async def test_opening_an_empty_talk_greets_once_however_many_tabs_open(app: App) -> None:
    token = await new_session(app)
    async with Page.open(app, token) as one, Page.open(app, token) as other:
        await one.send(type="start")
        await other.send(type="start")
        await one.until("taken")
        await other.until("taken")
        greeting = list(await one.all())
        assert greeting
        assert not any(line["mine"] for line in greeting)
        await one.send(type="start")
        await one.until("taken")
        assert await one.all() == greeting


async def test_the_typing_sign_reaches_the_page(app: App) -> None:
    token = await new_session(app)
    async with Page.open(app, token) as page:
        await webchat_of(app).typing(address_of(token))
        assert (await page.read())["type"] == "typing"
