"""Entries from a dump: a JSON object a line, as collected from portals or as `python -m faq export` writes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from faq.procedure import CODE, Confidence, Entry, Fee, FeeState, Kind, Source
from faq.text import folded


class DumpError(Exception):
    """A dump cannot be read; the message says which line and why."""


def read_dump(path: Path) -> list[Entry]:
    """The procedures of a dump as entries to search; nobody has reviewed their words."""
    return entries_of(_records(path))


def lines(path: Path) -> Iterator[tuple[int, Any]]:
    """The numbered lines of a dump as JSON, of one that is none the ValueError; raises DumpError for the whole file."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise DumpError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise DumpError(f"{path}: is not UTF-8 text (byte {error.start})") from error
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except ValueError as error:
            yield number, error


def entries_of(records: Iterable[dict[str, Any]]) -> list[Entry]:
    """Entries of records in the dump's or the export's format; where an id comes twice, a number is added."""
    found: dict[str, Entry] = {}
    for number, record in enumerate(records, 1):
        if record.get("kind") == Kind.GROUP:  # its members and its question are not in a dump
            continue
        entry = _entry(record, number)
        if entry.id in found:
            entry = entry.model_copy(update={"id": f"{entry.id[:32]}-{number}"})
        found[entry.id] = entry
    return list(found.values())


def as_export(entry: Entry) -> dict[str, object]:
    """An entry in the stable export shape, which `ask --import` reads back."""
    return {
        "entry": entry.id,
        "code": entry.code,
        "name": entry.name,
        "field": entry.field,
        "kind": entry.kind.value,
        "ways": list(dict.fromkeys((entry.short, *entry.ways))),
    }


def _records(path: Path) -> Iterator[dict[str, Any]]:
    for number, record in lines(path):
        if isinstance(record, ValueError):
            raise DumpError(f"{path.name}: line {number} is not JSON ({record})")
        if not isinstance(record, dict) or not (record.get("name_vi") or record.get("name")):
            raise DumpError(f"{path.name}: line {number} has no 'name_vi' or 'name'")
        yield record


def _entry(record: dict[str, Any], number: int) -> Entry:
    """A draft: built without the checks that only a reviewed entry passes."""
    code = record.get("code")
    name = str(record.get("name_vi") or record.get("name"))
    slug = str(record.get("entry") or (f"m-{code}" if code else f"{folded(name)[:32]} {number}"))
    return Entry.model_construct(
        id="-".join("".join(sign if sign.isalnum() else " " for sign in slug).split())[:40].strip("-"),
        kind=Kind(record.get("kind", Kind.PROCEDURE)),
        name=name,
        short=str(record.get("short_name") or name),
        code=code if isinstance(code, str) and CODE.match(code) else None,
        field="chung",
        ways=tuple(str(way) for way in record.get("ways") or record.get("aliases") or ()),
        summary=name,
        fee=Fee(state=FeeState.UNPUBLISHED, text=str(record.get("fee") or "?")),
        conditions=tuple(filter(None, [str(record.get("conditions") or "")])),
        notes=" ".join(str(line) for line in record.get("documents") or ()),
        source=Source(title=str(record.get("source") or "dump"), url=str(record.get("source_url") or "")),
        confidence=Confidence.LOW,
        reviewed=False,
    )
