"""How much of its quota an account has used in a month."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from bot.storage.tables import people, usage
from bot.storage.upsert import Upsert

_ADD = Upsert(
    lambda insert: (row := insert(usage)).on_conflict_do_update(
        index_elements=[usage.c.channel, usage.c.period, usage.c.kind],
        set_={"count": usage.c.count + row.excluded.count},
    )
)


def add(connection: Connection, channel: str, period: str, kind: str) -> None:
    """Count one more."""
    _ADD.run(connection, channel=channel, period=period, kind=kind, count=1)


def total(connection: Connection, channel: str, period: str) -> int:
    """All that was counted in a month."""
    its = (usage.c.channel == channel) & (usage.c.period == period)
    return int(connection.execute(select(func.coalesce(func.sum(usage.c.count), 0)).where(its)).scalar_one())


def kinds(connection: Connection, channel: str, period: str) -> dict[str, int]:
    """What was counted in a month, by its kind."""
    its = (usage.c.channel == channel) & (usage.c.period == period)
    return {row[0]: row[1] for row in connection.execute(select(usage.c.kind, usage.c["count"]).where(its))}


def people_of(connection: Connection, channel: str) -> int:
    """How many people are known on a channel; who had everything erased is not among them."""
    counted = select(func.count()).select_from(people).where(people.c.channel == channel)
    return connection.execute(counted).scalar_one()
