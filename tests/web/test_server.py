"""The server takes its address or says in a sentence why not; `run` starts and stops as an operator expects."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot.web.server import ServerError, WebServer
from tests.kit import sqlite_url

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """A clean environment for the program."""
    plain = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    library, ward = str(DATA / "library"), str(DATA / "ward.toml")
    ours = {"DATABASE_URL": sqlite_url(folder), "WEB_PORT": "0", "LIBRARY_DIR": library, "WARD_FILE": ward}
    return plain | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"} | ours | settings


@asynccontextmanager
async def running(folder: Path, **settings: str) -> AsyncIterator[tuple[Process, str]]:
    """`python -m bot run` and its address."""
    command = (sys.executable, "-m", "bot", "run")
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, env=environment(folder, **settings), stdout=PIPE, stderr=PIPE
    )
    try:
        assert process.stdout
        lines = [(await process.stdout.readline()).decode() for _ in range(2)]
        assert "Web chat" in lines[1], await process.communicate()
        yield process, lines[1].split()[-1].rstrip("/")
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_run_says_where_it_is_and_stops_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    async with running(tmp_path) as (process, url), httpx.AsyncClient(base_url=url) as http:
        assert (await http.get("/healthz")).json()["status"] == "ok"
        token = (await http.post("/chat/session")).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        waiting = asyncio.create_task(http.get("/chat/lines?after=1&wait=25", headers=headers, timeout=30))
        said = {"type": "say", "id": "a", "text": "thả diều cần giấy gì"}
        assert (await http.post("/chat/say", json=said, headers=headers)).json()["type"] == "taken"
        process.send_signal(number)
        await asyncio.wait_for(process.wait(), 10)
        assert process.returncode == 0
        await asyncio.gather(waiting, return_exceptions=True)
    async with running(tmp_path) as (_, url), httpx.AsyncClient(base_url=url) as http:
        lines = (await http.get("/chat/lines", headers=headers)).json()["lines"]
        assert [line["text"] for line in lines if line["mine"]] == ["thả diều cần giấy gì"]
        assert any("Giấy mua diều" in line["text"] for line in lines)


async def test_a_port_that_is_taken_is_one_sentence_and_its_own_exit_code(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", "run"),
            cwd=tmp_path,
            env=environment(tmp_path, WEB_PORT=port),
            stdout=PIPE,
            stderr=PIPE,
        )
        out, error = await process.communicate()
    assert (process.returncode, out) == (6, b"")
    assert error.decode().count("\n") == 1
    assert f"Port {port}" in error.decode()
    assert "WEB_PORT" in error.decode()
    assert not (tmp_path / "test.db").exists()  # nothing was begun


@pytest.mark.parametrize(("host", "names"), [("no.such.host.invalid", "WEB_HOST"), ("203.0.113.7", "WEB_HOST")])
async def test_an_address_that_is_not_ours_is_one_sentence(host: str, names: str) -> None:
    async def nothing(*_: object) -> None:
        raise AssertionError

    with pytest.raises(ServerError, match=names):
        WebServer(nothing, host, 0).bind()


async def test_its_address_is_known_until_the_last_turn_is_played() -> None:
    server = WebServer(Starlette(), "127.0.0.1", 0)
    await server.start()
    serving = server.url
    assert not serving.endswith(":0")
    await server.stop()
    assert server.url == serving
