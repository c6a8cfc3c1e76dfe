"""Where news are taken from: how each source stands, and what was seen there. What sources there are says ward.toml."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, Text, UniqueConstraint

from bot.storage.tables.base import Moment, metadata

sources = Table(
    "sources",
    metadata,
    Column("id", String(24), primary_key=True),  # as in ward.toml
    Column("address", String(500), nullable=False),  # another one is another site: its old items are no news
    Column("since", Moment),  # when it was read for the first time; NULL: not yet
    Column("paused", Boolean, nullable=False, default=False),
    Column("held", Moment),  # until when one process looks at it; NULL: none does
    Column("polled", Moment),
    Column("succeeded", Moment),
    Column("due", Moment, nullable=False),
    Column("failures", Integer, nullable=False, default=0),  # one after the other
    Column("why", String(20), nullable=False, default=""),  # of the last failure, a key of bot.feeds.trouble.WORDS
    Column("detail", String(120), nullable=False, default=""),
    Column("etag", String(200), nullable=False, default=""),
    Column("modified", String(60), nullable=False, default=""),
)

source_items = Table(
    "source_items",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("source", String(24), nullable=False),
    Column("key", String(64), nullable=False),  # what it is known by there, hashed
    Column("title", String(200), nullable=False),
    Column("folded", String(200), nullable=False),  # the title without case and tone marks
    Column("link", String(300), nullable=False),
    Column("day", Date),  # when the site says that it was published
    Column("author", String(120), nullable=False, default=""),
    Column("text", Text, nullable=False),  # shortened, as a notice would have it
    Column("picture", String(300), nullable=False, default=""),  # its address
    Column("topic", String(24), nullable=False),
    Column("state", String(8), nullable=False),  # old, same, draft, sent
    Column("why", String(20), nullable=False, default=""),  # it did not go by itself though its topic is trusted
    Column("notice", Integer),  # what it became
    Column("same", Integer),  # the item that says the same
    Column("mark", String(16), nullable=False),  # changes when its words do
    Column("taken", Moment, nullable=False),
    Column("seen", Moment, nullable=False),  # listed by the site for the last time
    Column("edited", Moment),  # when the site changed its words after they were taken
    UniqueConstraint("source", "key"),
    Index(None, "taken"),
    Index(None, "seen"),
    sqlite_autoincrement=True,
)
