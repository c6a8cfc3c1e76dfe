"""Questions are kept in masked words, belong to their person, and lose their words in time."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from sqlalchemy import select

from bot.messages import Address
from bot.storage import people, questions
from bot.storage.database import Database, Unit, together
from bot.storage.people import Person
from bot.storage.questions import Question, Questions
from tests.kit import MONDAY_MORNING

NOW = MONDAY_MORNING


def asked(name: str, minutes: int = 0) -> Question:
    return Question(
        name, NOW + timedelta(minutes=minutes), "làm khai sinh [phone]", "answer", "khai-sinh", "fee", 0.9, None, None
    )


async def person(database: Database, name: str) -> Person:
    known = await database.write(partial(people.meet, address=Address("test", name), language="vi", now=NOW))
    return known.person


async def commit(database: Database, unit: Unit) -> None:
    await database.write(together(unit.works()))
    unit.drop()


async def test_questions_are_read_newest_first(database: Database) -> None:
    unit = Unit(database)
    mine = Questions(unit, await person(database, "a"))
    for number in range(3):
        mine.add(asked(f"q{number}", number))
    assert await mine.count() == 0  # nothing is kept before the turn is
    await commit(database, unit)
    assert [question.id for question in await mine.latest(2)] == ["q2", "q1"]
    assert (await mine.latest())[2] == asked("q0")
    assert await mine.count() == 3


async def test_only_ones_own_question_can_be_rated_or_chosen_for(database: Database) -> None:
    unit = Unit(database)
    mine, others = Questions(unit, await person(database, "a")), Questions(unit, await person(database, "b"))
    mine.add(asked("q1"))
    others.helpful("q1", yes=False)
    others.chosen("q1", "kết hôn")
    await commit(database, unit)
    assert await mine.latest() == [asked("q1")]
    mine.helpful("q1", yes=True)
    mine.chosen("q1", "khai-tu")
    await commit(database, unit)
    [question] = await mine.latest()
    assert (question.helpful, question.chosen) == (True, "khai-tu")


async def test_old_words_are_emptied_and_the_figures_stay(database: Database) -> None:
    unit = Unit(database)
    who = await person(database, "a")
    mine = Questions(unit, who)
    for number in range(4):
        mine.add(asked(f"q{number}", -60 * 24 * number))
    await commit(database, unit)
    sweep = partial(questions.sweep, before=NOW - timedelta(hours=30), at_most=1)
    assert [await database.write(sweep) for _ in range(3)] == [1, 1, 0]
    assert [question.id for question in await mine.latest()] == ["q0", "q1"]

    kept = await database.read(lambda c: c.execute(select(questions.questions)).all())
    assert len(kept) == 4
    assert [row.text for row in kept].count(None) == 2
