"""Migrations build from nothing exactly the tables of the code, all or nothing, and refuse what is newer."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, String, inspect, select, text
from sqlalchemy.engine import make_url

from bot.messages import Address
from bot.storage import people
from bot.storage.database import Database, DatabaseError
from bot.storage.engines import Sqlite
from bot.storage.migrate import SCRIPTS, migrate, newest
from bot.storage.tables import metadata, steps
from tests.kit import MONDAY_MORNING


async def test_from_empty_and_again(database_url: str) -> None:
    revision = await migrate(database_url)
    assert revision
    assert await migrate(database_url) == revision


async def test_autogenerate_finds_no_difference(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))

    assert await database.read(differences) == []


def test_each_script_is_named_after_its_revision_and_the_last_is_the_newest() -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    scripts = ScriptDirectory.from_config(config)
    names = {Path(script.path).name.partition("_")[0]: script.revision for script in scripts.walk_revisions()}
    assert all(name == revision for name, revision in names.items())
    assert newest() == scripts.get_current_head()


async def test_two_programs_that_start_at_once(database_url: str) -> None:
    revisions = await asyncio.gather(*(migrate(database_url) for _ in range(4)))
    assert len(set(revisions)) == 1


async def test_a_newer_database_is_refused_with_advice(database_url: str, database: Database) -> None:
    await database.write(lambda c: c.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(DatabaseError, match=r"newer version .*9999.*\n?.*backup"):
        await migrate(database_url)


async def test_a_migration_that_fails_changes_nothing(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(config: object, to: str) -> None:
        upgrade(config, to)  # type: ignore[arg-type]
        raise RuntimeError("power cut")

    upgrade = command.upgrade
    monkeypatch.setattr(command, "upgrade", broken)
    with pytest.raises(RuntimeError):
        await migrate(database_url)
    monkeypatch.undo()
    database = Database(database_url)
    assert await database.read(lambda c: inspect(c).get_table_names()) == []
    await database.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_altering_a_table_on_sqlite_keeps_what_points_at_it(database_url: str, database: Database) -> None:
    met = partial(people.meet, address=Address("test", "a"), language="vi", now=MONDAY_MORNING)
    person = (await database.write(met)).person.id
    talk = partial(people.save_talk, person=person, talk={}, expires=MONDAY_MORNING, now=MONDAY_MORNING)
    await database.write(talk)

    def alter(connection: Connection) -> None:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("people", recreate="always") as people_table:
            people_table.add_column(Column("hamlet", String(40)))

    migrating = Sqlite(make_url(database_url), writing=True, foreign_keys=False)  # as `migrate` does
    await migrating.run(alter)
    await migrating.close()
    assert len(await database.read(lambda c: c.execute(select(steps)).all())) == 1
