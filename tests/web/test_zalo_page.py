"""The page of the Official Account: connected by its own link, shown, lost, disconnected; all of it in the log."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import httpx
import pytest

from bot.app import App
from bot.jobs.connections import Connections
from bot.messages import Address
from bot.routes import Role
from bot.storage import audit, oa_tokens, outbox, people, staff
from bot.storage.audit import Filter
from bot.storage.oa_tokens import Pair
from bot.storage.staff import Member
from tests.channels.zalo_oa.rig import FakesClock, connect
from tests.fakes.clock import SetClock
from tests.fakes.zalo import ZaloFake
from tests.fakes.zalo_api.oauth import APP_ID, APP_SECRET, OA_ID
from tests.fakes.zalo_api.wire import OaError
from tests.kit import sqlite_url
from tests.staffkit import add, send, signed_in
from tests.webkit import serving, url_of

PAGE = "/quan-tri/zalo"


@pytest.fixture
async def fake() -> AsyncIterator[ZaloFake]:
    async with ZaloFake(clock=SetClock()) as fake:
        yield fake


@pytest.fixture
async def app(fake: ZaloFake, tmp_path: Path) -> AsyncIterator[App]:
    settings = {
        "zalo_oa_app_id": APP_ID,
        "zalo_oa_app_secret": APP_SECRET,
        "zalo_oa_api_url": fake.url,
        "zalo_oa_oauth_url": fake.url,
        "public_url": "http://chat.example",
    }
    async with serving(sqlite_url(tmp_path), FakesClock(fake), **settings) as app:
        yield app


@pytest.fixture
async def chi_hai(app: App) -> Member:
    return await add(app)


@pytest.fixture
async def http(app: App, chi_hai: Member) -> AsyncIterator[httpx.AsyncClient]:
    async with signed_in(app, chi_hai) as http:
        yield http


async def pair(app: App) -> Pair | None:
    return await app.database.read(partial(oa_tokens.find, channel="zalo_oa"))


async def acts(app: App) -> list[tuple[str, str, str]]:
    found = await app.database.read(partial(audit.entries, wanted=Filter(), limit=20))
    return [(entry.act, entry.name, entry.detail["account"]) for entry in found if entry.act.startswith("oa-")]


def link_on(page: str) -> str:
    """The consent's address, as a browser would open it."""
    start = page.index('class="button" href="') + len('class="button" href="')
    return page[start : page.index('"', start)].replace("&amp;", "&")


async def agree(app: App, http: httpx.AsyncClient) -> httpx.Response:
    """Follow the button: Zalo asks, its administrator agrees, the browser comes back to us."""
    consent = await http.get(link_on((await http.get(PAGE)).text))
    assert consent.status_code == 302
    back = httpx.URL(consent.headers["Location"])
    assert str(back).startswith("http://chat.example/zalo-oa/callback?")
    return await http.get(f"{url_of(app)}{back.raw_path.decode()}")


async def test_connected_by_its_own_button_and_noted_by_name(app: App, http: httpx.AsyncClient) -> None:
    page = (await http.get(PAGE)).text
    assert "chưa kết nối" in page
    assert "http://chat.example/zalo-oa/callback" in page
    assert "http://chat.example/zalo-oa/webhook" in page
    came = await agree(app, http)
    assert (came.status_code, came.headers["Location"]) == (303, f"{PAGE}?noi=xong")
    page = (await http.get(came.headers["Location"])).text
    for shown in ("Đã kết nối Official Account.", "UBND phường (thử)", OA_ID, "mã gia hạn", "không mất tiền"):
        assert shown in page
    assert await acts(app) == [("oa-connected", "Chị Hai", OA_ID)]
    assert "access-token-" not in page
    assert "refresh-token-" not in page


async def test_somebody_removed_meanwhile_connects_nothing(app: App, http: httpx.AsyncClient, chi_hai: Member) -> None:
    consent = await http.get(link_on((await http.get(PAGE)).text))
    await add(app, name="Anh Ba")
    await app.database.write(partial(staff.remove, by=audit.OPERATOR, member=chi_hai.id, now=app.clock.now()))
    back = httpx.URL(consent.headers["Location"])
    assert (await http.get(f"{url_of(app)}{back.raw_path.decode()}")).status_code == 400
    assert await pair(app) is None


