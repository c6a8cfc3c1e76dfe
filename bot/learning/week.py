"""What a period taught: the share answered beside the one before, what changed in the entries, what is still open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection

from bot.editing.owning import stale
from bot.figures.learned import Asked, Changed, Learned, Open
from bot.figures.periods import Period
from bot.learning.grouping import Group, Place
from bot.learning.looking import Read, groups_of
from bot.storage import entry_changes, questions
from bot.storage.entry_change_rows import Change, State
from faq import Library

_NAMED = 5


class _Counted(NamedTuple):
    now: Asked
    before: Asked
    changes: list[tuple[Change, int]]


async def learned(read: Read, library: Library, period: Period, today: date, fields: Sequence[str] = ()) -> Learned:
    """Everything for one reader; `fields` limits what is open and old to fields of work (the counts are of all)."""
    counted: _Counted = await read(lambda connection: _count(connection, period))
    groups = [group for group in await groups_of(read, library) if _concerns(group, fields)]
    opened = [group for group in groups if group.place is Place.OPEN and group.people and not group.now]
    return Learned(
        period,
        counted.now,
        counted.before,
        tuple(_changed(library, change, count) for change, count in counted.changes),
        tuple(Open(group.people, group.words) for group in opened[:_NAMED]),
        len(opened),
        sum(group.place is Place.WAITING for group in groups),
        tuple(entry.short for entry in stale(library, today, fields)),
    )


def _count(connection: Connection, period: Period) -> _Counted:
    before = period.before()
    asked = questions.answered(connection, period.begins, period.ends)
    earlier = questions.answered(connection, before.begins, before.ends) if before else (0, 0)
    latest: dict[str, Change] = {}
    for change in entry_changes.between(connection, period.begins, period.ends):
        latest[change.entry] = change  # of an entry the last step counts
    counts = [(one, _since(connection, one, period.ends)) for one in latest.values()]
    return _Counted(Asked(*asked), Asked(*earlier), counts)


def _since(connection: Connection, change: Change, until: datetime) -> int:
    """How often the entry answered since the change went live."""
    if change.decided is None or change.state is not State.LIVE:
        return 0
    return questions.answered(connection, change.decided, until, change.entry)[1]


def _changed(library: Library, change: Change, count: int) -> Changed:
    entry = library.entries.get(change.entry) or library.laid.away.get(change.entry)
    name = entry.short if entry else str(change.body.get("short", change.entry))
    return Changed(name, str(change.act), change.state is State.LIVE, count)


def _concerns(group: Group, fields: Sequence[str]) -> bool:
    return not fields or not group.fields or bool(group.fields & set(fields))
