"""News in tests: subscribers, a notice written and approved, and a bot that sees it through at a clock one sets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import partial
from typing import Any

from bot.app import App
from bot.jobs.notices import Notices
from bot.messages import Address
from bot.storage import listing, notices, people, subscriptions
from bot.storage.audit import OPERATOR, By
from bot.storage.notice_rows import Notice, find
from bot.storage.notices import Draft
from tests.kit import Desk

WATER = Draft("Cúp nước khóm Long Thị", "Ngày mai từ 8 giờ tới 11 giờ cúp nước để sửa ống.", "dien-nuoc")


async def subscriber(app: App, name: str, topics: Iterable[str] = ("dien-nuoc",), **own: str) -> int:
    """Somebody who wants news; `own` are hamlet and quiet."""
    now = app.clock.now()
    met = partial(people.meet, address=Address("test", name), language="vi", now=now)
    who = (await app.database.write(met)).person.id
    await app.database.write(partial(subscriptions.subscribe, person=who, topics=list(topics), now=now))
    if own:
        wishes = {"hamlet": "", "quiet": ""} | own
        await app.database.write(partial(subscriptions.set_own, person=who, **wishes))
    return who


async def written(app: App, draft: Draft = WATER, by: By = OPERATOR) -> int:
    """A draft; returns its id."""
    return await app.database.write(partial(notices.write, by=by, draft=draft, now=app.clock.now()))


async def approved(app: App, draft: Draft = WATER, by: By = OPERATOR, **how: Any) -> int:
    """A notice that goes as soon as the bot looks."""
    number = await written(app, draft, by)
    how = {"two_people": False} | how
    await app.database.write(partial(notices.approve, by=by, notice=number, version=1, now=app.clock.now(), **how))
    return number


async def act(app: App, step: Any, notice: int, by: By = OPERATOR, **how: Any) -> Any:
    """One step on a notice."""
    return await app.database.write(partial(step, by=by, notice=notice, now=app.clock.now(), **how))


def job(app: App) -> Notices:
    """What sees notices through."""
    return Notices(app.database, app.channels, app.ward, app.catalogue, app.clock)


async def run(app: App, times: int = 1) -> None:
    """Let the job and the sender look so many times."""
    for _ in range(times):
        await job(app).run()
        await app.outbox.run_due()
        await job(app).run()


async def notice(app: App, number: int) -> Notice:
    found = await app.database.read(partial(find, notice=number))
    assert found
    return found


async def counts(app: App, number: int) -> dict[str, int]:
    """How many rows are in each state; their sum is always the number of recipients."""
    known = await notice(app, number)
    found = await app.database.read(partial(listing.counts, notice=known))
    assert sum(found.values()) == known.recipients
    return found


def heard(desk: Desk) -> Counter[str]:
    """How many messages each person got."""
    return Counter(address.account for address, _ in desk.channel.said)
