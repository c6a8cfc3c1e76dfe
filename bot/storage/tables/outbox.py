"""What is to be said unasked: a row before the call, a named final state after it."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table

from bot.storage.tables.base import Moment, metadata

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("person", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("channel", String(20), nullable=False),  # the person's: each channel is drained by itself
    Column("kind", String(12), nullable=False),  # news, invitation, reminder, ready, late, answer, alert, digest, link
    Column("about", String(80), nullable=False, unique=True),  # what makes it one of its kind, so that it goes once
    Column("reply", JSON(none_as_null=True)),  # emptied when it has its final state
    Column(
        "state", String(10), nullable=False
    ),  # listed, queued, held, sending, sent, failed, gone, withdrawn, unknown
    Column("why", String(200), nullable=False, default=""),  # of a failure, in plain words
    Column("urgent", Boolean, nullable=False, default=False),  # goes in quiet hours too
    Column("due", Moment, nullable=False),
    Column("expires", Moment),  # not worth saying any more after this
    Column("tries", Integer, nullable=False, default=0),
    Column("made", Moment, nullable=False),
    Column("ended", Moment),
    Column("notice", Integer),  # whose words these are: they stand there once for everybody
    Column("message", String(80)),  # the channel's id of what was sent, to be changed or taken back
    Index(None, "channel", "state", "urgent", "due", "id"),
    Index(None, "notice", "state"),
    Index(None, "person"),
    Index(None, "ended"),
    sqlite_autoincrement=True,
)

# What a person allowed or refused, by purpose. No row: the purpose's own default (see who reads it).
consents = Table(
    "consents",
    metadata,
    Column("person", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("purpose", String(40), primary_key=True),  # invitations, digest, …
    Column("given", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "purpose", "person"),
)
