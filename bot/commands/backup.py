"""`python -m bot backup FILE`: copy a SQLite database while the bot runs."""

from __future__ import annotations

import asyncio
from argparse import ArgumentParser, Namespace
from pathlib import Path

from bot.settings import Settings
from bot.storage.backup import back_up


def add_arguments(parser: ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("file", type=Path, metavar="FILE", help="where the copy goes; never overwrites")


async def run(settings: Settings, arguments: Namespace) -> int:
    """Copy, check, and say what is in the copy."""
    made = await asyncio.to_thread(back_up, settings.database_url, arguments.file)
    rows = ", ".join(f"{name}: {count}" for name, count in made.rows.items())
    print(f"{made.file} holds the database as it stood just now, checked ({made.size:,} bytes; {rows}).")
    return 0
