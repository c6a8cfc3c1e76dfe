"""A list of visits on its way in: read beside the talks, tried, and taken a chunk at a time so that nobody waits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial

from bot.clock import Clock
from bot.sheets import Found, Known, SheetError, find, open_sheets
from bot.storage import imports
from bot.storage.database import Database
from bot.storage.imports import Import
from bot.storage.merging import Row, Tally
from bot.ward import Ward
from faq import Library

CHUNK = 250  # rows of one transaction: some twenty thousandths of a second
ABANDONED_DAYS = 1  # after which a dry run that nobody took is given up
_AT_ONCE = 1.0  # seconds that one turn of the job goes on


async def try_out(
    database: Database, library: Library, ward: Ward, clock: Clock, file: str, raw: bytes, staff: int | None
) -> Import:
    """Read a file and find out what taking it would do; nothing is taken. Raises `SheetError`."""
    import_id = await database.write(partial(imports.begin_reading, file=file, staff=staff, now=clock.now()))
    try:
        found = await asyncio.to_thread(_read, library, ward, clock, file, raw)
        tally = Tally()
        for start in range(0, len(found.listed), CHUNK):
            rows = [Row(listed.row, listed.dossier, listed.values) for listed in found.listed[start : start + CHUNK]]
            tally += await database.write(partial(imports.add_chunk, import_id=import_id, number=start, rows=rows))
    except SheetError:
        await database.write(partial(imports.failed, import_id=import_id))
        raise
    except BaseException:  # also when whoever sent it went away
        database.write_soon(partial(imports.failed, import_id=import_id))
        raise
    told = {
        "rows": found.rows,
        "wrong": [wrong.as_json() for wrong in found.wrong],
        "wrong_count": found.wrong_count,
        "found": _told(found),
    }
    await database.write(partial(imports.tried, import_id=import_id, tally=tally, told=told))
    return await _kept(database, import_id)


async def take(
    database: Database, import_id: int, clock: Clock, progress: Callable[[Import], None] | None = None
) -> Import:
    """Take a running import to its end, telling `progress` after each chunk."""
    while await database.write(partial(imports.take_chunk, import_id=import_id, now=clock.now())):
        if progress:
            progress(await _kept(database, import_id))
    return await _kept(database, import_id)


async def go_on(database: Database, clock: Clock) -> None:
    """A turn of the job: go on with what is running, for a while. What a former process left is found here too."""
    ends = time.monotonic() + _AT_ONCE
    for import_id in await database.read(imports.running):
        while await database.write(partial(imports.take_chunk, import_id=import_id, now=clock.now())):
            if time.monotonic() > ends:
                return


async def _kept(database: Database, import_id: int) -> Import:
    found = await database.read(partial(imports.by_id, import_id=import_id))
    if found is None:
        raise LookupError(f"import {import_id} is not there")
    return found


def _read(library: Library, ward: Ward, clock: Clock, file: str, raw: bytes) -> Found:
    """The file's rows; runs in a thread."""
    return find(open_sheets(file, raw), Known(library, ward), clock.now())


def _told(found: Found) -> dict[str, object]:
    """What is worth telling of a file beside its rows."""
    names = ("columns", "personal", "others", "sheets", "unread", "unmatched", "passed_over")
    return {name: getattr(found, name) for name in names}
