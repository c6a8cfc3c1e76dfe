"""The web chat's talks: what each side said, numbered, so that a page can ask for exactly what it misses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Text, cast, delete, func, insert, or_, select, update

from bot.links import JOIN
from bot.storage import staff
from bot.storage.people import forget
from bot.storage.tables import inbox, people, webchat
from bot.storage.upsert import Upsert

CHANNEL = "webchat"
_LINK = re.compile(rf"\S*(?:/vao/|{JOIN})[A-Za-z]{{45}}")
PAGE = 200  # lines read at once


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said; `id` is its number, `mine` the citizen's side, `client` the page's own id of it."""

    id: int
    mine: bool
    client: str | None
    body: dict[str, Any]
    said: datetime


@dataclass(frozen=True, slots=True)
class Talk:
    """Lines in their order, and the number of the oldest that is still kept (0: none is)."""

    first: int
    lines: list[Line]


_HEAR = Upsert(
    lambda insert: insert(webchat).on_conflict_do_nothing(index_elements=[webchat.c.account, webchat.c.client])
)
_COLUMNS = [webchat.c[name] for name in Line.__slots__]


def event_of(account: str, client: str) -> str:
    """The inbox's id of what a page sent; `people.forget` finds an account's events by its first part."""
    return f"{account[:16]}:{client}"


def hear(connection: Connection, account: str, client: str, body: dict[str, Any], now: datetime) -> None:
    """Keep what the citizen said; a second sending changes nothing."""
    _HEAR.run(connection, account=account, mine=True, client=client, body=body, said=now)


def say(connection: Connection, account: str, body: dict[str, Any], now: datetime, *, doubted: int = 0) -> int:
    """Keep what the bot says and return its number.

    `doubted` is the last number a former process gave: it may have kept these words and died before noting so. Up to
    there, the same words after the citizen's last ones are not said twice.
    """
    if doubted and (before := _said_already(connection, account, body, doubted)):
        return before
    values = {"account": account, "mine": False, "body": body, "said": now}
    number: int = connection.execute(insert(webchat).values(values).returning(webchat.c.id)).scalar_one()
    return number


def rewrite(connection: Connection, account: str, number: int, body: dict[str, Any], now: datetime) -> bool:
    """Put other words in the place of a line of ours, and tell the pages that show it; False if it is not kept."""
    if not has_reply(connection, account, number):
        return False
    connection.execute(update(webchat).where(webchat.c.id == number).values(body=body))
    say(connection, account, body | {"replaces": number}, now)
    return True


def has_reply(connection: Connection, account: str, number: int) -> bool:
    """Whether this line is one that the bot said to this account and that is still kept."""
    found = select(webchat.c.id).where(webchat.c.id == number, webchat.c.account == account, ~webchat.c.mine)
    return connection.execute(found).first() is not None


def last(connection: Connection) -> int:
    """The highest number given so far."""
    return connection.execute(select(func.max(webchat.c.id))).scalar_one() or 0


def after(connection: Connection, account: str, number: int, limit: int = PAGE) -> Talk:
    """What was said after a number, oldest first; after 0 the latest lines only."""
    if number == 0:
        return _read(connection, account, webchat.c.id > 0, limit, newest=True)
    return _read(connection, account, webchat.c.id > number, limit, newest=False)


def before(connection: Connection, account: str, number: int, limit: int = PAGE) -> Talk:
    """The lines just before a number, oldest first."""
    return _read(connection, account, webchat.c.id < number, limit, newest=True)


def known(connection: Connection, account: str) -> bool:
    """Whether this account was given out and not erased since."""
    person = select(people.c.id).where(people.c.channel == CHANNEL, people.c.account == account)
    line = select(webchat.c.id).where(webchat.c.account == account)
    return connection.execute(select(or_(person.exists(), line.exists()))).scalar_one()


def busy(connection: Connection, account: str) -> bool:
    """Whether something this account said is not finished."""
    waiting = select(inbox.c.id).where(
        inbox.c.channel == CHANNEL, inbox.c.event.startswith(event_of(account, "")), inbox.c.state != "done"
    )
    return connection.execute(waiting.limit(1)).first() is not None


def speak(connection: Connection, account: str, language: str) -> None:
    """Answer this account in another language from now on."""
    mine = (people.c.channel == CHANNEL) & (people.c.account == account)
    connection.execute(update(people).where(mine).values(language=language))


def erase(connection: Connection, account: str, now: datetime) -> None:
    """Erase everything kept about an account; the log of what staff did keeps that one of theirs is gone."""
    person = connection.execute(
        select(people.c.id, people.c.staff).where(people.c.channel == CHANNEL, people.c.account == account)
    ).one_or_none()
    if person is not None and person.staff is not None:
        staff.leave_account(connection, person.staff, person.id, now)
    if person is not None:
        forget(connection, person.id)
    connection.execute(delete(webchat).where(webchat.c.account == account))
    connection.execute(delete(inbox).where(inbox.c.channel == CHANNEL, inbox.c.event.startswith(event_of(account, ""))))


def blank_links(connection: Connection, before: datetime) -> int:
    """Blank the one-time links in lines said before a moment (but less than a day before); returns how many lines."""
    words = cast(webchat.c.body, Text)
    held = or_(words.contains("/vao/"), words.contains(JOIN))
    lately = (webchat.c.said < before) & (webchat.c.said >= before - timedelta(days=1))
    changed = 0
    for row in connection.execute(select(webchat.c.id, webchat.c.body).where(lately, held)).all():
        text = _LINK.sub("[…]", row.body["text"])
        if text != row.body["text"]:
            connection.execute(update(webchat).where(webchat.c.id == row.id).values(body=row.body | {"text": text}))
            changed += 1
    return changed


def _read(connection: Connection, account: str, which: ColumnElement[bool], limit: int, *, newest: bool) -> Talk:
    """Lines of one account and where its talk begins, in one query where there are any."""
    mine = webchat.c.account == account
    order = webchat.c.id.desc() if newest else webchat.c.id
    begin = select(func.min(webchat.c.id)).where(mine)
    rows = connection.execute(
        select(*_COLUMNS, begin.scalar_subquery().label("begin")).where(mine, which).order_by(order).limit(limit)
    ).all()
    first = rows[0].begin if rows else connection.execute(begin).scalar_one() or 0
    lines = [Line(*row[:-1]) for row in rows]
    return Talk(first, lines[::-1] if newest else lines)


def _said_already(connection: Connection, account: str, body: dict[str, Any], doubted: int) -> int | None:
    """The number of the same words said after the citizen's last ones, up to a number."""
    mine = webchat.c.account == account
    asked = select(func.coalesce(func.max(webchat.c.id), 0)).where(mine, webchat.c.mine).scalar_subquery()
    rows = connection.execute(
        select(webchat.c.id, webchat.c.body).where(mine, webchat.c.id > asked, webchat.c.id <= doubted)
    )
    return next((row.id for row in rows if row.body == body), None)
