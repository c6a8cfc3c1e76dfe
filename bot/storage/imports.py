"""Imports of lists of visits: tried first, then taken a chunk at a time, each chunk once whatever dies in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from bot.storage import merging
from bot.storage.merging import Row, Tally
from bot.storage.tables import import_chunks, imports, visits


class State(StrEnum):
    """Where an import is."""

    READING = "reading"
    TRIED = "tried"  # a dry run: nothing is taken yet
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"  # by somebody, or because nobody went on with it
    UNDONE = "undone"  # taken, then taken back


@dataclass(frozen=True, slots=True)
class Import:
    """One import. `seen` of its `rows` are looked at; `new`, `changed`, `same` tell what became of them."""

    id: int
    at: datetime
    staff: int | None
    file: str
    state: str
    rows: int
    seen: int
    new: int
    changed: int
    same: int
    wrong: list[dict[str, Any]]
    wrong_count: int
    found: dict[str, Any]


_COLUMNS = [imports.c[name] for name in Import.__slots__]


def begin_reading(connection: Connection, file: str, staff: int | None, now: datetime) -> int:
    """Note that a file is being read; returns the import's id."""
    values: dict[str, Any] = {
        "at": now,
        "staff": staff,
        "file": file[-200:],
        "state": State.READING,
        "wrong": [],
        "found": {},
    }
    made: int = connection.execute(insert(imports).values(values).returning(imports.c.id)).scalar_one()
    return made


def add_chunk(connection: Connection, import_id: int, number: int, rows: Sequence[Row]) -> Tally:
    """Keep some right rows to be taken later; returns what taking them would do."""
    plain = [[row.number, row.dossier, merging.as_json(row.values)] for row in rows]
    connection.execute(insert(import_chunks), {"import_id": import_id, "number": number, "rows": plain})
    return merging.compare(connection, rows)


def tried(connection: Connection, import_id: int, tally: Tally, told: Mapping[str, Any]) -> None:
    """Note what a dry run found; `told` holds rows, wrong, wrong_count and found."""
    values = {
        "state": State.TRIED,
        "new": tally.new,
        "changed": tally.changed,
        "same": tally.same,
        **told,
    }
    connection.execute(update(imports).where(imports.c.id == import_id).values(values))


def failed(connection: Connection, import_id: int) -> None:
    """A file that could not be read leaves nothing behind."""
    connection.execute(delete(imports).where(imports.c.id == import_id))


def start(connection: Connection, import_id: int) -> bool:
    """Take what was tried; False if it is not waiting for that."""
    waiting = (imports.c.id == import_id) & (imports.c.state == State.TRIED)
    values = {"state": State.RUNNING, "seen": imports.c.wrong_count, "new": 0, "changed": 0, "same": 0}
    return bool(connection.execute(update(imports).where(waiting).values(values)).rowcount)


def take_chunk(connection: Connection, import_id: int, now: datetime) -> bool:
    """Take the next chunk of a running import; False when there is none left, and it is done.

    Several processes may do so at once: a chunk is deleted in the transaction that takes it.
    """
    state = connection.execute(select(imports.c.state).where(imports.c.id == import_id).with_for_update())
    if state.scalar_one_or_none() != State.RUNNING:
        return False
    its = import_chunks.c.import_id == import_id
    first = select(func.min(import_chunks.c.number)).where(its).scalar_subquery()
    taken = delete(import_chunks).where(its, import_chunks.c.number == first).returning(import_chunks.c.rows)
    plain = connection.execute(taken).scalar_one_or_none()
    this = update(imports).where(imports.c.id == import_id)
    if plain is None:
        connection.execute(this.values(state=State.DONE))
        return False
    rows = [Row(number, dossier, merging.from_json(values)) for number, dossier, values in plain]
    tally = merging.merge(connection, rows, import_id, now)
    connection.execute(
        this.values(
            seen=imports.c.seen + len(rows),
            new=imports.c.new + tally.new,
            changed=imports.c.changed + tally.changed,
            same=imports.c.same + tally.same,
        )
    )
    return True


def stop(connection: Connection, import_id: int) -> bool:
    """Go no further with an import, or give up one that was only tried; what was taken stays."""
    open_ = (imports.c.id == import_id) & imports.c.state.in_((State.READING, State.TRIED, State.RUNNING))
    stopped = bool(connection.execute(update(imports).where(open_).values(state=State.STOPPED)).rowcount)
    if stopped:
        connection.execute(delete(import_chunks).where(import_chunks.c.import_id == import_id))
    return stopped


def can_be_undone(it: Import) -> bool:
    """Whether a list brought visits that can be taken back."""
    return it.state in (State.DONE, State.STOPPED) and it.new > 0


def undo(connection: Connection, import_id: int) -> tuple[int, int] | None:
    """Delete the visits that a list brought; None if it is not (any more) one that was taken.

    Returns how many went, and how many stay because a citizen has joined or rated them. What the list only changed
    stays as the list told it.
    """
    ended = (imports.c.id == import_id) & imports.c.state.in_((State.DONE, State.STOPPED)) & (imports.c.new > 0)
    if not connection.execute(update(imports).where(ended).values(state=State.UNDONE)).rowcount:
        return None
    its = visits.c.import_id == import_id
    used = visits.c.person.is_not(None) | visits.c.rated
    gone = connection.execute(delete(visits).where(its, ~used)).rowcount
    kept = connection.execute(select(func.count()).select_from(visits).where(its)).scalar_one()
    return gone, kept


def by_id(connection: Connection, import_id: int) -> Import | None:
    """One import."""
    row = connection.execute(select(*_COLUMNS).where(imports.c.id == import_id)).one_or_none()
    return None if row is None else Import(*row)


def latest(connection: Connection, limit: int, offset: int = 0) -> list[Import]:
    """Imports, newest first."""
    rows = connection.execute(select(*_COLUMNS).order_by(imports.c.id.desc()).limit(limit).offset(offset))
    return [Import(*row) for row in rows]


def running(connection: Connection) -> list[int]:
    """The imports to go on with, oldest first."""
    its = select(imports.c.id).where(imports.c.state == State.RUNNING).order_by(imports.c.id)
    return list(connection.execute(its).scalars())


def sweep(connection: Connection, before: datetime, at_most: int) -> int:
    """Stop imports begun before a moment that nobody went on with: half read, or tried and left."""
    left = imports.c.state.in_((State.READING, State.TRIED)) & (imports.c.at < before)
    old = list(connection.execute(select(imports.c.id).where(left).limit(at_most)).scalars())
    return sum(stop(connection, import_id) for import_id in old)
