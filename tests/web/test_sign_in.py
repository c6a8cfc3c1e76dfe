"""Getting into the staff's pages: once, in time, from a page of ours; and out again, everywhere at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from bot.app import App
from bot.log import TALKATIVE
from bot.routes import Role
from bot.storage import audit, staff
from bot.storage.audit import OPERATOR, Filter
from bot.storage.links import Purpose
from tests.kit import SetClock, sqlite_url
from tests.staffkit import add, browser, csrf_in, link_for, press, send, signed_in
from tests.webkit import serving


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
async def app(tmp_path: Path, clock: SetClock) -> AsyncIterator[App]:
    async with serving(sqlite_url(tmp_path), clock) as app:
        yield app


@pytest.fixture
async def http(app: App) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(app) as http:
        yield http


async def test_a_link_lets_in_once(app: App, http: httpx.AsyncClient) -> None:
    token = await link_for(app, await add(app, name="Chị Hai"))
    answer = await press(http, token)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/quan-tri"
    assert "Chị Hai" in (await http.get("/quan-tri")).text
    async with browser(app) as other:
        again = await other.get(f"/vao/{token}")
        assert again.status_code == 410
        assert "đã dùng rồi" in again.text
        assert "/quantri" in again.text  # how to get another
        assert (await other.get("/quan-tri")).status_code == 401


async def test_what_looks_at_a_link_does_not_use_it_up(app: App, http: httpx.AsyncClient) -> None:
    token = await link_for(app, await add(app))
    async with browser(app) as preview:
        for _ in range(3):
            looked = await preview.get(f"/vao/{token}")
            assert looked.status_code == 200
            assert "Chị Hai" not in looked.text  # it tells a stranger nothing
        assert (await preview.head(f"/vao/{token}")).status_code == 200
    assert (await press(http, token)).status_code == 303


async def test_two_browsers_press_at_once_and_one_gets_in(app: App) -> None:
    token = await link_for(app, await add(app))
    async with browser(app) as one, browser(app) as other:
        answers = await asyncio.gather(press(one, token), press(other, token))
        assert sorted(answer.status_code for answer in answers) == [303, 410]


async def test_the_cookie_is_kept_from_scripts_and_other_sites(app: App, http: httpx.AsyncClient) -> None:
    answer = await press(http, await link_for(app, await add(app)))
    (cookie,) = [line for line in answer.headers.get_list("set-cookie") if line.startswith("hailong_staff=")]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/;" in cookie + ";"
    assert "Secure" not in cookie  # there is no https here


async def test_by_https_the_cookie_goes_by_https_alone(tmp_path: Path) -> None:
    async with serving(sqlite_url(tmp_path), public_url="https://hoi.example") as app, browser(app) as http:
        token = await link_for(app, await add(app))
        looked = await http.get(f"/vao/{token}")
        nonce = looked.headers["set-cookie"]
        assert "Secure" in nonce
        answer = await http.post(
            f"/vao/{token}", data={"csrf": csrf_in(looked.text)}, headers={"Cookie": nonce.partition(";")[0]}
        )
        assert "Secure" in next(line for line in answer.headers.get_list("set-cookie") if "hailong_staff=" in line)


async def test_an_old_link_is_told_to_be_old(app: App, http: httpx.AsyncClient, clock: SetClock) -> None:
    token = await link_for(app, await add(app))
    clock.move(minutes=10)
    answer = await http.get(f"/vao/{token}")
    assert answer.status_code == 410
    assert "hết hạn" in answer.text


async def test_a_page_that_stayed_open_beyond_the_links_end_lets_nobody_in(
    app: App, http: httpx.AsyncClient, clock: SetClock
) -> None:
    token = await link_for(app, await add(app))
    sign = csrf_in((await http.get(f"/vao/{token}")).text)
    clock.move(minutes=10)
    assert (await http.post(f"/vao/{token}", data={"csrf": sign})).status_code == 410
    assert (await http.get("/quan-tri")).status_code == 401


@pytest.mark.parametrize("token", ["a" * 45, "A" * 44, "../quan-tri", "%00", "é" * 45, "x" * 4000])
async def test_a_forged_link_is_not_known(http: httpx.AsyncClient, token: str) -> None:
    assert (await http.get(f"/vao/{token}")).status_code in (404, 401)


async def test_no_site_can_sign_somebody_in_as_another(app: App, http: httpx.AsyncClient) -> None:
    """A form made elsewhere, with a sign that was given to the attacker's own browser."""
    token = await link_for(app, await add(app))
    async with browser(app) as attacker:
        sign = csrf_in((await attacker.get(f"/vao/{token}")).text)
    for fields in ({}, {"csrf": sign}, {"csrf": "x"}, {"csrf": "é"}):
        answer = await http.post(f"/vao/{token}", data=fields)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
    assert (await press(http, token)).status_code == 303  # nothing was used up


async def test_who_tries_many_links_has_to_wait_and_is_let_in_after(
    app: App, http: httpx.AsyncClient, clock: SetClock
) -> None:
    member = await add(app)
    for number in range(10):
        assert (await http.get("/vao/" + "abcdefghij"[number] * 45)).status_code == 404
    slow = await http.get(f"/vao/{await link_for(app, member)}")
    assert slow.status_code == 429
    assert "mười phút" in slow.text
    assert (await http.post("/vao/" + "z" * 45)).status_code == 429
    clock.move(minutes=10)
    assert (await press(http, await link_for(app, member))).status_code == 303


async def test_signing_out_ends_the_session_and_not_the_cookie_alone(app: App) -> None:
    async with signed_in(app, await add(app)) as http:
        cookie = http.cookies["hailong_staff"]
        assert (await send(http, "/quan-tri/ra")).headers["location"] == "/vao"
        assert "hailong_staff" not in http.cookies
        copied = {"Cookie": f"hailong_staff={cookie}"}
        assert (await http.get("/quan-tri", headers=copied)).status_code == 401


