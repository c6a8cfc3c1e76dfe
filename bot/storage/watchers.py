"""Who of the staff watches a notice go in their chat: one message each, changed in place where the channel can."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, or_, select, update

from bot.messages import Address
from bot.storage.tables import notice_watchers, people
from bot.storage.upsert import Upsert

_ADD = Upsert(lambda insert: insert(notice_watchers).on_conflict_do_nothing())


@dataclass(frozen=True, slots=True)
class Watcher:
    """One chat that watches; `message` is the channel's id of what stands there, `shown` what it tells ("" nothing)."""

    notice: int
    person: int
    message: str
    shown: str
    at: datetime | None
    address: Address
    language: str


def watch(connection: Connection, notice: int, persons: Iterable[int]) -> None:
    """Have some people told how far a notice has come, from now to its end."""
    for person in persons:
        _ADD.run(connection, notice=notice, person=person, message="", shown="")


def watching(connection: Connection, channels: Iterable[str]) -> list[Watcher]:
    """Everybody who watches something on these channels and can be reached."""
    own = (notice_watchers.c.notice, notice_watchers.c.person, notice_watchers.c.message, notice_watchers.c.shown)
    theirs = (notice_watchers.c.at, people.c.channel, people.c.account, people.c.language)
    here = people.c.channel.in_(list(channels)) & people.c.gone_since.is_(None) & people.c.staff.is_not(None)
    joined = notice_watchers.join(people, people.c.id == notice_watchers.c.person)
    rows = connection.execute(select(*own, *theirs).select_from(joined).where(here)).all()
    return [Watcher(*row[:5], Address(row.channel, row.account), row.language) for row in rows]


def claim(connection: Connection, watcher: Watcher, now: datetime, pause: timedelta) -> bool:
    """Be the one process that tells this watcher now; False if another just did."""
    its = (notice_watchers.c.notice == watcher.notice) & (notice_watchers.c.person == watcher.person)
    free = or_(notice_watchers.c.at.is_(None), notice_watchers.c.at <= now - pause)
    return bool(connection.execute(update(notice_watchers).where(its, free).values(at=now)).rowcount)


def shown(connection: Connection, watcher: Watcher, message: str, words: str) -> None:
    """Note what a watcher sees now, and in which message."""
    its = (notice_watchers.c.notice == watcher.notice) & (notice_watchers.c.person == watcher.person)
    connection.execute(update(notice_watchers).where(its).values(message=message[:80], shown=words))


def end(connection: Connection, watcher: Watcher) -> None:
    """Nothing more is to be told."""
    its = (notice_watchers.c.notice == watcher.notice) & (notice_watchers.c.person == watcher.person)
    connection.execute(delete(notice_watchers).where(its))
