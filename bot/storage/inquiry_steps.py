"""The steps of an inquiry from one state to the next; each that staff make is in the audit log.

Every step looks at the state in the statement that changes it: of two who take the same inquiry one gets it. What is
to be said goes through the outbox in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bot.messages import Reply
from bot.storage import audit, inquiry_talks, outbox
from bot.storage import inquiries as rows
from bot.storage.audit import By
from bot.storage.inquiries import ANSWERED, CLOSED, MERGED, NEW, OPEN, TAKEN, WAITING
from bot.storage.tables import inquiries, people, steps
from bot.storage.tables import outbox as messages

Say = Callable[[str, str | None], Reply]
"""What a citizen is told, by their language and their own question."""

_LIVELY = timedelta(hours=2)  # after a citizen's last word they are written to in quiet hours too
_BACK: dict[str, Any] = {"state": NEW, "taken_by": None, "taken": None, "talking": None, "told": None, "reminded": None}


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody passes on: the question, what the bot had said, and by when they are promised an answer."""

    field: str | None
    question: str
    entry: str | None
    due: datetime
    promised: bool
    key: str  # of the event that brought it


def begin(connection: Connection, person: int, asked: Asked, now: datetime) -> int:
    """Open an inquiry, or add the question to the one that waits; returns its number."""
    open_ = rows.open_of(connection, person)
    if open_ is not None and (open_.state != ANSWERED or (open_.talking and open_.talking > now)):
        inquiry = open_.id
    else:
        if open_ is not None:
            _end(connection, open_.id, rows.QUIET, None, now)
        channel = connection.execute(select(people.c.channel).where(people.c.id == person)).scalar_one()
        values = {
            "person": person,
            "channel": channel,
            "field": asked.field,
            "question": asked.question,
            "entry": asked.entry,
            "state": NEW,
            "opened": now,
            "due": asked.due,
            "promised": asked.promised,
        }
        number = connection.execute(insert(inquiries).values(**values, round=0, reason="").returning(inquiries.c.id))
        inquiry = int(number.scalar_one())
    inquiry_talks.add(connection, inquiry, inquiry_talks.CITIZEN, asked.question, now, key=asked.key)
    return inquiry


def take(connection: Connection, inquiry: int, by: By, say: Say, until: datetime, now: datetime) -> bool:
    """See to an inquiry from now on; the bot keeps out of the talk until a moment. False if it is not new (any more).

    The citizen is told that somebody has it.
    """
    values = {"state": TAKEN, "taken": now, "taken_by": by.staff, "passed_to": None, "talking": until}
    if not _change(connection, inquiry, (NEW,), **values):
        return False
    audit.append(connection, by, "inquiry-taken", f"inquiry:{inquiry}", now)
    _need_not_be_told(connection, inquiry, now)
    _nothing_offered(connection, inquiry)
    taken = connection.execute(select(inquiries.c.round).where(inquiries.c.id == inquiry)).scalar_one()
    _tell(connection, inquiry, f"taken:{taken}", say, now)
    return True


def answer(connection: Connection, inquiry: int, by: By, words: Words, now: datetime) -> str:
    """Answer an inquiry, and with it all that were merged into it; who answers a new one takes it.

    Returns "sent", "kept" where nobody waits any more, "theirs" if another has it, "" if it is over or the same words
    came a second time.
    """
    found = rows.by_id(connection, inquiry)
    if found is None or found.state not in (NEW, TAKEN, ANSWERED):
        return ""
    if found.state == TAKEN and found.taken_by != by.staff:
        return "theirs"
    line = inquiry_talks.add(
        connection, inquiry, inquiry_talks.OFFICIAL, words.kept, now, key=words.key, staff=by.staff
    )
    if line is None:
        return ""
    values = {"state": ANSWERED, "taken_by": by.staff, "taken": found.taken or now, "answered": now, "passed_to": None}
    if not _change(connection, inquiry, (found.state,), talking=words.until, **values):
        return ""
    _need_not_be_told(connection, inquiry, now)
    _nothing_offered(connection, inquiry)
    others = [one for one in rows.merged_into(connection, inquiry) if one.state == MERGED]
    for one in others:
        inquiry_talks.add(connection, one.id, inquiry_talks.OFFICIAL, words.kept, now, staff=by.staff)
        _change(connection, one.id, (MERGED,), talking=words.until, **values)
        _tell(connection, one.id, f"answer:{line}", words.say, now)
    audit.append(connection, by, "inquiry-answered", f"inquiry:{inquiry}", now, others=len(others) or None)
    return "sent" if _tell(connection, inquiry, f"answer:{line}", words.say, now) else "kept"


