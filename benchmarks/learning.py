"""A simulated month: people ask, an official teaches what the bot did not know, a second one approves.

python benchmarks/learning.py [--days 30] [--daily 60] [--seed 7]

Questions are drawn from the project's own set and from benchmarks/paraphrases.toml, half of them mistyped as people do.
Everything goes the bot's way: its search, its storage, its groups, its check before a change, the second person. The
official looks once a day at what at least two people asked, knows what was meant, and never teaches what the check
forbids; the second one refuses what costs any question of the project's set. What the official writes as an answer is
marked as simulated: it is no fact of any ward. The same seed gives the same table.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from sqlalchemy import Connection, insert

from benchmarks.noise import KINDS, spoil
from benchmarks.simulated_official import Official
from bot.messages import Address
from bot.storage import people
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.tables import questions
from faq import DATA, Kind, Library, Result, Verdict
from faq.measuring import Measured, measure
from faq.measuring import questions as own_questions
from faq.text import folded

PARAPHRASES = Path(__file__).parent / "paraphrases.toml"
BEGINS = datetime(2026, 11, 2, 1, tzinfo=UTC)  # a Monday, eight in the morning at the ward
_PEOPLE = 400
_OFFERED = 4  # choices of the bot when it asks back
_COMPLAINS = 0.5  # of those who got the wrong answer and press "not yet"
_MISTYPED = 0.5
_OF_PARAPHRASES = 0.5  # of the questions drawn; the rest are the project's own


@dataclass(frozen=True)
class Asked:
    """A question and the matter it means: an entry's id, a matter nobody wrote of yet, or "" for what is no matter."""

    text: str
    matter: str


@dataclass
class Tally:
    """One week; `fresh` are questions in words that nobody used before."""

    asked: int = 0
    right: int = 0
    wrong: int = 0
    fresh: int = 0
    fresh_right: int = 0
    taught: int = 0
    refused: int = 0

    def row(self, week: int, open_: int) -> str:
        """A line of the table."""
        share, fresh = self.right / max(1, self.asked), self.fresh_right / max(1, self.fresh)
        wrong = self.wrong / max(1, self.asked)
        return (
            f"| {week} | {self.asked} | {share:.1%} | {self.fresh} | {fresh:.1%} | {wrong:.1%} "
            f"| {self.taught} | {self.refused} | {open_} |"
        )


@dataclass
class Month:
    """What came of it."""

    weeks: list[Tally]
    open: list[int]
    before: Measured
    after: Measured
    worse: dict[str, int] = field(default_factory=dict)  # entries that lost questions of the project's set, how many

    def table(self) -> str:
        """The table for a terminal or a note."""
        names = (
            "week",
            "asked",
            "answered right",
            "in new words",
            "of these right",
            "wrong",
            "taught",
            "refused",
            "open",
        )
        head = f"| {' | '.join(names)} |\n{'|---' * len(names)}|"
        rows = [
            tally.row(number, count) for number, (tally, count) in enumerate(zip(self.weeks, self.open, strict=True), 1)
        ]
        sets = [
            f"| {name} | {figures.asked} | {figures.first} | {figures.three} | {figures.wrong} | {figures.invented} |"
            for name, figures in (("before", self.before.figures), ("after", self.after.figures))
        ]
        heads = "| project's set | asked | first | among three | wrong | invented |\n|---|---|---|---|---|---|"
        worse = ", ".join(f"{name} ({count})" for name, count in self.worse.items()) or "none"
        return "\n".join([head, *rows, "", heads, *sets, "", f"entries that got worse: {worse}"])


