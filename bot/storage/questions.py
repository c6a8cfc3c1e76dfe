"""What was asked, in masked words, with what the search made of it: the ground for learning and for honest figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, case, func, insert, select, update

from bot.storage.database import Unit
from bot.storage.people import Person
from bot.storage.prepared import Prepared
from bot.storage.tables import questions


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `text` is masked and None once retention has emptied it."""

    id: str
    asked: datetime
    text: str | None
    verdict: str
    entry: str | None
    topic: str | None
    score: float
    chosen: str | None
    helpful: bool | None
    offered: str | None = None  # the first of the choices when it was asked back


_COLUMNS = [questions.c[name] for name in Question.__slots__]
_ADD = Prepared(lambda _: insert(questions))


def of_person(connection: Connection, person: int, limit: int = 20) -> list[Question]:
    """A person's latest questions, newest first."""
    rows = connection.execute(
        select(*_COLUMNS).where(questions.c.person == person).order_by(questions.c.asked.desc()).limit(limit)
    )
    return [Question(*row) for row in rows]


def count_of(connection: Connection, person: int) -> int:
    """How many questions of a person are kept."""
    return connection.execute(select(func.count()).where(questions.c.person == person)).scalar_one()


def verdicts(connection: Connection, since: datetime) -> dict[str, int]:
    """How many questions were asked from a moment on, by what became of them."""
    counted = select(questions.c.verdict, func.count()).where(questions.c.asked >= since).group_by(questions.c.verdict)
    return {row[0]: row[1] for row in connection.execute(counted)}


def answered(connection: Connection, since: datetime, until: datetime, entry: str = "") -> tuple[int, int]:
    """How many questions were asked between two moments, and how many of them found an answer that was not refused.

    An answer is an entry that answered, an agency that was named, or a choice that was picked; small talk is no
    question. `entry` limits it to those that were answered from one.
    """
    shown = func.coalesce(questions.c.chosen, questions.c.entry)
    found = questions.c.verdict.in_(("answer", "redirect")) | questions.c.chosen.is_not(None)
    good = found & (func.coalesce(questions.c.chosen, "") != "none") & questions.c.helpful.is_not(False)
    asked = select(func.count(), func.sum(case((good, 1), else_=0))).where(
        questions.c.asked >= since, questions.c.asked < until, questions.c.verdict != "smalltalk"
    )
    count, well = connection.execute(asked.where(shown == entry) if entry else asked).one()
    return count, well or 0


def unanswered(connection: Connection, since: datetime, limit: int = 2000) -> list[str]:
    """The masked words of questions from a moment on that the bot had no answer to, newest first."""
    open_ = (questions.c.verdict == "unknown") & (questions.c.asked >= since) & questions.c.text.is_not(None)
    wanted = select(questions.c.text).where(open_).order_by(questions.c.asked.desc()).limit(limit)
    return list(connection.execute(wanted).scalars())


def sweep(connection: Connection, before: datetime, at_most: int) -> int:
    """Empty the words of questions asked before a moment and cut their tie to a person; returns how many."""
    still = questions.c.text.is_not(None) | questions.c.person.is_not(None)
    old = select(questions.c.id).where(questions.c.asked < before, still).limit(at_most)
    return connection.execute(update(questions).where(questions.c.id.in_(old)).values(text=None, person=None)).rowcount


class Questions:
    """What a handler may do with the questions of the person it talks with."""

    def __init__(self, unit: Unit, person: Person) -> None:
        self._unit = unit
        self._person = person

    def add(self, question: Question) -> None:
        """Keep a question at the end of this turn."""
        values = {name: getattr(question, name) for name in Question.__slots__}
        values |= {"person": self._person.id, "channel": self._person.channel}
        self._unit.later(lambda c: _ADD.count(c, **values))

    def helpful(self, question: str, yes: bool) -> None:
        """Keep whether the answer helped; another person's question stays as it is."""
        self._change(question, helpful=yes)

    def chosen(self, question: str, entry: str) -> None:
        """Keep what the citizen picked after being asked back."""
        self._change(question, chosen=entry)

    async def latest(self, limit: int = 20) -> list[Question]:
        """The person's latest questions, newest first."""
        return await self._unit.read(lambda c: of_person(c, self._person.id, limit))

    async def count(self) -> int:
        """How many questions of the person are kept."""
        return await self._unit.read(lambda c: count_of(c, self._person.id))

    def _change(self, question: str, **values: object) -> None:
        mine = (questions.c.id == question) & (questions.c.person == self._person.id)
        self._unit.later(lambda c: c.execute(update(questions).where(mine).values(**values)))
