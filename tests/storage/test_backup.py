"""A backup is made while the bot runs, checked, and never written over anything."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot.messages import Address
from bot.storage import people
from bot.storage.backup import back_up, dump_command
from bot.storage.database import Database, DatabaseError
from bot.storage.migrate import migrate
from tests.kit import MONDAY_MORNING, sqlite_url


def copies(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("copy*"))


async def meet(database: Database, name: str) -> None:
    await database.write(partial(people.meet, address=Address("test", name), language="vi", now=MONDAY_MORNING))


async def test_a_copy_made_while_the_bot_writes_is_whole_and_can_be_used(tmp_path: Path) -> None:
    await migrate(sqlite_url(tmp_path))
    database = Database(sqlite_url(tmp_path))
    await database.open(serving=["telegram"])
    for number in range(200):
        await meet(database, str(number))
    copying = asyncio.create_task(asyncio.to_thread(back_up, sqlite_url(tmp_path), tmp_path / "copy.db"))
    written = 200
    while not copying.done():
        await meet(database, str(written))
        written += 1
    made = await copying
    await database.close()

    assert 200 <= made.rows["people"] <= written
    assert copies(tmp_path) == ["copy.db"]
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    restored = f"sqlite+aiosqlite:///{made.file}"
    await migrate(restored)
    again = Database(restored)
    await again.open(serving=["telegram"])
    assert await again.read(partial(people.find, address=Address("test", "199")))
    await again.close()


async def test_nothing_is_overwritten(tmp_path: Path) -> None:
    await migrate(sqlite_url(tmp_path))
    (tmp_path / "copy.db").write_text("last week's")
    with pytest.raises(DatabaseError, match="not overwritten"):
        back_up(sqlite_url(tmp_path), tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "last week's"


async def test_what_a_cut_off_backup_left_is_no_hindrance(tmp_path: Path) -> None:
    await migrate(sqlite_url(tmp_path))
    (tmp_path / "copy.db.part").write_text("half")
    assert back_up(sqlite_url(tmp_path), tmp_path / "copy.db").rows["people"] == 0
    assert not (tmp_path / "copy.db.part").exists()


@pytest.mark.parametrize("place", ["absent", "others.db"])
async def test_there_must_be_a_database_of_ours(tmp_path: Path, place: str) -> None:
    sqlite3.connect(tmp_path / "others.db").executescript("CREATE TABLE recipes (soup)").connection.close()
    with pytest.raises(DatabaseError):
        back_up(f"sqlite+aiosqlite:///{tmp_path / place}", tmp_path / "copy.db")
    assert copies(tmp_path) == []


async def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    await migrate(sqlite_url(tmp_path))
    with pytest.raises(DatabaseError, match="check the folder"):
        back_up(sqlite_url(tmp_path), tmp_path / "nowhere" / "copy.db")


def test_a_damaged_database_makes_no_backup(tmp_path: Path) -> None:
    asyncio.run(migrate(sqlite_url(tmp_path)))
    file = tmp_path / "test.db"
    pages = bytearray(file.read_bytes())
    pages[3 * 4096 : 4 * 4096] = b"\xff" * 4096
    file.write_bytes(pages)
    with pytest.raises(DatabaseError):
        back_up(sqlite_url(tmp_path), tmp_path / "copy.db")
    assert copies(tmp_path) == []


def test_postgresql_is_copied_by_its_own_program() -> None:
    with pytest.raises(DatabaseError, match=r"pg_dump --format=custom --file=x\.dump"):
        back_up("postgresql+asyncpg://ward:secret@db.example/ward", Path("x.dump"))
    command = dump_command(make_url("postgresql+asyncpg://ward:secret@db.example:6432/ward"), Path("my copy"))
    assert command == "pg_dump --format=custom --file='my copy' --dbname=postgresql://ward@db.example:6432/ward"
