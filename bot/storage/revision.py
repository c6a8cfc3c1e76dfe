"""Where a database stands among the migrations, looked at without changing anything."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.storage.database import Database
from bot.storage.migrate import current, knows, newest


@dataclass(frozen=True)
class Revision:
    """The database's revision ("" while it has no tables), the program's newest, and whether the program knows both."""

    here: str
    newest: str
    known: bool


async def look(url: str) -> Revision:
    """Look at a database; a SQLite file that is not there yet counts as empty."""
    here = "" if _is_missing_file(url) else await _read(url)
    return Revision(here, newest(), known=knows(here))


async def _read(url: str) -> str:
    """The revision that stands in the database."""
    database = Database(url)
    try:
        return await database.read(current)
    finally:
        await database.close()


def _is_missing_file(url: str) -> bool:
    """Whether the database is a SQLite file that nobody has made yet."""
    parsed = make_url(url)
    return parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file()
