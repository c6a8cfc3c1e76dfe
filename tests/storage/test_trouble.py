"""Whatever is wrong with a database is told in one sentence, and works go through again once it is well."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from bot.messages import Address
from bot.storage import engines, people
from bot.storage.database import Database, DatabaseError
from bot.storage.migrate import migrate
from tests.conftest import POSTGRES
from tests.kit import MONDAY_MORNING, sqlite_url

meet = partial(people.meet, address=Address("test", "a"), language="vi", now=MONDAY_MORNING)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program's lock is not waited for."""
    monkeypatch.setattr(engines, "_PATIENCE", 10)


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[Database]:
    """An opened SQLite database."""
    await migrate(sqlite_url(tmp_path))
    database = Database(sqlite_url(tmp_path))
    await database.open()
    yield database
    await database.close()


async def why_not(url: str) -> str:
    """What migrating says against a database."""
    with pytest.raises(DatabaseError) as refused:
        await migrate(url)
    assert len(str(refused.value).splitlines()) == 1
    return str(refused.value)


async def test_an_absent_folder_is_made(tmp_path: Path) -> None:
    assert await migrate(sqlite_url(tmp_path / "var" / "deep"))


async def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file")
    assert "cannot be made" in await why_not(sqlite_url(tmp_path / "var"))


async def test_something_else_than_a_database(tmp_path: Path) -> None:
    (tmp_path / "test.db").write_text("bà con ơi" * 1000)
    assert "the file is something else" in await why_not(sqlite_url(tmp_path))


async def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "test.db").mkdir()
    assert "check that the folder exists" in await why_not(sqlite_url(tmp_path))


async def test_no_file_at_all() -> None:
    assert "names no file" in await why_not("sqlite+aiosqlite://")


@pytest.mark.parametrize("url", ["sqlite+aiosqlite", "postgresql+asyncpg://u@host:port/name"])
async def test_an_address_that_cannot_be_read(url: str) -> None:
    assert "DATABASE_URL cannot be read" in await why_not(url)
    with pytest.raises(DatabaseError, match="cannot be read"):
        Database(url)


async def test_a_locked_file(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path)
    await migrate(url)
    other = sqlite3.connect(tmp_path / "test.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert "another program holds it" in await why_not(url)
    other.close()
    assert await migrate(url)


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"port": 9}, "check that the server of DATABASE_URL runs"),
        ({"host": "no-such-host.invalid"}, "check that the server of DATABASE_URL runs"),
        ({"database": "nonesuch"}, "createdb"),
        ({"username": "nobody-here"}, "check the user and the password"),
    ],
)
async def test_a_server_that_does_not_let_us_in(database_url: str, change: dict[str, object], said: str) -> None:
    url = make_url(database_url).set(password="ssh", **change).render_as_string(hide_password=False)  # type: ignore[arg-type]
    answer = await why_not(url)
    assert said in answer
    assert "ssh" not in answer


async def test_a_wrong_password() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(8)  # asks for TLS
        writer.write(b"N")
        await reader.readexactly(int.from_bytes(await reader.readexactly(4)) - 4)
        writer.write(b"R" + (8).to_bytes(4) + (3).to_bytes(4))  # the password, please
        await reader.readexactly(1)
        await reader.readexactly(int.from_bytes(await reader.readexactly(4)) - 4)
        fields = b"SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed\0\0"
        writer.write(b"E" + (len(fields) + 4).to_bytes(4) + fields)
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    answer = await why_not(f"postgresql+asyncpg://ward:mat-khau-sai@127.0.0.1:{port}/ward")
    assert "check the user and the password" in answer
    assert "mat-khau-sai" not in answer
    server.close()


async def test_a_lock_in_the_middle_is_told_to_everybody_and_heals(
    sqlite: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    other = sqlite3.connect(tmp_path / "test.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    failed = await asyncio.gather(*(sqlite.write(meet) for _ in range(5)), return_exceptions=True)
    assert all(isinstance(error, DatabaseError) for error in failed)
    assert "another program holds it" in str(sqlite.problem())
    other.close()
    await sqlite.write(meet)
    assert sqlite.problem() is None
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]


async def test_a_full_disk_heals(sqlite: Database) -> None:
    def limit(pages: int) -> partial[object]:
        return partial(lambda pages, c: c.exec_driver_sql(f"PRAGMA max_page_count={pages}"), pages)

    await sqlite.write(limit(1))
    with pytest.raises(DatabaseError, match="the disk is full"):
        await sqlite.write(
            lambda c: [people.add(c, Address("test", "a" * 80 + str(n)), "vi", MONDAY_MORNING) for n in range(500)]
        )
    await sqlite.write(limit(1_000_000))
    await sqlite.write(meet)


async def test_a_removed_file_is_missed_at_once_and_taken_up_when_it_is_back(sqlite: Database, tmp_path: Path) -> None:
    await sqlite.write(meet)
    for name in ("test.db", "test.db-wal", "test.db-shm"):
        (tmp_path / name).rename(tmp_path / f"away-{name}")
    for work in (sqlite.write(meet), sqlite.read(partial(people.find, address=Address("test", "a")))):
        with pytest.raises(DatabaseError, match="check that the folder exists"):
            await work
    assert not (tmp_path / "test.db").exists()  # no empty one is made in its place
    for name in ("test.db", "test.db-wal", "test.db-shm"):
        if (tmp_path / f"away-{name}").exists():
            (tmp_path / f"away-{name}").rename(tmp_path / name)
    assert (await sqlite.write(meet)).person.id == 1
    assert await sqlite.read(partial(people.find, address=Address("test", "a")))


@asynccontextmanager
async def shut(url: str) -> AsyncIterator[None]:
    """A PostgreSQL database that lets nobody in and has thrown everybody out."""
    name = make_url(url).database
    engine = create_async_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    async with engine.connect() as server:
        await server.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
        await server.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"))
        yield
        await server.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
    await engine.dispose()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_server_that_goes_and_comes_back(database_url: str) -> None:
    await migrate(database_url)
    database = Database(database_url)
    await database.open(serving=["telegram"])
    await database.write(meet)
    async with shut(database_url):
        for work in (database.write(meet), database.read(partial(people.find, address=Address("test", "a")))):
            with pytest.raises(DatabaseError, match="does not let us in"):
                await work
    await database.write(meet)
    await database.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_connection_cut_while_idle_costs_nothing(database_url: str) -> None:
    await migrate(database_url)
    database = Database(database_url)
    await database.open()
    await database.write(meet)
    async with shut(database_url):
        pass
    await database.write(meet)
    assert await database.read(partial(people.find, address=Address("test", "a")))
    await database.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_whoever_lost_the_claim_with_the_connection_does_not_write(database_url: str) -> None:
    await migrate(database_url)
    first, second = Database(database_url), Database(database_url)
    await first.open(serving=["telegram"])
    async with shut(database_url):
        pass
    await second.open(serving=["telegram"])
    with pytest.raises(DatabaseError, match="Another bot"):
        await first.write(meet)
    await second.close()
    await first.write(meet)
    await first.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_server_that_only_reads(database_url: str) -> None:
    await migrate(database_url)
    engine = create_async_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    async with engine.connect() as server:
        await server.execute(
            text(f"ALTER DATABASE {make_url(database_url).database} SET default_transaction_read_only = on")
        )
    await engine.dispose()
    database = Database(database_url)
    with pytest.raises(DatabaseError, match="read-only"):
        await database.open()
    await database.close()
