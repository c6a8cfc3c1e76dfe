"""Who is signed in to the pages: cookies that change while they are used, kept as hashes, ended everywhere at once.

made      the cookie of a sign-in; after `ROTATES` of use the next request gets another of the same family
replaced  still taken for `GRACE`, for requests under way; used later it was copied by somebody: the family ends
ended     the row is gone: signed out, removed, given another role, or `LASTS` over
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from bot.storage.links import hashed
from bot.storage.staff_rows import MEMBER, Member
from bot.storage.tables import sessions, staff

LASTS = timedelta(hours=12)
ROTATES = timedelta(minutes=15)
GRACE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Session:
    """One signed-in browser: whose it is, and the family that all its cookies share."""

    member: Member
    family: str
    made: datetime
    expires: datetime
    replaced: datetime | None

    def is_due(self, now: datetime) -> bool:
        """Whether its cookie should change now."""
        return self.replaced is None and now - self.made >= ROTATES

    def is_replayed(self, now: datetime) -> bool:
        """Whether this cookie was replaced too long ago to be in use still by the browser it was given to."""
        return self.replaced is not None and now - self.replaced > GRACE


def begin(connection: Connection, member: int, now: datetime) -> str:
    """Sign one of the staff in; returns the cookie's value, which is not kept."""
    return _add(connection, member, secrets.token_hex(8), now, now + LASTS)


def find(connection: Connection, cookie: str, now: datetime) -> Session | None:
    """The session of a cookie while it lasts and its owner is one of the staff."""
    row = connection.execute(
        select(*MEMBER, sessions.c.family, sessions.c.made, sessions.c.expires, sessions.c.replaced)
        .join_from(sessions, staff, (staff.c.id == sessions.c.staff) & staff.c.removed.is_(None))
        .where(sessions.c.hash == hashed(cookie), sessions.c.expires > now)
    ).one_or_none()
    if row is None:
        return None
    own = len(MEMBER)
    return Session(Member.of(row[:own]), *row[own:])


def rotate(connection: Connection, cookie: str, now: datetime) -> str | None:
    """Replace a cookie by another of its family; None if that was done just before, or the session has ended."""
    mine = (sessions.c.hash == hashed(cookie)) & sessions.c.replaced.is_(None)
    if connection.execute(update(sessions).where(mine).values(replaced=now)).rowcount != 1:
        return None
    old = connection.execute(
        select(sessions.c.staff, sessions.c.family, sessions.c.expires).where(sessions.c.hash == hashed(cookie))
    ).one()
    return _add(connection, old.staff, old.family, now, old.expires)


def end(connection: Connection, family: str) -> None:
    """End a session, whichever of its cookies is in use."""
    connection.execute(delete(sessions).where(sessions.c.family == family))


def end_all(connection: Connection, member: int) -> None:
    """End every session of one of the staff."""
    connection.execute(delete(sessions).where(sessions.c.staff == member))


def sweep(connection: Connection, before: datetime, at_most: int) -> int:
    """Forget sessions that ended before a moment."""
    old = select(sessions.c.hash).where(sessions.c.expires < before).limit(at_most)
    return connection.execute(delete(sessions).where(sessions.c.hash.in_(old))).rowcount


def _add(connection: Connection, member: int, family: str, now: datetime, expires: datetime) -> str:
    cookie = secrets.token_urlsafe(32)
    values = {"hash": hashed(cookie), "family": family, "staff": member, "made": now, "expires": expires}
    connection.execute(insert(sessions), values)
    return cookie
