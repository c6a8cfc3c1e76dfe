"""Writing a notice and deciding on it, step by step; each step is noted in the audit log in its own transaction.

draft → waiting → scheduled → listing → sending (⇄ paused) → done; withdrawn from any step before done. Whoever wrote
it, or changed it last, is not the one who approves where two must agree; a change takes the approval away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bot.choices import fold
from bot.clock import VIETNAM
from bot.storage import audit, notice_posts, staff
from bot.storage.audit import By
from bot.storage.likeness import alike
from bot.storage.notice_posts import Way
from bot.storage.notice_rows import COLUMNS, Notice, Origin, State, find
from bot.storage.tables import notices, outbox

LONGEST_TITLE, LONGEST_TEXT, LONGEST_LINK, LONGEST_REASON = 150, 3500, 300, 300
_UNDECIDED = (State.DRAFT, State.WAITING, State.SCHEDULED)
_LATE = timedelta(minutes=2)  # a form that was open for a moment too long is no schedule in the past


class Refusal(StrEnum):
    """Why a step is not taken; nothing is written then. `bot.newsroom` has a sentence for each."""

    UNKNOWN = "unknown"  # there is no such notice
    NOT_ALLOWED = "not-allowed"  # who asked is none of the staff (any more)
    STATE = "state"  # it has gone on meanwhile, somebody else was faster
    CHANGED = "changed"  # it was changed after it was read
    EMPTY = "empty"  # no title, or no text
    LONG = "long"
    TOPIC = "topic"  # the ward has no such topic
    OWN = "own"  # whoever wrote it does not approve it
    REASON = "reason"  # urgent, and no reason for it
    PAST = "past"  # the moment is over
    ALIKE = "alike"  # nearly the same went to the same people within a day


class NoticeError(Exception):
    """A step was refused."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Draft:
    """What is written of a notice; `hamlets` () and `channel` None are all of them.

    `in_place` of a correction: what was sent is changed or deleted where the channel can, instead of one message more.
    """

    title: str
    text: str
    topic: str
    link: str = ""
    hamlets: tuple[str, ...] = ()
    channel: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    urgent: bool = False
    reason: str = ""
    corrects: int | None = None
    takes_back: bool = False
    in_place: bool = False


def draft_of(notice: Notice) -> Draft:
    """What is written of a notice, to be changed."""
    return Draft(**{field.name: getattr(notice, field.name) for field in fields(Draft)})


def write(connection: Connection, by: By, draft: Draft, now: datetime, origin: Origin | None = None) -> int:
    """Begin a notice; returns its id. `origin` is the article it was made of. Raises `NoticeError`."""
    _allow(connection, by)
    values = _values(draft) | {"state": State.DRAFT, "author": by.staff, "author_name": by.name, "editor": by.staff}
    values |= {"made": now, "changed": now, "left_out": {}, "version": 1, "origin": origin and origin.as_json()}
    number: int = connection.execute(insert(notices).values(values).returning(notices.c.id)).scalar_one()
    _log(connection, by, "notice-written", number, now, title=draft.title, corrects=draft.corrects)
    return number


def rewrite(connection: Connection, by: By, notice: int, version: int, draft: Draft, now: datetime) -> None:
    """Change a notice that has not begun to go; it is a draft again. Raises `NoticeError`."""
    _allow(connection, by)
    values = _values(draft) | {"state": State.DRAFT, "editor": by.staff, "changed": now, "version": version + 1}
    values |= {"why": "", "approver": None, "approver_name": None, "approved": None, "due": None, "alone": False}
    _step(connection, notice, _UNDECIDED, version, values)
    _log(connection, by, "notice-changed", notice, now, title=draft.title, version=version + 1)


def submit(connection: Connection, by: By, notice: int, version: int, now: datetime) -> None:
    """Ask for the approval of a draft. Raises `NoticeError`."""
    _allow(connection, by)
    _step(connection, notice, (State.DRAFT,), version, {"state": State.WAITING, "changed": now, "why": ""})
    _log(connection, by, "notice-submitted", notice, now, version=version)


def hand_back(connection: Connection, by: By, notice: int, version: int, now: datetime, why: str = "") -> None:
    """Give a notice that waits for approval back to whoever wrote it. Raises `NoticeError`."""
    _allow(connection, by)
    values = {"state": State.DRAFT, "why": why[:LONGEST_REASON], "changed": now}
    _step(connection, notice, (State.WAITING,), version, values)
    _log(connection, by, "notice-handed-back", notice, now, version=version, why=why)