async def test_twelve_hours_are_the_end_however_busy_one_is(app: App, clock: SetClock) -> None:
    async with signed_in(app, await add(app)) as http:
        for _ in range(47):
            clock.move(minutes=15)
            assert (await http.get("/quan-tri")).status_code == 200
        clock.move(minutes=15)
        assert (await http.get("/quan-tri")).status_code == 401


async def test_the_cookie_changes_while_it_is_used_and_the_old_one_lasts_a_minute_more(
    app: App, clock: SetClock
) -> None:
    async with signed_in(app, await add(app)) as http, browser(app) as late:
        old = {"Cookie": f"hailong_staff={http.cookies['hailong_staff']}"}
        clock.move(minutes=15)
        await http.get("/quan-tri")
        assert old["Cookie"] != f"hailong_staff={http.cookies['hailong_staff']}"
        clock.move(seconds=60)
        under_way = await late.get("/quan-tri", headers=old)
        assert under_way.status_code == 200
        assert "set-cookie" not in under_way.headers
        assert (await http.get("/quan-tri")).status_code == 200


async def test_a_copied_cookie_that_comes_back_ends_the_session_for_both(app: App, clock: SetClock) -> None:
    async with signed_in(app, await add(app)) as http, browser(app) as thief:
        stolen = {"Cookie": f"hailong_staff={http.cookies['hailong_staff']}"}
        clock.move(minutes=15)
        await http.get("/quan-tri")
        clock.move(seconds=61)
        assert (await thief.get("/quan-tri", headers=stolen)).status_code == 401
        assert (await http.get("/quan-tri")).status_code == 401
        assert "replayed" in await app.database.read(audit.acts)


async def test_many_requests_at_once_change_the_cookie_once(app: App, clock: SetClock) -> None:
    async with signed_in(app, await add(app)) as http:
        cookie = {"Cookie": f"hailong_staff={http.cookies['hailong_staff']}"}
        clock.move(minutes=20)
        async with browser(app) as tabs:
            answers = await asyncio.gather(*(tabs.get("/quan-tri", headers=cookie) for _ in range(8)))
        assert {answer.status_code for answer in answers} == {200}
        assert sum("set-cookie" in answer.headers for answer in answers) == 1


@pytest.mark.parametrize("cookie", ["", "x", "é", "a" * 5000, "hailong_staff", "0" * 43])
async def test_a_forged_cookie_is_nobodys(http: httpx.AsyncClient, cookie: str) -> None:
    header = {"Cookie": f"hailong_staff={cookie}".encode()}
    assert (await http.get("/quan-tri", headers=header)).status_code == 401  # type: ignore[arg-type]  # bytes, as sent


async def test_removed_while_signed_in(app: App) -> None:
    await add(app, name="Chú Ba")
    member = await add(app)
    token = await link_for(app, member)
    async with signed_in(app, member) as http, signed_in(app, member) as phone:
        sign = csrf_in((await http.get("/quan-tri")).text)
        await app.database.write(partial(staff.remove, by=OPERATOR, member=member.id, now=app.clock.now()))
        assert (await http.get("/quan-tri")).status_code == 401
        assert (await phone.get("/quan-tri")).status_code == 401
        assert (await http.post("/quan-tri/ra", data={"csrf": sign})).status_code == 401
        assert (await http.get(f"/vao/{token}")).status_code == 404


async def test_another_role_ends_every_session(app: App) -> None:
    await add(app, name="Chú Ba")
    member = await add(app)
    async with signed_in(app, member) as http:
        change = partial(staff.set_role, by=OPERATOR, member=member.id, role=str(Role.OFFICIAL), now=app.clock.now())
        await app.database.write(change)
        assert (await http.get("/quan-tri")).status_code == 401


async def test_a_form_without_its_sign_is_refused(app: App) -> None:
    async with signed_in(app, await add(app)) as http, signed_in(app, await add(app, name="Chú Ba")) as other:
        foreign = csrf_in((await other.get("/quan-tri")).text)
        for fields in ({}, {"csrf": ""}, {"csrf": foreign}, {"csrf": "é"}):
            answer = await http.post("/quan-tri/ra", data=fields)
            assert answer.status_code == 403
            assert "Chưa có gì thay đổi" in answer.text
        assert csrf_in((await http.get("/quan-tri")).text) != csrf_in((await http.get("/quan-tri")).text)
        assert (await http.post("/quan-tri/ra", content=b"\xff" * 100)).status_code == 403
        assert (await http.get("/quan-tri")).status_code == 200


async def test_getting_in_and_out_is_in_the_log_and_the_link_is_not(app: App, caplog: pytest.LogCaptureFixture) -> None:
    member = await add(app, name="Chị Hai")
    async with browser(app) as http:
        token = await link_for(app, member, Purpose.JOIN)
        for name in TALKATIVE:  # as the bot's own set-up does
            caplog.set_level("WARNING", logger=name)
        with caplog.at_level("DEBUG"):
            await press(http, token)
            await send(http, "/quan-tri/ra")
    found = await app.database.read(partial(audit.entries, wanted=Filter(staff=member.id), limit=10))
    assert [(entry.act, entry.name) for entry in found][:2] == [("signed-out", "Chị Hai"), ("signed-in", "Chị Hai")]
    assert token not in caplog.text


async def test_doors_are_not_for_search_machines_and_tell_nobody_where_one_came_from(
    app: App, http: httpx.AsyncClient
) -> None:
    answer = await http.get(f"/vao/{await link_for(app, await add(app))}")
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert answer.headers["cache-control"] == "no-store"
