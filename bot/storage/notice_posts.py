"""What of a notice goes by other ways than into talks: chosen before it is approved, sent once it goes.

chosen     waits until the notice goes, or for its next try
sending    handed to the channel; what is found so at a start may have arrived
sent, failed, unknown   as in `bot.storage.outbox`; after the last two somebody may have it tried again
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from bot.storage.notice_rows import State
from bot.storage.tables import notice_posts, notices

LONGEST_NAME = 120
_GOES = (State.LISTING, State.SENDING, State.DONE)
_IN_DOUBT = "the bot stopped while it was being sent"


@dataclass(frozen=True, slots=True)
class Way:
    """A way to many at once that is no talk: an article to all followers, a message into a group of the account.

    `id` is the channel's own; `name` is a group's, "" where there is one such way only. `people` are as many as it
    reaches, `left` how often it may still be gone this month (None: nobody counts).
    """

    id: str
    name: str
    people: int
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """How far a post by such a way has come, so that trying again does not begin it again.

    `parts` are the messages that are out, `made` is the platform's id of what had to be made first.
    """

    parts: int = 0
    made: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """One way that was chosen for a notice, and how far it has come."""

    id: int
    notice: int
    channel: str
    way: str
    name: str
    people: int
    state: str
    tries: int
    parts: int
    made: str
    why: str

    @property
    def so_far(self) -> Posted:
        """What is out already."""
        return Posted(self.parts, self.made)


_COLUMNS = [notice_posts.c[field.name] for field in fields(Post)]


def choose(connection: Connection, notice: int, chosen: Sequence[tuple[str, Way]], now: datetime) -> None:
    """Keep just these ways (channel, way) for a notice; to be called in the step that `bot.storage.notices` allows."""
    connection.execute(delete(notice_posts).where(notice_posts.c.notice == notice))
    rows = [
        {
            "notice": notice,
            "channel": channel,
            "way": way.id,
            "name": way.name[:LONGEST_NAME],
            "people": way.people,
            "state": "chosen",
            "due": now,
            "tries": 0,
            "parts": 0,
            "made": "",
            "why": "",
        }
        for channel, way in chosen
    ]
    if rows:
        connection.execute(insert(notice_posts), rows)


def of_notice(connection: Connection, notice: int) -> list[Post]:
    """The ways of a notice, in the order of the choice."""
    rows = connection.execute(select(*_COLUMNS).where(notice_posts.c.notice == notice).order_by(notice_posts.c.id))
    return [Post(*row) for row in rows]


def claim(connection: Connection, channels: Collection[str], now: datetime) -> Post | None:
    """Take the next that is due, of a notice that goes or has gone; None if there is none."""
    due = (notice_posts.c.state == "chosen") & (notice_posts.c.due <= now) & notice_posts.c.channel.in_(channels)
    going = notices.c.state.in_(_GOES) & notices.c.number.is_not(None)
    joined = notice_posts.join(notices, notices.c.id == notice_posts.c.notice)
    found = select(*_COLUMNS).select_from(joined).where(due, going).order_by(notice_posts.c.id).limit(1)
    row = connection.execute(found).one_or_none()
    if row is None:
        return None
    mine = update(notice_posts).where(notice_posts.c.id == row.id, notice_posts.c.state == "chosen")
    return Post(*row) if connection.execute(mine.values(state="sending")).rowcount else None


def note(connection: Connection, post: int, so_far: Posted) -> None:
    """Keep how far a post has come."""
    _set(connection, post, parts=so_far.parts, made=so_far.made)


def end(connection: Connection, post: int, state: str, now: datetime, why: str = "") -> None:
    """Give a post its final state."""
    _set(connection, post, state=state, why=why[:200], ended=now)


def later(connection: Connection, post: int, due: datetime, tries: int, why: str) -> None:
    """Have a post tried again."""
    _set(connection, post, state="chosen", due=due, tries=tries, why=why[:200])


def again(connection: Connection, notice: int, now: datetime) -> int:
    """Have what failed of a notice, or may not have arrived, tried again; returns how many."""
    ended = (notice_posts.c.notice == notice) & notice_posts.c.state.in_(("failed", "unknown"))
    values = {"state": "chosen", "due": now, "tries": 0, "why": "", "ended": None}
    return connection.execute(update(notice_posts).where(ended).values(**values)).rowcount


def settle(connection: Connection, channels: Collection[str], now: datetime) -> int:
    """What a former process was sending when it died may have arrived; returns how many."""
    doubted = (notice_posts.c.state == "sending") & notice_posts.c.channel.in_(channels)
    values = {"state": "unknown", "why": _IN_DOUBT, "ended": now}
    return connection.execute(update(notice_posts).where(doubted).values(**values)).rowcount


def _set(connection: Connection, post: int, **values: Any) -> None:
    connection.execute(update(notice_posts).where(notice_posts.c.id == post).values(**values))
