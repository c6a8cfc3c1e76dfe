"""What people ask the ward's officials through the bot: the inquiries, the talks in them, pictures, ready answers."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from bot.storage.tables.base import Moment, metadata

inquiries = Table(
    "inquiries",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("person", ForeignKey("people.id", ondelete="SET NULL")),  # emptied by retention, and when they erase it all
    Column("channel", String(20), nullable=False),
    Column("field", String(40)),  # of work; none: it is not known, so it is everybody's
    Column("question", Text),  # masked; emptied by retention
    Column("entry", String(40)),  # what the bot had said, if anything
    Column("state", String(10), nullable=False),  # new, taken, answered, closed, merged
    Column("merged_into", ForeignKey("inquiries.id", ondelete="SET NULL")),  # stays when its answer came from there
    Column("taken_by", Integer),  # staff
    Column("passed_to", Integer),  # staff to whom it was passed on by name
    Column("opened", Moment, nullable=False),
    Column("due", Moment, nullable=False),  # by when it is to be answered
    Column("promised", Boolean, nullable=False),  # that moment was told; not so where the ward's hours are not known
    Column("round", Integer, nullable=False, default=0),  # how often it came back to the queue
    Column("told", Moment),  # the staff know of its present state; none: the job tells them
    Column("reminded", Moment),
    Column("escalated", Moment),
    Column("taken", Moment),
    Column("answered", Moment),  # last
    Column("closed", Moment),
    Column("closed_by", Integer),
    Column("reason", String(200), nullable=False, default=""),  # of the closing
    Column("talking", Moment),  # a person talks here until then, and the bot keeps out of it
    Column("phone", String(20)),  # given with a yes, by tapping; emptied when it is closed
    Column("phone_state", String(8)),  # asked, given, refused
    Index(None, "person"),
    Index(None, "state", "due"),
    Index(None, "taken_by", "state"),
    Index(None, "merged_into"),
    Index(None, "closed"),
    Index(None, "answered"),
    sqlite_autoincrement=True,
)

inquiry_lines = Table(
    "inquiry_lines",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("inquiry", ForeignKey("inquiries.id", ondelete="CASCADE"), nullable=False),
    Column("whose", String(8), nullable=False),  # citizen, official; note: among the staff
    Column("text", Text, nullable=False),  # masked
    Column("file", ForeignKey("inquiry_files.id", ondelete="SET NULL")),
    Column("said", Moment, nullable=False),
    Column("staff", Integer),  # who of the staff said it
    Column("key", String(80), unique=True),  # of what brought it, by which a second delivery is known
    Index(None, "inquiry", "id"),
    sqlite_autoincrement=True,
)

# Pictures that citizens sent. In the database, so that no folder of a web server can show them.
inquiry_files = Table(
    "inquiry_files",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("inquiry", ForeignKey("inquiries.id", ondelete="CASCADE"), nullable=False),
    Column("type", String(20), nullable=False),  # by its content: image/jpeg, image/png, image/webp
    Column("body", LargeBinary, nullable=False),
    Column("made", Moment, nullable=False),
    Index(None, "inquiry"),
    Index(None, "made"),
    sqlite_autoincrement=True,
)

answer_templates = Table(
    "answer_templates",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("field", String(40)),  # none: for all fields of work
    Column("title", String(80), nullable=False),
    Column("text", Text, nullable=False),
    Column("author", Integer),
    Column("changed", Moment, nullable=False),
    sqlite_autoincrement=True,
)
