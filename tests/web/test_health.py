"""/healthz tells the truth about each part, and /metrics counts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from shutil import copy

import httpx
import pytest
from sqlalchemy import text

from bot import __version__
from bot.app import App
from tests.webkit import Page, new_session, serving, url_of, webchat_of

LIBRARY = Path(__file__).parents[1] / "data" / "library"


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[App]:
    shelf = tmp_path / "library"
    shelf.mkdir()
    for path in LIBRARY.glob("*.toml"):
        copy(path, shelf)
    async with serving(database_url, library_dir=shelf) as app:
        yield app


async def healthz(app: App) -> httpx.Response:
    async with httpx.AsyncClient(base_url=url_of(app), timeout=30) as http:
        return await http.get("/healthz")


async def test_all_is_well(app: App) -> None:
    answer = await healthz(app)
    assert answer.status_code == 200
    report = answer.json()
    assert len(report["library"].pop("version")) == 12
    assert report == {
        "status": "ok",
        "version": __version__,
        "channels": {"webchat": "ok"},
        "notices": {},
        "database": "ok",
        "library": {
            "entries": len(app.shelf.library.entries),
            "problem": None,
            "own": {"left_out": [], "conflicts": [], "problem": None},
        },
        "backlog": {"unfinished": 0, "waiting": 0, "writes": 0},
    }


async def test_a_library_that_cannot_be_taken_up_is_named_and_the_old_one_goes_on(app: App) -> None:
    before = (await healthz(app)).json()["library"]
    (app.shelf.folder / "broken.toml").write_text("[[entry]]\nid = 5\n", encoding="utf-8")
    app.shelf.refresh()
    answer = await healthz(app)
    assert answer.status_code == 200
    assert answer.json()["status"] == "degraded"
    assert "broken.toml" in answer.json()["library"]["problem"]
    assert answer.json()["library"]["version"] == before["version"]
    (app.shelf.folder / "broken.toml").unlink()
    app.shelf.refresh()
    assert (await healthz(app)).json()["status"] == "ok"


async def test_a_changed_library_has_another_version(app: App) -> None:
    before = (await healthz(app)).json()["library"]["version"]
    path = next(app.shelf.folder.glob("*.toml"))
    path.write_text(path.read_text(encoding="utf-8").replace("5.000 đồng", "6.000 đồng"), encoding="utf-8")
    assert app.shelf.refresh()
    assert (await healthz(app)).json()["library"]["version"] != before


async def test_a_database_that_does_not_answer_is_down(app: App) -> None:
    await app.database.write(lambda connection: connection.execute(text("ALTER TABLE inbox RENAME TO lost")))
    answer = await healthz(app)
    assert answer.status_code == 503
    assert answer.json()["status"] == "down"
    assert "does not answer" in answer.json()["database"]


async def test_one_channel_of_several_that_is_cut_off_is_no_reason_to_restart(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webchat_of(app), "problem", lambda: "it is cut off")
    answer = await healthz(app)
    assert (answer.status_code, answer.json()["status"]) == (503, "down")  # the only one
    app.channels["other"] = type(webchat_of(app)).__new__(type(webchat_of(app)))
    answer = await healthz(app)
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert answer.json()["channels"] == {"webchat": "it is cut off", "other": "ok"}
    del app.channels["other"]


async def test_what_happens_is_counted(app: App) -> None:
    async with Page.open(app, await new_session(app)) as page:
        await page.ask("thả diều cần giấy gì")
    async with httpx.AsyncClient(base_url=url_of(app)) as http:
        said = (await http.get("/metrics")).text
    assert 'hailong_events_total{channel="webchat",what="text"} 1.0' in said
    assert 'hailong_channel_up{channel="webchat"} 1.0' in said
    assert f"hailong_library_entries {float(len(app.shelf.library.entries))}" in said
    assert "hailong_events_waiting 0.0" in said
