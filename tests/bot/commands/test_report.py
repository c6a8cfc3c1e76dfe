"""python -m bot report: the figures as a file, and one sentence when that cannot be."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.storage.database import Database
from bot.storage.migrate import migrate
from tests.figures.data import hand_made
from tests.kit import sqlite_url

ROOT = Path(__file__).parents[3]
FEBRUARY = ["--from", "2026-02-01", "--to", "28/02/2026"]
SIGNS = {"json": b"{", "csv": b"\xef\xbb\xbf", "xlsx": b"PK", "docx": b"PK", "png": b"\x89PNG"}


@pytest.fixture
def filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a database that holds the hand's data set."""

    async def fill() -> None:
        await migrate(sqlite_url(tmp_path))
        database = Database(sqlite_url(tmp_path))
        await database.open()
        await database.write(hand_made)
        await database.close()

    asyncio.run(fill())
    monkeypatch.setenv("DATABASE_URL", sqlite_url(tmp_path))
    monkeypatch.setenv("WARD_FILE", str(ROOT / "ward.toml"))
    return tmp_path


@pytest.mark.parametrize("kind", SIGNS)
def test_every_kind_of_file_is_written(filled: Path, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = filled / f"report.{kind}"
    assert main(["report", *FEBRUARY, "--format", kind, "--out", str(file)]) == 0
    assert file.read_bytes().startswith(SIGNS[kind])
    assert "76,7%" in capsys.readouterr().out


def test_the_figures_in_it_are_those_of_the_period(filled: Path) -> None:
    file = filled / "report.json"
    assert main(["report", *FEBRUARY, "--format", "json", "--out", str(file), "--language", "en"]) == 0
    plain = json.loads(file.read_text(encoding="utf-8"))
    assert plain["period"] == {"kind": "month", "from": "2026-02-01", "to": "2026-02-28"}
    assert (plain["total"]["n"], plain["final"]) == (43, True)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--from", "2026-02-30", "--to", "2026-03-01"], "is no day"),
        (["--from", "2026-03-02", "--to", "2026-03-01"], "is after"),
        (["--from", "1026-03-02", "--to", "2026-03-01"], "is no period"),
    ],
)
def test_days_that_cannot_be_are_refused(
    filled: Path, words: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = main(["report", *words, "--format", "json", "--out", str(filled / "x.json")])
    except SystemExit as stopped:
        code = int(str(stopped.code))
    assert code in (1, 2)
    assert why in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_named(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", *FEBRUARY, "--format", "json", "--out", str(filled / "no" / "x.json")]) == 1
    assert "cannot be written" in capsys.readouterr().err
