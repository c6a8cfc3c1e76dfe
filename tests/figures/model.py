"""A ward whose truth is known: how satisfied people are by field, how punctual the desk is, how many answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sqlalchemy import Connection, delete

from bot.storage.tables import ratings, visits
from tests.figures.data import Row, at, put_ratings, put_visits, rating, visit

YEAR = date(2026, 1, 1)
FIELDS = {  # field: chance of each level from 1 to 5, share of the visits
    "ho-tich": ((0.02, 0.03, 0.05, 0.30, 0.60), 0.5),
    "chung-thuc": ((0.05, 0.05, 0.10, 0.40, 0.40), 0.3),
    "dat-dai": ((0.15, 0.15, 0.20, 0.30, 0.20), 0.2),
}
ON_TIME, ANSWERS = 0.87, 0.35
TET = (date(2026, 2, 14), date(2026, 2, 22))  # the desk is closed


@dataclass(frozen=True)
class Truth:
    """What the report should find, in percent."""

    satisfied: float
    by_field: dict[str, float]
    on_time: float = 100 * ON_TIME
    answers: float = 100 * ANSWERS


def truth() -> Truth:
    """The model's own shares."""
    by_field = {field: 100 * sum(levels[3:]) for field, (levels, _) in FIELDS.items()}
    return Truth(sum(by_field[field] * share for field, (_, share) in FIELDS.items()), by_field)


def year(connection: Connection, seed: int, count: int) -> None:
    """A year of finished visits, some of them rated, in place of what was there."""
    random = Random(seed)
    connection.execute(delete(ratings))
    connection.execute(delete(visits))
    rated: list[Row] = []
    visited: list[Row] = []
    for _ in range(count):
        day = _working_day(random)
        field = random.choices(list(FIELDS), [share for _, share in FIELDS.values()])[0]
        answers = random.random() < ANSWERS
        due = at(day, 17)
        late = timedelta(days=random.choice((1, 3)) if random.random() > ON_TIME else 0)
        visited.append(visit(due - timedelta(days=2), due + late, due, field=field, rated=answers))
        if answers:
            level = random.choices(range(1, 6), FIELDS[field][0])[0]
            hour = random.choice((0, 8, 9, 14, 23))  # midnight is not far from some
            rated.append(rating(day, level, hour=hour, field=field, counter=random.choice(("quay-1", "quay-2"))))
    put_visits(connection, visited)
    put_ratings(connection, rated)


def _working_day(random: Random) -> date:
    """A day of the year, late enough to be returned in it, that is not Tết."""
    while True:
        day = YEAR + timedelta(days=random.randrange(4, 360))
        if not TET[0] <= day <= TET[1] and day.weekday() < 6:
            return day
