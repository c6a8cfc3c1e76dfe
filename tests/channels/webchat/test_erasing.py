"""Erasing and retention: what is gone is gone from the pages too."""

from __future__ import annotations

from functools import partial

import httpx
import pytest
from sqlalchemy import func, select
from websockets.exceptions import ConnectionClosed

from bot.app import App
from bot.jobs.retention import clean_up
from bot.storage import audit, staff
from bot.storage.audit import Filter
from bot.storage.links import Purpose
from bot.storage.tables import inbox, metadata, people
from tests.kit import SetClock
from tests.staffkit import add, link_for
from tests.webkit import Page, new_session, url_of


async def rows(app: App) -> dict[str, int]:
    """How many rows each table holds, empty ones left out."""
    counts = {
        name: await app.database.read(lambda c, t=table: c.execute(select(func.count()).select_from(t)).scalar_one())
        for name, table in metadata.tables.items()
    }
    return {name: count for name, count in counts.items() if count}


async def test_starting_over_leaves_nothing_and_tells_every_tab(app: App) -> None:
    token = await new_session(app)
    async with Page.open(app, token) as one, Page.open(app, token) as other:
        await one.ask("xin chào")
        await one.send(type="erase")
        await one.until("erased")
        await other.until("erased")
        with pytest.raises(ConnectionClosed) as closed:
            await other.read()
        assert closed.value.rcvd
        assert closed.value.rcvd.code == 4001
    assert await rows(app) == {}
    with pytest.raises(ConnectionClosed):
        async with Page.open(app, token):
            pass


async def test_starting_over_without_a_socket(app: App) -> None:
    token = await new_session(app)
    async with httpx.AsyncClient(base_url=url_of(app), headers={"Authorization": f"Bearer {token}"}) as http:
        await http.post("/chat/say", json={"type": "say", "id": "a", "text": "xin chào"})
        assert (await http.post("/chat/say", json={"type": "erase"})).json() == {"type": "erased"}
        assert (await http.get("/chat/lines")).status_code == 401
    assert await rows(app) == {}


async def test_starting_over_leaves_others_alone(app: App) -> None:
    async with Page.open(app, await new_session(app)) as one, Page.open(app, await new_session(app)) as other:
        await one.ask("xin chào")
        await other.ask("xin chào")
        await one.send(type="erase")
        await one.until("erased")
        await other.ask("cảm ơn")
    left = await rows(app)
    assert (left["people"], left["webchat"]) == (1, 4)


async def test_erasing_within_the_talk_empties_the_page(app: App) -> None:
    async with Page.open(app, await new_session(app)) as page:
        await page.ask("xin chào")
        asked = await page.ask("/dulieu")
        for _ in range(2):  # the button, and the one that asks whether it is meant
            erase = next(button for button in asked["buttons"] if "óa" in button["label"])
            said = len(page.lines)
            await page.send(type="press", id=f"e{said}", data=erase["data"], label=erase["label"], message=asked["seq"])
            while page.lines[-1]["mine"] or len(page.lines) == said:
                await page.read()
            asked = page.lines[-1]
        assert page.first == asked["seq"]  # the page drops whatever is older: all but the last word
        await app.switchboard.idle()
        assert (await rows(app)) == {"webchat": 1}
        await page.ask("xin chào")  # and the talk goes on
    assert (await rows(app))["people"] == 1


async def test_old_talks_are_swept_and_young_ones_stay(app: App) -> None:
    clock = app.clock
    assert isinstance(clock, SetClock)
    token = await new_session(app)
    async with Page.open(app, token) as page:
        await page.ask("xin chào")
        clock.move(days=20)
        young = await page.ask("cảm ơn")
        clock.move(days=15)
        gone = await clean_up(app.database, app.settings, clock)
        assert gone["web chat lines"] == 2
    async with Page.open(app, token) as page:
        assert [line["mine"] for line in page.lines] == [True, False]
        assert page.lines[-1] == young


async def test_the_inbox_knows_no_words_of_a_finished_event(app: App) -> None:
    async with Page.open(app, await new_session(app)) as page:
        await page.ask("xin chào")
    await app.switchboard.idle()
    kept = await app.database.write(lambda c: c.execute(select(inbox.c.incoming, inbox.c.replies)).all())
    assert kept
    assert not any(row.incoming or row.replies for row in kept)
    assert await app.database.read(lambda c: c.execute(select(func.count()).select_from(people)).scalar()) == 1


async def test_the_account_of_one_of_the_staff_is_noted_as_gone(app: App) -> None:
    token = await new_session(app)
    code = await link_for(app, await add(app), Purpose.JOIN)
    async with Page.open(app, token) as page:
        await page.ask(f"join-{code}")
        await page.send(type="erase")
        await page.until("erased")
    assert await app.database.read(staff.accounts) == []
    (entry, *_) = await app.database.read(partial(audit.entries, wanted=Filter(), limit=1))
    assert (entry.act, entry.detail) == ("unlinked", {"channel": "webchat"})
