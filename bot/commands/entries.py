"""`python -m bot entries export | import`: what the ward added to its library, out of the database and into another."""

from __future__ import annotations

import asyncio
import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from bot.clock import Clock
from bot.editing import library_of, overlay_of
from bot.editing.folding import body_of
from bot.settings import Settings
from bot.storage import entry_changes
from bot.storage.audit import OPERATOR
from bot.storage.database import Database
from bot.storage.entry_changes import Act, Proposal
from bot.storage.migrate import migrate
from faq import DATA, LibraryError, Overlay
from faq.dump import as_export
from faq.overlay_file import overlay_toml, read_overlay


def add_arguments(parser: ArgumentParser) -> None:
    """What to do, and with which file."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    out = actions.add_parser("export", help="write the ward's own additions, or with --jsonl every entry in use")
    out.add_argument("--jsonl", action="store_true", help="every entry in use, a JSON line each, as `faq export` does")
    out.add_argument("--out", type=Path, metavar="FILE", help="where it goes (else standard output)")
    take = actions.add_parser("import", help="take additions that another machine exported; they are in use at once")
    take.add_argument("file", type=Path, metavar="FILE", help="as `entries export` wrote it")
    take.add_argument("--dry-run", action="store_true", help="say what would be taken, and take nothing")


async def run(settings: Settings, arguments: Namespace) -> int:
    """0 when it is done, 1 when the file or a folder cannot be used."""
    await migrate(settings.database_url)
    database = Database(settings.database_url)
    await database.open()
    try:
        if arguments.action == "export":
            return await _export(settings, database, arguments)
        return await _import(settings, database, arguments)
    except (LibraryError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        await database.close()


async def _export(settings: Settings, database: Database, arguments: Namespace) -> int:
    """Write the file or the lines."""
    if arguments.jsonl:
        library = await library_of(database, settings.library_dir or DATA)
        lines = [json.dumps(as_export(entry), ensure_ascii=False) for entry in library.entries.values()]
        text = "\n".join(lines) + "\n"
    else:
        text = overlay_toml(await overlay_of(database))
    if arguments.out:
        await asyncio.to_thread(arguments.out.write_text, text, "utf-8")
        print(f"{arguments.out}: written")
    else:
        print(text, end="")
    return 0


async def _import(settings: Settings, database: Database, arguments: Namespace) -> int:
    """Take what is not in use already, all of it or nothing, and say what of it is left out."""
    new = await asyncio.to_thread(read_overlay, arguments.file)
    proposals = list(_missing(await overlay_of(database), new, f"python -m bot entries import {arguments.file.name}"))
    for one in proposals:
        print(f"{one.act}: {one.entry}")
    if arguments.dry_run:
        print(f"{len(proposals)} changes would be taken.")
        return 0
    await database.write(partial(_take, proposals=proposals, now=Clock().now()))
    library = await library_of(database, settings.library_dir or DATA)
    for left in library.laid.left_out:
        print(f"left out: {left}")
    for met in library.laid.conflicts:
        print(f"to be decided on the page of entries: {met.entry!r} ({met.why})")
    print(f"{len(proposals)} changes taken; they are in use.")
    return 0


def _take(connection: Connection, proposals: list[Proposal], now: datetime) -> None:
    """Propose and approve each, as whoever runs the server."""
    for proposal in proposals:
        number = entry_changes.propose(connection, OPERATOR, proposal, now)
        entry_changes.decide(connection, OPERATOR, number, now, approve=True)


def _missing(old: Overlay, new: Overlay, why: str) -> Iterator[Proposal]:
    """What one overlay says and the other does not, as changes."""

    def made(entry: str, act: Act, body: dict[str, object]) -> Proposal:
        return Proposal(entry, act, body, why, "", base=new.bases.get(entry, ""))

    for name, entry in sorted(new.entries.items()):
        if old.entries.get(name) != entry:
            yield made(name, Act.WRITE, body_of(entry))
    for name, ways in sorted(new.ways.items()):
        if more := [way for way in ways if way not in old.ways.get(name, ())]:
            yield made(name, Act.WAY, {"ways": more})
    for name in sorted(new.hidden - old.hidden):
        yield made(name, Act.HIDE, {})
    for name, day in sorted(new.checked.items()):
        if name not in old.checked or old.checked[name] < day:
            yield made(name, Act.CHECK, {"checked_on": day.isoformat()})
