"""Statements that are run for every message: written in SQLAlchemy's language, run on SQLite by the driver itself.

SQLAlchemy compiles them and turns their values, once prepared, as it always does; only its own way of running one is
left out there, which takes ten times as long as the statement. On PostgreSQL, where the way to the server and back
outweighs it, they are run as any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.types import TypeEngine

Build = Callable[[Any], Any]
Turn = Callable[[Any], Any]


class Prepared:
    """A statement built from the same few lines for either kind of database, when that kind is first met.

    `build` is given the insert of that kind, which alone knows how to put up with a row that is there already.
    """

    def __init__(self, build: Build) -> None:
        self._build = build
        self._built: dict[str, Any] = {}
        self._driven: _Driven | None = None

    def rows(self, connection: Connection, **values: object) -> Sequence[Sequence[Any]]:
        """The rows it selects or returns. The names of the values must be the same at every call."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self._statement(connection.dialect), values).all()
        driven = self._driven or self._prepare(connection.dialect, values)
        return [driven.turned(row) for row in driven.run(connection, values).fetchall()]

    def count(self, connection: Connection, **values: object) -> int:
        """How many rows it changed. The names of the values must be the same at every call."""
        changed: int
        if connection.dialect.name != "sqlite":
            changed = connection.execute(self._statement(connection.dialect), values).rowcount
        else:
            changed = (self._driven or self._prepare(connection.dialect, values)).run(connection, values).rowcount
        return changed

    def _statement(self, dialect: Dialect) -> Any:
        statement = self._built.get(dialect.name)
        if statement is None:
            insert = import_module(f"sqlalchemy.dialects.{dialect.name}").insert  # the other kind's stays unloaded
            statement = self._built[dialect.name] = self._build(insert)
        return statement

    def _prepare(self, dialect: Dialect, values: dict[str, object]) -> _Driven:
        self._driven = _Driven(self._statement(dialect), dialect, values)
        return self._driven


class _Driven:
    """A statement as SQLite's driver takes it, and what turns its values."""

    def __init__(self, statement: Any, dialect: Dialect, values: dict[str, object]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(values))
        if compiled.insert_prefetch or compiled.update_prefetch:
            raise TypeError("a prepared statement must be given a value for every column that has a default")
        self._text = str(compiled)
        self._given = list(_given(compiled, dialect, values))
        self._turns = [_result(column.type, dialect) for column in statement.exported_columns]

    def run(self, connection: Connection, values: dict[str, object]) -> Any:
        """The driver's cursor after the statement."""
        raw: Any = connection.connection.dbapi_connection
        arguments = [
            fixed if name is None else turn(values[name]) if turn else values[name] for name, turn, fixed in self._given
        ]
        return raw.execute(self._text, arguments)

    def turned(self, row: Sequence[Any]) -> tuple[Any, ...]:
        """A row of the driver's as SQLAlchemy gives it."""
        return tuple([turn(value) if turn else value for turn, value in zip(self._turns, row, strict=True)])


def _given(compiled: Any, dialect: Dialect, values: dict[str, object]) -> Iterator[tuple[str | None, Turn | None, Any]]:
    """For each place of the statement: the name of its value and what turns it, or what always stands there."""
    for name in compiled.positiontup or ():
        bound = compiled.binds[name]
        turn = bound.type.dialect_impl(dialect).bind_processor(dialect)
        if name in values:
            yield name, turn, None
        else:
            fixed = bound.effective_value
            yield None, None, turn(fixed) if turn else fixed


def _result(kind: TypeEngine[Any], dialect: Dialect) -> Turn | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
