"""Looks at the questions and makes the groups, aside from the talks; what did not change is not worked out again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection

from bot.learning.grouping import Group, grouped
from bot.storage import groups
from bot.storage.entry_change_rows import Change
from bot.storage.groups import Kept, Missed
from faq import Library

Read = Callable[[Callable[[Connection], Any]], Awaitable[Any]]
"""How to read: `Database.read` of a page or a job, `Unit.read` of a talk."""

_Rows = tuple[list[Missed], list[Kept], dict[int, Change]]
_made: WeakKeyDictionary[Library, tuple[_Rows, list[Group]]] = WeakKeyDictionary()


async def groups_of(read: Read, library: Library) -> list[Group]:
    """Every group by rank: some seconds of work for ten thousand questions, in a thread, unless nothing is new."""
    rows: _Rows = await read(_rows)
    known = _made.get(library)
    if known and known[0] == rows:
        return known[1]
    found = await asyncio.to_thread(grouped, library, *rows)
    _made[library] = (rows, found)
    return found


async def group_by_key(read: Read, library: Library, key: str) -> Group | None:
    """The group of an address: one that was decided on ("g12"), or the one that a question leads or stands in today."""
    found = await groups_of(read, library)
    for group in found:
        if key == group.key or (key and key == group.question):
            return group
    return None


def _rows(connection: Connection) -> _Rows:
    return groups.missed(connection), groups.kept(connection), groups.changes(connection)
