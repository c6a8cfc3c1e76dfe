"""Cases: opened once for a rating, made graver, told of once, taken by one, answered to who asked, then cut off."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, insert, select, update

from bot.grievances import Grievance
from bot.messages import Address, Reply
from bot.storage import cases, outbox, people, ratings
from bot.storage.audit import By
from bot.storage.cases import LOW, WISH, Case
from bot.storage.database import Database
from bot.storage.ratings import Rating
from bot.storage.tables import cases as table
from bot.storage.tables import outbox as outbox_table
from bot.storage.tables import people as people_table
from bot.storage.tables import staff
from tests.kit import MONDAY_MORNING as NOW

BOSS = By(1, "Chị Hai")
DRAFT = Rating(
    *("r1", NOW, NOW.date(), 9, 1, "unverified", "counter", "test", "ho-tich", None, None, False),
    *(None, None, None, None, None, None, None, None, None, None, NOW + timedelta(days=1)),
)


def told(language: str, case: int) -> Reply:
    return Reply(f"{language} {case}")


def say(language: str) -> Reply:
    return Reply(f"answer in {language}")


async def person(database: Database, name: str, role: str = "") -> int:
    """Somebody, perhaps of the staff."""

    def work(connection: Connection) -> int:
        found = people.meet(connection, Address("test", name), "vi", NOW).person.id
        if role:
            row = {"name": name, "role": role, "fields": [], "made": NOW}
            member = connection.execute(insert(staff).values(row).returning(staff.c.id)).scalar_one()
            connection.execute(update(people_table).where(people_table.c.id == found).values(staff=member))
        return found

    return await database.write(work)


async def report(database: Database, kind: str, rating: str = "r1") -> None:
    await database.write(partial(cases.report, rating=rating, kind=kind, now=NOW, compose=told))


async def alerts(database: Database) -> list[tuple[int, bool]]:
    wanted = select(outbox_table.c.person, outbox_table.c.urgent).order_by(outbox_table.c.id)
    return [tuple(row) for row in await database.read(lambda c: c.execute(wanted).all())]  # type: ignore[misc]


async def the_case(database: Database) -> Case:
    (case,) = await database.read(partial(cases.listed, states=("new", "taken", "answered", "closed"), limit=9))
    return case


@pytest.fixture
async def rated(database: Database) -> Database:
    await database.write(partial(ratings.give, draft=replace(DRAFT, person=await person(database, "ba-tu"))))
    return database


async def test_every_administrator_and_nobody_else_is_told_once(rated: Database) -> None:
    first, second = await person(rated, "sep", "administrator"), await person(rated, "pho", "administrator")
    await person(rated, "quay-1", "official")
    gone = await person(rated, "nghi", "administrator")
    await rated.write(lambda c: c.execute(update(people_table).where(people_table.c.id == gone).values(gone_since=NOW)))
    for _ in range(3):
        await report(rated, LOW)
    assert await alerts(rated) == [(first, False), (second, False)]
    assert (await the_case(rated)).kind == "low"


@pytest.mark.parametrize(
    ("first", "then", "kind"),
    [
        (LOW, Grievance.BRIBERY, "bribery"),
        (Grievance.BRIBERY, LOW, "bribery"),
        (WISH, LOW, "low"),
        (LOW, WISH, "low"),
        (WISH, Grievance.THREAT, "threat"),
        (Grievance.THREAT, Grievance.BRIBERY, "threat"),
    ],
)
async def test_a_case_only_gets_graver(rated: Database, first: str, then: str, kind: str) -> None:
    await report(rated, first)
    await report(rated, then)
    assert (await the_case(rated)).kind == kind


async def test_a_case_tells_that_its_level_was_changed_since(rated: Database) -> None:
    await report(rated, LOW)
    assert not (await the_case(rated)).level_was_changed
    await rated.write(partial(ratings.relevel, rating="r1", level=4))
    assert (await the_case(rated)).level_was_changed
    await rated.write(partial(ratings.relevel, rating="r1", level=2))
    assert not (await the_case(rated)).level_was_changed


async def test_only_what_cannot_wait_goes_at_night(rated: Database) -> None:
    await person(rated, "sep", "administrator")
    for kind in (WISH, LOW, Grievance.HARASSMENT):
        await report(rated, kind)
    assert [urgent for _, urgent in await alerts(rated)] == [False, False, True]


async def test_one_of_two_takes_it(rated: Database) -> None:
    await report(rated, LOW)
    case = (await the_case(rated)).id
    other = By(2, "Anh Ba")
    taken = await asyncio.gather(*(rated.write(partial(cases.take, case=case, by=by, now=NOW)) for by in (BOSS, other)))
    assert sorted(taken) == [False, True]


async def test_the_answer_goes_to_who_asked_and_cuts_them_off(rated: Database) -> None:
    await report(rated, LOW)
    case, rater = (await the_case(rated)).id, await person(rated, "ba-tu")
    await rated.write(partial(cases.want_answer, rating="r1", person=rater, wanted=True))
    answer = partial(cases.answer, case=case, by=BOSS, words="Phường xin lỗi.", say=say, now=NOW)
    assert [await rated.write(answer), await rated.write(answer)] == ["sent", ""]
    (message,) = await rated.write(partial(outbox.claim, channel="test", now=NOW, at_most=9))
    assert (message.person, message.reply.text) == (rater, "answer in vi")
    assert await rated.read(lambda c: c.execute(select(table.c.person)).scalars().all()) == [None]
    found = await the_case(rated)
    assert (found.state, found.answer, found.taken_by, found.answered_by) == ("answered", "Phường xin lỗi.", 1, 1)


async def test_a_wish_taken_back_and_a_closed_case_cut_off_as_well(rated: Database) -> None:
    await report(rated, LOW)
    case, rater = (await the_case(rated)).id, await person(rated, "ba-tu")
    for wanted in (True, False):
        await rated.write(partial(cases.want_answer, rating="r1", person=rater, wanted=wanted))
        assert (await the_case(rated)).wants_answer == wanted
    await rated.write(partial(cases.want_answer, rating="r1", person=rater, wanted=True))
    close = partial(cases.close, case=case, by=BOSS, now=NOW)
    assert [await rated.write(close), await rated.write(close)] == [True, False]
    assert not (await the_case(rated)).wants_answer
    await rated.write(partial(cases.want_answer, rating="r1", person=rater, wanted=True))
    assert not (await the_case(rated)).wants_answer  # nothing is open any more


async def test_a_sealed_rating_keeps_its_case_under_its_new_id(rated: Database) -> None:
    await report(rated, LOW)
    await rated.write(partial(ratings.seal, now=NOW + timedelta(days=1), at_most=9))
    found = await the_case(rated)
    assert found.level == 1
    assert found.rating != "r1"
