"""Rows of a list merged into the visits: new ones added, changed ones corrected, the same ones left alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, update

from bot.storage.tables import visits
from bot.storage.visits import Outcome, new_codes

_MOMENTS = ("received", "due", "returned")
_MERGED = (*_MOMENTS, "field", "entry", "procedure", "counter", "outcome")  # what a list may tell of a visit
_COMPARED = [visits.c[name] for name in ("id", "dossier", *_MERGED)]


class Row(NamedTuple):
    """One row: its number in the file, the dossier, and of `_MERGED` what the file has columns for."""

    number: int
    dossier: str
    values: Mapping[str, Any]


@dataclass
class Tally:
    """What became of rows, or would."""

    new: int = 0
    changed: int = 0
    same: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.new + other.new, self.changed + other.changed, self.same + other.same)


def as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """A plain form, to be kept until it is taken."""
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def from_json(plain: Mapping[str, Any]) -> dict[str, Any]:
    """The inverse of `as_json`."""
    return {
        name: datetime.fromisoformat(value) if value is not None and name in _MOMENTS else value
        for name, value in plain.items()
    }


def compare(connection: Connection, rows: Sequence[Row]) -> Tally:
    """What merging some rows would do."""
    tally = Tally()
    for _, there, different in _beside(connection, rows):
        tally = tally + _counted(there, different)
    return tally


def merge(connection: Connection, rows: Sequence[Row], import_id: int, now: datetime) -> Tally:
    """Merge some rows, each dossier once. Codes, links to people and ratings of visits that are there stay."""
    tally = Tally()
    new: list[Row] = []
    changes: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row, there, different in _beside(connection, rows):
        tally = tally + _counted(there, different)
        if there is None:
            new.append(row)
        elif different:
            names = tuple(sorted(row.values))
            changes[names].append({"its_id": there, **{f"its_{name}": row.values[name] for name in names}})
    if new:
        _add(connection, new, import_id, now)
    for names, values in changes.items():
        its: dict[str, Any] = {name: bindparam(f"its_{name}") for name in names}
        connection.execute(update(visits).where(visits.c.id == bindparam("its_id")).values(its), values)
    return tally


def _beside(connection: Connection, rows: Sequence[Row]) -> Iterator[tuple[Row, int | None, bool]]:
    """Each row with the id of the visit of its dossier, None if there is none, and whether they differ."""
    dossiers = [row.dossier for row in rows]
    found = connection.execute(select(*_COMPARED).where(visits.c.dossier.in_(dossiers))).mappings()
    there = {visit["dossier"]: visit for visit in found}
    for row in rows:
        visit = there.get(row.dossier)
        if visit is None:
            yield row, None, False
        else:
            yield row, visit["id"], any(visit[name] != value for name, value in row.values.items())


def _counted(there: int | None, different: bool) -> Tally:
    return Tally(new=there is None, changed=there is not None and different, same=there is not None and not different)


def _add(connection: Connection, rows: Sequence[Row], import_id: int, now: datetime) -> None:
    """New visits, with codes of their own."""
    empty = dict.fromkeys(_MERGED) | {"procedure": "", "outcome": Outcome.OPEN.value}
    common = {"source": "import", "import_id": import_id, "made": now}
    fresh = new_codes(connection, len(rows))
    connection.execute(
        insert(visits),
        [
            {**empty, **row.values, **common, "dossier": row.dossier, "code": code}
            for row, code in zip(rows, fresh, strict=True)
        ],
    )
