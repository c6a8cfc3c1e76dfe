"""Questions that found no good answer, put into the storage as if many people had asked them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from itertools import count
from typing import Any

from sqlalchemy import Connection, insert

from bot.app import App
from bot.messages import Address
from bot.storage import people
from bot.storage.tables import questions

_IDS = count()
_EMPTY: dict[str, Any] = dict.fromkeys(("entry", "topic", "chosen", "offered", "helpful"))


def put(connection: Connection, asked: Iterable[tuple[str, str]], now: datetime, **values: object) -> None:
    """Questions as (who, words) pairs; unknown ones unless `values` say otherwise."""
    ids: dict[str, int] = {}
    rows = []
    for who, text in asked:
        if who not in ids:
            ids[who] = people.meet(connection, Address("test", who), "vi", now).person.id
        row = {"id": f"{next(_IDS):012}", "person": ids[who], "channel": "test"}
        rows.append({**_EMPTY, **row, "asked": now, "text": text, "verdict": "unknown", "score": 0.1, **values})
    connection.execute(insert(questions), rows)


async def asked(app: App, *pairs: tuple[str, str], **values: object) -> None:
    """The same, in a bot's database, now."""
    await app.database.write(partial(put, asked=pairs, now=app.clock.now(), **values))
