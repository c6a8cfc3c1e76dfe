"""Suggestions: kept once, agreed with once, decided by one of two, told to those who took part, forgotten."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, select

from bot.messages import Address, Reply
from bot.storage import audit, people, suggestions
from bot.storage.audit import By, Filter
from bot.storage.database import Database
from bot.storage.suggestions import Suggestion
from bot.storage.tables import outbox
from tests.kit import MONDAY_MORNING as NOW

BOSS = By(1, "Chị Hai")
WORDS = "nên thêm ghế ở chỗ chờ"


def say(language: str) -> Reply:
    return Reply(f"news in {language}")


async def person(database: Database, name: str) -> int:
    def work(connection: Connection) -> int:
        return people.meet(connection, Address("test", name), "vi", NOW).person.id

    return await database.write(work)


async def made(database: Database, who: str = "ba-tu", key: str = "k1", *, public: bool = True) -> int:
    def work(connection: Connection) -> int:
        by = people.meet(connection, Address("test", who), "vi", NOW).person.id
        number = suggestions.add(connection, key, WORDS, "citizen", None, by, NOW)
        if public:
            assert suggestions.show(connection, number, WORDS, suggestions.PUBLIC, BOSS, NOW)
        return number

    return await database.write(work)


async def one(database: Database, number: int) -> Suggestion:
    found = await database.read(partial(suggestions.by_id, number=number))
    assert found
    return found


async def told(database: Database) -> set[tuple[int, str]]:
    wanted = select(outbox.c.person, outbox.c.about).where(outbox.c.kind == "suggestion")
    return {(row[0], row[1]) for row in await database.read(lambda c: c.execute(wanted).all())}


async def decide(database: Database, number: int, version: int = 1, state: str = "done") -> bool:
    work = partial(suggestions.decide, number=number, version=version, state=state, answer="Xong.", by=BOSS, now=NOW)
    return await database.write(partial(work, say=say))


async def test_the_same_draft_is_kept_once(database: Database) -> None:
    assert await made(database, public=False) == await made(database, public=False)
    assert await database.read(suggestions.counts) == {"waiting": 1}


async def test_nobody_reads_one_before_it_is_let_and_only_as_it_was_looked_at(database: Database) -> None:
    number, other = await made(database, public=False), await person(database, "nam")
    assert await database.read(partial(suggestions.public, limit=9)) == []
    assert not await database.write(partial(suggestions.like, number=number, person=other))
    show = partial(suggestions.show, number=number, shown=suggestions.PUBLIC, by=BOSS, now=NOW)
    assert not await database.write(partial(show, words="khác rồi"))
    assert await database.write(partial(show, words=WORDS))
    assert [found.id for found in await database.read(partial(suggestions.public, limit=9))] == [number]


async def test_one_agrees_once_and_never_with_ones_own(database: Database) -> None:
    number, own, other = await made(database), await person(database, "ba-tu"), await person(database, "nam")
    like = partial(suggestions.like, number=number)
    assert not await database.write(partial(like, person=own))
    assert [await database.write(partial(like, person=other)) for _ in range(2)] == [True, False]
    assert (await one(database, number)).likes == 1
    assert await database.write(partial(suggestions.unlike, number=number, person=other))
    assert (await one(database, number)).likes == 0


async def test_one_of_two_decides_and_all_who_took_part_are_told_once(database: Database) -> None:
    number, own, other = await made(database), await person(database, "ba-tu"), await person(database, "nam")
    await person(database, "nguoi-ngoai")
    await database.write(partial(suggestions.like, number=number, person=other))
    done = await asyncio.gather(decide(database, number), decide(database, number, state="declined"))
    assert sorted(done) == [False, True]
    assert await told(database) == {(who, f"suggestion:{number}:2:{who}") for who in (own, other)}
    acts = await database.read(partial(audit.entries, wanted=Filter(act="suggestion-changed"), limit=9))
    assert len(acts) == 1


async def test_what_is_decided_cannot_be_taken_back(database: Database) -> None:
    number, own, other = await made(database), await person(database, "ba-tu"), await person(database, "nam")
    withdraw = partial(suggestions.withdraw, number=number)
    assert not await database.write(partial(withdraw, person=other))
    await decide(database, number)
    assert not await database.write(partial(withdraw, person=own))
    open_ = await made(database, key="k2")
    assert await database.write(partial(suggestions.withdraw, number=open_, person=own))
    assert await database.read(partial(suggestions.by_id, number=open_)) is None


async def test_a_joined_one_leaves_who_took_part_agreeing_with_the_other(database: Database) -> None:
    target, twin = await made(database), await made(database, "nam", "k2", public=False)
    liker = await person(database, "sau")
    merge = partial(suggestions.merge, version=1, by=BOSS, now=NOW, say=say)
    assert not await database.write(partial(merge, number=target, into=twin))  # not public
    assert not await database.write(partial(merge, number=target, into=target))
    await database.write(partial(suggestions.like, number=target, person=liker))
    assert await database.write(partial(merge, number=twin, into=target))
    assert (await one(database, target)).likes == 2
    assert (await one(database, twin)).merged_into == target
    nam = await person(database, "nam")
    assert await told(database) == {(nam, f"suggestion:{twin}:2:{nam}")}


async def test_who_erases_themself_leaves_only_what_is_public_and_nameless(database: Database) -> None:
    shown, hidden = await made(database), await made(database, key="k2", public=False)
    own, other = await person(database, "ba-tu"), await person(database, "nam")
    await database.write(partial(suggestions.like, number=shown, person=other))
    for who in (own, other):
        await database.write(partial(people.forget, person=who))
    assert await database.read(partial(suggestions.by_id, number=hidden)) is None
    left = await one(database, shown)
    assert (left.person, left.likes) == (None, 0)


@pytest.mark.parametrize("days", [29, 31])
async def test_decided_ones_are_cut_from_people_and_hidden_ones_deleted(database: Database, days: int) -> None:
    number, other = await made(database), await person(database, "nam")
    await database.write(partial(suggestions.like, number=number, person=other))
    hidden = await made(database, key="k2", public=False)
    await database.write(partial(suggestions.show, number=hidden, words=WORDS, shown="hidden", by=BOSS, now=NOW))
    await decide(database, number)
    before = NOW + timedelta(days=days - 30)
    swept = await database.write(partial(suggestions.sweep, before=before, at_most=9))
    left = await one(database, number)
    assert (swept, left.person is None, left.likes) == ((2, True, 1) if days > 30 else (0, False, 1))
    assert await database.write(partial(suggestions.sweep, before=before, at_most=9)) == 0


async def test_most_agreed_first_and_decided_last(database: Database) -> None:
    first, second, third = [await made(database, key=key) for key in ("k1", "k2", "k3")]
    await database.write(partial(suggestions.like, number=first, person=await person(database, "nam")))
    await decide(database, third)
    found = await database.read(partial(suggestions.public, limit=9))
    assert [one.id for one in found] == [first, second, third]
    assert [one.id for one in await database.read(partial(suggestions.public, limit=9, state="done"))] == [third]
