"""Insert-or-else: the one statement that SQLAlchemy spells per database, though both spell it alike."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, CursorResult


class Upsert:
    """A statement built from the same few lines for either kind of database, when that kind is first met."""

    def __init__(self, build: Callable[[Any], Any]) -> None:
        self._build = build
        self._built: dict[str, Any] = {}

    def run(self, connection: Connection, **values: object) -> CursorResult[Any]:
        """Execute it with these values."""
        kind = connection.dialect.name
        statement = self._built.get(kind)
        if statement is None:
            insert = import_module(f"sqlalchemy.dialects.{kind}").insert  # the other kind's stays unloaded
            statement = self._built[kind] = self._build(insert)
        result: CursorResult[Any] = connection.execute(statement, values)
        return result
