"""Drafts from a dump: one file per field of work beside what is there, which stays as it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import ValidationError

from faq.drafts import Record, draft, fits_button, slug
from faq.dump import lines
from faq.edition import UNDATED
from faq.errors import sentence
from faq.loading import read_folder
from faq.procedure import Entry, FieldOfWork
from faq.rules import BUTTON
from faq.text import folded

FIELDS = "draft-fields.toml"
_NO_FIELD = "chung"


@dataclass
class Imported:
    """What an import makes: the drafts, the new fields of work, and a sentence for each line that is not taken."""

    drafts: list[Entry] = field(default_factory=list)
    fields: list[FieldOfWork] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def files(self) -> dict[str, list[Entry]]:
        """The drafts by the file they go to."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.drafts:
            found[f"draft-{entry.field}.toml"].append(entry)
        return dict(found)


def read_drafts(dump: Path, folder: Path) -> Imported:
    """The drafts a dump adds to a folder; raises DumpError or LibraryError where either cannot be read at all."""
    held = read_folder(folder) if folder.exists() else None
    entries, fields = (held.entries, held.fields) if held else ([], [])
    places = held.places if held else {}
    taken = _Taken(entries, {entry.id: places[entry.id] for entry in entries}, [*fields])
    made = Imported()
    for number, record in lines(dump):
        try:
            read = _record(record)
            if said := taken.skipped(read):
                made.said.append(f"line {number}: {said}")
                continue
            entry = draft(read, taken.field_of(read.field, made.fields))
        except ValidationError as error:
            made.said += [f"line {number}: {sentence(dict(problem))}" for problem in error.errors()]
        except ValueError as error:
            made.said.append(f"line {number}: {error}")
        else:
            entry, dropped = taken.add(entry)
            made.drafts.append(entry)
            made.said += [f"line {number}: {line}" for line in dropped]
    return made


def write(made: Imported, folder: Path) -> None:
    """Put the drafts behind what their files hold already."""
    folder.mkdir(parents=True, exist_ok=True)
    if made.fields:
        _append(folder / FIELDS, {"field": [item.model_dump() for item in made.fields]})
    for name, entries in made.files().items():
        _append(folder / name, {"entry": [as_table(entry) for entry in entries]})


def as_table(entry: Entry) -> dict[str, Any]:
    """An entry as a data file holds it, without the keys that stand at their default."""
    table = entry.model_dump(mode="python", exclude_defaults=True)
    written: dict[str, Any] = _plain(table)
    as_of = entry.as_of
    written["as_of"] = UNDATED if as_of is None else as_of.first if as_of.day else str(as_of)
    return written


def _plain(value: Any) -> Any:
    """Only what TOML knows."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, (bool, int, float, date)):
        return value
    return str(value)


def _append(path: Path, tables: dict[str, Any]) -> None:
    before = path.read_text(encoding="utf-8").rstrip("\n") + "\n\n" if path.exists() else ""
    path.write_text(before + tomli_w.dumps(tables), encoding="utf-8")


def _record(value: object) -> Record:
    if isinstance(value, ValueError):
        raise ValueError(f"is not JSON ({value})")
    if not isinstance(value, dict):
        raise ValueError("is no JSON object")
    return Record.model_validate(value)


class _Taken:
    """Ids, codes, fields of work and ways of asking that are in use, so that no draft takes another's."""

    def __init__(self, entries: list[Entry], places: dict[str, str], fields: list[FieldOfWork]) -> None:
        self.codes = {code: entry for entry in entries for code in _codes(entry)}
        self.places = places
        self.reviewed = {entry.id: entry.reviewed for entry in entries}
        self.fields = {item.id for item in fields}
        self.ways = {folded(way) for entry in entries for way in _ways(entry)}

    def skipped(self, record: Record) -> str:
        """Why a record is left out, "" where its code is new."""
        entry = self.codes.get(record.code)
        if entry is None:
            return ""
        if entry.id not in self.places:
            return f"{record.code} was on a line before: skipped"
        state = "reviewed" if entry.reviewed else "a draft already"
        return f"{record.code} is {entry.id!r} in {self.places[entry.id]}, {state}: skipped"

    def field_of(self, name: str, added: list[FieldOfWork]) -> str:
        """The field of work of that name, or the one whose id it starts with; a new one where there is neither."""
        wanted = slug(name.partition("(")[0]) or _NO_FIELD
        known = [item for item in self.fields if f"{wanted}-".startswith(f"{item}-")]
        if known:
            return max(known, key=len)
        shown = name.strip() or "Chung"
        added.append(FieldOfWork(id=wanted, name=shown[:1].upper() + shown[1:], name_en=shown))
        self.fields.add(wanted)
        return wanted

    def add(self, entry: Entry) -> tuple[Entry, list[str]]:
        """The entry under names of its own, and what it had to give up for that."""
        update: dict[str, Any] = {}
        if folded(entry.name) in self.ways:
            update["name"] = f"{entry.name} ({entry.code})"
        if folded(entry.short) in self.ways:
            mark = f" ({entry.code})"
            update["short"] = fits_button(entry.short, BUTTON - len(mark)) + mark
        own = {folded(update.get("name", entry.name)), folded(update.get("short", entry.short))}
        ways, dropped = [], []
        for way in entry.ways:
            if folded(way) in self.ways:
                dropped.append(f"the way {way!r} is another entry's: left out")
            elif folded(way) not in own:
                ways.append(way)
        kept = entry.model_copy(update={**update, "ways": tuple(ways)})
        self.ways |= {folded(way) for way in _ways(kept)}
        self.codes[kept.code or ""] = kept
        return kept, dropped


def _codes(entry: Entry) -> Iterator[str]:
    yield from entry.other_codes
    if entry.code:
        yield entry.code


def _ways(entry: Entry) -> tuple[str, ...]:
    return (entry.name, entry.short, *entry.ways)
