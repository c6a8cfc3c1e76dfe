"""What came in, stored before it is acknowledged, so that each event is handled once whatever dies in between.

received  stored; its turn is not committed (a process that starts and finds it so plays the turn)
answered  the turn is committed, and the replies are kept until they are said: only where saying takes long
done      said; only the event's id stays, to know a second delivery by
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, select, update

from bot.messages import Incoming, Reply
from bot.storage.prepared import Prepared
from bot.storage.tables import inbox

log = logging.getLogger(__name__)

TRIES = 3
"""Starts at which a process died over an event, after which the event is given up."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The row of an event; `again` if it was delivered before and is not done yet."""

    row: int
    again: bool


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An event that a former process did not finish; `replies` is None if its turn was not committed.

    `tries` counts the starts that have begun its turn anew, and so the processes that may have died over it.
    """

    row: int
    incoming: Incoming
    replies: list[Reply] | None
    tries: int


_STORE = Prepared(lambda insert: insert(inbox).on_conflict_do_nothing().returning(inbox.c.id))
_KNOWN = select(inbox.c.id).where(
    inbox.c.channel == bindparam("its_channel"), inbox.c.event == bindparam("its_event"), inbox.c.state != "done"
)
_ROW = inbox.c.id == bindparam("row")
_ANSWERED = update(inbox).where(_ROW).values(state="answered", replies=bindparam("said"))
_DONE = Prepared(lambda _: update(inbox).where(_ROW).values(state="done", incoming=None, replies=None))
_TRIED = update(inbox).where(_ROW).values(tries=bindparam("times"))


def store(connection: Connection, incoming: Incoming, now: datetime) -> Stored | None:
    """Store an event; None if it was delivered before and is done."""
    stored = _STORE.rows(
        connection,
        channel=incoming.address.channel,
        event=incoming.event,
        state="received",
        tries=0,
        incoming=incoming.as_json(),
        received=now,
    )
    if stored:
        return Stored(stored[0][0], again=False)
    known = {"its_channel": incoming.address.channel, "its_event": incoming.event}
    row = connection.execute(_KNOWN, known).scalar_one_or_none()
    return None if row is None else Stored(row, again=True)


def answered(connection: Connection, row: int, replies: Collection[Reply]) -> None:
    """Note in the turn's own transaction what is still to be said."""
    connection.execute(_ANSWERED, {"row": row, "said": [reply.as_json() for reply in replies]})


def done(connection: Connection, row: int) -> None:
    """Everything is said; forget the words."""
    _DONE.count(connection, row=row)


def tried(connection: Connection, row: int, times: int) -> None:
    """Note that a turn is begun which a former process may have died over."""
    connection.execute(_TRIED, {"row": row, "times": times})


def unfinished(connection: Connection, channels: Collection[str], since: datetime) -> list[Unfinished]:
    """What a former process left on these channels, oldest first; what is older than `since` is let go."""
    left = inbox.c.channel.in_(channels) & (inbox.c.state != "done")
    late = left & (inbox.c.received < since)
    connection.execute(update(inbox).where(late).values(state="done", incoming=None, replies=None))
    rows = connection.execute(
        select(inbox.c.id, inbox.c.incoming, inbox.c.replies, inbox.c.tries).where(left).order_by(inbox.c.id)
    ).all()
    connection.execute(update(inbox).where(left, inbox.c.state == "received", inbox.c.tries == 0).values(tries=1))
    return [one for row in rows if (one := _read(row))]


def _read(row: Row[int, Any, Any, int]) -> Unfinished | None:
    """A row as an event; None for one that another version of the program wrote and nobody can read now."""
    try:
        replies = None if row.replies is None else [Reply.from_json(plain) for plain in row.replies]
        return Unfinished(row.id, Incoming.from_json(row.incoming), replies, row.tries)
    except (KeyError, TypeError, ValueError):
        log.exception("event %s of the inbox cannot be read; it is let go after a day", row.id)
        return None


def waiting(connection: Connection) -> int:
    """How many events are not done."""
    return connection.execute(select(func.count()).where(inbox.c.state != "done")).scalar_one()


def sweep(connection: Connection, before: datetime, at_most: int) -> int:
    """Delete finished events received before a moment, some at a time; returns how many."""
    old = select(inbox.c.id).where(inbox.c.state == "done", inbox.c.received < before).limit(at_most)
    return connection.execute(delete(inbox).where(inbox.c.id.in_(old))).rowcount
