"""The documents are held to what is there: every command in them runs, every file they name exists."""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.__main__ import BAD_SETTINGS, EXIT_CODES, make_parser
from bot.holidays import Holidays
from bot.settings import Settings
from bot.sources import ListSelectors, Source
from bot.storage.migrate import migrate
from bot.ward import Counter, Desk, FormerName, SpecialDay, Ward
from tests.kit import sqlite_url

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
READ_ONLY = {
    "channels",
    "check",
    "settings",
    "chat",
    "migrate",
    "backup",
}  # commands of bot that end by themselves: really run
OUTSIDE = {"git", "cd", "cp", "sudo", "python3", "pip", "createdb", "source", "systemctl", "curl"}


def shell_lines() -> Iterator[tuple[str, str]]:
    """Every line of a fenced `sh` block, without its remark."""
    for path in DOCUMENTS:
        for block in re.findall(r"^ *```sh\n(.*?)^ *```", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
            for line in block.replace("\\\n", " ").splitlines():
                if command := re.sub(r"(^|\s)#.*", "", line).strip():
                    yield path.name, command


def inline_commands() -> Iterator[tuple[str, str]]:
    """Every `make x` and `python -m bot x` within a sentence or a table."""
    for path in DOCUMENTS:
        prose = re.sub(r"^ *```.*?^ *```", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        for command in re.findall(r"`((?:make|python -m \w+) [^`]+)`", prose):
            yield path.name, command


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def known(command: str) -> bool:
    """Whether a command names something that is there: a target, or a command with arguments that it takes."""
    last = command.rsplit("|", maxsplit=1)[-1].partition(">")[0]
    words = [word for word in shlex.split(last) if not re.match(r"[A-Z_]+=", word)]
    match words:
        case ["make", *names]:
            return set(names) <= targets()
        case ["python", "-m", "bot", *arguments]:
            return arguments == ["--help"] or bool(make_parser().parse_args(arguments))
        case ["python", "-m", ("faq" | "tests.fakes.telegram" | "tests.fakes.zalo"), *_]:
            return True
        case [program, *_]:
            return program in OUTSIDE or (ROOT / program).is_file()
    return False


@pytest.mark.parametrize(("document", "command"), sorted({*shell_lines(), *inline_commands()}))
def test_every_command_is_one_that_there_is(document: str, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        assert known(command), f"{document}: {command}"
    except SystemExit:
        pytest.fail(f"{document}: {command}: {capsys.readouterr().err}")


def harmless() -> list[str]:
    """The commands that read, or write only where they are told to."""
    pattern = re.compile(r"^(?:echo .*\| *)?python -m (?:faq \w+|bot (?P<name>\w+))")
    found = {command for _, command in shell_lines() if (match := pattern.match(command)) and _runs(match["name"])}
    return sorted(found)


def _runs(name: str | None) -> bool:
    return name is None or name in READ_ONLY


@pytest.mark.parametrize("command", harmless())
def test_commands_that_end_by_themselves_do_what_they_say(command: str, tmp_path: Path) -> None:
    settings = {"DATABASE_URL": sqlite_url(tmp_path), "WARD_FILE": str(ROOT / "ward.toml"), "WEB_PORT": "0"}
    asyncio.run(migrate(settings["DATABASE_URL"]))
    program = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | settings | {"PYTHONPATH": str(ROOT), "PATH": program}
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=tmp_path,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_is_named_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    linked = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text)
    assert [name for name in linked if not (document.parent / name).exists()] == []
    quoted = re.findall(r"`((?:bot|handlers|faq|tests|docs|benchmarks|\.ci)/[\w./*-]*)`", text)
    assert [name for name in quoted if not any(ROOT.glob(name.rstrip("/")))] == []


def test_every_key_of_the_wards_profile_is_explained() -> None:
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    for part in (Ward, Desk, Counter, FormerName, SpecialDay, Holidays, Source, ListSelectors):
        for key in part.model_fields:
            assert re.search(rf"`\[*{key}\]*`", text), f"{part.__name__}.{key}"


def test_every_exit_code_is_explained() -> None:
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| (\d) \|", text, re.MULTILINE)
    assert sorted(map(int, told)) == sorted({BAD_SETTINGS, *EXIT_CODES.values()})


def test_how_long_things_are_kept_is_told_as_it_is_set() -> None:
    text = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        if name.startswith("keep_"):
            assert f"{field.default} ngày (`{name.upper()}`)" in text, name


def test_the_two_commands_come_first() -> None:
    """A newcomer sees how to start before anything else scrolls by."""
    top = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:25]
    assert any(line.startswith("make run") for line in top)
    assert any(line.startswith("make chat") for line in top)
