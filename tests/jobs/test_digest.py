"""The weekly figures: once, on Monday morning, to administrators who asked for them, and to nobody else."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection, insert, select, update

from bot.jobs.digest import Digest
from bot.messages import Reply
from bot.storage.tables import outbox, people, staff
from tests.figures.data import put_ratings, rating
from tests.kit import Desk

SUNDAY = datetime(2026, 11, 22, 3, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)  # half past seven


@pytest.fixture
async def office(desk: Desk) -> Desk:
    """An administrator who asked for it, on the Sunday before; the week has ratings."""
    desk.clock._now = SUNDAY

    def work(connection: Connection) -> None:
        row = {"name": "Chị Ba", "role": "administrator", "fields": [], "made": SUNDAY}
        member = connection.execute(insert(staff).values(row).returning(staff.c.id)).scalar_one()
        connection.execute(update(people).values(staff=member))
        put_ratings(connection, [rating(date(2026, 11, 18), 5 if number else 1) for number in range(20)])

    await desk.ask("xin chào")
    await desk.app.database.write(work)
    await desk.ask("/baocao")
    await desk.press("Gửi mỗi thứ Hai")
    return desk


def digest(desk: Desk) -> Digest:
    app = desk.app
    return Digest(app.database, app.ward, app.shelf, app.catalogue, desk.clock)


async def put(desk: Desk) -> list[Reply]:
    def kept(connection: Connection) -> list[Reply]:
        rows = connection.execute(select(outbox.c.reply).where(outbox.c.kind == "digest", outbox.c.reply.is_not(None)))
        return [Reply.from_json(reply) for (reply,) in rows]

    return await desk.app.database.read(kept)


async def test_on_monday_morning_once(office: Desk) -> None:
    assert await digest(office).run() == 0
    office.clock._now = MONDAY
    assert await digest(office).run() == 1
    assert await digest(office).run() == 0
    office.clock.move(hours=5)
    assert await digest(office).run() == 0
    office.clock.move(days=7)
    assert await digest(office).run() == 1


async def test_it_holds_last_weeks_figures_and_how_to_end_it(office: Desk) -> None:
    office.clock._now = MONDAY
    await digest(office).run()
    [reply] = await put(office)
    assert reply.title.endswith("tuần 16/11/2026 - 22/11/2026")
    assert "95,0% (19/20" in reply.text
    assert "Thôi gửi hằng tuần" in reply.note
    assert reply.image


async def test_a_bot_that_was_off_tells_it_later_but_not_for_ever(office: Desk) -> None:
    office.clock._now = MONDAY
    office.clock.move(hours=47)
    assert await digest(office).run() == 1
    office.clock.move(days=6)  # the Tuesday after, too late again
    office.clock.move(hours=25)
    assert await digest(office).run() == 0


@pytest.mark.parametrize("how", ["button", "stop", "removed", "official", "gone"])
async def test_who_does_not_want_it_or_may_not_have_it_does_not_get_it(office: Desk, how: str) -> None:
    changes = {
        "removed": update(staff).values(removed=SUNDAY),
        "official": update(staff).values(role="official"),
        "gone": update(people).values(gone_since=SUNDAY),
    }
    if how == "button":
        await office.ask("/baocao")
        await office.press("Thôi gửi hằng tuần")
    elif how == "stop":
        await office.ask("/dung")
    else:
        await office.app.database.write(lambda c: c.execute(changes[how]))
    office.clock._now = MONDAY
    assert await digest(office).run() == 0
