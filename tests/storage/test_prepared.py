"""What the driver runs itself reads and writes just what SQLAlchemy would."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, bindparam, insert, select, update

from bot.messages import Address
from bot.storage import people as store
from bot.storage.database import Database
from bot.storage.prepared import Prepared
from bot.storage.tables import inbox, people, steps
from tests.kit import MONDAY_MORNING

NOW = MONDAY_MORNING
TALK = {"about": "khai-sinh", "choices": [["Có ạ", "yes:1"]], "notes": {}}


async def test_values_go_in_and_come_out_as_sqlalchemy_has_them(database: Database) -> None:
    columns = (people.c.account, people.c.met, people.c.first_seen, people.c.gone_since, steps.c.talk, steps.c.expires)
    asking = select(*columns).join(steps).where(people.c.account == bindparam("its"))

    def work(connection: Connection) -> tuple[list[Any], list[Any]]:
        known = store.meet(connection, Address("test", "bà Tư"), "vi", NOW)
        store.save_talk(connection, known.person.id, TALK, NOW, NOW)
        plain = connection.execute(asking, {"its": "bà Tư"}).all()
        return [tuple(row) for row in plain], [
            tuple(row) for row in Prepared(lambda _: asking).rows(connection, its="bà Tư")
        ]

    plain, prepared = await database.write(work)
    assert plain == prepared == [("bà Tư", False, NOW, None, TALK, NOW)]
    assert [type(value) for value in prepared[0]] == [type(value) for value in plain[0]]


async def test_what_is_fixed_in_a_statement_is_written_at_every_run(database: Database) -> None:
    done = Prepared(
        lambda _: update(inbox).where(inbox.c.event == bindparam("its")).values(state="done", incoming=None)
    )

    def work(connection: Connection) -> tuple[list[int], list[Any]]:
        for event in ("1", "2"):
            row = {"channel": "test", "event": event, "state": "received", "incoming": {"a": "ạ"}, "received": NOW}
            connection.execute(insert(inbox), row)
        changed = [done.count(connection, its=event) for event in ("1", "2", "3")]
        return changed, [tuple(row) for row in connection.execute(select(inbox.c.state, inbox.c.incoming)).all()]

    assert await database.write(work) == ([1, 1, 0], [("done", None)] * 2)


async def test_a_column_with_a_default_must_be_given(database: Database) -> None:
    adding = Prepared(lambda _: insert(people))
    row = {"channel": "test", "account": "a", "first_seen": NOW, "last_seen": NOW}
    work = partial(adding.count, **row)
    if database.url.get_backend_name() == "sqlite":
        with pytest.raises(TypeError, match="default"):
            await database.write(work)
    else:
        assert await database.write(work) == 1  # SQLAlchemy runs it, and fills defaults in
