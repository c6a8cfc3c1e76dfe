"""Ratings, visits and the rest as rows, put straight into the tables: what others write there, these tests count."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Connection, insert

from bot.clock import VIETNAM
from bot.storage.database import Work
from bot.storage.tables import cases, invitations, people, questions, rating_reasons, ratings, visits

_NUMBERS = count(1)
Row = dict[str, Any]


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment by the ward's wall clock."""
    return datetime.combine(day, time(hour, minute), VIETNAM).astimezone(UTC)


def rating(day: date, level: int, *, hour: int = 9, **values: object) -> Row:
    """One rating, sealed; `reasons` may be given."""
    row: Row = {"id": f"r{next(_NUMBERS):08}", "at": at(day, hour), "day": day, "hour": hour, "level": level}
    row |= {"mode": "verified", "source": "receipt", "channel": "webchat", "wednesday": day.weekday() == 2}
    empty = ("field", "procedure", "counter", "trips", "extra", "read_back", "comment", "comment_state", "suspect")
    return row | dict.fromkeys(empty) | values


def put_ratings(connection: Connection, rows: Iterable[Row]) -> None:
    """Keep ratings with their reasons."""
    rows = list(rows)
    reasons = [{"rating": row["id"], "reason": reason} for row in rows for reason in row.get("reasons", ())]
    connection.execute(insert(ratings), [{key: row[key] for key in row if key != "reasons"} for row in rows])
    if reasons:
        connection.execute(insert(rating_reasons), reasons)


def visit(received: datetime, returned: datetime | None = None, due: datetime | None = None, **values: object) -> Row:
    """One visit; finished if it was returned."""
    number = next(_NUMBERS)
    row: Row = {"id": number, "code": f"C{number}", "field": "ho-tich", "received": received, "due": due}
    row |= {"returned": returned, "outcome": "done" if returned else "open", "source": "import"}
    return row | {"rated": False, "made": received} | values


def put_visits(connection: Connection, rows: Iterable[Row]) -> None:
    """Keep visits."""
    connection.execute(insert(visits), list(rows))


def put_invitations(connection: Connection, sent: datetime, states: Iterable[str]) -> None:
    """Keep invitations, each for a visit of its own."""
    person = _person(connection)
    for state in states:
        row = visit(sent, sent)
        put_visits(connection, [row])
        values = {"visit": row["id"], "person": person, "state": state, "due": sent, "sent": sent}
        connection.execute(insert(invitations), values | {"ends": sent + timedelta(days=7)})


def put_cases(connection: Connection, opened: datetime, states: Iterable[str]) -> None:
    """Keep cases; those answered or closed were answered an hour later."""
    for state in states:
        answered = opened + timedelta(hours=1) if state in ("answered", "closed") else None
        connection.execute(insert(cases), {"kind": "low", "state": state, "opened": opened, "answered": answered})


def put_questions(connection: Connection, asked: datetime, rows: Iterable[tuple[str, str | None, str]]) -> None:
    """Keep questions: verdict, entry, words."""
    values = [
        {"id": f"q{next(_NUMBERS):08}", "channel": "test", "asked": asked, "verdict": verdict}
        | {"entry": entry, "text": words, "score": 0.5}
        for verdict, entry, words in rows
    ]
    connection.execute(insert(questions), values)


def _person(connection: Connection) -> int:
    values = {"channel": "test", "account": f"p{next(_NUMBERS)}", "language": "vi", "met": True}
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    made = connection.execute(insert(people).values(**values, first_seen=moment, last_seen=moment))
    return int(made.inserted_primary_key[0])  # type: ignore[index]  # a plain insert has one


# February 2026: the 17th is Tết, the month ends on a Saturday. What it comes to stands in test_figures.py.
#          field          counter   channel     mode          wednesday  level: how many
FEBRUARY = (
    ("ho-tich", "quay-1", "webchat", "verified", True, {5: 10}),
    ("ho-tich", "quay-1", "webchat", "verified", False, {5: 2, 4: 8, 3: 5, 1: 5}),
    ("chung-thuc", "quay-2", "telegram", "unverified", False, {5: 5, 4: 5}),
    ("cu-tru", "quay-2", "telegram", "assisted", False, {5: 3}),
)
TET, SHROVE = date(2026, 2, 17), date(2026, 2, 4)


def hand_made(connection: Connection) -> None:
    """The data set whose figures were worked out by hand."""
    rows: list[Row] = []
    for field, counter, channel, mode, wednesday, levels in FEBRUARY:
        same = {"field": field, "procedure": f"{field}-1", "counter": counter, "channel": channel, "mode": mode}
        day = SHROVE if wednesday else TET
        for level, times in levels.items():
            rows += [rating(day, level, **same) for _ in range(times)]
    unhappy = [row for row in rows if row["level"] <= 3]
    for number, row in enumerate(unhappy):
        row |= {"trips": 1 if number < 5 else 2, "extra": False}
        row["reasons"] = (["attitude"] if number < 6 else []) + (["result"] if number >= 5 else [])
    unhappy[0]["reasons"].append("place")
    rows += [rating(TET, 5, field="ho-tich", suspect="burst") for _ in range(6)]
    rows += [rating(date(2026, 1, 31), level, hour=23) for level in [5] * 10 + [1] * 10]  # the month before
    rows += [rating(date(2026, 3, 1), 1, hour=0) for _ in range(7)]  # the month after
    put_ratings(connection, rows)
    _put_work(connection)
    put_invitations(connection, at(date(2026, 3, 5)), ["sent"] * 3 + ["rated"])
    put_invitations(connection, at(TET), ["sent"] * 4 + ["reminded", "declined"] + ["rated"] * 5)
    put_cases(connection, at(TET), ["new"] * 5 + ["answered"] * 3 + ["closed"] * 4)
    put_cases(connection, at(date(2026, 1, 5)), ["taken"])
    put_questions(connection, at(TET), [("answer", "khai-sinh", "làm khai sinh")] * 14)
    put_questions(connection, at(TET), [("answer", "khai-tu", "khai tử")] * 4 + [("unknown", None, "Bán trâu?")] * 6)


def _put_work(connection: Connection) -> None:
    """Visits: those of the month's first and last second count, those of the seconds beside do not."""
    opens, ends = at(date(2026, 2, 1), 0), at(date(2026, 3, 1), 0)
    second, early = timedelta(seconds=1), at(date(2026, 1, 20))
    due = at(date(2026, 2, 10), 17)
    rows = [visit(early, opens, due, rated=True), visit(early, ends - second, ends)]
    rows += [visit(early, due, due, rated=True)]  # to the second
    rows += [visit(early, due - second, due) for _ in range(6)]
    rows += [visit(early, due + second, due, rated=number < 2) for number in range(3)]
    rows += [visit(early, due, None)]
    rows += [visit(early, opens - second, due), visit(early, ends, due)]  # before and after; open at the end: 1, late
    rows += [visit(at(TET), None, None), visit(at(TET), None, ends + second), visit(at(TET), None, ends - second)]
    rows += [visit(at(TET), None, due, outcome="withdrawn"), visit(ends, None, None)]
    put_visits(connection, rows)


def hand_made_work() -> Work[None]:
    """The same, to be written."""
    return hand_made
