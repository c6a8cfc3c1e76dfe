"""The rating template: shown to whom no message reaches, once; what comes back is the visit's verified rating."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import App, build
from bot.channels.zalo_oa.webhook import PATH
from bot.jobs.invitations import Invitations
from bot.messages import Address
from bot.storage import people, visits
from bot.storage.ratings import COLUMNS, Rating
from bot.storage.tables import rating_forms, rating_reasons
from tests.channels.zalo_oa.rig import FakesClock, connect, make_settings
from tests.fakes.zalo import ZaloFake
from tests.fakes.zalo_api.people import Citizen
from tests.kit import sqlite_url
from tests.webkit import url_of


@pytest.fixture
async def app(fake: ZaloFake, tmp_path: Path) -> AsyncIterator[App]:
    settings = make_settings(
        fake, database_url=sqlite_url(tmp_path), web_port=0, zalo_oa_rating_template="rating-1", invite_after_hours=1
    )
    app = build(settings, clock=FakesClock(fake))
    await app.start()
    await connect(fake, app.database, app.clock)
    fake.oa.webhook_url = url_of(app) + PATH
    yield app
    await app.stop()


async def visited(app: App, user: Citizen, code: str = "", days_ago: float = 3) -> int:
    """A visit that ended, linked to somebody who wrote so long ago."""
    now = app.clock.now()
    then = now - timedelta(days=days_ago)
    (made,) = await app.database.read(partial(visits.new_codes, count=1))
    facts = {"code": code or made, "received": then, "returned": now, "outcome": "done", "procedure": "Chứng thực"}
    visit = await app.database.write(partial(visits.add, source="page", now=then, **facts))
    met = partial(people.meet, address=Address("zalo_oa", user.id), language="vi", now=then)
    who = (await app.database.write(met)).person.id
    await app.database.write(partial(visits.link, code=visit.code, person=who, now=then))
    return visit.id


async def invites(app: App, fake: ZaloFake) -> None:
    """A working day passes: whoever is due is asked."""
    job = Invitations(app.database, app.ward, app.shelf, app.catalogue, app.settings, app.clock)
    for _ in range(3):
        await job.run()
        await app.outbox.run_due()
        fake.clock.advance(timedelta(hours=3).total_seconds())  # type: ignore[attr-defined]


async def kept(app: App) -> list[Rating]:
    await app.switchboard.idle()
    return await app.database.read(lambda c: [Rating(*row) for row in c.execute(select(*COLUMNS))])


async def test_who_is_out_of_reach_gets_the_form_once_and_its_answer_is_the_verified_rating(
    app: App, fake: ZaloFake, user: Citizen
) -> None:
    visit = await visited(app, user)
    await invites(app, fake)
    (form,) = [shown for shown in user.screen.shown if shown.kind == "template"]
    assert "Chứng thực" in form.text
    assert len(fake.called("/v3.0/oa/message/template")) == 1
    note = "chờ lâu, gọi tui 0912345678"
    await fake.oa.rate(user.screen, 2, note, ("Thái độ của cán bộ", "Bàn ghế cũ"))
    await fake.oa.rate(user.screen, 5, "đổi")
    (rating,) = await kept(app)
    assert (rating.level, rating.mode, rating.source, rating.visit) == (2, "verified", "invitation", visit)
    assert rating.comment is not None
    assert rating.comment.startswith("Bàn ghế cũ\nchờ lâu")
    assert "0912345678" not in rating.comment
    named = await app.database.read(lambda c: c.execute(select(rating_reasons.c.reason)).scalars().all())
    assert named == ["attitude"]


async def test_within_the_window_it_is_asked_by_a_message_as_everywhere(
    app: App, fake: ZaloFake, user: Citizen
) -> None:
    await visited(app, user, days_ago=1)
    fake.oa.last[user.id] = fake.clock.now()
    await invites(app, fake)
    assert fake.called("/v3.0/oa/message/template") == []
    assert any("hài lòng" in shown.text for shown in user.screen.shown)


async def test_an_answer_of_somebody_erased_or_unknown_changes_nothing(app: App, fake: ZaloFake, user: Citizen) -> None:
    await visited(app, user)
    await invites(app, fake)
    known = await app.database.read(partial(people.find, address=Address("zalo_oa", user.id)))
    assert known
    await app.database.write(partial(people.forget, person=known.person.id))
    await fake.oa.rate(user.screen, 1, "tệ")
    assert await kept(app) == []
    assert await app.database.read(lambda c: c.execute(select(rating_forms)).all()) == []
    assert fake.oa.statuses[-1] == 200


async def test_another_cannot_answer_by_typing_what_a_form_sends(app: App, fake: ZaloFake, user: Citizen) -> None:
    await visited(app, user)
    await invites(app, fake)
    (number,) = await app.database.read(lambda c: c.execute(select(rating_forms.c.message)).scalars().all())
    await fake.follower("666").says(f"hl:form:{number}:1")
    assert await kept(app) == []


@pytest.mark.parametrize("stars", [0, 6, "x", None])
async def test_no_stars_no_rating(app: App, fake: ZaloFake, user: Citizen, stars: int) -> None:
    await visited(app, user)
    await invites(app, fake)
    await fake.oa.rate(user.screen, stars)
    assert await kept(app) == []
    assert fake.oa.statuses[-1] == 200