def approve(
    connection: Connection,
    by: By,
    notice: int,
    version: int,
    now: datetime,
    *,
    two_people: bool,
    due: datetime | None = None,
    again: bool = False,
) -> None:
    """Let a notice go, at once or when it is due. Raises `NoticeError`.

    `again` says that a likeness to a notice of the last day was seen and is meant.
    """
    _allow(connection, by)
    known = _known(connection, notice)
    own = by.staff is not None and by.staff in (known.author, known.editor)
    if own and two_people and not known.urgent:
        raise NoticeError(Refusal.OWN)
    if due and due < now - _LATE:
        raise NoticeError(Refusal.PAST)
    if known.valid_until and known.valid_until < (due or now).astimezone(VIETNAM).date():
        raise NoticeError(Refusal.PAST)
    if not again and alike(connection, known, now) is not None:
        raise NoticeError(Refusal.ALIKE)
    alone = own and two_people
    values = {"state": State.SCHEDULED, "approver": by.staff, "approver_name": by.name, "approved": now}
    values |= {"due": due or now, "alone": alone, "changed": now}
    _step(connection, notice, (State.DRAFT, State.WAITING), version, values)
    detail = {"version": version, "due": (due or now).isoformat(), "urgent": known.urgent, "reason": known.reason}
    _log(connection, by, "notice-approved", notice, now, alone=alone, again=again, **detail)


def choose_ways(
    connection: Connection, by: By, notice: int, version: int, chosen: Sequence[tuple[str, Way]], now: datetime
) -> None:
    """Say by which ways beside the talks a notice goes; it is a draft again, as who approves must see them.

    Raises `NoticeError`.
    """
    _allow(connection, by)
    values = {"state": State.DRAFT, "editor": by.staff, "changed": now, "version": version + 1}
    _step(connection, notice, (State.DRAFT, State.WAITING), version, values)
    notice_posts.choose(connection, notice, chosen, now)
    ways = [f"{channel} {way.name or way.id}: {way.people}" for channel, way in chosen]
    _log(connection, by, "notice-ways", notice, now, ways=ways)


def post_again(connection: Connection, by: By, notice: int, now: datetime) -> int:
    """Try once more by the ways that failed, or may have; returns how many. Raises `NoticeError`."""
    _allow(connection, by)
    count = notice_posts.again(connection, notice, now)
    if not count:
        raise NoticeError(Refusal.STATE)
    _log(connection, by, "notice-ways-again", notice, now, count=count)
    return count


def reschedule(connection: Connection, by: By, notice: int, due: datetime, now: datetime) -> None:
    """Have an approved notice go at another moment. Raises `NoticeError`."""
    _allow(connection, by)
    if due < now - _LATE:
        raise NoticeError(Refusal.PAST)
    _step(connection, notice, (State.SCHEDULED,), None, {"due": due})
    _log(connection, by, "notice-rescheduled", notice, now, due=due.isoformat())


def withdraw(connection: Connection, by: By, notice: int, now: datetime, why: str = "") -> None:
    """Stop a notice for good: what has not gone of it does not go. Raises `NoticeError`."""
    _allow(connection, by)
    before = _known(connection, notice)
    values = {"state": State.WITHDRAWN, "why": why[:LONGEST_REASON], "changed": now}
    if before.number is None:
        values["ended"] = now
    _step(connection, notice, (*_UNDECIDED, State.LISTING, State.SENDING, State.PAUSED), None, values)
    _hold_back(connection, notice)
    _log(connection, by, "notice-withdrawn", notice, now, was=before.state, why=why)


def pause(connection: Connection, by: By, notice: int, now: datetime, why: str = "") -> None:
    """Let nothing more of a notice go for now. Raises `NoticeError`."""
    _allow(connection, by)
    _step(connection, notice, (State.SENDING,), None, {"state": State.PAUSED, "why": why[:LONGEST_REASON]})
    _hold_back(connection, notice)
    _log(connection, by, "notice-paused", notice, now, why=why)


def go_on(connection: Connection, by: By, notice: int, now: datetime) -> None:
    """Let a paused notice go on. Failures so far are not counted again. Raises `NoticeError`."""
    _allow(connection, by)
    _step(connection, notice, (State.PAUSED,), None, {"state": State.SENDING, "why": "", "changed": now})
    _log(connection, by, "notice-resumed", notice, now)


