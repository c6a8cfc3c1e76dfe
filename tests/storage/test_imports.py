"""A list is tried without a trace, taken once however often it is sent, and gone on with after a death in between."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from bot import importing
from bot.messages import Address
from bot.sheets import SheetError
from bot.storage import imports, people, visits
from bot.storage.database import Database
from bot.storage.imports import Import, State
from bot.storage.tables import import_chunks
from bot.storage.tables import imports as table
from bot.storage.tables import visits as visits_table
from bot.storage.visits import Link
from bot.ward import Ward
from tests.kit import SetClock, library
from tests.sheets.office import HEADS, ROWS, csv_text

WARD = Ward.load(Path(__file__).parents[1] / "data" / "ward.toml")
CLOCK = SetClock()


def rows(count: int, returned: str = "") -> list[tuple[str, ...]]:
    return [
        (*(str(n), f"H01-{n:05}", "Hộ tịch", "Đăng ký khai sinh", "A", ""), *("02/11/2026", "05/11/2026", returned, ""))
        for n in range(count)
    ]


async def tried(database: Database, text: str) -> Import:
    return await importing.try_out(database, library(), WARD, CLOCK, "ho-so.csv", text.encode(), None)


async def taken(database: Database, text: str) -> Import:
    one = await tried(database, text)
    assert await database.write(partial(imports.start, import_id=one.id))
    return await importing.take(database, one.id, CLOCK)


def counted(one: Import) -> tuple[str, int, int, int, int]:
    return one.state, one.new, one.changed, one.same, one.wrong_count


async def left(database: Database) -> tuple[int, int]:
    """How many visits and waiting chunks there are."""

    def work(connection: Connection) -> tuple[int, int]:
        return tuple(  # type: ignore[return-value]  # of two
            connection.execute(select(func.count()).select_from(t)).scalar_one() for t in (visits_table, import_chunks)
        )

    return await database.write(work)


async def test_a_trial_takes_nothing_and_tells_what_would_happen(database: Database) -> None:
    one = await tried(database, csv_text((*ROWS, ("4", "", *ROWS[0][2:]))))
    assert counted(one) == ("tried", 3, 0, 0, 1)
    assert (one.rows, one.seen) == (4, 0)
    assert one.found["personal"] == ["Người nộp", "Số CCCD"]
    assert one.found["unmatched"]["procedure"] == {"Thủ tục không có": 1}
    assert one.wrong[0]["row"] == 5
    assert await left(database) == (0, 1)
    assert await database.write(partial(imports.stop, import_id=one.id))
    assert await left(database) == (0, 0)
    assert not await database.write(partial(imports.start, import_id=one.id))


async def test_a_list_is_taken_once_however_often_it_is_sent(database: Database) -> None:
    assert counted(await taken(database, csv_text())) == ("done", 3, 0, 0, 0)
    before = await database.read(partial(visits.by_dossier, dossier=ROWS[1][1]))
    assert counted(await tried(database, csv_text())) == ("tried", 0, 0, 3, 0)
    assert counted(await taken(database, csv_text())) == ("done", 0, 0, 3, 0)
    assert await database.read(partial(visits.by_dossier, dossier=ROWS[1][1])) == before
    assert (await left(database))[0] == 3


async def test_what_changed_is_corrected_and_the_code_the_link_and_the_rating_stay(database: Database) -> None:
    await taken(database, csv_text())
    old = await database.read(partial(visits.by_dossier, dossier=ROWS[1][1]))
    assert old
    met = partial(people.meet, address=Address("test", "tu"), language="vi", now=CLOCK.now())
    person = (await database.write(met)).person.id
    what, _ = await database.write(partial(visits.link, code=old.code, person=person, now=CLOCK.now()))
    assert what is Link.NEW
    later = [list(row) for row in ROWS]
    later[1][8:] = ["04/11/2026 09:30", "Đã trả kết quả"]
    assert counted(await taken(database, csv_text(later))) == ("done", 0, 1, 2, 0)
    new = await database.read(partial(visits.by_dossier, dossier=ROWS[1][1]))
    assert new
    assert (new.outcome, new.returned) == ("done", datetime(2026, 11, 4, 2, 30, tzinfo=UTC))
    assert (new.id, new.code, new.person, new.linked) == (old.id, old.code, person, CLOCK.now())
    ended = await database.read(partial(visits.ended, since=CLOCK.now() - timedelta(days=30)))
    assert [visit.id for visit in ended] == [new.id]


async def test_a_list_with_fewer_columns_leaves_the_others_alone(database: Database) -> None:
    await taken(database, csv_text())
    short = csv_text([(ROWS[0][1], "02/11/2026")], ("Mã hồ sơ", "Ngày nhận"))
    assert counted(await taken(database, short)) == ("done", 0, 0, 1, 0)
    visit = await database.read(partial(visits.by_dossier, dossier=ROWS[0][1]))
    assert visit
    assert (visit.outcome, visit.field) == ("done", "ho-tich")


async def test_after_a_death_in_the_middle_it_goes_on_where_it_was(database: Database) -> None:
    one = await tried(database, csv_text(rows(600)))
    await database.write(partial(imports.start, import_id=one.id))
    take = partial(imports.take_chunk, import_id=one.id, now=CLOCK.now())
    assert await database.write(take)

    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever it dies of
        await database.write(lambda c: (take(c), 1 / 0))
    half = await database.read(partial(imports.by_id, import_id=one.id))
    assert half
    assert (half.state, half.seen, half.new) == ("running", 250, 250)
    assert await left(database) == (250, 2)
    other = Database(database.url.render_as_string(hide_password=False))  # the next start
    await other.open()
    await importing.go_on(other, CLOCK)
    await other.close()
    end = await database.write(partial(imports.by_id, import_id=one.id))
    assert end
    assert counted(end) == ("done", 600, 0, 0, 0)
    assert await left(database) == (600, 0)


async def test_two_processes_that_go_on_take_each_row_once(database: Database) -> None:
    one = await tried(database, csv_text(rows(2000)))
    await database.write(partial(imports.start, import_id=one.id))
    other = Database(database.url.render_as_string(hide_password=False))
    await other.open()
    await asyncio.gather(*(importing.take(each, one.id, CLOCK) for each in (database, other)))
    await other.close()
    end = await database.write(partial(imports.by_id, import_id=one.id))
    assert end
    assert (counted(end), end.seen) == (("done", 2000, 0, 0, 0), 2000)
    assert await left(database) == (2000, 0)


async def test_a_running_import_can_be_stopped_and_keeps_what_it_took(database: Database) -> None:
    one = await tried(database, csv_text(rows(600)))
    await database.write(partial(imports.start, import_id=one.id))
    await database.write(partial(imports.take_chunk, import_id=one.id, now=CLOCK.now()))
    assert await database.write(partial(imports.stop, import_id=one.id))
    await importing.go_on(database, CLOCK)
    end = await database.read(partial(imports.by_id, import_id=one.id))
    assert end
    assert (end.state, end.new) == (State.STOPPED, 250)
    assert await left(database) == (250, 0)


async def test_a_file_that_cannot_be_read_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(SheetError):
        await tried(database, "không phải danh sách")
    assert await database.write(lambda c: c.execute(select(table)).all()) == []


async def test_what_nobody_went_on_with_is_given_up(database: Database) -> None:
    one = await tried(database, csv_text())
    sweep = partial(imports.sweep, before=CLOCK.now() + timedelta(seconds=1), at_most=10)
    assert await database.write(sweep) == 1
    assert await database.write(sweep) == 0
    given_up = await database.read(partial(imports.by_id, import_id=one.id))
    assert given_up
    assert given_up.state == State.STOPPED
    assert await left(database) == (0, 0)


async def test_imports_are_listed_newest_first(database: Database) -> None:
    first, second = await tried(database, csv_text()), await taken(database, csv_text(rows(1)))
    listed = await database.read(partial(imports.latest, limit=10))
    assert [one.id for one in listed] == [second.id, first.id]
    assert HEADS[1] in str(listed[1].found["columns"])
