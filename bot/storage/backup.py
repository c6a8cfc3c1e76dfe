"""A copy of the database while the bot runs, opened and checked before it is called a backup."""

from __future__ import annotations

import os
import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from bot.storage.errors import DatabaseError, trouble
from bot.storage.tables import metadata


@dataclass(frozen=True)
class Backup:
    """A checked copy: where it is, how many bytes, and how many rows it holds by table."""

    file: Path
    size: int
    rows: dict[str, int]


def back_up(url: str, file: Path) -> Backup:
    """Copy a SQLite database as it stands at one moment. Raises `DatabaseError` that says why not, or what to do."""
    place = make_url(url)
    if place.get_backend_name() != "sqlite":
        raise DatabaseError(
            f"PostgreSQL makes copies by itself, also while the bot runs. The command is:\n{dump_command(place, file)}"
        )
    if file.exists():
        raise DatabaseError(f"{file} exists already and is not overwritten: give another name, or move it away.")
    unfinished = file.with_name(file.name + ".part")
    try:
        _copy(place, unfinished)
        rows = _checked(unfinished)
        os.rename(unfinished, file)
    except (sqlite3.Error, OSError) as error:
        raise DatabaseError(f"{file} could not be written ({error}): check the folder and the space left.") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return Backup(file, file.stat().st_size, rows)


def dump_command(place: URL, file: Path) -> str:
    """How PostgreSQL is told to write a copy; the password is asked for or comes from ~/.pgpass, not from this line."""
    server = place._replace(drivername="postgresql", password=None).render_as_string()
    return f"pg_dump --format=custom --file={shlex.quote(str(file))} --dbname={shlex.quote(server)}"


def _copy(place: URL, to: Path) -> None:
    """Copy into a new file that only this user may read: citizens' words are in it."""
    to.unlink(missing_ok=True)  # of a backup that was cut off
    os.close(os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(to)) as copy, _source(place) as source:
        source.backup(copy)  # in one step: a copy in several begins anew whenever the bot writes in between
        copy.execute("PRAGMA journal_mode=DELETE")  # all of it in one file


@contextmanager
def _source(place: URL) -> Iterator[sqlite3.Connection]:
    """The database, opened for reading and known to be one."""
    uri = f"{Path(place.database or '').absolute().as_uri()}?mode=ro"
    try:
        source = sqlite3.connect(uri, uri=True)
        source.execute("SELECT version_num FROM alembic_version")
    except sqlite3.Error as error:
        strange = DatabaseError(f"{place.database} is not this bot's database ({error}): look at DATABASE_URL.")
        raise trouble(error, place) or strange from error
    with closing(source):
        yield source


def _checked(copy: Path) -> dict[str, int]:
    """Open the copy as a restore would, have SQLite check every page of it, and count its rows."""
    with closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)) as opened:
        [(verdict,)] = opened.execute("PRAGMA integrity_check(1)").fetchall()
        if verdict != "ok":
            raise sqlite3.DatabaseError(f"the copy is damaged: {verdict}")
        names = [table.name for table in metadata.sorted_tables]
        return {name: opened.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608 - our own table names
