"""What was seen at the sources: each item once, whatever its site does with it afterwards."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import Connection, delete, func, select, update

from bot.choices import fold
from bot.feeds.article import Article
from bot.storage.tables import source_items
from bot.storage.upsert import Upsert

_WINDOW = timedelta(days=60)  # in which the same title is the same article
_ALIKE_TITLE, _ALIKE_TEXT = 92.0, 80.0  # per cent
_COMPARED = 400  # characters of a text
_REDATED = timedelta(days=3)
_TITLE = 200


class ItemState(StrEnum):
    """What became of an item."""

    OLD = "old"  # was there before the source was read for the first time
    SAME = "same"  # says what another one said
    DRAFT = "draft"  # a notice for an official to look at
    SENT = "sent"  # a notice that went by itself


@dataclass(frozen=True, slots=True)
class Item:
    """One item as it was when it was taken."""

    id: int
    source: str
    key: str
    title: str
    link: str
    day: date | None
    author: str
    text: str
    picture: str
    topic: str
    state: ItemState
    why: str
    notice: int | None
    same: int | None
    taken: datetime
    edited: datetime | None

    def article(self) -> Article:
        """What a notice may be made of."""
        return Article(self.key, self.title, self.link, self.day, self.author, self.text, self.picture)


_COLUMNS = [source_items.c[field.name] for field in fields(Item)]
_NOTE = Upsert(lambda insert: insert(source_items).on_conflict_do_nothing().returning(source_items.c.id))


def note(
    connection: Connection, source: str, article: Article, topic: str, state: ItemState, now: datetime, **more: Any
) -> int | None:
    """Keep an item; None if it is kept already. `more` are why, notice, same, and mark: of what the list said."""
    values = {"why": "", "notice": None, "same": None, "mark": article.mark} | more
    row = _NOTE.run(
        connection,
        source=source,
        key=article.key,
        title=article.title[:_TITLE],
        folded=fold(article.title)[:_TITLE],
        link=article.link,
        day=article.day,
        author=article.author,
        text=article.text,
        picture=article.picture,
        topic=topic,
        state=state,
        taken=now,
        seen=now,
        **values,
    )
    return row.scalar_one_or_none()


def known(connection: Connection, source: str, keys: Iterable[str]) -> set[str]:
    """Which of these are kept."""
    its = (source_items.c.source == source) & source_items.c.key.in_(list(keys))
    return set(connection.execute(select(source_items.c.key).where(its)).scalars())


def seen_again(connection: Connection, source: str, marks: Mapping[str, str], now: datetime) -> None:
    """These (marks by key) are still listed; which of them have other words now is remembered."""
    its = (source_items.c.source == source) & source_items.c.key.in_(list(marks))
    connection.execute(update(source_items).where(its).values(seen=now))
    rows = connection.execute(select(source_items.c.id, source_items.c.key, source_items.c.mark).where(its))
    for row in [row for row in rows if row.mark != marks[row.key]]:
        changed = {"mark": marks[row.key], "edited": now}
        connection.execute(update(source_items).where(source_items.c.id == row.id).values(**changed))


def twin(connection: Connection, article: Article, now: datetime) -> Item | None:
    """An item of any source, of the last weeks, that is the same article under another address; None if none is.

    Titles that differ in a number are never the same ("tháng 8", "tháng 9"). Where both texts are known, they decide;
    else the days: a title that comes back next week ("Lịch tiếp dân tuần này") is news.
    """
    recent = select(*_COLUMNS, source_items.c.folded).where(source_items.c.taken > now - _WINDOW)
    folded = fold(article.title)[:_TITLE]
    for row in connection.execute(recent.order_by(source_items.c.id.desc())):
        alike = _numbers(row.folded) == _numbers(folded) and fuzz.ratio(row.folded, folded) >= _ALIKE_TITLE
        if alike and _says_the_same(article, row.text, row.day):
            return _item(row)
    return None


def find(connection: Connection, item: int) -> Item | None:
    """An item by its id."""
    row = connection.execute(select(*_COLUMNS).where(source_items.c.id == item)).one_or_none()
    return None if row is None else _item(row)


def newest(connection: Connection, source: str, limit: int) -> list[Item]:
    """What was taken last of a source."""
    its = select(*_COLUMNS).where(source_items.c.source == source).order_by(source_items.c.id.desc()).limit(limit)
    return [_item(row) for row in connection.execute(its)]


def counts(connection: Connection) -> dict[str, dict[str, int]]:
    """How many items of each source are in each state."""
    columns = (source_items.c.source, source_items.c.state)
    found: dict[str, dict[str, int]] = {}
    for row in connection.execute(select(*columns, func.count().label("items")).group_by(*columns)):
        found.setdefault(row.source, {})[row.state] = row.items
    return found


def became(connection: Connection, item: int, notice: int, state: ItemState, why: str = "") -> bool:
    """An item that was left out is a notice after all; False if it became one meanwhile."""
    its = (source_items.c.id == item) & source_items.c.notice.is_(None)
    values = {"notice": notice, "state": state, "why": why}
    return connection.execute(update(source_items).where(its).values(**values)).rowcount > 0


def sweep(connection: Connection, before: datetime, limit: int) -> int:
    """Forget items that their site has not listed since; returns how many."""
    ids = select(source_items.c.id).where(source_items.c.seen < before).limit(limit)
    return connection.execute(delete(source_items).where(source_items.c.id.in_(ids))).rowcount


def _item(row: Any) -> Item:
    plain = {name: getattr(row, name) for name in Item.__slots__}
    return Item(**plain | {"state": ItemState(row.state)})


def _says_the_same(article: Article, text: str, day: date | None) -> bool:
    """Whether an article of the same title is the same: the shorter text is in the longer one, its numbers too."""
    if not article.text or not text:
        return article.day is None or day is None or abs(article.day - day) <= _REDATED
    shorter, longer = sorted((fold(article.text), fold(text)), key=len)
    if Counter(_numbers(shorter)) - Counter(_numbers(longer)):
        return False
    return fuzz.partial_ratio(shorter[:_COMPARED], longer) >= _ALIKE_TEXT


def _numbers(folded: str) -> list[str]:
    return [number.lstrip("0") for number in re.findall(r"\d+", folded)]
