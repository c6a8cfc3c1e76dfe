"""Who of the administrators wants the figures every week."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from bot.storage.staff_rows import ADMINISTRATOR
from bot.storage.tables import consents, people, staff

PURPOSE = "digest"


@dataclass(frozen=True, slots=True)
class Reader:
    """A chat account, and its language."""

    person: int
    language: str


def readers(connection: Connection) -> list[Reader]:
    """Those who asked for it, are still administrators, and can be reached."""
    rows = connection.execute(
        select(people.c.id, people.c.language)
        .join(consents, consents.c.person == people.c.id)
        .join(staff, staff.c.id == people.c.staff)
        .where(consents.c.purpose == PURPOSE, consents.c.given)
        .where(staff.c.role == ADMINISTRATOR, staff.c.removed.is_(None), people.c.gone_since.is_(None))
        .order_by(people.c.id)
    )
    return [Reader(*row) for row in rows]
