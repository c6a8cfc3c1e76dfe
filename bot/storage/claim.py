"""One process serves a channel from a database: a second one would finish the first one's events again.

A claim ends with the process, however that ends. On SQLite it is a lock on a small file beside the database, held by
SQLite itself and so on every system; on PostgreSQL an advisory lock of the very connection that writes, so that a
process which lost the claim with its connection cannot write before it has it again. Whoever finds a channel served
on PostgreSQL may look with `served` until it is free: a process that dies loses its locks with its connections.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, event, text
from sqlalchemy.engine import URL

from bot.storage.errors import AlreadyServed, trouble

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine  # with all of the ORM: not on SQLite

_OURS = 0x4841  # first half of the advisory locks' keys, to tell them from another program's


_HELD = text(
    "SELECT objid FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database "
    "WHERE locktype = 'advisory' AND granted AND datname = current_database() AND classid = :ours"
)


def served(connection: Connection, channels: Iterable[str]) -> bool:
    """Whether a process serves any of these channels from this PostgreSQL database; nothing is claimed."""
    held = set(connection.execute(_HELD, {"ours": _OURS}).scalars())
    return any(_key(channel) in held for channel in channels)


def _key(channel: str) -> int:
    """Second half of a channel's lock."""
    return zlib.crc32(channel.encode()) & 0x7FFFFFFF


class SqliteClaims:
    """Claims beside a SQLite file."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._held: list[sqlite3.Connection] = []

    def add(self, channel: str) -> None:
        """Claim a channel. Raises `AlreadyServed`."""
        lock: sqlite3.Connection | None = None
        try:
            lock = sqlite3.connect(f"{self._url.database}.{channel}.lock", timeout=0, isolation_level=None)
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            if lock:
                lock.close()
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
                raise AlreadyServed(channel) from error
            raise trouble(error, self._url) or error from error
        self._held.append(lock)

    def release(self) -> None:
        """Give up every claim."""
        for lock in self._held:
            lock.close()
        self._held = []


class PostgresClaims:
    """Claims that each new writing connection takes before it writes."""

    def __init__(self, writer: AsyncEngine) -> None:
        self._channels: list[str] = []
        event.listen(writer.sync_engine, "connect", self._take)

    def add(self, channel: str) -> None:
        """Claim a channel as soon as the writer connects, which raises `AlreadyServed`."""
        self._channels.append(channel)

    def release(self) -> None:
        """The locks went with the connection."""
        self._channels = []

    def _take(self, connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for channel in self._channels:
            cursor.execute(f"SELECT pg_try_advisory_lock({_OURS}, {_key(channel)})")
            if not cursor.fetchone()[0]:
                cursor.close()
                connection.close()
                raise AlreadyServed(channel)
        cursor.close()
