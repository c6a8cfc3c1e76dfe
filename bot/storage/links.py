"""One-time links: they let one of the staff in once, within ten minutes. Only the hash of a link is kept."""

from __future__ import annotations

import hashlib
import re
import secrets
import string
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select, update

from bot.storage.tables import links, staff

LASTS = timedelta(minutes=10)
TOKEN = re.compile(r"[A-Za-z]{45}")

# Letters alone: what makes links of text cuts off signs at their end, and masking takes rows of digits for numbers.
_LETTERS, _LENGTH = string.ascii_letters, 45  # 52 to the 45th is more than 256 bits


class Purpose(StrEnum):
    """What a link is for."""

    SIGN_IN = "sign-in"  # to the pages
    JOIN = "join"  # to the pages, or to make a chat account one of the staff's


class State(StrEnum):
    """What became of a link."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    UNKNOWN = "unknown"  # never given out, its owner removed, or long swept away


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it stands now; `staff` is whom it lets in, None for an unknown one."""

    state: State
    staff: int | None = None
    purpose: Purpose | None = None


def make(connection: Connection, member: int, purpose: Purpose, now: datetime) -> str:
    """A new link for one of the staff; returns its secret part, which is not kept."""
    token = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    values = {"hash": hashed(token), "staff": member, "purpose": purpose, "made": now, "expires": now + LASTS}
    connection.execute(insert(links), values)
    return token


def look(connection: Connection, token: str, now: datetime) -> Link:
    """How a link stands, without using it."""
    row = connection.execute(
        select(links.c.staff, links.c.purpose, links.c.expires, links.c.used)
        .join(staff, (staff.c.id == links.c.staff) & staff.c.removed.is_(None))
        .where(links.c.hash == hashed(token))
    ).one_or_none()
    if row is None:
        return Link(State.UNKNOWN)
    state = State.USED if row.used else State.EXPIRED if row.expires <= now else State.OPEN
    return Link(state, row.staff, Purpose(row.purpose))


def use(connection: Connection, token: str, now: datetime, *purposes: Purpose) -> Link:
    """Use a link up if it is open and for one of these purposes; the answer is OPEN for the one who was first."""
    link = look(connection, token, now)
    if link.state is not State.OPEN:
        return link
    if link.purpose not in purposes:
        return Link(State.UNKNOWN)
    mine = (links.c.hash == hashed(token)) & links.c.used.is_(None)
    first = connection.execute(update(links).where(mine).values(used=now)).rowcount == 1
    return link if first else Link(State.USED, link.staff, link.purpose)


def withdraw(connection: Connection, member: int) -> None:
    """Take back every link of one of the staff."""
    connection.execute(delete(links).where(links.c.staff == member))


def sweep(connection: Connection, before: datetime, at_most: int) -> int:
    """Forget links that ended before a moment."""
    old = select(links.c.hash).where(links.c.expires < before).limit(at_most)
    return connection.execute(delete(links).where(links.c.hash.in_(old))).rowcount


def hashed(token: str) -> str:
    """What is kept of a secret. It is random and long, so one plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
