"""`python -m bot migrate`: bring the database up to this program's tables, which a start does as well."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from bot.settings import Settings
from bot.storage.migrate import migrate


def add_arguments(parser: ArgumentParser) -> None:
    """None: DATABASE_URL says which one."""


async def run(settings: Settings, arguments: Namespace) -> int:
    """Apply what is missing and say how far the database is."""
    revision = await migrate(settings.database_url)
    print(f"The database is at revision {revision}, as this program wants it.")
    return 0
