"""Visits to the desk, and how the bot learnt of them. No name, no number of a person."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from bot.storage.tables.base import Moment, metadata

imports = Table(
    "imports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("staff", Integer),  # who sent it; none: the operator at the shell
    Column("file", String(200), nullable=False),
    Column("state", String(10), nullable=False),  # reading, tried (a dry run), running, done, stopped, undone
    Column("rows", Integer, nullable=False, default=0),  # in the file
    Column("seen", Integer, nullable=False, default=0),  # of them looked at so far
    Column("new", Integer, nullable=False, default=0),
    Column("changed", Integer, nullable=False, default=0),
    Column("same", Integer, nullable=False, default=0),
    Column("wrong", JSON, nullable=False),  # the first of the wrong rows: number and reason
    Column("wrong_count", Integer, nullable=False, default=0),
    Column("found", JSON, nullable=False, server_default="{}"),  # which columns are read, which not, what is unmatched
    Index(None, "at"),
)

# Rows that wait to be taken: what is kept of a file, whose names and numbers of people are never read.
import_chunks = Table(
    "import_chunks",
    metadata,
    Column("import_id", ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("rows", JSON, nullable=False),
)

visits = Table(
    "visits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(12), nullable=False, unique=True),  # on the receipt; no look-alikes, a check character
    Column("dossier", String(60), unique=True),  # the one-stop software's number, if known
    Column("field", String(40)),  # id of a field of work
    Column("entry", String(40)),  # id of the library's entry, if the procedure is known there
    Column("procedure", Text, nullable=False, default=""),  # as the desk named it
    Column("counter", String(40)),
    Column("received", Moment, nullable=False),
    Column("due", Moment),
    Column("returned", Moment),
    Column("outcome", String(10), nullable=False, default="open"),  # open, done, refused, returned, withdrawn
    Column("source", String(10), nullable=False),  # import, chat, page
    Column("import_id", ForeignKey("imports.id", ondelete="SET NULL")),
    Column("person", ForeignKey("people.id", ondelete="SET NULL")),  # who typed or scanned the code
    Column("linked", Moment),
    Column("rated", Boolean, nullable=False, default=False),  # one rating a visit; which one is not kept
    Column("made", Moment, nullable=False),
    Index(None, "received"),
    Index(None, "field", "received"),
    Index(None, "counter", "received"),
    Index(None, "outcome", "received"),
    Index(None, "returned"),
    Index(None, "person"),
    Index(None, "import_id"),
    Index("ix_visits_figures", "returned", "received", "due", "rated", "field", "outcome"),  # all that they read
)
