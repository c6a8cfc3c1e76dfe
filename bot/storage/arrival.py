"""An event and whoever sent it, in the one transaction that must be over before the channel may acknowledge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.messages import Incoming, What
from bot.storage import inbox, people
from bot.storage.people import Known

_NEWCOMERS_SPEAK = "vi"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A stored event with the person and the talk as they were then; `again` if it was delivered before."""

    row: int
    known: Known
    again: bool


def arrive(connection: Connection, incoming: Incoming, now: datetime) -> Arrival | None:
    """Store an event that wants a turn; None if it is done already or a mere coming and going."""
    stored = inbox.store(connection, incoming, now)
    if stored is None:
        return None
    if incoming.what in (What.CAME, What.LEFT):
        people.set_gone(connection, incoming.address, now if incoming.what is What.LEFT else None)
        inbox.done(connection, stored.row)
        return None
    known = people.meet(connection, incoming.address, _NEWCOMERS_SPEAK, now)
    return Arrival(stored.row, known, stored.again)
