"""`python -m bot visits import` at the shell: tells, asks, takes, and never takes unasked."""

from __future__ import annotations

import asyncio
import io
from functools import partial
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.storage import audit, imports
from bot.storage.audit import Filter
from bot.storage.database import Database
from bot.storage.imports import Import
from tests.kit import sqlite_url
from tests.sheets.office import ROWS, csv_text, workbook


class Screen(io.StringIO):
    """A terminal at which somebody types."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def list_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATABASE_URL", sqlite_url(tmp_path))
    monkeypatch.chdir(Path(__file__).parents[3])
    path = tmp_path / "thang-11.csv"
    path.write_text(csv_text((*ROWS, ("4", "H01-4", *ROWS[0][2:6], "hôm qua", "", "", ""))), encoding="utf-8")
    return path


def kept(tmp_path: Path) -> tuple[list[Import], list[str]]:
    async def look() -> tuple[list[Import], list[str]]:
        database = Database(sqlite_url(tmp_path))
        acts = await database.read(partial(audit.entries, wanted=Filter(), limit=10))
        found = await database.read(partial(imports.latest, limit=10))
        await database.close()
        return found, [entry.act for entry in acts]

    return asyncio.run(look())


def test_a_dry_run_tells_and_takes_nothing(list_: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["visits", "import", str(list_), "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "thang-11.csv: 4 rows" in said
    assert "About people, and not read: Người nộp, Số CCCD." in said
    assert "row 5: “hôm qua” is no date like 25/12/2026 (day, month, year)." in said
    assert "Thủ tục không có (1)" in said
    assert "New: 3   changed: 0   the same: 0   wrong: 1" in said
    (one,), acts = kept(list_.parent)
    assert (one.state, acts) == ("stopped", [])


def test_it_is_taken_with_yes_and_once(list_: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["visits", "import", str(list_), "--yes"]) == 0
    assert "Taken: 3 new, 0 changed, 0 the same" in capsys.readouterr().out
    assert main(["visits", "import", str(list_), "--yes"]) == 0
    assert "New: 0   changed: 0   the same: 3" in capsys.readouterr().out
    (_, one), acts = kept(list_.parent)
    assert (one.state, one.seen, one.rows, acts) == ("done", 4, 4, ["import-taken"])


@pytest.mark.parametrize(("typed", "code"), [("y\n", 0), ("có\n", 0), ("\n", 1), ("n\n", 1)])
def test_without_yes_it_asks(list_: Path, monkeypatch: pytest.MonkeyPatch, typed: str, code: int) -> None:
    monkeypatch.setattr("sys.stdin", Screen(typed))
    assert main(["visits", "import", str(list_)]) == code
    assert kept(list_.parent)[0][0].state == ("done" if code == 0 else "stopped")


def test_where_nobody_can_be_asked_nothing_is_taken(
    list_: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert main(["visits", "import", str(list_)]) == 1
    assert "With --yes" in capsys.readouterr().out


def test_an_excel_file_with_two_sheets(list_: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = list_.with_name("nam.xlsx")
    heads = ("Mã hồ sơ", "Ngày nhận")
    file.write_bytes(workbook(T1=[heads, ("A-1", "02/11/2026")], T2=[heads, ("A-2", "")], Khac=[("Ghi chú",)]))
    assert main(["visits", "import", str(file), "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "Sheets read: T1, T2." in said
    assert "Sheets without a list: Khac." in said
    assert "sheet T2, row 2: The day of receipt is missing." in said


@pytest.mark.parametrize(
    ("raw", "why"), [(b"", "empty"), ("chẳng có gì\n".encode(), "No heading"), (None, "cannot be read")]
)
def test_what_cannot_be_read_is_told(
    list_: Path, capsys: pytest.CaptureFixture[str], raw: bytes | None, why: str
) -> None:
    file = list_.with_name("sai.csv")
    if raw is not None:
        file.write_bytes(raw)
    assert main(["visits", "import", str(file)]) == 1
    assert why in capsys.readouterr().err
