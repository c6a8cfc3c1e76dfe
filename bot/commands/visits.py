"""`python -m bot visits import FILE`: take the one-stop software's list, after saying what would happen."""

from __future__ import annotations

import asyncio
import sys
from argparse import ArgumentParser, Namespace
from functools import partial
from pathlib import Path

from bot import importing
from bot.clock import Clock
from bot.editing import library_of
from bot.settings import Settings
from bot.sheets import SheetError
from bot.storage import audit, imports
from bot.storage.database import Database
from bot.storage.imports import Import
from bot.storage.migrate import migrate
from bot.ward import Ward
from faq import DATA

_WRONG_SHOWN = 20
_UNMATCHED_SHOWN = 10


def add_arguments(parser: ArgumentParser) -> None:
    """What to do, with which file, and how far to go."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    take = actions.add_parser("import", help="take a list of visits (CSV, XLSX, XLS)")
    take.add_argument("file", type=Path, metavar="FILE", help="the list, as the one-stop software exports it")
    take.add_argument("--dry-run", action="store_true", help="say what would happen and take nothing")
    take.add_argument("--yes", action="store_true", help="take it without asking")


async def run(settings: Settings, arguments: Namespace) -> int:
    """Try the list, tell, ask, take; 0 if it was taken (or nothing was wanted but the trial), 1 if not."""
    try:
        raw = arguments.file.read_bytes()
    except OSError as error:
        print(f"{arguments.file} cannot be read ({error.strerror}).", file=sys.stderr)
        return 1
    ward = Ward.load(settings.ward_file)
    await migrate(settings.database_url)
    database, clock = Database(settings.database_url), Clock()
    await database.open()
    try:
        library = await library_of(database, settings.library_dir or DATA)
        tried = await importing.try_out(database, library, ward, clock, arguments.file.name, raw, None)
        print(*_told(tried), sep="\n", flush=True)
        return await _decide(database, clock, tried, arguments)
    except SheetError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        await database.close()


async def _decide(database: Database, clock: Clock, tried: Import, arguments: Namespace) -> int:
    """Take what was tried, if that is wanted."""
    wanted = not arguments.dry_run and (tried.new or tried.changed)
    if wanted and not arguments.yes:
        wanted = sys.stdin.isatty() and await asyncio.to_thread(_asked)
        if not wanted:
            print("Nothing was taken. With --yes it is taken without asking.")
    if not wanted:
        await database.write(partial(imports.stop, import_id=tried.id))
        return 0 if arguments.dry_run or not (tried.new or tried.changed) else 1
    note = partial(audit.append, by=audit.OPERATOR, act="import-taken", about=f"import:{tried.id}", now=clock.now())
    await database.write(partial(imports.start, import_id=tried.id))
    await database.write(note)
    taken = await importing.take(database, tried.id, clock, _progress)
    print(f"\nTaken: {taken.new} new, {taken.changed} changed, {taken.same} the same as before.")
    return 0


def _told(tried: Import) -> list[str]:
    """What the list holds and what taking it would do."""
    found = tried.found
    lines = [f"{tried.file}: {tried.rows} rows; {found['passed_over']} lines that are no visits passed over."]
    if any(found["sheets"]):
        lines.append(f"Sheets read: {', '.join(found['sheets'])}.")
    if found["unread"]:
        lines.append(f"Sheets without a list: {', '.join(found['unread'])}.")
    lines.append("Columns read: " + ", ".join(f"{name} (“{head}”)" for name, head in found["columns"].items()) + ".")
    if found["personal"]:
        lines.append(f"About people, and not read: {', '.join(found['personal'])}.")
    if found["others"]:
        lines.append(f"Not read: {', '.join(found['others'])}.")
    for name, words in found["unmatched"].items():
        shown = ", ".join(f"{said} ({count})" for said, count in list(words.items())[:_UNMATCHED_SHOWN])
        more = ", …" if len(words) > _UNMATCHED_SHOWN else ""
        lines.append(f"No {name} of the library is called so, kept as words: {shown}{more}.")
    lines += [_wrong(row) for row in tried.wrong[:_WRONG_SHOWN]]
    if tried.wrong_count > _WRONG_SHOWN:
        lines.append(f"… and {tried.wrong_count - _WRONG_SHOWN} more wrong rows.")
    lines.append(f"New: {tried.new}   changed: {tried.changed}   the same: {tried.same}   wrong: {tried.wrong_count}")
    return lines


def _wrong(row: dict[str, object]) -> str:
    """One wrong row."""
    sheet = f"sheet {row['sheet']}, " if row["sheet"] else ""
    return f"  {sheet}row {row['row']}: {str(row['why']).format(**row['values'])}"  # type: ignore[arg-type]  # as kept


def _asked() -> bool:
    """Whether the person at the screen wants it."""
    return input("Take it? [y/N] ").strip().casefold() in ("y", "yes", "c", "có", "co")


def _progress(now: Import) -> None:
    print(f"\r{now.seen} of {now.rows} rows", end="", flush=True)
