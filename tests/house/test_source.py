"""What holds for every file of the project: rooms one can see across, and no trace of any one machine."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import bot

ROOT = Path(__file__).parents[2]
_TEXT = {".py", ".toml", ".md", ".txt", ".po", ".cfg", ".html", ".js", ".css", ".svg", ".mako", ".example", ""}


@cache
def tracked() -> tuple[Path, ...]:
    """The files of the project, as git knows them."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("left out: this is no git clone, so the project's files cannot be told from others")
    return tuple(path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file())


def python_files() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py"]


def functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every function, but not the migrations: each is one plain list of steps that is never touched again."""
    for path in python_files():
        if "versions" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node


def test_no_file_is_longer_than_300_lines() -> None:
    lengths = {path.relative_to(ROOT): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}
    assert {path: lines for path, lines in lengths.items() if lines > 300} == {}


def test_no_function_is_longer_than_50_lines() -> None:
    assert [place for place, node in functions() if (node.end_lineno or 0) - node.lineno + 1 > 50] == []


def test_functions_are_small_on_the_whole() -> None:
    sizes = sorted((node.end_lineno or 0) - node.lineno + 1 for place, node in functions() if "tests/" not in place)
    assert sizes[len(sizes) // 2] <= 10
    assert sizes[len(sizes) * 9 // 10] <= 25


def test_no_rule_is_switched_off_without_a_reason() -> None:
    bare = re.compile(r"# (?:noqa(?:: ?[A-Z]+\d+(?:, ?[A-Z]+\d+)*)?|type: ignore(?:\[[a-z, -]+\])?)\s*$")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in python_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if bare.search(line) and "tests" not in path.parts
    ]
    assert found == []


def test_no_file_names_a_machine_or_a_registry() -> None:
    words = (f"{Path.home()}/", f"{ROOT}/", "file:///", "index-url", "/simple/")
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in tracked()
        if path.suffix in _TEXT and path != Path(__file__)
        for word in words
        if word in path.read_text(encoding="utf-8")
    ]
    assert found == []


def test_nothing_that_is_made_or_secret_is_kept() -> None:
    names = {str(path.relative_to(ROOT)) for path in tracked()}
    assert not [
        name for name in names if name.endswith((".pyc", ".mo", ".db", ".env")) or name.startswith(("var/", ".venv/"))
    ]


def test_the_version_is_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## \[(\d+\.\d+\.\d+)\]", changes, re.MULTILINE)
    assert newest
    assert project["version"] == bot.__version__ == newest[1]
