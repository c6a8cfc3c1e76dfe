"""What may go: everything kept has an end, and goes some rows at a time so that nobody waits behind it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Connection, delete, exists, select

from bot.storage.tables import consents, metadata, people, steps, webchat

_KEEPS_NOBODY = {steps, consents}  # a talk ends by itself, and what somebody allowed means nothing without them


def sweep_talk_lines(connection: Connection, before: datetime, at_most: int) -> int:
    """Delete what was said in the web chat before a moment; returns how many lines."""
    old = select(webchat.c.id).where(webchat.c.said < before).limit(at_most)
    return connection.execute(delete(webchat).where(webchat.c.id.in_(old))).rowcount


def sweep_talks(connection: Connection, before: datetime, at_most: int) -> int:
    """Delete what was being talked about where the talk has expired."""
    old = select(steps.c.person).where(steps.c.expires < before).limit(at_most)
    return connection.execute(delete(steps).where(steps.c.person.in_(old))).rowcount


def sweep_people(connection: Connection, before: datetime, at_most: int) -> int:
    """Forget citizens not seen since a moment of whom nothing else is kept; staff stay."""
    kept = [exists().where(column == people.c.id) for column in _pointing_at_people()]
    kept.append(exists().where(webchat.c.account == people.c.account))
    old = select(people.c.id).where(people.c.last_seen < before, people.c.staff.is_(None), *(~some for some in kept))
    return connection.execute(delete(people).where(people.c.id.in_(old.limit(at_most)))).rowcount


def _pointing_at_people() -> list[Column[int]]:
    """Every column that points at a person, of tables to come too: what they hold is a reason to remember."""
    return [
        key.parent
        for table in metadata.sorted_tables
        if table not in _KEEPS_NOBODY
        for key in table.foreign_keys
        if key.column is people.c.id
    ]