@dataclass(frozen=True, slots=True)
class Words:
    """An answer: as it is kept (masked), as it is said, the key of this sending, and until when the bot keeps out."""

    kept: str
    say: Say
    key: str
    until: datetime


def pass_on(
    connection: Connection, inquiry: int, by: By, now: datetime, *, field: str | None, member: int | None, note: str
) -> bool:
    """Give an inquiry to another field of work or another of the staff; False if it does not wait (any more)."""
    values = _BACK | {"field": field, "passed_to": member, "round": inquiries.c.round + 1}
    if not _change(connection, inquiry, WAITING, **values):
        return False
    if note:
        inquiry_talks.add(connection, inquiry, inquiry_talks.NOTE, note, now, staff=by.staff)
    audit.append(connection, by, "inquiry-passed-on", f"inquiry:{inquiry}", now, field=field, to=member)
    return True


def put_back(connection: Connection, inquiry: int, by: By, now: datetime) -> bool:
    """Put an inquiry that somebody took back into the queue; False if it is not taken (any more)."""
    done = _change(connection, inquiry, (TAKEN,), **_BACK, round=inquiries.c.round + 1)
    if done:
        audit.append(connection, by, "inquiry-put-back", f"inquiry:{inquiry}", now)
    return done


def release(connection: Connection, member: int) -> int:
    """What somebody who is no longer one of the staff had goes back to the queue; returns how many."""
    theirs = inquiries.c.taken_by == member
    back = update(inquiries).where(theirs, inquiries.c.state == TAKEN).values(**_BACK, round=inquiries.c.round + 1)
    count = connection.execute(back).rowcount
    connection.execute(update(inquiries).where(theirs, inquiries.c.state == ANSWERED).values(taken_by=None))
    named = update(inquiries).where(inquiries.c.passed_to == member)
    connection.execute(named.values(passed_to=None, told=None, round=inquiries.c.round + 1))
    return count


def merge(connection: Connection, inquiry: int, into: int, by: By, now: datetime) -> bool:
    """Let an inquiry wait for the answer to another that asks the same; False if either does not wait (any more)."""
    other = rows.by_id(connection, into)
    if inquiry == into or other is None or other.state not in WAITING:
        return False
    if not _change(connection, inquiry, WAITING, state=MERGED, merged_into=into, talking=None):
        return False
    waiting = (inquiries.c.merged_into == inquiry) & (inquiries.c.state == MERGED)
    connection.execute(update(inquiries).where(waiting).values(merged_into=into))
    audit.append(connection, by, "inquiry-merged", f"inquiry:{inquiry}", now, into=into)
    return True


def separate(connection: Connection, inquiry: int, by: By, now: datetime) -> bool:
    """Take an inquiry that was merged by mistake out again; False if it is not merged (any more)."""
    values = _BACK | {"merged_into": None, "round": inquiries.c.round + 1}
    done = _change(connection, inquiry, (MERGED,), **values)
    if done:
        audit.append(connection, by, "inquiry-separated", f"inquiry:{inquiry}", now)
    return done


