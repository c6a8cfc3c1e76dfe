"""Bringing a database up to this program's tables, and refusing one that a newer program has written.

Alembic is loaded only where there is something to apply: a running bot has no use for its eleven megabytes.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.storage.engines import Postgres, Sqlite
from bot.storage.errors import DatabaseError, trouble

SCRIPTS = Path(__file__).parent / "migrations"
_ONE_AT_A_TIME = 0x4841_0000  # PostgreSQL's advisory lock; SQLite's own write lock does it there


async def migrate(url: str) -> str:
    """Apply what is missing, all or nothing, and return the revision reached. Raises `DatabaseError` with advice."""
    try:
        place = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise DatabaseError(f"DATABASE_URL cannot be read: {error}.") from error
    engine: Sqlite | Postgres
    if place.get_backend_name() == "sqlite":
        _make_folder(place)
        # altering a table copies it: with foreign keys on, dropping the old one would empty the tables that point at it
        engine = Sqlite(place, writing=True, create=True, foreign_keys=False)
    else:
        engine = Postgres(place, 1)
    try:
        return await engine.run(_upgrade)
    except Exception as error:
        raise trouble(error, place) or error from error
    finally:
        await engine.close()


def newest() -> str:
    """The last revision; each script's name begins with its own."""
    return max(path.name.partition("_")[0] for path in (SCRIPTS / "versions").glob("[0-9]*.py"))


def knows(revision: str) -> bool:
    """Whether this program has the script of a revision; it knows a database without tables too."""
    return not revision or any((SCRIPTS / "versions").glob(f"{revision}_*.py"))


def current(connection: Connection) -> str:
    """The revision of a database, "" while it has no tables."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""


def _upgrade(connection: Connection) -> str:
    """Apply what is missing, inside this connection's transaction."""
    if current(connection) == newest():
        return newest()
    _apply(connection)
    return newest()


def _apply(connection: Connection) -> None:
    """Run Alembic."""
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415 - see above

    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})"))
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    here = current(connection)
    if not knows(here):
        raise DatabaseError(
            f"The database was last used by a newer version of the program (revision {here}). "
            "Install that version again, or restore the backup made before the upgrade."
        )
    command.upgrade(config, "head")
    if connection.dialect.name == "sqlite" and (lost := connection.execute(text("PRAGMA foreign_key_check")).all()):
        raise DatabaseError(
            f"The upgrade would leave {len(lost)} rows without what they belong to; nothing was changed."
        )


def _make_folder(url: URL) -> None:
    """Make the folder of a SQLite file, so that a fresh clone starts."""
    if url.database and url.database != ":memory:":
        try:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseError(
                f"The folder of the database file {url.database} cannot be made ({error.strerror}): "
                "set DATABASE_URL to a place this user may write to."
            ) from error
