"""People, their talks, what came in and what they asked. Texts of citizens are masked before they come here."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from bot.storage.tables.base import Moment, metadata

people = Table(
    "people",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("account", String(80), nullable=False),  # the channel's id of the person; no name, no number
    Column("language", String(5), nullable=False, default="vi"),
    Column("staff", ForeignKey("staff.id", ondelete="SET NULL")),  # which of the ward's staff this is, if one
    Column("met", Boolean, nullable=False, default=False),  # the welcome with the privacy words was shown
    Column("first_seen", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
    Column("gone_since", Moment),
    UniqueConstraint("channel", "account"),
    Index(None, "last_seen"),
    Index(None, "staff"),
)

steps = Table(
    "steps",
    metadata,
    Column("person", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("talk", JSON, nullable=False),
    Column("expires", Moment, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("event", String(80), nullable=False),
    Column("state", String(10), nullable=False),  # received, answered, done
    Column("tries", Integer, nullable=False, default=0),  # starts that began its turn anew
    Column("incoming", JSON(none_as_null=True)),  # emptied when done
    Column("replies", JSON(none_as_null=True)),  # what was decided to be said, until it is said
    Column("received", Moment, nullable=False),
    UniqueConstraint("channel", "event"),
    Index(None, "state"),
    Index(None, "received"),
)

questions = Table(
    "questions",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("person", ForeignKey("people.id", ondelete="CASCADE")),
    Column("channel", String(20), nullable=False),
    Column("asked", Moment, nullable=False),
    Column("text", Text),  # masked; emptied by retention
    Column("verdict", String(10), nullable=False),
    Column("entry", String(40)),
    Column("topic", String(12)),
    Column("score", Float, nullable=False),
    Column("offered", String(40)),  # the first of the choices when it was asked back
    Column("chosen", String(40)),  # what the citizen picked when asked back
    Column("helpful", Boolean),
    Index(None, "asked"),
    Index(None, "person"),
)

webchat = Table(
    "webchat",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("account", String(80), nullable=False),
    Column("mine", Boolean, nullable=False),  # said by the citizen
    Column("client", String(40)),  # the page's own id of what the citizen said, by which a second sending is known
    Column("body", JSON, nullable=False),
    Column("said", Moment, nullable=False),
    Index(None, "account", "id"),
    Index(None, "account", "client", unique=True),
    Index(None, "said"),
    sqlite_autoincrement=True,
)
