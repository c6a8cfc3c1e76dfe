"""What the tests of ratings share: visits that are linked, posters, and what is kept of a rating."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, select

from bot.counter_codes import CounterCodes, Quarter
from bot.storage import keys
from bot.storage.tables import ratings
from bot.storage.visits import Visit
from tests.handlers.test_receipts import made
from tests.kit import MONDAY_MORNING as NOW
from tests.kit import Desk

HAPPY, UNHAPPY = "😊 Hài lòng", "😞 Không hài lòng"


async def rows(desk: Desk) -> list[dict[str, Any]]:
    """Every rating as it is kept; read in the writers' line, after the turn was."""

    def every(connection: Connection) -> list[dict[str, Any]]:
        return [
            dict(row) for row in connection.execute(select(ratings).order_by(ratings.c.at, ratings.c.level)).mappings()
        ]

    return await desk.app.database.write(every)


async def one(desk: Desk) -> dict[str, Any]:
    (row,) = await rows(desk)
    return row


async def linked(desk: Desk, who: str = "ba-tu", **values: Any) -> Visit:
    """A visit whose receipt somebody typed."""
    visit = await made(desk, **values)
    await desk.ask("xin chào", who=who)
    await desk.ask(visit.code, who=who)
    return visit


def heard(replies: list[Any]) -> str:
    return "\n".join(reply.text for reply in replies)


async def poster(desk: Desk, counter: str, day: datetime = NOW) -> str:
    key = await desk.app.database.write(partial(keys.key, name="counters", now=NOW))
    ward = desk.app.ward
    codes = CounterCodes(key, ward.name, tuple(item.id for item in ward.counters))
    return codes.code(counter, Quarter.of(day.date()))
