"""A visit is found by its code and linked to one person, who alone can cut it; erasing cuts it too."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import select, update

from bot import codes
from bot.messages import Address
from bot.storage import keys, people, visits
from bot.storage.database import Database
from bot.storage.tables import visits as table
from bot.storage.visits import Link, Outcome, Visit
from tests.kit import MONDAY_MORNING as NOW


async def person(database: Database, account: str) -> int:
    known = await database.write(partial(people.meet, address=Address("test", account), language="vi", now=NOW))
    return known.person.id


async def made(database: Database, **values: Any) -> Visit:
    return await database.write(lambda c: visits.add(c, "chat", NOW, **values))


async def test_a_visit_has_a_code_and_is_found_by_it(database: Database) -> None:
    visit = await made(database, field="ho-tich", procedure="Đăng ký khai sinh", due=NOW + timedelta(days=3))
    assert codes.is_code(visit.code, codes.RECEIPT)
    assert visit.outcome == Outcome.OPEN
    assert visit.received == visit.made == NOW
    assert await database.read(partial(visits.by_code, code=visit.code)) == visit
    assert await database.read(partial(visits.by_code, code="K7M4PX9HT")) is None


async def test_a_code_belongs_to_who_typed_it_first(database: Database) -> None:
    visit = await made(database)
    tu, nam = await person(database, "tu"), await person(database, "nam")
    link = partial(visits.link, code=visit.code, now=NOW)
    what, linked = await database.write(partial(link, person=tu))
    assert (what, linked and linked.person, linked and linked.linked) == (Link.NEW, tu, NOW)
    assert (await database.write(partial(link, person=tu)))[0] is Link.MINE
    assert await database.write(partial(link, person=nam)) == (Link.TAKEN, None)
    assert not await database.write(partial(visits.unlink, visit=visit.id, person=nam))
    assert await database.write(partial(visits.unlink, visit=visit.id, person=tu))
    assert (await database.write(partial(link, person=nam)))[0] is Link.NEW


async def test_two_who_type_it_at_once_are_told_the_truth(database: Database) -> None:
    visit = await made(database)
    racing = [await person(database, str(number)) for number in range(8)]
    told = await asyncio.gather(
        *(database.write(partial(visits.link, code=visit.code, person=one, now=NOW)) for one in racing)
    )
    assert sorted(what for what, _ in told) == [Link.NEW] + 7 * [Link.TAKEN]
    assert await database.write(partial(visits.link, code="K7M4PX9HT", person=racing[0], now=NOW)) == (
        Link.UNKNOWN,
        None,
    )


async def test_the_code_of_a_matter_long_over_links_nobody(database: Database) -> None:
    visit = await made(database, outcome="done", returned=NOW)
    tu = await person(database, "tu")
    later = NOW + visits.LINKABLE + timedelta(seconds=1)
    assert await database.write(partial(visits.link, code=visit.code, person=tu, now=later)) == (Link.OVER, None)
    assert (await database.write(partial(visits.link, code=visit.code, person=tu, now=NOW)))[0] is Link.NEW


async def test_who_is_told_of_an_end_and_who_of_a_delay(database: Database) -> None:
    tu = await person(database, "tu")
    kinds: dict[str, dict[str, Any]] = {
        "late": {"due": NOW - timedelta(hours=1)},
        "in time": {"due": NOW + timedelta(hours=1)},
        "done": {"outcome": "done", "returned": NOW, "due": NOW - timedelta(hours=1)},
        "refused": {"outcome": "refused", "returned": NOW},
        "long ago": {"outcome": "done", "returned": NOW - timedelta(days=9)},
        "nobody's": {"outcome": "done", "returned": NOW, "person": None},
    }
    for name, values in kinds.items():
        await made(database, procedure=name, **{"person": tu, "linked": NOW, **values})
    since = NOW - timedelta(days=7)
    assert [v.procedure for v in await database.read(partial(visits.ended, since=since))] == ["done", "refused"]
    late = await database.read(partial(visits.late, now=NOW))
    assert [v.procedure for v in late] == ["late"]
    assert await database.read(partial(visits.late, now=NOW, after=late[-1].id)) == []
    assert len(await database.read(partial(visits.of_person, person=tu))) == 5


async def test_a_visit_is_rated_once(database: Database) -> None:
    visit = await made(database)
    raced = await asyncio.gather(*(database.write(partial(visits.set_rated, visit=visit.id)) for _ in range(5)))
    assert sorted(raced) == [False] * 4 + [True]


async def test_erasing_a_person_leaves_the_visit_without_a_trace_of_them(database: Database) -> None:
    tu = await person(database, "tu")
    visit = await made(database, person=tu, linked=NOW)
    await database.write(partial(people.forget, person=tu))
    left = await database.read(partial(visits.by_id, visit=visit.id))
    assert left
    assert (left.person, left.linked) == (None, None)


async def test_links_of_matters_long_over_are_cut_some_at_a_time(database: Database) -> None:
    tu = await person(database, "tu")
    long_ago = NOW - timedelta(days=40)
    for _ in range(3):
        await made(database, person=tu, linked=long_ago, outcome="done", returned=long_ago)
    await made(database, person=tu, linked=long_ago)
    await made(database, person=tu, linked=long_ago, outcome="done", returned=NOW)
    sweep = partial(visits.sweep_links, before=NOW - timedelta(days=30), at_most=2)
    assert [await database.write(sweep) for _ in range(3)] == [2, 1, 0]
    assert len(await database.read(partial(visits.of_person, person=tu))) == 2


async def test_a_code_that_is_taken_is_not_given_again(database: Database, monkeypatch: Any) -> None:
    taken = (await made(database)).code
    drawn = iter([taken, "K7M4PX9HT", taken, "XXX777XX7"])
    monkeypatch.setattr(codes, "new_receipt_code", lambda: next(drawn))
    assert sorted(await database.write(lambda c: visits.new_codes(c, 2))) == ["K7M4PX9HT", "XXX777XX7"]


async def test_correcting_and_removing(database: Database) -> None:
    visit = await made(database)
    assert await database.write(lambda c: visits.change(c, visit.id, outcome="done", returned=NOW))
    assert (await database.read(partial(visits.by_id, visit=visit.id))).outcome == "done"  # type: ignore[union-attr]
    assert await database.write(partial(visits.remove, visit=visit.id))
    assert not await database.write(partial(visits.remove, visit=visit.id))
    assert not await database.write(lambda c: visits.change(c, visit.id, outcome="done"))


async def test_a_key_is_made_once_and_stays(database: Database) -> None:
    made = await asyncio.gather(*(database.write(partial(keys.key, name="counters", now=NOW)) for _ in range(5)))
    assert len(set(made)) == 1
    assert len(made[0]) == 32
    assert await database.write(partial(keys.key, name="other", now=NOW)) != made[0]


async def test_a_link_survives_what_happens_to_the_import(database: Database) -> None:
    tu = await person(database, "tu")
    visit = await made(database, person=tu, linked=NOW, dossier="H01-1")
    await database.write(lambda c: c.execute(update(table).values(outcome="done")))
    assert (await database.read(partial(visits.by_dossier, dossier="H01-1"))).code == visit.code  # type: ignore[union-attr]
    assert await database.read(lambda c: c.execute(select(table.c.person)).scalar_one()) == tu
