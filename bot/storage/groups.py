"""Questions without a good answer, and what the staff decided on groups of them.

A group that nobody touched is no row: `bot.learning` makes it of the questions. A decision on it makes its row:
open (again) -> taught, moved or ignored; each knows who, when and why, here and in the audit log. Of the people who
asked nothing but their number is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, or_, select, update

from bot.masking import mask
from bot.storage import audit
from bot.storage.audit import By
from bot.storage.entry_change_rows import COLUMNS, Change
from bot.storage.tables import entry_changes, questions
from bot.storage.tables import question_groups as groups
from bot.tidy import tidy

LONGEST_REASON = 300
NONE = "none"  # as `questions.chosen`: none of what was offered


class State(StrEnum):
    """What was decided on a group."""

    OPEN = "open"
    TAUGHT = "taught"  # a change of the library was proposed for it
    MOVED = "moved"  # handed to the officials of a field of work
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Missed:
    """One question without a good answer. `person` only tells one asker from another and never leaves the machine.

    `chosen` is what was picked instead of `offered` or `entry`, "none" for none of them.
    """

    id: str
    asked: datetime
    person: int
    text: str
    verdict: str
    entry: str | None
    chosen: str | None
    offered: str | None
    helpful: bool | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A group as it was decided on."""

    id: int
    question: str | None
    words: str | None
    state: State
    entry: str | None
    field: str | None
    people: int
    reason: str
    staff: int | None
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided on a group: of a row there is already (`group`, which was in `was`) or on questions alone."""

    state: State
    question: str
    words: str
    people: int
    reason: str
    group: int | None = None
    was: State = State.OPEN
    entry: str | None = None
    field: str | None = None


_MISSED = [questions.c[name] for name in Missed.__slots__]
_KEPT = [groups.c[name] for name in Kept.__slots__]


def missed(connection: Connection, limit: int = 10_000) -> list[Missed]:
    """The latest questions without an answer, with one that did not help, or where something else was picked.

    The oldest of them comes first. Words that retention has emptied teach nothing, and whom it forgot counts no more.
    """
    first = func.coalesce(questions.c.entry, questions.c.offered)
    wrong = or_(
        questions.c.verdict == "unknown",
        questions.c.helpful.is_(False),
        questions.c.chosen == NONE,
        questions.c.chosen != first,
    )
    there = questions.c.text.is_not(None) & questions.c.person.is_not(None)
    rows = select(*_MISSED).where(wrong, there).order_by(questions.c.asked.desc(), questions.c.id.desc()).limit(limit)
    return [Missed(*row) for row in reversed(connection.execute(rows).all())]


def kept(connection: Connection) -> list[Kept]:
    """Every group that was decided on, in the order of their making."""
    return [_of(row) for row in connection.execute(select(*_KEPT).order_by(groups.c.id)).all()]


def changes(connection: Connection) -> dict[int, Change]:
    """The latest change of the library that was proposed for a group, by the group's number."""
    rows = select(*COLUMNS).where(entry_changes.c.group.is_not(None)).order_by(entry_changes.c.id)
    found = [Change.of(row) for row in connection.execute(rows)]
    return {int(one.group): one for one in found if one.group and one.group.isdecimal()}


def find(connection: Connection, group: int) -> Kept | None:
    """A group by its number."""
    row = connection.execute(select(*_KEPT).where(groups.c.id == group)).one_or_none()
    return None if row is None else _of(row)


def decide(connection: Connection, by: By, decision: Decision, now: datetime) -> int | None:
    """Keep a decision on a group; returns the group's number, None if somebody decided in the meantime."""
    reason = mask(tidy(decision.reason, LONGEST_REASON).strip())[0][:LONGEST_REASON]
    values: dict[str, object] = {
        "state": decision.state,
        "entry": decision.entry,
        "field": decision.field,
        "people": decision.people,
    }
    values |= {"reason": reason, "staff": by.staff, "name": by.name, "at": now}
    number = _change(connection, decision, values) if decision.group else _make(connection, decision, values)
    if number is not None:
        detail = {"reason": reason, "procedure": decision.entry, "field": decision.field, "people": decision.people}
        told = {name: value for name, value in detail.items() if value}
        audit.append(connection, by, f"group-{decision.state}", f"group:{number}", now, **told)
    return number


def forget(connection: Connection, person: int) -> None:
    """Erase the words of groups that a person's question led; the decision stays, and joins nothing any more."""
    theirs = select(questions.c.id).where(questions.c.person == person)
    _blank(connection, groups.c.question.in_(theirs))


def sweep(connection: Connection, before: datetime, at_most: int) -> int:
    """Erase the words of groups decided on before a moment; returns how many."""
    old = select(groups.c.id).where(groups.c.at < before, groups.c.words.is_not(None)).limit(at_most)
    return _blank(connection, groups.c.id.in_(old))


def _blank(connection: Connection, which: ColumnElement[bool]) -> int:
    return connection.execute(update(groups).where(which).values(question=None, words=None)).rowcount


def _change(connection: Connection, decision: Decision, values: dict[str, object]) -> int | None:
    still = (groups.c.id == decision.group) & (groups.c.state == decision.was)
    return decision.group if connection.execute(update(groups).where(still).values(values)).rowcount else None


def _make(connection: Connection, decision: Decision, values: dict[str, object]) -> int | None:
    """A row for a group that had none; of two who decide at once the first one's stands."""
    known = select(groups.c.id).where(groups.c.question == decision.question)
    if connection.execute(known).first() is not None:
        return None
    row = {"question": decision.question, "words": decision.words, **values}
    number: int = connection.execute(insert(groups).values(row).returning(groups.c.id)).scalar_one()
    return number


def _of(row: Row[Any]) -> Kept:
    plain = dict(row._mapping)
    return Kept(**plain | {"state": State(plain["state"])})