class People:
    """Who asks: draws questions, and reacts to what the bot says as somebody does who knows what they meant."""

    def __init__(self, seed: int, matters: int | None = None) -> None:
        self.chance = random.Random(seed)
        document = tomllib.loads(PARAPHRASES.read_text(encoding="utf-8"))
        new = dict(list(document["new"].items())[:matters])
        missed = dict(list(document["missed"].items())[:matters])
        self.matters: dict[str, dict[str, object]] = new
        self.new = [Asked(way, name) for name, matter in new.items() for way in matter["ways"]]
        self.new += [Asked(way, name) for name, ways in missed.items() for way in ways]
        self.own = [Asked(one.text, one.entry) for one in own_questions()]
        self.seen: set[str] = set()

    def draw(self) -> Asked:
        """The next question."""
        asked = self.chance.choice(self.new if self.chance.random() < _OF_PARAPHRASES else self.own)
        if self.chance.random() < _MISTYPED:
            return Asked(spoil(asked.text, self.chance.choice(list(KINDS))), asked.matter)
        return asked

    def row(self, asked: Asked, result: Result, at: datetime, number: int) -> tuple[dict[str, object], bool, bool]:
        """What is kept of it as the bot keeps it, whether it was answered right, and whether wrong."""
        offered = [one.entry.id for one in result.candidates if one.entry.kind is not Kind.SMALLTALK][:_OFFERED]
        entry = result.entry.id if result.entry else None
        clarify = result.verdict is Verdict.CLARIFY
        picked = (asked.matter if asked.matter in offered else "none") if clarify else None
        group = result.entry is None and bool(result.question) and asked.matter.startswith("hoi-")
        right = group or asked.matter == (picked if clarify else entry)
        wrong = not clarify and entry is not None and not right
        row: dict[str, object] = {"id": f"s{number:010}", "channel": "simulated", "asked": at, "text": asked.text}
        row |= {"verdict": result.verdict.value, "entry": entry, "score": result.score, "topic": None}
        row |= {"offered": offered[0] if clarify and offered else None, "chosen": None if group else picked}
        return row | {"helpful": False if wrong and self.chance.random() < _COMPLAINS else None}, right, wrong


async def simulate(days: int, daily: int, seed: int, url: str, matters: int | None = None) -> Month:
    """Play a number of days on an empty database."""
    await migrate(url)
    database = Database(url)
    await database.open()
    try:
        return await _play(database, People(seed, matters), days, daily)
    finally:
        await database.close()


async def _play(database: Database, crowd: People, days: int, daily: int) -> Month:
    library = Library.load(DATA)
    official = Official(database, library, {one.text: one.matter for one in (*crowd.new, *crowd.own)}, crowd.matters)
    await official.hire(BEGINS)
    ids = await database.write(_meet)
    before = measure(library)
    month = Month([], [], before, before)
    for day in range(days):
        if day % 7 == 0:
            month.weeks.append(Tally())
            month.open.append(0)
        tally, now = month.weeks[-1], BEGINS + timedelta(days=day)
        taught, refused = await official.morning(now)
        tally.taught, tally.refused = tally.taught + taught, tally.refused + refused
        rows = [
            _ask(crowd, official, tally, now + timedelta(minutes=place), day * daily + place, ids)
            for place in range(daily)
        ]
        await database.write(partial(_keep, rows=rows))
        month.open[-1] = await official.evening(now + timedelta(hours=9))
    month.after = measure(official.library)
    lost = month.after.missed - before.missed
    month.worse = dict(Counter(one.entry for one in own_questions() if one.text in lost))
    return month


def _ask(
    crowd: People, official: Official, tally: Tally, at: datetime, number: int, ids: Sequence[int]
) -> dict[str, object]:
    """One question, answered by the library of that moment and counted."""
    asked = crowd.draw()
    row, right, wrong = crowd.row(asked, official.library.search(asked.text), at, number)
    official.meant[asked.text] = asked.matter
    words = folded(asked.text)
    if asked.matter:  # of what is no matter of a ward nothing can be learned, and nothing is counted
        fresh = words not in crowd.seen
        tally.asked, tally.right, tally.wrong = tally.asked + 1, tally.right + right, tally.wrong + wrong
        tally.fresh, tally.fresh_right = tally.fresh + fresh, tally.fresh_right + (fresh and right)
    crowd.seen.add(words)
    return row | {"person": crowd.chance.choice(ids)}


def _meet(connection: Connection) -> list[int]:
    return [
        people.meet(connection, Address("simulated", f"p{number}"), "vi", BEGINS).person.id for number in range(_PEOPLE)
    ]


def _keep(connection: Connection, rows: list[dict[str, object]]) -> None:
    connection.execute(insert(questions), rows)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--daily", type=int, default=60, help="questions a day")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/month.db"
        month = asyncio.run(simulate(options.days, options.daily, options.seed, url))
    print(f"{options.days} days, {options.daily} questions a day, seed {options.seed}\n\n{month.table()}")
    return 1 if month.worse else 0


if __name__ == "__main__":
    sys.exit(main())
