"""The ward's news: who wants what, what is written, and its files. Who gets which notice stands in the outbox."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from bot.storage.tables.base import Moment, metadata

# What a subscriber set beside the topics, which are consents of the purpose "news:<topic>".
subscribers = Table(
    "subscribers",
    metadata,
    Column("person", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("hamlet", String(80)),  # NULL: news for every hamlet
    Column("quiet", String(11)),  # "22:00-06:00", besides the ward's quiet hours
)

notices = Table(
    "notices",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("number", Integer, unique=True),  # what people call it by; given when it begins to go
    Column("state", String(10), nullable=False),  # draft, waiting, scheduled, listing, sending, paused, done, withdrawn
    Column("version", Integer, nullable=False, default=1),  # of what is written: one approves what one has read
    Column("title", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("folded", Text, nullable=False),  # title and text without case and tone marks, to be searched
    Column("link", String(300), nullable=False, default=""),
    Column("origin", JSON(none_as_null=True)),  # where it was taken from: source, link, author, day
    Column("topic", String(24), nullable=False),
    Column("hamlets", JSON, nullable=False),  # [] for all
    Column("channel", String(20)),  # NULL for all
    Column("valid_from", Date),
    Column("valid_until", Date),  # the last day
    Column("urgent", Boolean, nullable=False, default=False),
    Column("reason", String(300), nullable=False, default=""),  # of the urgency
    Column("corrects", Integer, index=True),  # the notice that this one corrects or takes back
    Column("takes_back", Boolean, nullable=False, default=False),
    Column("in_place", Boolean, nullable=False, default=False),  # what was sent is changed where the channel can
    Column("author", Integer),  # one of the staff, NULL for the operator; the name as it was then
    Column("author_name", String(80), nullable=False),
    Column("editor", Integer),  # who wrote the present version
    Column("approver", Integer),
    Column("approver_name", String(80)),
    Column("alone", Boolean, nullable=False, default=False),  # urgent, and approved by whoever wrote it
    Column("reviewer_name", String(80)),  # who looked at such a one afterwards
    Column("made", Moment, nullable=False),
    Column("changed", Moment, nullable=False),
    Column("approved", Moment),
    Column("due", Moment),  # when it shall go; NULL: as soon as it is approved
    Column("started", Moment),
    Column("ended", Moment),
    Column("why", String(300), nullable=False, default=""),  # of a pause
    Column("reply", JSON(none_as_null=True)),  # as it is sent, made once when it begins to go
    Column("listed", Integer, nullable=False, default=0),  # the last person looked at while its rows are made
    Column("recipients", Integer, nullable=False, default=0),  # rows that were made
    Column("left_out", JSON, nullable=False),  # how many do not get it, by the reason
    Column("counts", JSON(none_as_null=True)),  # rows by state once they are swept away
    Column("without", JSON, nullable=False, server_default="[]"),  # channels whose quota it would have broken
    Index(None, "state", "due"),
    Index(None, "started"),
    sqlite_autoincrement=True,
)

notice_files = Table(
    "notice_files",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("notice", ForeignKey("notices.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(8), nullable=False),  # picture or file
    Column("name", String(120), nullable=False),
    Column("type", String(60), nullable=False),
    Column("alt", String(200), nullable=False, default=""),  # what a picture shows, in words
    Column("body", LargeBinary, nullable=False),
    Column("key", String(32), nullable=False, unique=True),  # the secret part of its address
    Index(None, "notice"),
    sqlite_autoincrement=True,
)

notice_watchers = Table(
    "notice_watchers",
    metadata,
    Column("notice", ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True),
    Column("person", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),  # one of the staff, in their chat
    Column("message", String(80), nullable=False, default=""),  # the channel's id of what tells how far it has come
    Column("shown", String(40), nullable=False, default=""),  # what it tells, in short; "": nothing yet
    Column("at", Moment),  # when somebody last saw to it
    Index(None, "person"),
)

# What of a notice goes elsewhere than into talks: articles to all followers, messages into a platform's groups.
notice_posts = Table(
    "notice_posts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("notice", ForeignKey("notices.id", ondelete="CASCADE"), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("way", String(80), nullable=False),  # the channel's name of it: article, group:<id>
    Column("name", String(120), nullable=False),  # as it was called when it was chosen
    Column("people", Integer, nullable=False),  # how many it reached then
    Column("state", String(10), nullable=False),  # chosen, sending, sent, failed, unknown
    Column("due", Moment, nullable=False),  # not tried before
    Column("tries", Integer, nullable=False, default=0),
    Column("parts", Integer, nullable=False, default=0),  # messages of it that are out
    Column("made", String(200), nullable=False, default=""),  # the platform's id of what is made before it is sent
    Column("why", String(200), nullable=False, default=""),
    Column("ended", Moment),
    Index(None, "notice", "channel", "way", unique=True),
    Index(None, "state", "due"),
    sqlite_autoincrement=True,
)
