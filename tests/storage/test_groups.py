"""Which questions teach something, and what was decided on groups of them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection, insert

from bot.messages import Address
from bot.storage import audit, groups, people, questions
from bot.storage.audit import By, Filter
from bot.storage.database import Database
from bot.storage.groups import Decision, State
from bot.storage.tables import questions as table
from tests.kit import MONDAY_MORNING

NOW = MONDAY_MORNING
HAI, BA = By(1, "Chị Hai"), By(2, "Anh Ba")
IGNORE = Decision(State.IGNORED, "q1", "hiến máu ở đâu", 3, "không phải việc của phường")


async def person(database: Database, name: str = "a") -> int:
    known = await database.write(partial(people.meet, address=Address("test", name), language="vi", now=NOW))
    return known.person.id


async def put(database: Database, who: int, rows: Iterable[dict[str, object]]) -> None:
    plain = {"person": who, "channel": "test", "text": "hiến máu ở đâu", "verdict": "unknown", "score": 0.1}
    empty = dict.fromkeys(("entry", "topic", "chosen", "offered", "helpful"))
    values = [
        {"id": f"q{number}", "asked": NOW + timedelta(minutes=number), **plain, **empty, **row}
        for number, row in enumerate(rows, 1)
    ]
    await database.write(lambda c: c.execute(insert(table), values))


async def missed(database: Database, limit: int = 100) -> list[str]:
    return [one.id for one in await database.read(partial(groups.missed, limit=limit))]


async def test_what_found_no_good_answer_teaches(database: Database) -> None:
    rows: list[dict[str, object]] = [
        {},  # unknown
        {"verdict": "answer", "entry": "khai-sinh"},
        {"verdict": "answer", "entry": "khai-sinh", "helpful": True},
        {"verdict": "answer", "entry": "khai-sinh", "helpful": False},
        {"verdict": "clarify", "offered": "khai-sinh", "chosen": "khai-sinh"},
        {"verdict": "clarify", "offered": "khai-sinh", "chosen": "khai-tu"},
        {"verdict": "clarify", "offered": "khai-sinh", "chosen": "none"},
        {"verdict": "clarify", "offered": "khai-sinh"},
        {"verdict": "answer", "entry": "khai-sinh", "chosen": "khai-tu"},  # "not that one", and another picked
        {"verdict": "clarify", "chosen": "khai-tu"},  # kept before what was offered was
    ]
    await put(database, await person(database), rows)
    assert await missed(database) == ["q1", "q4", "q6", "q7", "q9"]
    assert await missed(database, 2) == ["q7", "q9"]


async def test_what_retention_emptied_or_its_asker_erased_teaches_nothing(database: Database) -> None:
    first, second = await person(database), await person(database, "b")
    await put(database, first, [{"id": "a"}])
    await put(database, second, [{"id": "b"}])
    await database.write(partial(people.forget, person=first))
    assert await missed(database) == ["b"]
    await database.write(partial(questions.sweep, before=NOW + timedelta(days=1), at_most=10))
    assert await missed(database) == []


async def test_a_decision_is_kept_with_who_when_and_why_and_noted(database: Database) -> None:
    number = await database.write(partial(groups.decide, by=HAI, decision=IGNORE, now=NOW))
    [kept] = await database.read(groups.kept)
    assert (kept.id, kept.state, kept.words, kept.people) == (number, State.IGNORED, "hiến máu ở đâu", 3)
    assert (kept.staff, kept.name, kept.at, kept.reason) == (1, "Chị Hai", NOW, "không phải việc của phường")
    again = replace(IGNORE, state=State.OPEN, group=kept.id, was=State.IGNORED, reason="gọi tui 0912345678")
    assert await database.write(partial(groups.decide, by=BA, decision=again, now=NOW + timedelta(hours=1))) == number
    found = await database.read(partial(groups.find, group=kept.id))
    assert found
    assert (found.state, found.name) == (State.OPEN, "Anh Ba")
    assert "0912" not in found.reason
    acts = await database.read(partial(audit.entries, wanted=Filter(), limit=9))
    assert [(one.act, one.about, one.name) for one in acts] == [
        ("group-open", f"group:{number}", "Anh Ba"),
        ("group-ignored", f"group:{number}", "Chị Hai"),
    ]
    assert await database.read(partial(groups.find, group=99)) is None


async def test_of_two_who_decide_at_once_one_is_told(database: Database) -> None:
    works = [partial(groups.decide, by=by, decision=IGNORE, now=NOW) for by in (HAI, BA)]
    done = await asyncio.gather(*(database.write(work) for work in works))
    assert sorted(one is None for one in done) == [False, True]
    [kept] = await database.read(groups.kept)
    moves = [
        partial(groups.decide, by=by, decision=replace(IGNORE, state=state, group=kept.id, was=State.IGNORED), now=NOW)
        for by, state in ((HAI, State.MOVED), (BA, State.OPEN))
    ]
    done = await asyncio.gather(*(database.write(work) for work in moves))
    assert [one is None for one in done] == [False, True]


async def test_the_words_go_with_who_asked_them_and_in_time(database: Database) -> None:
    who = await person(database)
    await put(database, who, [{}])
    await database.write(partial(groups.decide, by=HAI, decision=IGNORE, now=NOW))
    other = replace(IGNORE, question="q77", words="thuê sạp chợ")
    await database.write(partial(groups.decide, by=HAI, decision=other, now=NOW + timedelta(days=1)))
    await database.write(partial(people.forget, person=who))

    def words(connection: Connection) -> list[str | None]:
        return [one.words for one in groups.kept(connection)]

    assert await database.read(words) == [None, "thuê sạp chợ"]
    sweep = partial(groups.sweep, before=NOW + timedelta(days=2), at_most=10)
    assert (await database.write(sweep), await database.write(sweep)) == (1, 0)
    assert await database.read(words) == [None, None]
    assert [one.state for one in await database.read(groups.kept)] == [State.IGNORED] * 2
