"""What the Official Account on Zalo needs kept: its tokens, its forms, and talks that a human has taken over."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from bot.storage.tables.base import Moment, metadata

# One row for each channel that signs in with a pair of tokens. Who reads it can speak for the account.
oa_tokens = Table(
    "oa_tokens",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("account", String(40), nullable=False),  # the platform's id of the Official Account
    Column("access", Text, nullable=False),
    Column("access_ends", Moment, nullable=False),
    Column("refresh", Text, nullable=False),  # works once
    Column("refresh_ends", Moment, nullable=False),
    Column("got", Moment, nullable=False),
    Column("version", Integer, nullable=False),  # counts the pairs
    Column("refreshing", Moment),  # since when somebody has been renewing this pair
    Column("lost", String(200)),  # why the pair can no longer be renewed
)

# Forms for a rating that the platform showed somebody: by the message's id it is known whose answer comes back.
rating_forms = Table(
    "rating_forms",
    metadata,
    Column("visit", ForeignKey("visits.id", ondelete="CASCADE"), primary_key=True),  # asked once
    Column("person", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("message", String(80), nullable=False),
    Column("sent", Moment, nullable=False),
    Index(None, "message"),
    Index(None, "person"),
    Index(None, "sent"),
)

hushed = Table(
    "hushed",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("account", String(80), primary_key=True),
    Column("until", Moment, nullable=False),  # a human is talking with them until then
    Index(None, "until"),
)
