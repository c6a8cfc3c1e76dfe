"""`python -m bot check`: each part that is wrong, missing or fine gets its sentence, and nothing is changed."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.__main__ import main
from bot.commands.check import look
from bot.commands.findings import (
    Finding,
    State,
    database_findings,
    library_findings,
    port_findings,
    settings_findings,
    telegram_findings,
    ward_findings,
)
from bot.commands.own_findings import own_findings
from bot.settings import Settings
from bot.storage import entry_changes
from bot.storage.audit import OPERATOR
from bot.storage.database import Database
from bot.storage.entry_changes import Act, Proposal
from bot.storage.migrate import migrate
from faq.importing import read_drafts, write
from tests.fakes.telegram import TelegramFake
from tests.kit import MONDAY_MORNING as NOW
from tests.kit import sqlite_url

ROOT = Path(__file__).parents[3]


def make_settings(folder: Path, **values: object) -> Settings:
    values = {"database_url": sqlite_url(folder), "ward_file": ROOT / "ward.toml", "web_port": 0} | values
    return Settings(_env_file=None, **values)  # type: ignore[call-arg, arg-type]  # values by name


def told(found: Iterable[Finding]) -> tuple[State, str]:
    """The worst state of a part, and its sentences."""
    found = list(found)
    return max((finding.state for finding in found), key=list(State).index), " ".join(f.sentence for f in found)


async def test_a_fresh_clone_can_run(tmp_path: Path) -> None:
    found = await look(make_settings(tmp_path))
    assert {finding.part for finding in found} == {
        "settings",
        "ward",
        "library",
        "database",
        "telegram",
        "zalo_bot",
        "zalo_oa",
        "port",
    }
    assert not [finding for finding in found if finding.state is State.WRONG]
    assert not os.listdir(tmp_path), "looking makes nothing"


def test_the_exit_code_tells_whether_the_bot_can_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WEB_PORT", "0")
    assert main(["check"]) == 1
    assert "WRONG  ward: ward.toml: cannot be read" in capsys.readouterr().out
    monkeypatch.setenv("WARD_FILE", str(ROOT / "ward.toml"))
    assert main(["check"]) == 0
    out = capsys.readouterr().out
    assert "note   ward: hotline: not entered" in out
    assert "\nThe bot can run, " in out


async def test_every_problem_of_ward_and_library_is_told(tmp_path: Path) -> None:
    (tmp_path / "ward.toml").write_text('nam = "x"\nhours = 7', encoding="utf-8")
    (tmp_path / "bad.toml").write_text("[[entry]]\nid = 1", encoding="utf-8")
    found = await look(make_settings(tmp_path, ward_file=tmp_path / "ward.toml", library_dir=tmp_path))
    wrong = [finding for finding in found if finding.state is State.WRONG]
    assert sum(finding.part == "ward" for finding in wrong) == 3
    assert any("bad.toml" in finding.sentence for finding in wrong if finding.part == "library")


def test_a_counter_of_an_unknown_field_of_work(tmp_path: Path) -> None:
    (tmp_path / "ward.toml").write_text(
        'name = "x"\n[[counters]]\nid = "1"\nname = "y"\nfields = ["ho-tich", "tin-hoc"]'
    )
    state, text = told(ward_findings(make_settings(tmp_path, ward_file=tmp_path / "ward.toml"), {"ho-tich"}))
    assert state is State.WRONG
    assert "counter '1' serves 'tin-hoc'" in text
    assert "'ho-tich'" not in text


def test_a_field_of_work_that_no_counter_serves(tmp_path: Path) -> None:
    profile = tmp_path / "ward.toml"
    profile.write_text('name = "x"\n[[counters]]\nid = "1"\nname = "y"\nfields = ["ho-tich"]', encoding="utf-8")
    state, text = told(ward_findings(make_settings(tmp_path, ward_file=profile), {"ho-tich", "dat-dai"}))
    assert state is State.NOTE
    assert "no counter serves 'dat-dai'" in text
    assert "'ho-tich'" not in text
    profile.write_text('name = "x"', encoding="utf-8")
    assert "no counter serves" not in told(ward_findings(make_settings(tmp_path, ward_file=profile), {"dat-dai"}))[1]


def test_a_library_with_drafts(tmp_path: Path) -> None:
    dump = tmp_path / "dump.jsonl"
    dump.write_text('{"code": "1.000001", "name_vi": "Thả diều", "source": "Cổng"}\n', encoding="utf-8")
    write(read_drafts(dump, tmp_path / "data"), tmp_path / "data")
    found, _ = library_findings(make_settings(tmp_path, library_dir=tmp_path / "data"))
    assert told(found)[0] is State.NOTE
    assert "1 entries are drafts" in told(found)[1]


def test_a_misspelt_name_in_the_env_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TELEGRAM_TOKN=1\nWEB_PORT=0\n", encoding="utf-8")
    found = list(settings_findings(make_settings(tmp_path), tmp_path / ".env"))
    assert [finding.state for finding in found] == [State.NOTE, State.FINE]
    assert "TELEGRAM_TOKN is no setting" in found[0].sentence


def test_a_secret_without_its_address(tmp_path: Path) -> None:
    state, text = told(settings_findings(make_settings(tmp_path, telegram_webhook_secret="abc"), tmp_path / ".env"))
    assert state is State.NOTE
    assert "without PUBLIC_URL" in text


async def test_a_database_before_and_after_the_first_start(database_url: str, tmp_path: Path) -> None:
    settings = make_settings(tmp_path, database_url=database_url)
    assert "the first start sets it up" in (told(await database_findings(settings)))[1]
    reached = await migrate(database_url)
    state, sentence = told(await database_findings(settings))
    assert state is State.FINE
    assert f"is up to date (revision {reached})" in sentence


async def test_a_database_of_a_newer_program(database_url: str, tmp_path: Path) -> None:
    await migrate(database_url)
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await engine.dispose()
    state, sentence = told(await database_findings(make_settings(tmp_path, database_url=database_url)))
    assert state is State.WRONG
    assert "newer version of the program (revision 9999)" in sentence


@pytest.mark.parametrize("kind", ["no server", "no database file", "no folder"])
async def test_a_database_that_cannot_be_used(tmp_path: Path, kind: str) -> None:
    (tmp_path / "test.db").write_text("this is a letter to grandmother, and no database at all" * 40)
    url = {
        "no server": "postgresql+asyncpg://u:s3cret@127.0.0.1:1/x",
        "no database file": sqlite_url(tmp_path),
        "no folder": f"sqlite+aiosqlite:///{tmp_path}/test.db/under/x.db",
    }[kind]
    state, sentence = told(await database_findings(make_settings(tmp_path, database_url=url)))
    assert state is State.WRONG
    assert "s3cret" not in sentence


async def test_telegram_takes_the_token_or_does_not(tmp_path: Path) -> None:
    async with TelegramFake() as fake:
        right = make_settings(tmp_path, telegram_token=fake.token, telegram_api_url=fake.url)
        assert told(await telegram_findings(right)) == (
            State.FINE,
            f"{fake.url} takes the token: the bot is @hailong_test_bot.",
        )
        wrong = make_settings(tmp_path, telegram_token="1:wrong", telegram_api_url=fake.url)
        state, sentence = told(await telegram_findings(wrong))
        assert state is State.WRONG
        assert "copy it again from @BotFather" in sentence
        for kind, part in (("reset", "cannot be reached"), ("garbage", "not as Telegram does")):
            fake.breaks(kind, "getMe", times=1)
            state, sentence = told(await telegram_findings(right))
            assert state is State.WRONG
            assert part in sentence
            assert fake.token not in sentence


async def test_a_port_that_is_taken(tmp_path: Path) -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        state, sentence = told(await port_findings(make_settings(tmp_path, web_port=port)))
    assert state is State.WRONG
    assert f"nothing can listen on 127.0.0.1:{port}" in sentence


async def test_a_port_held_by_the_running_bot(tmp_path: Path) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = b'{"status": "ok", "version": "0.1.0", "library": {}}'
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        state, sentence = told(await port_findings(make_settings(tmp_path, web_port=port)))
    assert state is State.FINE
    assert "held by this bot" in sentence


async def test_what_the_ward_added_is_told_with_what_of_it_is_left_out(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)
    _, library = library_findings(settings)
    assert library
    assert await own_findings(settings, library) == []  # there is no database yet
    await migrate(settings.database_url)
    assert await own_findings(settings, library) == []
    database = Database(settings.database_url)
    await database.open()
    for name, body in (("sao-y", {"ways": ["đóng mộc giáp lai"]}), ("khong-co", {"ways": ["hỏi gì đó"]})):
        proposal = Proposal(name, Act.WAY, body, "Thử", "")
        number = await database.write(partial(entry_changes.propose, by=OPERATOR, proposal=proposal, now=NOW))
        await database.write(partial(entry_changes.decide, by=OPERATOR, change=number, approve=True, now=NOW))
    await database.close()
    found = await own_findings(settings, library)
    assert [one.state for one in found] == [State.FINE, State.NOTE]
    assert "1 taught" in found[0].sentence
    assert "'khong-co'" in found[1].sentence
