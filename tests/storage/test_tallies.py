"""What is added up is what is there, whatever is written when, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial

from sqlalchemy import Connection, delete, insert, select, update

from bot.figures import periods
from bot.figures.report import Report
from bot.jobs.adding_up import add_up
from bot.storage import figures, tallies
from bot.storage.database import Database
from bot.storage.tables import rating_reasons, ratings, stale_days
from tests.figures.data import SHROVE, TET, hand_made, put_ratings, rating

NOW = datetime(2026, 3, 10, 3, tzinfo=UTC)
FEBRUARY = periods.of(periods.Kind.MONTH, date(2026, 2, 1))


async def reported(database: Database, fields: tuple[str, ...] = ()) -> Report:
    return await database.read(lambda c: figures.report(c, FEBRUARY, NOW, fields))


async def stale(database: Database) -> list[date]:
    return await database.read(lambda c: [day for (day,) in c.execute(select(stale_days).order_by(stale_days.c.day))])


async def test_added_up_or_not_the_figures_are_the_same(database: Database) -> None:
    await database.write(hand_made)
    before = [await reported(database), await reported(database, ("chung-thuc",))]
    assert await stale(database) == [date(2026, 1, 31), SHROVE, TET, date(2026, 3, 1)]
    assert await add_up(database) == 4
    assert await stale(database) == []
    assert [await reported(database), await reported(database, ("chung-thuc",))] == before
    assert await add_up(database) == 0


async def test_whatever_changes_a_day_marks_it(database: Database) -> None:
    one, other = rating(TET, 3, field="ho-tich"), rating(SHROVE, 5)
    await database.write(lambda c: put_ratings(c, [one, other]))
    mine = ratings.c.id == one["id"]

    async def after(work: object) -> list[date]:
        await add_up(database)
        await database.write(lambda c: c.execute(work))  # type: ignore[call-overload]
        marked = await stale(database)
        straight = await reported(database)
        await add_up(database)
        assert await reported(database) == straight
        return marked

    assert await after(update(ratings).where(mine).values(level=1)) == [TET]
    assert await after(update(ratings).where(mine).values(suspect="burst")) == [TET]
    assert await after(update(ratings).where(mine).values(day=date(2026, 2, 20))) == [TET, date(2026, 2, 20)]
    assert await after(insert(rating_reasons).values(rating=one["id"], reason="place")) == [date(2026, 2, 20)]
    assert await after(delete(rating_reasons)) == [date(2026, 2, 20)]
    assert await after(update(ratings).where(mine).values(open_until=None, comment="x")) == []  # sealing
    assert await after(delete(ratings)) == [SHROVE, date(2026, 2, 20)]
    assert (await reported(database)).total.people == 0


async def test_a_few_days_at_a_time_the_newest_first(database: Database) -> None:
    rows = [rating(date(2026, 2, day), 5) for day in range(1, 8)]
    await database.write(lambda c: put_ratings(c, rows))
    assert await database.write(partial(tallies.refresh, at_most=5)) == 5
    assert await stale(database) == [date(2026, 2, 1), date(2026, 2, 2)]
    assert (await reported(database)).total.people == 7


async def test_the_tallies_hold_no_more_than_was_rated(database: Database) -> None:
    def kept(connection: Connection) -> int:
        return sum(
            sum(row[4:]) for row in connection.execute(select(tallies.tallies).where(tallies.tallies.c.what == "mode"))
        )

    await database.write(hand_made)
    await add_up(database)
    assert await database.read(kept) == 43 + 20 + 7
