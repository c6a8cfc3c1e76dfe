"""What the ward adds to the shipped library: every change ever proposed, with who, when, why and what became of it."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Table

from bot.storage.tables.base import Moment, metadata

# Proposals are never changed but in their state, and never removed: the live ones, in the order of `place`, are the
# ward's own library. Names are those of the staff as they were then; nothing of a citizen is kept here.
entry_changes = Table(
    "entry_changes",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("entry", String(40), nullable=False),
    Column("act", String(10), nullable=False),  # way, write, hide, show, check, reset
    Column("body", JSON, nullable=False),  # way: {"ways": [...]}; write: the entry; check: the day; else {}
    Column("base", String(16), nullable=False, default=""),  # fingerprint of the shipped entry; "" where there is none
    Column("state", String(10), nullable=False),  # proposed, live, refused, undone
    Column("author", Integer),  # one of the staff, NULL for the operator
    Column("author_name", String(80), nullable=False),
    Column("reason", String(300), nullable=False),
    Column("made", Moment, nullable=False),
    Column("decider", Integer),
    Column("decider_name", String(80)),
    Column("decided", Moment),
    Column("note", String(300), nullable=False, default=""),  # of who decided
    Column("alone", Boolean, nullable=False, default=False),  # taken by whoever proposed it, as nobody else could
    Column("undoer", Integer),
    Column("undoer_name", String(80)),
    Column("undone", Moment),
    Column("undone_why", String(300), nullable=False, default=""),
    Column("figures", JSON(none_as_null=True)),  # {"before": {...}, "after": {...}} on the project's questions
    Column("group", String(64)),  # the group of like questions that it came from
    Column("inquiry", Integer),  # the question to a person that it came from
    Column("place", Integer),  # among the live ones: the order in which they went live
    Column("stamp", Integer, nullable=False, default=0),  # of its last step; the highest is the library's version
    Index(None, "entry"),
    Index(None, "state"),
    Index(None, "group"),
    Index(None, "inquiry"),
    Index(None, "stamp"),
    sqlite_autoincrement=True,
)
