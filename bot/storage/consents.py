"""What people allowed or refused, by purpose; without a word of theirs the purpose's own default holds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.storage.tables import consents
from bot.storage.upsert import Upsert

INVITATIONS = "invitations"  # to rate a visit; allowed unless refused, as whoever links a receipt asks for word of it

_SET = Upsert(
    lambda insert: (said := insert(consents)).on_conflict_do_update(
        index_elements=[consents.c.person, consents.c.purpose],
        set_={"given": said.excluded.given, "at": said.excluded.at},
    )
)


def give(connection: Connection, person: int, purpose: str, given: bool, now: datetime) -> None:
    """Note what a person said."""
    _SET.run(connection, person=person, purpose=purpose, given=given, at=now)


def end(connection: Connection, person: int, purpose: str, now: datetime) -> None:
    """Note that a person wants something no more, if they ever wanted it."""
    said = (consents.c.person == person) & (consents.c.purpose == purpose)
    connection.execute(update(consents).where(said).values(given=False, at=now))


def given(connection: Connection, person: int, purpose: str) -> bool | None:
    """What a person said, None if nothing."""
    said = select(consents.c.given).where(consents.c.person == person, consents.c.purpose == purpose)
    return connection.execute(said).scalar_one_or_none()
