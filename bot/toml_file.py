"""Reads a TOML file into a pydantic model; what is wrong comes back as sentences with line, key and reason."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

M = TypeVar("M", bound=BaseModel)


class Part(BaseModel):
    """A table of such a file. Unknown keys are refused: a misspelt key would otherwise be lost in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TomlFileError(Exception):
    """The file cannot be used; `problems` says why, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read(path: Path, model: type[M]) -> M:
    """The file as a model; raises TomlFileError with every problem found at once."""
    try:
        text = path.read_text(encoding="utf-8")
        return model.model_validate(tomllib.loads(text))
    except OSError as error:
        reason = f"{path}: cannot be read ({error.strerror})."
    except UnicodeDecodeError as error:
        reason = f"{path}: is not UTF-8 text (byte {error.start}): save it as UTF-8."
    except tomllib.TOMLDecodeError as error:
        reason = f"{path}: is not valid TOML: {error}."
    except ValidationError as error:
        raise TomlFileError([_sentence(path, text, problem) for problem in error.errors()]) from None
    raise TomlFileError([reason])


def _sentence(path: Path, text: str, problem: Any) -> str:
    """One pydantic error as `file, line N: key: what is wrong`."""
    place = problem["loc"]
    line = line_of(text, place)
    where = f"{path.name}, line {line}" if line else path.name
    key = _written(place)
    if problem["type"] == "extra_forbidden":
        return f"{where}: {key}: there is no such key; see the comments of the shipped {path.name}."
    if problem["type"] == "missing":
        return f"{where}: {key}: is missing."
    what = problem["msg"].removeprefix("Value error, ").rstrip(".")
    return f"{where}: {key}: {what}." if key else f"{where}: {what}."


def _written(place: tuple[str | int, ...]) -> str:
    """A place as an operator would say it: counters[2].fields (counted from one)."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place)
    return "".join(parts).lstrip(".")


def line_of(text: str, place: tuple[str | int, ...]) -> int | None:
    """The line where a key or its table stands, or None where it is not written plainly."""
    lines = text.splitlines()
    names = [part for part in place if isinstance(part, str)]
    start, end = _table(lines, place)
    for key in reversed(names):
        for number in range(start, end):
            if re.match(rf"\s*{re.escape(key)}\s*=", lines[number]):
                return number + 1
    return start if start else None


def _table(lines: list[str], place: tuple[str | int, ...]) -> tuple[int, int]:
    """From where to where the lines of a place's table go (the top of the file for keys of no table)."""
    name = re.escape(str(place[0])) if place else ""
    nth = place[1] if len(place) > 1 and isinstance(place[1], int) else 0
    headers = [i for i, line in enumerate(lines) if re.match(r"\s*\[", line)]
    mine = [i for i in headers if re.match(rf"\s*\[\[?\s*{name}\s*\]", lines[i])] if name else []
    if len(mine) <= nth:
        return 0, headers[0] if headers else len(lines)
    later = [i for i in headers if i > mine[nth]]
    return mine[nth] + 1, later[0] if later else len(lines)
