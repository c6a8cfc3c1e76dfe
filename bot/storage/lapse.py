"""The end of what was left open: no row of a notice waits for ever."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, update

from bot.storage.listing import OPEN
from bot.storage.notice_rows import Notice
from bot.storage.tables import outbox

LASTS = timedelta(days=3)  # from a notice's start, or its going on, to the end of every row that is open still


def lapse(connection: Connection, notice: Notice, now: datetime) -> int:
    """End the rows of a notice that have been open for too long, whatever kept them; returns how many.

    A channel that is served no more, or an account that was locked, must not keep a notice open for ever.
    """
    if now < notice.changed + LASTS:
        return 0
    its = outbox.c.notice == notice.id
    doubted = update(outbox).where(its, outbox.c.state == "sending")
    late = update(outbox).where(its, outbox.c.state.in_(OPEN))
    over = {"ended": now, "reply": None, "why": "it could not be sent within three days"}
    return sum(
        connection.execute(rows.values(state=state, **over)).rowcount
        for rows, state in ((doubted, "unknown"), (late, "failed"))
    )
