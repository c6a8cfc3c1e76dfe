"""A change of the library as it is kept. What may be done with one is in `bot.storage.entry_changes`."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from sqlalchemy import Row

from bot.storage.tables import entry_changes


class Act(StrEnum):
    """What a change does to an entry."""

    WAY = "way"  # more ways of asking: {"ways": [...]}
    WRITE = "write"  # the whole entry as the ward has it; ways taught before are in it or gone
    HIDE = "hide"  # not in use any more
    SHOW = "show"  # in use again
    CHECK = "check"  # compared with its source and found right: {"checked_on": "2026-11-23"}
    RESET = "reset"  # as it is shipped, whatever was written, taught or hidden before


class State(StrEnum):
    """What became of a proposal."""

    PROPOSED = "proposed"
    LIVE = "live"
    REFUSED = "refused"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Change:
    """One change, with who, when, why and what became of it; `place` is its order among the live ones."""

    id: int
    entry: str
    act: Act
    body: dict[str, Any]
    base: str
    state: State
    author: int | None
    author_name: str
    reason: str
    made: datetime
    decider: int | None
    decider_name: str | None
    decided: datetime | None
    note: str
    alone: bool
    undoer: int | None
    undoer_name: str | None
    undone: datetime | None
    undone_why: str
    figures: dict[str, Any] | None
    group: str | None
    inquiry: int | None
    place: int | None
    stamp: int

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """A row as a change."""
        plain = dict(row._mapping)
        return cls(**plain | {"act": Act(plain["act"]), "state": State(plain["state"])})


COLUMNS = [entry_changes.c[field.name] for field in fields(Change)]
