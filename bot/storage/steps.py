"""What a person is offered outside a turn: the buttons of a message that was sent unasked, so that typing works too."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from bot.messages import Reply
from bot.storage import people
from bot.storage.tables import people as people_table
from bot.storage.tables import steps

_OFFER_LASTS = timedelta(hours=24)


def offer(connection: Connection, person: int, reply: Reply, now: datetime) -> None:
    """Remember the choices of a message as the last offered; an open talk goes on around them."""
    choices = [[button.label, button.data] for button in reply.buttons if button.data]
    if not choices:
        return
    known = select(people_table.c.id, steps.c.talk, steps.c.expires).where(people_table.c.id == person)
    row = connection.execute(known.outerjoin(steps, steps.c.person == people_table.c.id)).one_or_none()
    if row is None:
        return
    alive = row.expires is not None and row.expires > now
    talk, expires = (row.talk, row.expires) if alive else ({}, now + _OFFER_LASTS)
    people.keep_talk(connection, person, talk | {"choices": choices}, expires)
