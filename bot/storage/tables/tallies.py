"""Ratings added up day by day, so that a year of them is a page in a moment.

A day that changed is in `stale_days`, put there by triggers on the ratings whoever writes them; until it is added up
anew, its ratings are counted one by one. So a figure never waits for the adding up, and is never behind.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, String, Table

from bot.storage.tables.base import metadata

tallies = Table(
    "tallies",
    metadata,
    Column("day", Date, primary_key=True),
    Column("what", String(12), primary_key=True),  # mode, procedure, counter, hour ...: what the key is of
    Column("field", String(40), primary_key=True),  # of work; empty: the rating names none
    Column("key", String(40), primary_key=True),
    Column("one", Integer, nullable=False),  # ratings of level 1,
    Column("two", Integer, nullable=False),  # and so on
    Column("three", Integer, nullable=False),
    Column("four", Integer, nullable=False),
    Column("five", Integer, nullable=False),
)

stale_days = Table("stale_days", metadata, Column("day", Date, primary_key=True))
