"""The ward's own additions as a TOML file, to be looked at, laid over with `--overlay`, or taken to another machine."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import TypeAdapter, ValidationError

from faq.errors import LibraryError, sentence
from faq.importing import as_table
from faq.overlay import Overlay
from faq.procedure import Entry

_HEAD = "# The ward's own additions over the shipped entries, as `python -m bot entries export` wrote them.\n\n"
_KEYS = {"hidden", "ways", "checked", "bases", "entry"}
_WAYS = TypeAdapter(dict[str, tuple[str, ...]])
_DAYS = TypeAdapter(dict[str, date])
_TEXTS = TypeAdapter(dict[str, str])
_NAMES = TypeAdapter(frozenset[str])


def overlay_toml(overlay: Overlay) -> str:
    """The text of the file; what was broken is not in it."""
    tables: dict[str, Any] = {
        "hidden": sorted(overlay.hidden),
        "ways": {name: list(ways) for name, ways in sorted(overlay.ways.items())},
        "checked": dict(sorted(overlay.checked.items())),
        "bases": dict(sorted(overlay.bases.items())),
        "entry": [as_table(entry) for _, entry in sorted(overlay.entries.items())],
    }
    return _HEAD + tomli_w.dumps({key: value for key, value in tables.items() if value})


def read_overlay(path: Path) -> Overlay:
    """The overlay of a file; raises LibraryError naming everything that is wrong."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LibraryError([f"{path.name}: cannot be read ({error.strerror})"]) from error
    except UnicodeDecodeError as error:
        raise LibraryError([f"{path.name}: is not UTF-8 text (byte {error.start})"]) from error
    except tomllib.TOMLDecodeError as error:
        raise LibraryError([f"{path.name}: is not valid TOML: {error}"]) from error
    problems = [f"{path.name}: unknown key {key!r}" for key in sorted(document.keys() - _KEYS)]
    tables = document.get("entry", [])
    entries = _entries(path.name, tables if isinstance(tables, list) else [tables], problems)
    overlay = Overlay(
        _part(_WAYS, document, "ways", path.name, problems),
        entries,
        _part(_NAMES, document, "hidden", path.name, problems),
        _part(_DAYS, document, "checked", path.name, problems),
        _part(_TEXTS, document, "bases", path.name, problems),
    )
    if problems:
        raise LibraryError(problems)
    return overlay


def _entries(file: str, tables: list[Any], problems: list[str]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for number, table in enumerate(tables, 1):
        label = repr(table["id"]) if isinstance(table, dict) and "id" in table else f"number {number}"
        try:
            entry = Entry.model_validate(table)
        except ValidationError as error:
            problems += [f"{file}: entry {label}: {sentence(dict(problem))}" for problem in error.errors()]
            continue
        if entry.id in found:
            problems.append(f"{file}: entry {label}: id: already used above")
        found[entry.id] = entry
    return found


def _part(kind: TypeAdapter[Any], document: Mapping[str, Any], key: str, file: str, problems: list[str]) -> Any:
    """One part of the file, empty where it is not there or wrong."""
    empty: Any = frozenset() if key == "hidden" else {}
    try:
        return kind.validate_python(document.get(key, empty))
    except ValidationError as error:
        problems += [f"{file}: {key}: {sentence(dict(problem))}" for problem in error.errors()]
        return empty
