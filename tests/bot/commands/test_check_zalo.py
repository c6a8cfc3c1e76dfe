"""`python -m bot check --channel zalo_bot|zalo_oa`, `python -m bot zalo`: the platform is asked and answers."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from bot.__main__ import make_parser
from bot.channels.zalo_common import http
from bot.clock import Clock
from bot.commands import zalo
from bot.commands.findings import State
from bot.commands.zalo_findings import zalo_bot_findings, zalo_oa_findings
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.migrate import migrate
from tests.channels.zalo_oa.rig import connect, make_settings
from tests.fakes.zalo import ZaloFake
from tests.fakes.zalo_api.wire import BotError, OaError
from tests.kit import sqlite_url


@pytest.fixture
async def fake() -> AsyncIterator[ZaloFake]:
    async with ZaloFake() as fake:
        yield fake


def settings(fake: ZaloFake, **more: object) -> Settings:
    values = {"zalo_bot_token": fake.bot.token, "zalo_bot_api_url": fake.url} | more
    return Settings(_env_file=None, **values)  # type: ignore[call-arg, arg-type]  # values by name


async def told(settings: Settings) -> tuple[State, str]:
    """The worst state and all sentences."""
    found = await zalo_bot_findings(settings)
    return max((finding.state for finding in found), key=list(State).index), " ".join(f.sentence for f in found)


async def test_the_free_bot_answers(fake: ZaloFake) -> None:
    state, said = await told(settings(fake))
    assert (state, "bot.thunghiem (BASIC, not for groups)" in said) == (State.NOTE, True)
    assert "events come by polling" in said
    assert {call.method for call in fake.calls} == {"getMe", "getWebhookInfo"}, "looking changes nothing"


async def test_it_is_not_asked_for(fake: ZaloFake) -> None:
    assert await told(settings(fake, zalo_bot_token=None)) == (
        State.NOTE,
        "ZALO_BOT_TOKEN is not set: the bot does not speak as a free Zalo Bot.",
    )


@pytest.mark.parametrize(
    ("public_url", "state", "words"),
    [
        (None, State.NOTE, "without PUBLIC_URL"),
        ("http://chat.example", State.WRONG, "without https"),
        ("https://chat.example", State.NOTE, "is not set now; the start sets https://chat.example/zalo-bot/webhook"),
    ],
)
async def test_the_webhook_is_looked_at(fake: ZaloFake, public_url: str | None, state: State, words: str) -> None:
    found, said = await told(settings(fake, zalo_bot_webhook_secret="s3cret-long", public_url=public_url))
    assert (found, words in said) == (state, True), said


async def test_what_keeps_it_from_working_is_told(fake: ZaloFake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "ANSWER_PATIENCE", 0.1)
    wrong = await told(settings(fake, zalo_bot_token="1:wrong"))
    fake.refuses("getMe", BotError(429, "Quota exceeded"))
    spent = await told(settings(fake))
    fake.breaks("garbage", "getMe")
    garbage = await told(settings(fake))
    await fake.server.go_down()
    down = await told(settings(fake))
    for (state, said), words in zip(
        (wrong, spent, garbage, down),
        ("does not accept", "429: Quota exceeded", "could not be read", "no connection"),
        strict=True,
    ):
        assert (state, words in said) == (State.WRONG, True), said


@pytest.fixture
async def kept(tmp_path: Path) -> AsyncIterator[Database]:
    url = sqlite_url(tmp_path)
    await migrate(url)
    database = Database(url)
    await database.open()
    yield database
    await database.close()


def oa(fake: ZaloFake, folder: Path, **more: object) -> Settings:
    return make_settings(fake, database_url=sqlite_url(folder), **more)


async def oa_told(settings: Settings) -> tuple[State, str]:
    """The worst state and all sentences."""
    found = await zalo_oa_findings(settings)
    return max((finding.state for finding in found), key=list(State).index), " ".join(f.sentence for f in found)


async def test_the_official_account_step_by_step(fake: ZaloFake, tmp_path: Path) -> None:
    assert (await oa_told(oa(fake, tmp_path, zalo_oa_app_id="")))[0] is State.NOTE
    state, said = await oa_told(oa(fake, tmp_path, public_url=None))
    assert state is State.WRONG
    assert "must be an https address" in said
    assert "is connected: python -m bot zalo connect" in said
    assert not os.listdir(tmp_path), "looking makes nothing"


async def test_the_official_account_is_asked_and_nothing_is_renewed(
    fake: ZaloFake, tmp_path: Path, kept: Database
) -> None:
    await connect(fake, kept, Clock())
    state, said = await oa_told(oa(fake, tmp_path))
    assert (state, "takes the connection of UBND phường (thử)" in said) == (State.NOTE, True)
    assert "https://chat.example/zalo-oa/webhook" in said
    fake.refuses("/v2.0/oa/getoa", OaError(-224, "package"))
    state, said = await oa_told(oa(fake, tmp_path))
    assert (state, "the one called Tăng trưởng" in said) == (State.WRONG, True)
    fake.oa.oauth.access = {}
    assert (await oa_told(oa(fake, tmp_path)))[0] is State.WRONG
    await fake.server.go_down()
    assert "cannot be used (no connection" in (await oa_told(oa(fake, tmp_path)))[1]
    assert fake.oa.oauth.used == []


async def test_the_account_is_connected_from_the_shell(
    fake: ZaloFake, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = oa(fake, tmp_path)

    async def shell(*words: str) -> tuple[int, str]:
        code = await zalo.run(settings, make_parser().parse_args(["zalo", *words]))
        said = capsys.readouterr()
        return code, said.out + said.err

    assert (await shell("show"))[0] == 1
    code, said = await shell("connect")
    assert code == 0
    address = next(word for word in said.split() if "/v4/oa/permission" in word)
    asked = dict(parse_qsl(urlsplit(address).query))
    assert (asked["code_challenge"] in said.split(), asked["redirect_uri"] in said.split()) == (True, True)
    back = fake.oa.oauth.consent(asked)
    assert await shell("code", back) == (0, "The Official Account is connected.\n")
    assert "2345678901234567890 is connected" in (await shell("show"))[1]
    code, said = await shell("code", back)
    assert (code, "did not accept the code" in said) == (1, True)
