"""The ward's staff, how they get in, and what they did."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, Text

from bot.storage.tables.base import Moment, metadata

staff = Table(
    "staff",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(80), nullable=False),  # as the pages call them; may be a counter instead of a person
    Column("role", String(20), nullable=False),  # official, administrator
    Column("fields", JSON, nullable=False),  # fields of work of an official; empty: all
    Column("made", Moment, nullable=False),
    Column("removed", Moment),  # kept, so that what they did still has a name
)

# A link or code that lets somebody in once. Only its hash is kept: who reads the database cannot use it.
links = Table(
    "links",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("staff", ForeignKey("staff.id", ondelete="CASCADE"), nullable=False),
    Column("purpose", String(10), nullable=False),  # sign-in (to the pages), join (the staff, with a chat account)
    Column("made", Moment, nullable=False),
    Column("expires", Moment, nullable=False),
    Column("used", Moment),
    Index(None, "staff"),
    Index(None, "expires"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("hash", String(64), primary_key=True),  # of the cookie's value
    Column("family", String(16), nullable=False),  # the same through all rotations of one sign-in
    Column("staff", ForeignKey("staff.id", ondelete="CASCADE"), nullable=False),
    Column("made", Moment, nullable=False),
    Column("expires", Moment, nullable=False),
    Column("replaced", Moment),  # rotated: taken for a short while more, for requests under way
    Index(None, "staff"),
    Index(None, "family"),
    Index(None, "expires"),
)

# What staff did. Triggers refuse every change and removal of a row.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("staff", Integer),  # no foreign key: a row stays whatever becomes of them; none: the operator at the shell
    Column("name", String(80), nullable=False),  # what they were called then
    Column("act", String(40), nullable=False),  # what was done, such as role-given
    Column("about", String(80), nullable=False),  # to what, such as staff:3
    Column("detail", JSON, nullable=False),
    Index(None, "at"),
    Index(None, "about"),
    sqlite_autoincrement=True,
)

# Keys that the bot makes for itself, such as the one that signs the codes at the counters.
keys = Table(
    "keys",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("value", Text, nullable=False),
    Column("made", Moment, nullable=False),
)
