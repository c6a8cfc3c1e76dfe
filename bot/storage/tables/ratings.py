"""Ratings, invitations to rate, and the cases that bad ones open.

Nothing joins a rating to a person once it is sealed: `visit` and `person` are emptied, its moment is cut to the hour.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text

from bot.storage.tables.base import Moment, metadata

invitations = Table(
    "invitations",
    metadata,
    Column("visit", ForeignKey("visits.id", ondelete="CASCADE"), primary_key=True),
    Column("person", ForeignKey("people.id", ondelete="SET NULL")),  # emptied when it is over: the count stays
    Column("state", String(10), nullable=False),  # planned, sent, reminded, opened, rated, ended, declined
    Column("due", Moment, nullable=False),  # when the next message of it may go
    Column("sent", Moment),
    Column("reminded", Moment),
    Column("ends", Moment, nullable=False),
    Index(None, "state", "due"),
    Index(None, "person"),
    Index(None, "sent"),
)

ratings = Table(
    "ratings",
    metadata,
    Column("id", String(16), primary_key=True),  # random, so that it tells no order
    Column("at", Moment, nullable=False),  # cut to the hour when sealed
    Column("day", Date, nullable=False),  # of the ward's wall clock
    Column("hour", Integer, nullable=False),  # of the ward's wall clock, 0 to 23
    Column("level", Integer, nullable=False),  # 5 very satisfied to 1 very dissatisfied
    Column("mode", String(10), nullable=False),  # verified, unverified, assisted
    Column("source", String(10), nullable=False),  # receipt, counter, invitation, kiosk, relative, paper
    Column("channel", String(20), nullable=False),
    Column("field", String(40)),
    Column("procedure", String(40)),  # id of the library's entry
    Column("counter", String(40)),
    Column("wednesday", Boolean, nullable=False),  # the visit was on the day without writing and appointments
    Column("trips", Integer),  # how often they had to come; 4: four or more
    Column("extra", Boolean),  # had to pay something beyond the rules
    Column("read_back", Boolean),  # the form that was written for them was read to them
    Column("publish", Boolean),  # the comment may be shown without a name
    Column("wants_answer", Boolean),
    Column("comment", Text),  # masked
    Column("comment_state", String(10)),  # waiting, approved, hidden; none where there is no comment
    Column("suspect", String(10)),  # burst, staff, entered: flagged and shown apart, never dropped
    Column("entered_by", Integer),  # the staff who typed it in from paper
    Column("visit", ForeignKey("visits.id", ondelete="SET NULL")),
    Column("person", ForeignKey("people.id", ondelete="SET NULL")),
    Column("open_until", Moment),  # may be changed until then; none: sealed
    Index(None, "day"),
    Index(None, "field", "day"),
    Index(None, "counter", "day"),
    Index(None, "procedure", "day"),
    Index(None, "visit", unique=True),
    Index(None, "person"),
    Index(None, "open_until"),
    Index(None, "comment_state", "day"),
)

rating_reasons = Table(
    "rating_reasons",
    metadata,
    Column("rating", ForeignKey("ratings.id", ondelete="CASCADE"), primary_key=True),
    Column("reason", String(12), primary_key=True),  # place, procedure, attitude, result, feedback
)

cases = Table(
    "cases",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("rating", ForeignKey("ratings.id", ondelete="SET NULL")),
    Column("kind", String(12), nullable=False),  # low, wish (for an answer), bribery, harassment, threat
    Column("state", String(10), nullable=False),  # new, taken, answered, closed
    Column("opened", Moment, nullable=False),
    Column("taken", Moment),
    Column("taken_by", Integer),  # staff
    Column("answer", Text),
    Column("answered", Moment),
    Column("answered_by", Integer),
    Column("closed", Moment),
    Column("closed_by", Integer),
    Column("person", ForeignKey("people.id", ondelete="SET NULL")),  # only who asked for an answer, until it is given
    Index(None, "state", "opened"),
    Index(None, "rating"),
    Index(None, "person"),
    sqlite_autoincrement=True,
)
