"""How the first administrator gets in: the link that a start prints, and `python -m bot login` beside it."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import httpx
import pytest

from bot.__main__ import main
from bot.storage import audit, staff
from bot.storage.audit import OPERATOR, Filter
from bot.storage.database import Database
from bot.storage.staff import OFFICIAL, Member
from tests.kit import MONDAY_MORNING, sqlite_url
from tests.staffkit import HTML, press

ROOT = Path(__file__).parents[3]
PATIENCE = 30.0
LINK = re.compile(r"(https?://\S+?)/vao/([A-Za-z]{45})")


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database of its own, named in the environment."""
    url = sqlite_url(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("WARD_FILE", str(ROOT / "ward.toml"))
    monkeypatch.chdir(tmp_path)  # no .env of this machine
    return url


def members(url: str) -> list[Member]:
    async def read() -> list[Member]:
        database = Database(url)
        await database.open()
        try:
            return await database.read(staff.listed)
        finally:
            await database.close()

    return asyncio.run(read())


def add_official(url: str) -> Member:
    async def write() -> Member:
        database = Database(url)
        await database.open()
        try:
            work = partial(staff.add, by=OPERATOR, name="Cô Sáu", role=OFFICIAL, fields=(), now=MONDAY_MORNING)
            return await database.write(work)
        finally:
            await database.close()

    return asyncio.run(write())


def test_the_first_administrator_is_made_once(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    tokens = set()
    for _ in range(2):
        assert main(["login"]) == 0
        found = LINK.search(capsys.readouterr().out)
        assert found
        assert found[1] == "http://127.0.0.1:8080"
        tokens.add(found[2])
    assert len(tokens) == 2
    assert [(one.name, one.role) for one in members(url)] == [("Quản trị viên", "administrator")]


def test_the_public_address_is_used_where_there_is_one(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://hoi.example")
    assert main(["login"]) == 0
    assert capsys.readouterr().out.startswith("https://hoi.example/vao/")


def test_a_link_for_one_of_the_staff(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["login"]) == 0
    official = add_official(url)
    capsys.readouterr()
    assert main(["login", "--list"]) == 0
    listed = capsys.readouterr().out
    assert re.search(rf"^ *{official.id}  official +Cô Sáu$", listed, re.MULTILINE)
    assert "/vao/" not in listed
    assert main(["login", "--staff", str(official.id)]) == 0
    assert LINK.search(capsys.readouterr().out)
    assert main(["login", "--staff", "77"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "77" in said.err


@asynccontextmanager
async def running(url: str) -> AsyncIterator[tuple[Process, str]]:
    """The program from its greeting on, and what it greeted with."""
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT), "WEB_PORT": "0"}
    words = [sys.executable, "-m", "bot", "run"]
    process = await asyncio.create_subprocess_exec(*words, env=environment, stdout=PIPE, stderr=PIPE)
    assert process.stdout
    said = ""
    async with asyncio.timeout(PATIENCE):
        while "Stop it" not in said:
            line = (await process.stdout.readline()).decode()
            assert line
            said += line
    try:
        yield process, said
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def test_a_start_prints_a_link_that_lets_an_administrator_in_and_logs_none(url: str) -> None:
    async with running(url) as (process, said):
        found = LINK.search(said)
        assert found
        async with httpx.AsyncClient(base_url=found[1], headers=HTML, timeout=PATIENCE) as http:
            assert (await press(http, found[2])).status_code == 303
            assert "Quản trị viên" in (await http.get("/quan-tri")).text
            assert (await http.get("/quan-tri/nguoi")).status_code == 200
        beside = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "login"), env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=PIPE
        )
        second = LINK.search((await beside.communicate())[0].decode())
        assert second
        async with httpx.AsyncClient(base_url=found[1], headers=HTML, timeout=PATIENCE) as http:
            assert (await press(http, second[2])).status_code == 303  # made while the bot runs
        process.terminate()
        _, log = await process.communicate()
    assert found[2] not in log.decode()
    assert second[2] not in log.decode()
    database = Database(url)
    await database.open()
    entries = await database.read(partial(audit.entries, wanted=Filter(), limit=20))
    await database.close()
    assert [entry.act for entry in entries] == ["signed-in", "link-made", "signed-in", "link-made", "added"]
    assert entries[-1].name == "python -m bot"