def close(connection: Connection, inquiry: int, by: By, reason: str, say: Say, now: datetime) -> bool:
    """End an inquiry with a reason, which a citizen who waits for an answer is told; False if it is over already."""
    before = rows.by_id(connection, inquiry)
    if before is None or not _end(connection, inquiry, reason, by.staff, now):
        return False
    audit.append(connection, by, "inquiry-closed", f"inquiry:{inquiry}", now, reason=reason)
    if before.state != ANSWERED:
        _tell(connection, inquiry, "closed", say, now)
    return True


def ask_phone(connection: Connection, inquiry: int, by: By, say: Say, now: datetime) -> bool:
    """Ask whether they want to be called; False if it was asked before, or the inquiry is not theirs who asks."""
    mine = (inquiries.c.id == inquiry) & (inquiries.c.taken_by == by.staff) & inquiries.c.phone_state.is_(None)
    asked = update(inquiries).where(mine, inquiries.c.state.in_((TAKEN, ANSWERED))).values(phone_state="asked")
    if not connection.execute(asked).rowcount or not _tell(connection, inquiry, "phone", say, now):
        return False
    audit.append(connection, by, "inquiry-phone-asked", f"inquiry:{inquiry}", now)
    return True


def end(connection: Connection, inquiry: int, reason: str, now: datetime) -> bool:
    """End an inquiry without anybody of the staff: they said thanks, took it back, or say no more."""
    return _end(connection, inquiry, reason, None, now)


def _end(connection: Connection, inquiry: int, reason: str, staff: int | None, now: datetime) -> bool:
    """Close it; those that waited for its answer are by themselves again."""
    values = {"state": CLOSED, "closed": now, "closed_by": staff, "reason": reason[:200], "talking": None}
    if not _change(connection, inquiry, OPEN, **values, phone=None):
        return False
    orphans = (inquiries.c.merged_into == inquiry) & (inquiries.c.state == MERGED)
    connection.execute(update(inquiries).where(orphans).values(**_BACK, merged_into=None, round=inquiries.c.round + 1))
    return True


def _nothing_offered(connection: Connection, inquiry: int) -> None:
    """What the bot offered before counts no more: "1" is a word to the official now. But for a number being asked."""
    its = select(inquiries.c.person).where(inquiries.c.id == inquiry, inquiries.c.phone_state.is_distinct_from("asked"))
    for row in connection.execute(select(steps).where(steps.c.person.in_(its))).all():
        talk = row.talk | {"choices": [], "step": ""}
        connection.execute(update(steps).where(steps.c.person == row.person).values(talk=talk))


def _need_not_be_told(connection: Connection, inquiry: int, now: datetime) -> None:
    """Somebody has it: who was to hear that it is new, or late, and has not yet, needs not."""
    for what in ("new", "remind", "late"):
        its = messages.c.about.startswith(f"inquiry:{inquiry}:{what}:") & messages.c.state.in_(outbox.WAITING)
        connection.execute(update(messages).where(its).values(state="withdrawn", reply=None, ended=now))


def _change(connection: Connection, inquiry: int, states: tuple[str, ...], **values: Any) -> bool:
    """Change an inquiry if it is in one of these states still."""
    still = (inquiries.c.id == inquiry) & inquiries.c.state.in_(states)
    return bool(connection.execute(update(inquiries).where(still).values(**values)).rowcount)


def _tell(connection: Connection, inquiry: int, what: str, say: Say, now: datetime) -> bool:
    """Say something to who asked, each thing once; False if nobody is there to be told."""
    its = select(inquiries.c.question, people.c.id, people.c.language).join(people, people.c.id == inquiries.c.person)
    row = connection.execute(its.where(inquiries.c.id == inquiry)).one_or_none()
    if row is None:
        return False
    last = inquiry_talks.last_word_of_citizen(connection, inquiry)
    lively = last is not None and now - last < _LIVELY
    reply = say(row.language, row.question)
    return outbox.put(connection, row.id, "answer", f"inquiry:{inquiry}:{what}", reply, now, urgent=lively)
