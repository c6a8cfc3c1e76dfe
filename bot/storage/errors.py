"""What may be wrong with a database, and one plain sentence for the operator about it.

DatabaseError    it cannot be used now: gone, locked, full, read-only, not answering, written by a newer program
 └ AlreadyServed another process serves the same channel from the same database
"""

from __future__ import annotations

import sqlite3

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class DatabaseError(Exception):
    """The database cannot be used; the message is one sentence for the operator that says what to do."""


class AlreadyServed(DatabaseError):  # noqa: N818 - says what is so, as SendFailed does
    """Another process serves this channel from this database; two would answer everybody twice."""

    def __init__(self, channel: str) -> None:
        super().__init__(
            f"Another bot already serves the channel {channel!r} from this database: "
            "stop that one first, or give this one a DATABASE_URL of its own."
        )


# SQLite's result codes and PostgreSQL's classes of SQLSTATE that tell of the database and not of a faulty statement
_SQLITE_CODES = {
    sqlite3.SQLITE_BUSY: "another program holds it: stop the other bot or backup",
    sqlite3.SQLITE_LOCKED: "another program holds it: stop the other bot or backup",
    sqlite3.SQLITE_READONLY: "the file or its folder is read-only for this user: give it write permission",
    sqlite3.SQLITE_PERM: "the file or its folder is not open to this user: give it read and write permission",
    sqlite3.SQLITE_IOERR: "the disk failed, is full or is not connected: look after the disk",
    sqlite3.SQLITE_CORRUPT: "the file is damaged: restore the latest backup",
    sqlite3.SQLITE_FULL: "the disk is full: free some space",
    sqlite3.SQLITE_CANTOPEN: "check that the folder exists and that this user may write to it",
    sqlite3.SQLITE_NOTADB: "the file is something else: move it away or set DATABASE_URL to another file",
}
_POSTGRES_CLASSES = {
    "08": "the connection broke: check that the server runs",
    "25": "it is read-only: is this a standby server?",
    "28": "check the user and the password in DATABASE_URL",
    "3D": "create it with 'createdb', or correct the name in DATABASE_URL",
    "55": "the server does not let us in just now: look at its log",
    "53": "the server lacks room: free some space or connections",
    "57": "the server is stopping, starting or cut us off: check that it runs",
    "58": "the server's own system failed: look at its log",
    "XX": "the server reports a damage: look at its log",
}


def trouble(error: BaseException, url: URL) -> DatabaseError | None:
    """The sentence if an error tells of the database itself, None if a work was faulty."""
    if isinstance(error, DatabaseError):
        return error
    if isinstance(error, (OSError, PoolTimeout)):
        return _sentence(url, error, "check that the server of DATABASE_URL runs and can be reached")
    cause = error.orig if isinstance(error, DBAPIError) else error
    hint: str | None = None
    if isinstance(cause, sqlite3.Error):
        hint = _SQLITE_CODES.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)  # the rest of the code is detail
    elif cause is not None:
        hint = _POSTGRES_CLASSES.get((getattr(cause, "sqlstate", None) or "")[:2])
    if hint is None and isinstance(error, DBAPIError) and error.connection_invalidated:
        hint = "the connection broke: check that the server runs"
    return _sentence(url, cause, hint) if hint else None


def _sentence(url: URL, cause: BaseException | None, hint: str) -> DatabaseError:
    shown = url.render_as_string(hide_password=True)
    what = str(cause).splitlines()[0] if str(cause) else type(cause).__name__
    return DatabaseError(f"The database {shown} cannot be used ({what}): {hint}.")
