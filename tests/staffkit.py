"""The ward's staff in tests: made in the storage, signed in through the real door."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import httpx

from bot.app import App
from bot.messages import Address
from bot.routes import Role
from bot.storage import links, people, staff
from bot.storage.audit import OPERATOR
from bot.storage.links import Purpose
from bot.storage.staff import Member
from tests.webkit import url_of

HTML = {"Accept": "text/html,application/xhtml+xml"}


async def add(app: App, role: Role = Role.ADMINISTRATOR, name: str = "Chị Hai", fields: tuple[str, ...] = ()) -> Member:
    """One more of the staff."""
    work = partial(staff.add, by=OPERATOR, name=name, role=str(role), fields=fields, now=app.clock.now())
    return await app.database.write(work)


async def make(app: App, address: Address, role: str) -> None:
    """Have a chat account be one of the staff's; nothing where no role is named."""
    if role:
        member = await add(app, Role(role))
        met = partial(people.meet, address=address, language="vi", now=app.clock.now())
        person = (await app.database.write(met)).person.id
        await app.database.write(partial(staff.link_account, person=person, member=member.id, now=app.clock.now()))


async def link_for(app: App, member: Member, purpose: Purpose = Purpose.SIGN_IN) -> str:
    """The secret part of a link for somebody."""
    return await app.database.write(partial(links.make, member=member.id, purpose=purpose, now=app.clock.now()))


def browser(app: App) -> httpx.AsyncClient:
    """A browser with its own cookies that goes nowhere by itself."""
    return httpx.AsyncClient(base_url=url_of(app), headers=HTML, timeout=30)


def csrf_in(page: str) -> str:
    """What the forms of a page carry."""
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found, "there is no form on this page"
    return found[1]


async def press(http: httpx.AsyncClient, token: str) -> httpx.Response:
    """Open a link and press its button."""
    looked = await http.get(f"/vao/{token}")
    assert looked.status_code == 200, looked.text
    return await http.post(f"/vao/{token}", data={"csrf": csrf_in(looked.text)})


@asynccontextmanager
async def signed_in(app: App, member: Member) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody's browser, signed in."""
    async with browser(app) as http:
        answer = await press(http, await link_for(app, member))
        assert answer.status_code == 303, answer.text
        yield http


async def send(http: httpx.AsyncClient, path: str, /, page: str = "/quan-tri", **fields: object) -> httpx.Response:
    """Send a form as a page of ours would; its sign is taken from `page`."""
    sign = csrf_in((await http.get(page)).text)
    return await http.post(path, data={"csrf": sign, **fields})