async def test_a_browser_that_could_not_come_back_is_helped(app: App, http: httpx.AsyncClient) -> None:
    consent = await http.get(link_on((await http.get(PAGE)).text))
    answer = await send(http, f"{PAGE}/ma", page=PAGE, **{"dia-chi": consent.headers["Location"]})
    assert answer.status_code == 303
    again = await send(http, f"{PAGE}/ma", page=PAGE, **{"dia-chi": consent.headers["Location"]})
    assert (again.status_code, "-14012" in again.text) == (400, True)
    empty = await send(http, f"{PAGE}/ma", page=PAGE)
    assert "Xin dán địa chỉ" in empty.text


async def test_disconnected_and_silent(app: App, fake: ZaloFake, http: httpx.AsyncClient) -> None:
    await agree(app, http)
    assert app.channels["zalo_oa"].problem() is None
    answer = await send(http, f"{PAGE}/ngat", page=PAGE)
    assert answer.status_code == 303
    assert await pair(app) is None
    assert "is not connected" in (app.channels["zalo_oa"].problem() or "")
    assert [act for act, _, _ in await acts(app)] == ["oa-disconnected", "oa-connected"]
    assert (await send(http, f"{PAGE}/ngat", page=PAGE)).status_code == 303, "a second press does no harm"


@pytest.mark.parametrize(
    ("error", "words"),
    [(-224, "không có OpenAPI"), (-221, "chưa được xác thực"), (-999, "Zalo từ chối: -999")],
)
async def test_what_zalo_refuses_for_is_told_in_words(
    app: App, fake: ZaloFake, http: httpx.AsyncClient, error: int, words: str
) -> None:
    await agree(app, http)
    fake.refuses("/v2.0/oa/getoa", OaError(error, "no"), times=None)
    assert words in (await http.get(PAGE)).text


async def test_officials_may_not_and_without_settings_it_says_what_is_missing(app: App, tmp_path: Path) -> None:
    async with signed_in(app, await add(app, Role.OFFICIAL, "Anh Ba")) as http:
        assert (await http.get(PAGE)).status_code == 403
    (tmp_path / "b").mkdir()
    async with (
        serving(sqlite_url(tmp_path / "b"), app.clock) as other,
        signed_in(other, await add(other)) as http,
    ):
        assert "ZALO_OA_APP_ID" in (await http.get(PAGE)).text


async def test_administrators_are_told_in_the_chat_before_the_end_and_when_it_is_lost(
    app: App, fake: ZaloFake, chi_hai: Member
) -> None:
    met = partial(people.meet, address=Address("webchat", "chi-hai"), language="vi", now=app.clock.now())
    person = (await app.database.write(met)).person.id
    await app.database.write(partial(staff.link_account, person=person, member=chi_hai.id, now=app.clock.now()))
    await connect(fake, app.database, app.clock)
    job = Connections(app.database, app.catalogue, app.clock, "https://chat.example")

    async def told() -> list[str]:
        await job.look()
        await job.look()
        rows = await app.database.write(
            partial(outbox.claim, channel="webchat", now=app.clock.now(), at_most=10, quiet_until=None)
        )
        await app.database.write(
            lambda connection: [outbox.end(connection, row.id, "sent", app.clock.now()) for row in rows]
        )
        assert all(row.reply.buttons[0].url == f"https://chat.example{PAGE}" for row in rows)
        return [f"{row.reply.title}. {row.reply.text}" for row in rows]

    assert await told() == []
    fake.clock.advance(timedelta(days=70).total_seconds())  # type: ignore[attr-defined]
    (soon,) = await told()
    assert "sắp hết hạn" in soon
    assert "bấm “Kết nối”" in soon
    assert await told() == [], "once"
    fake.clock.advance(timedelta(days=14).total_seconds())  # type: ignore[attr-defined]
    assert len(await told()) == 1, "and once more in the last week"
    known = await pair(app)
    assert known
    await app.database.write(partial(oa_tokens.lose, pair=known, why="a renewal broke off"))
    (lost,) = await told()
    assert "cần kết nối lại" in lost
    assert await told() == []
