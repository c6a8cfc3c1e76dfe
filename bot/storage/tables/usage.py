"""What an account with a quota has used. Counts only."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table

from bot.storage.tables.base import metadata

usage = Table(
    "usage",
    metadata,
    Column("channel", String(20), primary_key=True),
    Column("period", String(7), primary_key=True),  # the month, as 2026-11
    Column("kind", String(10), primary_key=True),  # sent, taken
    Column("count", Integer, nullable=False),
)
