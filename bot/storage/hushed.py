"""Talks that a human of the ward has taken over for a while: the bot keeps silent there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select, tuple_

from bot.messages import Address
from bot.storage.tables import hushed
from bot.storage.upsert import Upsert

_PUT = Upsert(
    lambda insert: (row := insert(hushed)).on_conflict_do_update(
        index_elements=[hushed.c.channel, hushed.c.account], set_={"until": row.excluded.until}
    )
)


def hush(connection: Connection, address: Address, until: datetime, now: datetime) -> None:
    """Keep silent with a person until a moment; what is over is forgotten on the way."""
    connection.execute(delete(hushed).where(hushed.c.until <= now))
    _PUT.run(connection, channel=address.channel, account=address.account, until=until)


def is_hushed(connection: Connection, address: Address, now: datetime) -> bool:
    """Whether a human is talking with a person now."""
    its = (hushed.c.channel == address.channel) & (hushed.c.account == address.account) & (hushed.c.until > now)
    return connection.execute(select(hushed.c.until).where(its)).first() is not None


def sweep(connection: Connection, before: datetime, at_most: int) -> int:
    """Forget talks that were taken over until a moment, some at a time; returns how many."""
    old = select(hushed.c.channel, hushed.c.account).where(hushed.c.until < before).limit(at_most).subquery()
    both = tuple_(hushed.c.channel, hushed.c.account)
    return connection.execute(delete(hushed).where(both.in_(select(old.c.channel, old.c.account)))).rowcount
