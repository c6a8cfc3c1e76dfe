"""Pictures from the page: taken by their content, kept only while an official talks with who sends them."""

from __future__ import annotations

import contextlib
from functools import partial

import httpx
import pytest
from sqlalchemy import func, select

from bot.app import App
from bot.channels.base import LARGEST_PICTURE
from bot.storage import inquiry_steps, people
from bot.storage.audit import OPERATOR
from bot.storage.tables import inquiry_files
from tests.inquirykit import SOON, ask, official, says
from tests.webkit import address_of, new_session, url_of

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100


async def kept(app: App) -> int:
    counted = select(func.count()).select_from(inquiry_files)
    return int(await app.database.read(lambda c: c.execute(counted).scalar_one()))


async def send(app: App, token: str, body: bytes, name: str = "a") -> httpx.Response:
    async with httpx.AsyncClient(base_url=url_of(app), timeout=40) as http:
        headers = {"Authorization": f"Bearer {token}"}
        answer = await http.post(f"/chat/picture?id={name}", content=body, headers=headers)
    await app.switchboard.idle()
    return answer


async def talk(app: App, token: str) -> None:
    """An official talks with who has this session."""
    address = address_of(token)
    known = await app.database.read(partial(people.find, address=address))
    assert known
    inquiry = await ask(app.database, known.person.id, "tờ này điền sao")
    by = await official(app.database)
    take = partial(inquiry_steps.take, inquiry=inquiry, by=by, say=says("đã nhận"), until=SOON, now=app.clock.now())
    assert await app.database.write(take)
    assert by != OPERATOR


async def test_a_picture_reaches_the_official_once(app: App) -> None:
    token = await new_session(app)
    await talk(app, token)
    for _ in range(2):
        assert (await send(app, token, PNG)).json() == {"type": "taken", "id": "a"}
    assert await kept(app) == 1


async def test_without_a_talk_it_is_kept_nowhere(small: App) -> None:
    token = await new_session(small)
    assert (await send(small, token, PNG)).status_code == 200
    assert await kept(small) == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"<svg onload=alert(1)>", 415), (b"%PDF-1.7", 415), (b"", 415)],
)
async def test_what_is_no_picture_is_refused(small: App, body: bytes, status: int) -> None:
    token = await new_session(small)
    assert (await send(small, token, body)).status_code == status


async def test_a_stranger_and_a_wrong_id_are_refused(small: App) -> None:
    assert (await send(small, "nobody", PNG)).status_code == 401
    assert (await send(small, await new_session(small), PNG, "a b/c")).status_code == 400


async def test_one_that_is_too_large_is_not_even_read(small: App) -> None:
    token = await new_session(small)
    with contextlib.suppress(httpx.TransportError):  # the server hangs up while it is still being sent
        assert (await send(small, token, PNG + b"0" * LARGEST_PICTURE)).status_code == 413
    assert await kept(small) == 0
