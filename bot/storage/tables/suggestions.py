"""What citizens and officials suggest, and who agrees."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from bot.storage.tables.base import Moment, metadata

suggestions = Table(
    "suggestions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),  # what people call it by
    Column("key", String(24), nullable=False, unique=True),  # of the draft: sent twice, it is kept once
    Column("words", Text, nullable=False),  # masked
    Column("source", String(10), nullable=False),  # citizen, official
    Column("grievance", String(12)),  # bribery, threat, harassment: leaders hear of it at once
    Column("shown", String(10), nullable=False),  # waiting, public, hidden
    Column("state", String(12), nullable=False),  # received, considering, planned, done, declined, merged
    Column("answer", Text, nullable=False, default=""),
    Column("merged_into", Integer),
    Column("version", Integer, nullable=False, default=1),  # of state and answer, each told once
    Column("kept_likes", Integer, nullable=False, default=0),  # of people who are not joined to it any more
    Column("person", ForeignKey("people.id", ondelete="SET NULL")),
    Column("made", Moment, nullable=False),
    Column("changed", Moment, nullable=False),
    Index(None, "shown", "state"),
    Index(None, "person"),
    Index(None, "changed"),
    sqlite_autoincrement=True,
)

suggestion_likes = Table(
    "suggestion_likes",
    metadata,
    Column("suggestion", ForeignKey("suggestions.id", ondelete="CASCADE"), primary_key=True),
    Column("person", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Index(None, "person"),
)
