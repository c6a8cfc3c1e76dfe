"""What everybody may read: notices that have begun to go, newest first."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, select

from bot.choices import fold
from bot.messages import Reply
from bot.storage.notice_rows import COLUMNS, Notice, one
from bot.storage.tables import notices

_LONGEST = 8  # words of a search
_PUBLIC: ColumnElement[bool] = notices.c.number.is_not(None)


def latest(connection: Connection, words: str = "", limit: int = 10, offset: int = 0) -> list[Notice]:
    """The newest, of those that hold every one of the words (compared without case and tone marks)."""
    wanted = [notices.c.folded.contains(word, autoescape=True) for word in fold(words).split()[:_LONGEST]]
    order = (notices.c.started.desc(), notices.c.id.desc())
    rows = connection.execute(select(*COLUMNS).where(_PUBLIC, *wanted).order_by(*order).limit(limit).offset(offset))
    return [Notice.of(row) for row in rows]


def by_number(connection: Connection, number: int) -> Notice | None:
    """The notice that people call by a number."""
    return one(connection, _PUBLIC & (notices.c.number == number))


def corrections(connection: Connection, notice: int) -> list[Notice]:
    """What corrects a notice or takes it back, newest first."""
    its = select(*COLUMNS).where(_PUBLIC, notices.c.corrects == notice).order_by(notices.c.id.desc())
    return [Notice.of(row) for row in connection.execute(its)]


def corrected(connection: Connection, found: list[Notice]) -> dict[int, int]:
    """The numbers of the notices that some of these correct, by their ids."""
    ids = [notice.corrects for notice in found if notice.corrects]
    rows = connection.execute(select(notices.c.id, notices.c.number).where(notices.c.id.in_(ids), _PUBLIC))
    return {row.id: row.number for row in rows}


def as_sent(connection: Connection, notice: int) -> tuple[int, Reply] | None:
    """The number of a notice and its words as they are sent; None while nothing of it goes."""
    row = connection.execute(select(notices.c.number, notices.c.reply).where(notices.c.id == notice, _PUBLIC)).first()
    return (row.number, Reply.from_json(row.reply)) if row and row.reply else None
