"""One of the ward's staff, as a row of the table holds them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from bot.storage.tables import staff

OFFICIAL, ADMINISTRATOR = "official", "administrator"


@dataclass(frozen=True, slots=True)
class Member:
    """One of the staff. `fields` are the fields of work that an official serves; none means all of them."""

    id: int
    name: str
    role: str
    fields: tuple[str, ...]
    made: datetime
    removed: datetime | None = None

    @classmethod
    def of(cls, row: Iterable[Any]) -> Member:
        """From the columns in `MEMBER`."""
        number, name, role, fields, made, removed = row
        return cls(number, name, role, tuple(fields), made, removed)

    def serves(self, fields: Iterable[str]) -> bool:
        """Whether one of these fields of work is theirs; an administrator's are all."""
        return self.role == ADMINISTRATOR or not self.fields or bool(set(fields) & set(self.fields))


MEMBER = [staff.c[name] for name in ("id", "name", "role", "fields", "made", "removed")]


def name_of(connection: Connection, member: int | None) -> str:
    """What one of the staff is called, "" for nobody."""
    return connection.execute(select(staff.c.name).where(staff.c.id == member)).scalar_one_or_none() or ""
