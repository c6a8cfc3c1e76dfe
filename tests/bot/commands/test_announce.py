"""python -m bot announce: the same way as the officials' notices, and a table that adds up."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import httpx
import pytest

from bot.__main__ import make_parser
from bot.clock import Clock
from bot.commands import announce
from bot.messages import Address
from bot.settings import Settings
from bot.storage import people, subscriptions
from bot.storage.database import Database
from bot.storage.migrate import migrate
from tests.channels.contract import PICTURE
from tests.kit import MONDAY_MORNING, sqlite_url
from tests.webkit import serving, url_of

PNG = PICTURE


@pytest.fixture
async def url(tmp_path: Path) -> str:
    """A database with three subscribers of the web chat."""
    url = sqlite_url(tmp_path)
    await migrate(url)
    database = Database(url)
    await database.open()
    for name, topics in (("tu", ["khan", "y-te"]), ("nam", ["y-te"]), ("sau", ["khan"])):
        met = partial(people.meet, address=Address("webchat", name), language="vi", now=MONDAY_MORNING)
        who = (await database.write(met)).person.id
        await database.write(partial(subscriptions.subscribe, person=who, topics=topics, now=MONDAY_MORNING))
    await database.close()
    return url


async def run(url: str, folder: Path, *more: str, title: str = "Tiêm chủng") -> int:
    (folder / "tin.txt").write_text("Trạm y tế tiêm vắc-xin sáng thứ bảy.\n", encoding="utf-8")
    words = ["announce", "--title", title, "--text-file", str(folder / "tin.txt"), *more]
    settings = Settings(_env_file=None, database_url=url, web_port=0)  # type: ignore[call-arg]
    return await announce.run(settings, make_parser().parse_args(words))


async def test_to_a_topic_and_to_everybody(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run(url, tmp_path, "--topic", "y-te", "--urgent", "thử", "--wait") == 0
    said = capsys.readouterr().out
    assert "Notice 1: 2 recipients" in said
    assert "sent              2" in said
    assert "not addressed: topic 1" in said
    assert await run(url, tmp_path, "--urgent", "thử", "--wait", title="Tất cả") == 0
    assert "Notice 2: 3 recipients" in capsys.readouterr().out


async def test_what_is_wrong_is_said_and_nothing_goes(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for more, why in (
        (("--topic", "khong-co"), "ward.toml has no 'khong-co'"),
        (("--neighbourhood", "Khóm Ma"), "ward.toml knows no Khóm Ma"),
        (("--channel", "fax"), "'fax' is not served"),
        (("--image", str(tmp_path / "tin.txt")), "not a JPEG or PNG"),
    ):
        assert await run(url, tmp_path, *more) == 1
        assert why in capsys.readouterr().err
    assert await run(url, tmp_path, "--topic", "y-te") == 0
    assert await run(url, tmp_path, "--topic", "y-te") == 1
    assert "--again" in capsys.readouterr().err
    assert await run(url, tmp_path, "--topic", "y-te", "--again") == 0


async def test_a_running_bot_sends_and_its_page_shows_the_picture(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.jobs.runner._AFTER_START", 0.1)
    (tmp_path / "hinh.png").write_bytes(PNG)
    async with serving(url, Clock()) as app, httpx.AsyncClient(base_url=url_of(app)) as http:
        image = ("--image", str(tmp_path / "hinh.png"))
        assert await run(url, tmp_path, "--topic", "y-te", "--urgent", "thử", "--wait", *image) == 0
        assert "sent              2" in capsys.readouterr().out
        page = await http.get("/tin/1")
        assert 'alt="Tiêm chủng">' in page.text
        assert (await http.get("/tin/1/hinh")).content.startswith(b"\x89PNG")
