"""Keys that the bot makes for itself, once for each database."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime

from sqlalchemy import Connection, select

from bot.storage.tables import keys
from bot.storage.upsert import Upsert

COUNTERS = "counters"  # signs the codes on the posters
_BYTES = 32
_ADD = Upsert(lambda insert: insert(keys).on_conflict_do_nothing())


def key(connection: Connection, name: str, now: datetime) -> bytes:
    """The key of this name, 32 random bytes made when first asked for; to be called in a transaction that writes."""
    found = connection.execute(select(keys.c.value).where(keys.c.name == name)).scalar_one_or_none()
    if found is None:
        _ADD.run(connection, name=name, value=base64.b64encode(secrets.token_bytes(_BYTES)).decode(), made=now)
        found = connection.execute(select(keys.c.value).where(keys.c.name == name)).scalar_one()
    return base64.b64decode(found)
