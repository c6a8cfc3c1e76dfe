"""What is said in an inquiry, and the pictures that citizens send: masked words, and bytes known by their content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from bot.storage.tables import inquiry_files, inquiry_lines
from bot.storage.upsert import Upsert

CITIZEN, OFFICIAL, NOTE = "citizen", "official", "note"
LARGEST = 8 * 1024 * 1024  # bytes of one picture; channels fetch no larger one either
FILES_AT_MOST = 10  # of one inquiry
_BEGINS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said: by whom (of the staff: `staff`), and the picture it came with."""

    id: int
    whose: str
    text: str
    file: int | None
    said: datetime
    staff: int | None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept."""

    type: str
    body: bytes


_COLUMNS = [inquiry_lines.c[name] for name in Line.__slots__]
_ADD = Upsert(
    lambda insert: (
        insert(inquiry_lines).on_conflict_do_nothing(index_elements=[inquiry_lines.c.key]).returning(inquiry_lines.c.id)
    )
)


def picture_type(body: bytes) -> str:
    """What a picture is by its content, "" for what is none or too large. Its name and what it claims say nothing."""
    if not body or len(body) > LARGEST:
        return ""
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for begin, kind in _BEGINS.items() if body.startswith(begin)), "")


def add(
    connection: Connection,
    inquiry: int,
    whose: str,
    text: str,
    now: datetime,
    *,
    key: str | None = None,
    staff: int | None = None,
    file: int | None = None,
) -> int | None:
    """Keep something said; returns its number, None if the same was kept before."""
    values = {"inquiry": inquiry, "whose": whose, "text": text, "said": now}
    number: int | None = _ADD.run(connection, **values, key=key, staff=staff, file=file).scalar_one_or_none()
    return number


def of_inquiry(connection: Connection, inquiry: int) -> list[Line]:
    """A whole talk, in its order."""
    rows = connection.execute(select(*_COLUMNS).where(inquiry_lines.c.inquiry == inquiry).order_by(inquiry_lines.c.id))
    return [Line(*row) for row in rows]


def last_word_of_citizen(connection: Connection, inquiry: int) -> datetime | None:
    """When the citizen last said something in it."""
    theirs = (inquiry_lines.c.inquiry == inquiry) & (inquiry_lines.c.whose == CITIZEN)
    return connection.execute(select(func.max(inquiry_lines.c.said)).where(theirs)).scalar()


def keep_picture(connection: Connection, inquiry: int, body: bytes, now: datetime) -> int | None:
    """Keep a picture; None if it is none, too large, or one too many."""
    kind = picture_type(body)
    there = connection.execute(select(func.count()).where(inquiry_files.c.inquiry == inquiry)).scalar_one()
    if not kind or there >= FILES_AT_MOST:
        return None
    values = {"inquiry": inquiry, "type": kind, "body": body, "made": now}
    return int(connection.execute(insert(inquiry_files).values(values).returning(inquiry_files.c.id)).scalar_one())


def picture(connection: Connection, inquiry: int, file: int) -> Picture | None:
    """A picture of this inquiry."""
    its = (inquiry_files.c.id == file) & (inquiry_files.c.inquiry == inquiry)
    row = connection.execute(select(inquiry_files.c.type, inquiry_files.c.body).where(its)).one_or_none()
    return None if row is None else Picture(row.type, bytes(row.body))


def sweep_pictures(connection: Connection, before: datetime, at_most: int) -> int:
    """Erase pictures kept since before a moment, some at a time; returns how many. That one was sent stays said."""
    old = select(inquiry_files.c.id).where(inquiry_files.c.made < before).limit(at_most)
    return connection.execute(delete(inquiry_files).where(inquiry_files.c.id.in_(old))).rowcount
