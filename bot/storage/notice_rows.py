"""A notice as it is kept. What may be done with one is in `bot.storage.notices`."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection, Row, select

from bot.storage.tables import notices


class State(StrEnum):
    """How far a notice has come."""

    DRAFT = "draft"
    WAITING = "waiting"  # for somebody to approve it
    SCHEDULED = "scheduled"  # approved; goes when it is due
    LISTING = "listing"  # a row for each who gets it is being made; nothing goes yet
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"  # every row has its final state
    WITHDRAWN = "withdrawn"  # before it went, or in its middle: what had not gone did not go


@dataclass(frozen=True, slots=True)
class Origin:
    """The article that a notice was made of: its site's name, its address, who wrote it, when it was published."""

    source: str
    link: str
    author: str = ""
    day: date | None = None

    def as_json(self) -> dict[str, str]:
        """A plain form."""
        day = self.day.isoformat() if self.day else ""
        return {"source": self.source, "link": self.link, "author": self.author, "day": day}

    @classmethod
    def from_json(cls, plain: dict[str, str]) -> Self:
        """The inverse of `as_json`."""
        return cls(**plain | {"day": date.fromisoformat(plain["day"]) if plain["day"] else None})  # type: ignore[arg-type] # a day is none of the words


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice; `number` is what people call it by, None while nothing of it has gone."""

    id: int
    number: int | None
    state: State
    version: int
    title: str
    text: str
    link: str
    origin: Origin | None
    topic: str
    hamlets: tuple[str, ...]
    channel: str | None
    valid_from: date | None
    valid_until: date | None
    urgent: bool
    reason: str
    corrects: int | None
    takes_back: bool
    in_place: bool
    author: int | None
    author_name: str
    editor: int | None
    approver: int | None
    approver_name: str | None
    alone: bool
    reviewer_name: str | None
    made: datetime
    changed: datetime
    approved: datetime | None
    due: datetime | None
    started: datetime | None
    ended: datetime | None
    why: str
    listed: int
    recipients: int
    left_out: dict[str, int]
    counts: dict[str, int] | None
    without: tuple[str, ...]

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """A row as a notice."""
        plain = dict(row._mapping)
        origin = Origin.from_json(plain["origin"]) if plain["origin"] else None
        return cls(
            **plain
            | {"state": State(plain["state"]), "hamlets": tuple(plain["hamlets"])}
            | {"without": tuple(plain["without"]), "origin": origin}
        )

    def is_over(self, today: date) -> bool:
        """Whether the last day on which it holds has passed."""
        return self.valid_until is not None and self.valid_until < today


COLUMNS = [notices.c[field.name] for field in fields(Notice)]


def find(connection: Connection, notice: int) -> Notice | None:
    """A notice by its id."""
    return one(connection, notices.c.id == notice)


def one(connection: Connection, which: ColumnElement[bool]) -> Notice | None:
    """The notice of which something is so, None if there is none."""
    row = connection.execute(select(*COLUMNS).where(which)).one_or_none()
    return None if row is None else Notice.of(row)
