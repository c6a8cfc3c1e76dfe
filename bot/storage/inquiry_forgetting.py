"""How inquiries are forgotten: by the one who asked, at once and everywhere; by time, some at a time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Text, cast, delete, func, or_, select, update

from bot.storage import inquiry_steps
from bot.storage.inquiries import ERASED, OPEN
from bot.storage.inquiry_watch import ALERT
from bot.storage.tables import inquiries, inquiry_files, inquiry_lines, outbox, people, webchat

_EMPTY = {"question": None, "phone": None, "person": None, "talking": None}
_LATEST = func.coalesce(inquiries.c.answered, inquiries.c.taken, inquiries.c.opened)
BLANK = "[…]"


def forget_person(connection: Connection, person: int) -> None:
    """A person erases themself: their inquiries end, and every word and picture goes, also what staff were sent of it.

    Who had it on hand is told by the job: `told` is empty.
    """
    theirs = select(inquiries.c.id, inquiries.c.state, _LATEST.label("latest")).where(inquiries.c.person == person)
    for row in connection.execute(theirs).all():
        if row.state in OPEN:
            inquiry_steps.end(connection, row.id, ERASED, row.latest)
            connection.execute(update(inquiries).where(inquiries.c.id == row.id).values(told=None))
        _empty(connection, row.id)
        _blank_what_staff_read(connection, row.id)


def sweep(connection: Connection, before: datetime, at_most: int) -> int:
    """Empty inquiries that ended before a moment, some at a time; returns how many. The bare row stays, as a figure."""
    kept = or_(inquiries.c.question.is_not(None), inquiries.c.person.is_not(None))
    old = select(inquiries.c.id).where(inquiries.c.closed < before, kept).limit(at_most)
    found = connection.execute(old).scalars().all()
    for inquiry in found:
        _empty(connection, inquiry)
    return len(found)


def _empty(connection: Connection, inquiry: int) -> None:
    """Take the words, the pictures and the person out of an inquiry."""
    connection.execute(delete(inquiry_lines).where(inquiry_lines.c.inquiry == inquiry))
    connection.execute(delete(inquiry_files).where(inquiry_files.c.inquiry == inquiry))
    connection.execute(update(inquiries).where(inquiries.c.id == inquiry).values(_EMPTY))


def _blank_what_staff_read(connection: Connection, inquiry: int) -> None:
    """What was not told to the staff yet is not told; what stands in their web chats is blanked."""
    untold = outbox.c.about.startswith(f"inquiry:{inquiry}:") & (outbox.c.kind == ALERT)
    waiting = untold & outbox.c.state.in_(("queued", "held"))
    connection.execute(update(outbox).where(waiting).values(state="withdrawn", reply=None, ended=outbox.c.made))
    staff = select(people.c.account).where(people.c.channel == "webchat", people.c.staff.is_not(None))
    words = cast(webchat.c.body, Text)
    about = or_(words.contains(f'"inq:show:{inquiry}"'), words.contains(f'"inq:answer:{inquiry}"'))
    lines = select(webchat.c.id, webchat.c.body).where(webchat.c.account.in_(staff), ~webchat.c.mine, about)
    for row in connection.execute(lines).all():
        blank = row.body | {"text": BLANK, "note": ""}
        connection.execute(update(webchat).where(webchat.c.id == row.id).values(body=blank))
