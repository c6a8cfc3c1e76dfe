"""The staff's first page: what is well, what is missing, what people asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import insert

from bot.app import App
from bot.routes import Role
from bot.storage.tables import questions
from tests.kit import SetClock, sqlite_url
from tests.staffkit import add, signed_in
from tests.webkit import serving, webchat_of


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    async with serving(sqlite_url(tmp_path), SetClock()) as app:
        yield app


@pytest.fixture
async def http(app: App) -> AsyncIterator[httpx.AsyncClient]:
    async with signed_in(app, await add(app, Role.OFFICIAL)) as http:
        yield http


async def asked(app: App, *questions_: tuple[str, str], days_ago: float = 1) -> None:
    """Questions with what became of each."""
    when = app.clock.now() - timedelta(days=days_ago)
    rows = [
        {"id": f"{days_ago}-{number}", "channel": "test", "asked": when, "text": text, "verdict": verdict, "score": 1.0}
        for number, (text, verdict) in enumerate(questions_)
    ]
    await app.database.write(lambda connection: connection.execute(insert(questions), rows))


async def test_an_empty_bot_says_what_to_do(http: httpx.AsyncClient) -> None:
    page = (await http.get("/quan-tri")).text
    assert "Mấy ngày này chưa có ai hỏi" in page
    assert "áp phích" in page
    assert "Đường dây nóng: chưa khai" in page


async def test_below_ten_questions_no_share_is_shown(app: App, http: httpx.AsyncClient) -> None:
    await asked(app, *[("a", "answer")] * 9)
    page = (await http.get("/quan-tri")).text
    assert "9 câu hỏi" in page
    assert "%" not in page
    await asked(app, ("b", "unknown"), days_ago=2)
    page = (await http.get("/quan-tri")).text
    assert "90 %" in page
    assert "10 %" in page


async def test_older_questions_do_not_count(app: App, http: httpx.AsyncClient) -> None:
    await asked(app, ("xưa rồi", "unknown"), days_ago=7.1)
    assert "xưa rồi" not in (await http.get("/quan-tri")).text


async def test_what_was_not_answered_stands_the_most_frequent_first(app: App, http: httpx.AsyncClient) -> None:
    await asked(app, ("Xin việc ở đâu", "unknown"), ("mở quán", "unknown"), ("MO QUAN?", "unknown"), ("b", "answer"))
    page = (await http.get("/quan-tri")).text
    assert 0 < page.index("MO QUAN?" if "MO QUAN?" in page else "mở quán") < page.index("Xin việc ở đâu")
    assert page.count("quán") + page.count("QUAN") == 1


async def test_words_of_citizens_are_never_markup(app: App, http: httpx.AsyncClient) -> None:
    await asked(app, ("<script>alert(1)</script>", "unknown"))
    page = (await http.get("/quan-tri")).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


async def test_a_channel_in_trouble_and_a_library_that_cannot_be_used_are_named(
    app: App, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await http.get("/quan-tri")).text.count("hoạt động tốt") == 2  # the web chat, the database
    monkeypatch.setattr(webchat_of(app), "problem", lambda: "cut off <since> noon")
    app.shelf.problem = "entry x: no fee"
    page = (await http.get("/quan-tri")).text
    assert "cut off &lt;since&gt; noon" in page
    assert "entry x: no fee" in page
