"""Reads a folder of data files and refuses what is wrong, naming file, entry and key, all problems at once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from faq.errors import LibraryError, sentence
from faq.procedure import Entry, FieldOfWork
from faq.text import folded

_TOP_KEYS = {"field", "entry"}


class Folder(NamedTuple):
    """What a folder holds, and in which file each entry stands, by its id."""

    entries: list[Entry]
    fields: list[FieldOfWork]
    places: dict[str, str]


@dataclass
class _Reading:
    """What was read so far, where each entry came from, and what was wrong."""

    entries: list[Entry] = field(default_factory=list)
    fields: list[FieldOfWork] = field(default_factory=list)
    places: dict[int, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def place(self, entry: Entry) -> str:
        """Where an entry stands, for a message."""
        return f"{self.places[id(entry)]}: entry {entry.id!r}"


def read_folder(folder: Path) -> Folder:
    """The entries and fields of work in a folder's TOML files; raises LibraryError with every problem found."""
    reading = _Reading()
    if not folder.is_dir():
        raise LibraryError([f"{folder}: there is no such folder"])
    for path in sorted(folder.glob("*.toml")):
        _read_file(path, reading)
    reading.problems += [problem for check in _CHECKS for problem in check(reading)]
    if reading.problems:
        raise LibraryError(reading.problems)
    places = {entry.id: reading.places[id(entry)] for entry in reading.entries}
    return Folder(reading.entries, reading.fields, places)


def _read_file(path: Path, reading: _Reading) -> None:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reading.problems.append(f"{path.name}: cannot be read ({error.strerror})")
    except UnicodeDecodeError as error:
        reading.problems.append(f"{path.name}: is not UTF-8 text (byte {error.start})")
    except tomllib.TOMLDecodeError as error:
        reading.problems.append(f"{path.name}: is not valid TOML: {error}")
    else:
        _read_document(path.name, document, reading)


def _read_document(name: str, document: dict[str, Any], reading: _Reading) -> None:
    default = document.get("field")
    if isinstance(default, list):  # fields.toml: [[field]]
        for number, table in enumerate(default, 1):
            found = _model(FieldOfWork, table, f"{name}: field", number, reading)
            if isinstance(found, FieldOfWork):
                reading.fields.append(found)
        default = None
    elif default is not None and not isinstance(default, str):
        reading.problems.append(f"{name}: 'field' must be a field's id in quotes")
        default = None
    reading.problems += [f"{name}: unknown key {key!r}" for key in document.keys() - _TOP_KEYS]
    tables = document.get("entry", [])
    if not isinstance(tables, list):
        reading.problems.append(f"{name}: 'entry' must be written [[entry]], with two brackets")
        return
    for number, table in enumerate(tables, 1):
        filled = {"field": default, **table} if default and isinstance(table, dict) else table
        entry = _model(Entry, filled, f"{name}: entry", number, reading)
        if isinstance(entry, Entry):
            reading.entries.append(entry)
            reading.places[id(entry)] = name


def _model(kind: type[BaseModel], table: Any, where: str, number: int, reading: _Reading) -> BaseModel | None:
    label = repr(table["id"]) if isinstance(table, dict) and "id" in table else f"number {number}"
    try:
        return kind.model_validate(table)
    except ValidationError as error:
        reading.problems += [f"{where} {label}: {sentence(dict(problem))}" for problem in error.errors()]
        return None


def _same_id(reading: _Reading) -> Iterator[str]:
    seen: dict[str, Entry] = {}
    for entry in reading.entries:
        if entry.id in seen:
            yield f"{reading.place(entry)}: id: already used in {reading.places[id(seen[entry.id])]}"
        seen.setdefault(entry.id, entry)


def _same_code(reading: _Reading) -> Iterator[str]:
    seen: dict[str, Entry] = {}
    for entry in reading.entries:
        if entry.code and entry.code in seen:
            yield f"{reading.place(entry)}: code: {entry.code} is already the code of {seen[entry.code].id!r}"
        elif entry.code:
            seen[entry.code] = entry


def _dead_links(reading: _Reading) -> Iterator[str]:
    known = {entry.id for entry in reading.entries}
    for entry in reading.entries:
        for key in ("related", "members"):
            for target in getattr(entry, key):
                if target not in known:
                    yield f"{reading.place(entry)}: {key}: there is no entry {target!r}"
                elif target == entry.id:
                    yield f"{reading.place(entry)}: {key}: names the entry itself"


def _unknown_field(reading: _Reading) -> Iterator[str]:
    known = {item.id for item in reading.fields}
    for entry in reading.entries:
        if entry.field not in known:
            yield f"{reading.place(entry)}: field: there is no field of work {entry.field!r} in fields.toml"


def _same_way(reading: _Reading) -> Iterator[str]:
    seen: dict[str, Entry] = {}
    for entry in reading.entries:
        for way in dict.fromkeys((entry.name, entry.short, *entry.ways)):
            key = folded(way)
            if not key:
                yield f"{reading.place(entry)}: ways: {way!r} holds no word"
            elif seen.setdefault(key, entry) is not entry:
                yield f"{reading.place(entry)}: ways: {way!r} is also a way of asking for {seen[key].id!r}"


_CHECKS = (_same_id, _same_code, _dead_links, _unknown_field, _same_way)
