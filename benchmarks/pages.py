"""python -m benchmarks.pages [ratings]: how long the pages of figures take over many ratings, beside the bare queries.

A year of 300,000 ratings and as many visits lies in a SQLite file of its own. Each page is asked for over real HTTP,
signed in, once freshly reckoned and once more right after; beside it the same counting as one plain query by hand.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert

from bot.jobs.adding_up import add_up
from bot.storage.tables import ratings, visits
from tests.kit import SetClock
from tests.staffkit import add, signed_in
from tests.webkit import serving

NOW = datetime(2026, 12, 31, 3, tzinfo=UTC)
FIRST = date(2026, 1, 1)
CHUNK = 20_000
BY_HAND = (
    "SELECT field, SUM(level >= 4), COUNT(*) FROM ratings WHERE day BETWEEN ? AND ? AND suspect IS NULL GROUP BY field"
)
PAGES = (
    ("overview, one month", "tong-quan?ky=tháng 10", ("2026-10-01", "2026-10-31")),
    ("overview, one quarter", "tong-quan?ky=quý 3", ("2026-07-01", "2026-09-30")),
    ("overview, the whole year", "tong-quan?ky=năm nay", ("2026-01-01", "2026-12-31")),
    ("list, the whole year", "danh-gia?ky=năm nay", ("2026-01-01", "2026-12-31")),
    ("list, page 200", "danh-gia?ky=năm nay&trang=200", ("2026-01-01", "2026-12-31")),
    ("list, flagged of one field", "danh-gia?ky=năm nay&co=1&linh-vuc=dat-dai", ("2026-01-01", "2026-12-31")),
    ("JSON of the year", "tai/json?ky=năm nay", ("2026-01-01", "2026-12-31")),
    ("chart of the year", "bieu-do/levels?ky=năm nay", ("2026-01-01", "2026-12-31")),
)


def fill(connection: Connection, count: int) -> None:
    """As many ratings and visits, spread over a year."""
    chance = random.Random(1)
    for start in range(0, count, CHUNK):
        numbers = range(start, min(count, start + CHUNK))
        connection.execute(insert(ratings), list(_ratings(numbers, chance)))
        connection.execute(insert(visits), list(_visits(numbers, chance)))


def _ratings(numbers: range, chance: random.Random) -> Iterator[dict[str, Any]]:
    fields = ("ho-tich", "chung-thuc", "cu-tru", "can-cuoc", "bao-tro", "nguoi-co-cong", "dat-dai", "kinh-doanh")
    for _ in numbers:
        day, hour = FIRST + timedelta(days=chance.randrange(365)), chance.randrange(7, 17)
        procedure, level = chance.randrange(60), chance.choices((5, 4, 3, 2, 1), (50, 30, 10, 6, 4))[0]
        yield {
            "id": f"{chance.getrandbits(64):016x}",
            "at": datetime(day.year, day.month, day.day, hour - 7, tzinfo=UTC),
            "day": day,
            "hour": hour,
            "level": level,
            "mode": chance.choice(("verified", "unverified", "assisted")),
            "source": "receipt",
            "channel": chance.choice(("webchat", "telegram")),
            "field": fields[procedure % len(fields)],
            "procedure": f"thu-tuc-{procedure}",
            "counter": f"quay-{procedure % 4}",
            "wednesday": day.weekday() == 2,
            "trips": chance.randrange(1, 5) if level < 4 else None,
            "extra": chance.random() < 0.05 if level < 4 else None,
            "suspect": "burst" if chance.random() < 0.02 else None,
        }


def _visits(numbers: range, chance: random.Random) -> Iterator[dict[str, Any]]:
    for number in numbers:
        received = datetime(2026, 1, 1, 2, tzinfo=UTC) + timedelta(days=chance.randrange(360))
        due = received + timedelta(days=3)
        returned = due + timedelta(hours=chance.randrange(-48, 12))
        yield {
            "code": f"C{number}",
            "field": "ho-tich",
            "received": received,
            "due": due,
            "returned": returned,
            "outcome": "done",
            "source": "import",
            "rated": chance.random() < 0.4,
            "made": received,
        }


async def main(count: int) -> None:
    """Fill, ask, and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bench.db"
        async with serving(f"sqlite+aiosqlite:///{file}", SetClock(NOW)) as app:
            await app.database.write(lambda connection: fill(connection, count))
            began = time.perf_counter()
            await add_up(app.database)  # as the bot does by itself every minute
            print(f"a year added up anew in {time.perf_counter() - began:.1f} s; then a busy day's ratings on top")
            await app.database.write(lambda connection: _today(connection, app.clock.now().date()))
            print(f"{count:,} ratings and as many visits; milliseconds\n")
            print("| page | fresh | once more | bytes | one query by hand |\n|---|---|---|---|---|")
            for name, path, days in PAGES:
                async with signed_in(app, await add(app, name=name)) as http:
                    await http.get("/quan-tri")
                    _forget(app.database)
                    fresh, size = await _timed(http, path)
                    again, _ = await _timed(http, path)
                print(f"| {name} | {fresh:.0f} | {again:.0f} | {size:,} | {_by_hand(file, days):.0f} |")


def _forget(database: object) -> None:
    """What was reckoned before must not help."""
    from bot.web.staff import reckoned  # noqa: PLC0415 - its inside is looked into here and nowhere else

    reckoned._made.pop(database, None)  # type: ignore[call-overload]  # any object will do


def _today(connection: Connection, day: date) -> None:
    """Ratings of a day that is not added up yet."""
    chance = random.Random(2)
    rows = [row | {"day": day} for row in _ratings(range(800), chance)]
    connection.execute(insert(ratings), rows)


async def _timed(http: Any, path: str) -> tuple[float, int]:
    began = time.perf_counter()
    answer = await http.get(f"/quan-tri/{path}")
    assert answer.status_code == 200, answer.text
    return 1000 * (time.perf_counter() - began), len(answer.content)


def _by_hand(file: Path, days: tuple[str, str]) -> float:
    """The middle of five runs."""
    with sqlite3.connect(file) as connection:
        took = []
        for _ in range(5):
            began = time.perf_counter()
            connection.execute(BY_HAND, days).fetchall()
            took.append(1000 * (time.perf_counter() - began))
    return sorted(took)[2]


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300_000))
