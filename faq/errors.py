"""What is raised where the ward's files cannot be used, and how one of pydantic's errors is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class LibraryError(Exception):
    """The data files cannot be used; `problems` says why, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(f"the library has {len(problems)} problem(s):\n" + "\n".join(f"- {line}" for line in problems))


def sentence(problem: Mapping[str, Any]) -> str:
    """One pydantic error as `key: what is wrong`."""
    key = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return f"unknown key {key!r}"
    if problem["type"] == "missing":
        return f"key {key!r} is missing"
    message = problem["msg"].removeprefix("Value error, ")
    return f"{key}: {message} (found {str(problem['input'])[:60]!r})" if key else message
