"""The picture of a notice, shown on its page."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, insert, select

from bot.storage.tables import notice_files

LARGEST = 5 * 1024 * 1024  # bytes
_BEGINS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept; `alt` says what it shows."""

    name: str
    type: str
    body: bytes
    alt: str = ""


def read_picture(path: Path) -> Picture:
    """A picture from a file. Raises `ValueError` if no browser would show it, `OSError` if it cannot be read."""
    body = path.read_bytes()
    kind = next((kind for begin, kind in _BEGINS.items() if body.startswith(begin)), "")
    if not kind or len(body) > LARGEST:
        raise ValueError(f"{path.name}: not a JPEG or PNG of at most {LARGEST // 1024 // 1024} MB.")
    return Picture(path.name[:120], kind, body)


def put(connection: Connection, notice: int, picture: Picture, alt: str) -> None:
    """Keep the picture of a notice."""
    values = {"notice": notice, "kind": "picture", "name": picture.name, "type": picture.type, "body": picture.body}
    connection.execute(insert(notice_files).values(**values, alt=alt[:200], key=secrets.token_hex(16)))


def alt_of(connection: Connection, notice: int) -> str | None:
    """What the picture of a notice shows, None if it has none."""
    its = select(notice_files.c.alt).where(notice_files.c.notice == notice, notice_files.c.kind == "picture")
    return connection.execute(its.limit(1)).scalar_one_or_none()


def of_notice(connection: Connection, notice: int) -> Picture | None:
    """The picture of a notice, None if it has none."""
    table = notice_files.c
    its = select(table.name, table.type, table.body, table.alt).where(table.notice == notice, table.kind == "picture")
    row = connection.execute(its.limit(1)).one_or_none()
    return None if row is None else Picture(*row)
