"""The picture and the file of a notice: one of each, kept with it and reached by an address that nobody can guess."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from bot.messages import Attachment
from bot.storage.tables import notice_files

PATH = "/tep"  # of the pages that serve them, the key after it


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or a file as it is kept; `kind` is "picture" or "file", `alt` says what a picture shows."""

    kind: str
    name: str
    type: str
    body: bytes
    alt: str = ""


def put(connection: Connection, notice: int, media: Media) -> None:
    """Keep a notice's picture or file, in place of the one it had."""
    remove(connection, notice, media.kind)
    values = {"notice": notice, "kind": media.kind, "name": media.name[:120], "type": media.type, "body": media.body}
    connection.execute(insert(notice_files).values(**values, alt=media.alt[:200], key=secrets.token_hex(16)))


def copy(connection: Connection, notice: int, to: int) -> None:
    """Give another notice the same picture and file."""
    columns = (notice_files.c.kind, notice_files.c.name, notice_files.c.type, notice_files.c.body, notice_files.c.alt)
    for row in connection.execute(select(*columns).where(notice_files.c.notice == notice)).all():
        put(connection, to, Media(*row))


def remove(connection: Connection, notice: int, kind: str) -> bool:
    """Let go of a notice's picture or file; whether it had one."""
    its = (notice_files.c.notice == notice) & (notice_files.c.kind == kind)
    return bool(connection.execute(delete(notice_files).where(its)).rowcount)


def of_notice(connection: Connection, notice: int, public_url: str | None = None) -> tuple[Attachment, ...]:
    """What hangs on a notice, the picture first; with an address where the pages can be reached from outside."""
    own = (notice_files.c.kind, notice_files.c.key, notice_files.c.name, notice_files.c.type, notice_files.c.alt)
    rows = connection.execute(
        select(*own).where(notice_files.c.notice == notice).order_by(notice_files.c.kind.desc(), notice_files.c.id)
    )
    return tuple(Attachment(*row, f"{public_url}{PATH}/{row.key}" if public_url else "") for row in rows)


def by_key(connection: Connection, key: str) -> Media | None:
    """A picture or file by the secret part of its address."""
    own = (notice_files.c.kind, notice_files.c.name, notice_files.c.type, notice_files.c.body, notice_files.c.alt)
    row = connection.execute(select(*own).where(notice_files.c.key == key)).one_or_none()
    return None if row is None else Media(*row)
