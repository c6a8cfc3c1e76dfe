"""Whether nearly the same was just told to the same people: what is asked about before a notice goes."""

from __future__ import annotations

from datetime import datetime, timedelta

from rapidfuzz import fuzz
from sqlalchemy import Connection, select

from bot.choices import fold
from bot.storage.notice_rows import COLUMNS, Notice, State
from bot.storage.tables import notices

_SOON_AGAIN = timedelta(hours=24)
_ALIKE = 90.0  # per cent of likeness from which two texts are nearly the same


def alike(connection: Connection, notice: Notice, now: datetime) -> Notice | None:
    """A notice of the last day that says nearly the same to some of the same people, None if there is none."""
    recent = (notices.c.id != notice.id) & notices.c.approved.is_not(None) & (notices.c.approved > now - _SOON_AGAIN)
    rows = connection.execute(
        select(*COLUMNS).where(recent, notices.c.topic == notice.topic).order_by(notices.c.id.desc()).limit(50)
    )
    for other in map(Notice.of, rows):
        apart = notice.hamlets and other.hamlets and not set(notice.hamlets) & set(other.hamlets)
        answers = other.id == notice.corrects or (other.state is State.WITHDRAWN and other.number is None)
        likeness = fuzz.ratio(fold(f"{notice.title} {notice.text}"), fold(f"{other.title} {other.text}"))
        if not apart and not answers and likeness >= _ALIKE:
            return other
    return None
