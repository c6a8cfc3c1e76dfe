"""Posters, on the page and by the command: each counter's own code, printed to be scanned and typed."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import httpx
import pytest
import segno

from bot import codes
from bot.__main__ import main
from bot.app import App
from bot.counter_codes import AtCounter, Quarter
from bot.posters import codes_of
from bot.routes import Role
from bot.storage import keys
from bot.ward import Ward
from tests.kit import SetClock, sqlite_url
from tests.staffkit import add, signed_in
from tests.webkit import serving

WARD = Path(__file__).parents[1] / "data" / "ward.toml"
PAGE = "/quan-tri/ma-qr"


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    settings = {"ward_file": WARD, "public_url": "http://hoi.example"}
    async with serving(sqlite_url(tmp_path), SetClock(), **settings) as app:
        yield app


@pytest.fixture
async def http(app: App) -> AsyncIterator[httpx.AsyncClient]:
    async with signed_in(app, await add(app, Role.OFFICIAL, "Cô Sáu")) as http:
        yield http


def codes_on(page: str) -> list[str]:
    return re.findall(r'<p class="code">([^<]+)</p>', page)


async def test_every_counter_has_its_poster_and_the_code_on_it_is_taken(app: App, http: httpx.AsyncClient) -> None:
    assert "Quầy vui" in (await http.get(PAGE)).text
    page = (await http.get(f"{PAGE}/to")).text
    desk, counter = codes_on(page)
    key = await app.database.write(partial(keys.key, name=keys.COUNTERS, now=app.clock.now()))
    signed, today = codes_of(app.ward, key), app.clock.local().date()
    assert signed.read(codes.find_code(counter, codes.COUNTER), today) == AtCounter("q1", Quarter(2026, 4))
    assert signed.read(codes.find_code(desk, codes.COUNTER), today) == AtCounter("", Quarter(2026, 4))
    picture = segno.make(f"http://hoi.example/danh-gia/{counter}", error="q", micro=False)
    (path,) = re.findall(r' d="([^"]+)"', picture.svg_inline(border=2))
    assert path in page
    for piece in ("Mời bà con đánh giá", "Quầy vui", "Bộ phận một cửa", "hoi.example", "30/01/2027"):
        assert piece in page
    assert "<style" not in page


async def test_one_counter_a_size_and_the_next_quarter_can_be_chosen(http: httpx.AsyncClient) -> None:
    this = (await http.get(f"{PAGE}/to?quay=q1&kho=A5")).text
    later = (await http.get(f"{PAGE}/to?quay=q1&kho=A5&quy=1")).text
    assert len(codes_on(this)) == len(codes_on(later)) == 1
    assert codes_on(this) != codes_on(later)
    assert 'class="sheet a5"' in this
    assert "30/04/2027" in later
    assert len(codes_on((await http.get(f"{PAGE}/to?quay=khong-co&kho=A9")).text)) == 2


async def test_without_a_public_address_the_page_warns(tmp_path: Path) -> None:
    async with (
        serving(sqlite_url(tmp_path), SetClock()) as app,
        signed_in(app, await add(app, Role.OFFICIAL)) as http,
    ):
        page = (await http.get(PAGE)).text
        assert "chưa đặt PUBLIC_URL" in page
        assert "ward.toml có khai quầy" in page
        assert len(codes_on((await http.get(f"{PAGE}/to")).text)) == 1


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATABASE_URL", sqlite_url(tmp_path))
    monkeypatch.setenv("PUBLIC_URL", "https://hoi.example")
    monkeypatch.setenv("WARD_FILE", str(WARD))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_command_writes_files_that_stand_alone(shell: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["qr", "--out", "bang"]) == 0
    page = (shell / "bang" / "poster-q1-A4.html").read_text(encoding="utf-8")
    assert "<style>" in page
    assert "<link" not in page
    assert codes_on(page)[0] in capsys.readouterr().out
    assert main(["qr", "--counter", "q1", "--size", "A5", "--out", "mot.html"]) == 0
    assert codes_on((shell / "mot.html").read_text(encoding="utf-8")) == codes_on(page)


def test_a_ward_without_counters_has_one_for_the_whole_desk(shell: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (shell / "ward.toml").write_text('name = "phường Trống"\n', encoding="utf-8")
    monkeypatch.setenv("WARD_FILE", str(shell / "ward.toml"))
    assert not Ward.load(shell / "ward.toml").counters
    assert main(["qr", "--out", "bang"]) == 0
    assert [path.name for path in (shell / "bang").iterdir()] == ["poster-desk-A4.html"]


@pytest.mark.parametrize(
    ("words", "said"), [(["--counter", "q9", "--out", "x"], "it has: q1."), (["--out", "x"], "set PUBLIC_URL")]
)
def test_what_cannot_be_made_is_told(
    shell: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    monkeypatch.delenv("PUBLIC_URL")
    assert main(["qr", *words]) == 1
    assert said in capsys.readouterr().err
    assert not (shell / "x").exists()


async def test_on_zalo_the_poster_opens_the_talk_and_says_to_send_the_code(tmp_path: Path) -> None:
    settings = {
        "ward_file": WARD,
        "public_url": "http://hoi.example",
        "zalo_oa_app_id": "1",
        "zalo_oa_app_secret": "2",
        "zalo_oa_id": "987",
    }
    async with serving(sqlite_url(tmp_path), SetClock(), **settings) as app, signed_in(app, await add(app)) as http:
        page = (await http.get(f"{PAGE}/to")).text
        sheets = page.split("<article")[1:]
        (zalo, *_) = [sheet for sheet in sheets if "gửi mã này" in sheet]
        picture = segno.make("https://zalo.me/987", error="q", micro=False)
        assert re.findall(r' d="([^"]+)"', picture.svg_inline(border=2))[0] in zalo
        assert len(codes_on(zalo)) == 1
        assert "Không có camera" not in zalo
        assert len(sheets) == 4, "the web chat's and Zalo's, for the desk and for its counter"


def test_the_command_makes_them_for_zalo_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "DATABASE_URL": sqlite_url(tmp_path),
        "WARD_FILE": str(WARD),
        "PUBLIC_URL": "http://hoi.example",
        "ZALO_BOT_TOKEN": "123456:secret",
        "ZALO_OA_ID": "987",
    }.items():
        monkeypatch.setenv(name, value)
    assert main(["qr", "--out", str(tmp_path / "out.html")]) == 0
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    for link in ("https://bot.zaloplatforms.com/bots/123456", "https://zalo.me/987"):
        picture = segno.make(link, error="q", micro=False)
        assert re.findall(r' d="([^"]+)"', picture.svg_inline(border=2))[0] in page