def send_again(connection: Connection, by: By, notice: int, now: datetime, *, unknown: bool = False) -> int:
    """Try once more for whom it failed or who was gone; with `unknown` for who may have it, too. Returns how many.

    Raises `NoticeError`.
    """
    _allow(connection, by)
    states = ("failed", "gone", "unknown") if unknown else ("failed", "gone")
    values = {"state": State.SENDING, "ended": None, "counts": None, "changed": now, "why": ""}
    _step(connection, notice, (State.DONE,), None, values)
    rows = update(outbox).where(outbox.c.notice == notice, outbox.c.state.in_(states))
    count = connection.execute(rows.values(state="listed", ended=None, tries=0, why="")).rowcount
    _log(connection, by, "notice-again", notice, now, count=count, unknown=unknown)
    return count


def review(connection: Connection, by: By, notice: int, now: datetime) -> None:
    """Note that somebody else looked at what went out on one person's word. Raises `NoticeError`."""
    _allow(connection, by)
    known = _known(connection, notice)
    if by.staff in (known.author, known.editor, known.approver):
        raise NoticeError(Refusal.OWN)
    if not known.alone or known.reviewer_name:
        raise NoticeError(Refusal.STATE)
    connection.execute(update(notices).where(notices.c.id == notice).values(reviewer_name=by.name))
    _log(connection, by, "notice-reviewed", notice, now)


def listed(connection: Connection, limit: int, offset: int = 0, states: Sequence[State] = ()) -> list[Notice]:
    """Every notice, or those in some states, newest first."""
    wanted = select(*COLUMNS).where(notices.c.state.in_(states)) if states else select(*COLUMNS)
    rows = connection.execute(wanted.order_by(notices.c.id.desc()).limit(limit).offset(offset))
    return [Notice.of(row) for row in rows]


def _hold_back(connection: Connection, notice: int) -> None:
    """Nothing of a notice may be taken by the sender any more; few rows are let go at a time, so this is quick."""
    waiting = (outbox.c.notice == notice) & outbox.c.state.in_(("queued", "held"))
    connection.execute(update(outbox).where(waiting).values(state="listed"))


def _values(draft: Draft) -> dict[str, Any]:
    """A draft as columns. Raises `NoticeError`."""
    if not draft.title.strip() or not draft.text.strip():
        raise NoticeError(Refusal.EMPTY)
    if len(draft.title) > LONGEST_TITLE or len(draft.text) > LONGEST_TEXT or len(draft.link) > LONGEST_LINK:
        raise NoticeError(Refusal.LONG)
    if draft.urgent and not draft.reason.strip():
        raise NoticeError(Refusal.REASON)
    if draft.valid_from and draft.valid_until and draft.valid_until < draft.valid_from:
        raise NoticeError(Refusal.PAST)
    plain = asdict(draft) | {"hamlets": list(draft.hamlets), "reason": draft.reason[:LONGEST_REASON]}
    return plain | {"folded": fold(f"{draft.title} {draft.text}")}


def _step(
    connection: Connection, notice: int, from_: tuple[State, ...], version: int | None, values: Mapping[str, Any]
) -> None:
    """Take a step if the notice stands where it is taken from, and is what was read. Raises `NoticeError`."""
    here = (notices.c.id == notice) & notices.c.state.in_(from_)
    if version is not None:
        here &= notices.c.version == version
    if connection.execute(update(notices).where(here).values(**values)).rowcount:
        return
    known = _known(connection, notice)
    raise NoticeError(Refusal.CHANGED if version is not None and known.version != version else Refusal.STATE)


def _known(connection: Connection, notice: int) -> Notice:
    found = find(connection, notice)
    if found is None:
        raise NoticeError(Refusal.UNKNOWN)
    return found


def _allow(connection: Connection, by: By) -> None:
    """Only the operator and whoever is one of the staff at this moment."""
    if by.staff is not None and staff.find(connection, by.staff) is None:
        raise NoticeError(Refusal.NOT_ALLOWED)


def _log(connection: Connection, by: By, act: str, notice: int, now: datetime, **detail: object) -> None:
    audit.append(connection, by, act, f"notice:{notice}", now, **detail)
