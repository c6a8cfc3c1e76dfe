"""The ward's own entries out of one database and into another, and laid over the files from the shell."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.editing import overlay_of
from bot.storage import entry_changes
from bot.storage.audit import OPERATOR
from bot.storage.database import Database
from bot.storage.entry_changes import Act, Proposal
from bot.storage.migrate import migrate
from faq import DATA, Library, Overlay
from faq.__main__ import main as faq
from faq.overlay_file import overlay_toml, read_overlay
from tests.faq.test_overlay import KITE, own
from tests.kit import MONDAY_MORNING as NOW
from tests.kit import sqlite_url


async def taught(url: str) -> None:
    await migrate(url)
    database = Database(url)
    await database.open()
    for act, body in ((Act.WAY, {"ways": ["đóng mộc giáp lai bằng lái"]}), (Act.CHECK, {"checked_on": "2026-11-23"})):
        proposal = Proposal("sao-y", act, body, "Thử", "chung-thuc")
        number = await database.write(partial(entry_changes.propose, by=OPERATOR, proposal=proposal, now=NOW))
        await database.write(partial(entry_changes.decide, by=OPERATOR, change=number, approve=True, now=NOW))
    await database.close()


async def kept(url: str) -> Overlay:
    database = Database(url)
    try:
        return await overlay_of(database)
    finally:
        await database.close()


def test_out_of_one_database_into_another_and_twice_is_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:

    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, second, file = sqlite_url(tmp_path / "a"), sqlite_url(tmp_path / "b"), tmp_path / "own.toml"
    asyncio.run(taught(first))
    monkeypatch.setenv("DATABASE_URL", first)
    assert main(["entries", "export", "--out", str(file)]) == 0
    assert read_overlay(file) == asyncio.run(kept(first))
    monkeypatch.setenv("DATABASE_URL", second)
    assert main(["entries", "import", str(file), "--dry-run"]) == 0
    assert not asyncio.run(kept(second))
    capsys.readouterr()
    assert main(["entries", "import", str(file)]) == 0
    assert "2 changes taken" in capsys.readouterr().out
    assert asyncio.run(kept(second)) == read_overlay(file)
    assert main(["entries", "import", str(file)]) == 0
    assert "0 changes taken" in capsys.readouterr().out
    assert main(["entries", "export", "--jsonl"]) == 0
    rows = {row["entry"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert "đóng mộc giáp lai bằng lái" in rows["sao-y"]["ways"]
    assert set(rows["sao-y"]) == {"entry", "code", "name", "field", "kind", "ways"}
    assert faq(["export", "--jsonl", "--overlay", str(file)]) == 0
    assert {row["entry"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())} == rows


def test_a_file_that_cannot_be_used_is_told_with_every_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite_url(tmp_path))
    file = tmp_path / "own.toml"
    file.write_text('hiden = []\nhidden = [3]\n[ways]\na = "b"\n[[entry]]\nid = "x"\n', encoding="utf-8")
    assert main(["entries", "import", str(file)]) == 1
    told = capsys.readouterr().err
    for words in ("'hiden'", "hidden", "ways", "entry 'x'"):
        assert words in told
    assert main(["entries", "import", str(tmp_path / "nowhere.toml")]) == 1


def test_an_overlay_survives_its_file(tmp_path: Path) -> None:
    library = Library.load(DATA)
    overlay = Overlay(entries=dict(library.entries), bases=dict.fromkeys(library.entries, "x"))
    for one in (overlay, own(KITE, hidden=frozenset({"chuong"})), Overlay()):
        (tmp_path / "own.toml").write_text(overlay_toml(one), encoding="utf-8")
        assert read_overlay(tmp_path / "own.toml") == one
