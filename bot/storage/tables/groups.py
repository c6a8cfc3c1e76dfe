"""What the staff decided on groups of like questions that the bot had no good answer to."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text

from bot.storage.tables.base import Moment, metadata

# A group that nobody touched has no row: it is made of the questions each time. What joins a row to questions of today
# are its words; they go when the person who asked them erases themself, and by retention.
question_groups = Table(
    "question_groups",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("question", String(16), unique=True),  # the one that led the group then; none: its asker erased it all
    Column("words", Text),  # of that question, masked
    Column("state", String(10), nullable=False),  # open, taught, moved, ignored
    Column("entry", String(40)),  # that it was taught to; the change itself names the group
    Column("field", String(40)),  # whose officials it was handed to
    Column("people", Integer, nullable=False),  # who had asked it then, as a count
    Column("reason", String(300), nullable=False, default=""),
    Column("staff", Integer),  # who decided last; the name as it was then
    Column("name", String(80), nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "at"),
    sqlite_autoincrement=True,
)
