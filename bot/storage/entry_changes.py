"""What the ward adds to the shipped library: proposed by one of the staff, decided by another, undone at any time.

proposed → live → undone, or proposed → refused. Every step is noted in the audit log in its own transaction. The
administrators' rows are locked while a step is taken: of two who decide at once one wins, and places are never shared.
Bodies are checked by `bot.editing` before they come here; free words of reasons are masked here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from bot.masking import mask
from bot.storage import audit
from bot.storage import staff as members
from bot.storage.audit import By
from bot.storage.entry_change_rows import COLUMNS, Act, Change, State
from bot.storage.staff import ADMINISTRATOR, Member
from bot.storage.tables import entry_changes, staff
from bot.tidy import tidy

__all__ = ["LONGEST_REASON", "Act", "Change", "ChangeError", "Proposal", "Refusal", "State"]

LONGEST_REASON = 300


class Refusal(StrEnum):
    """Why a step is not taken; nothing is written then."""

    UNKNOWN = "unknown"  # there is no such change
    NOT_ALLOWED = "not-allowed"  # who asked may not (any more)
    STATE = "state"  # somebody else was faster
    OWN = "own"  # whoever proposed it does not decide on it
    REASON = "reason"  # no reason was given
    CHANGED = "changed"  # the entry was changed after it was read


class ChangeError(Exception):
    """A step was refused."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed: an act on an entry, why, and where it came from.

    `field` is the entry's field of work (an official proposes for their own fields alone), `base` the fingerprint of
    the shipped entry (`faq.overlay.fingerprint`), `figures` {"before": ..., "after": ...} as `bot.editing` found them.
    """

    entry: str
    act: Act
    body: Mapping[str, Any]
    reason: str
    field: str
    base: str = ""
    figures: Mapping[str, Any] | None = None
    group: str | None = None
    inquiry: int | None = None


def propose(connection: Connection, by: By, proposal: Proposal, now: datetime) -> int:
    """Propose a change; returns its id. Raises `ChangeError`."""
    member = _member(connection, by)
    if member is not None and not member.serves((proposal.field,)):
        raise ChangeError(Refusal.NOT_ALLOWED)
    values = {
        "entry": proposal.entry,
        "act": proposal.act,
        "body": dict(proposal.body),
        "base": proposal.base,
        "state": State.PROPOSED,
        "author": by.staff,
        "author_name": by.name,
        "reason": _reason(proposal.reason),
        "made": now,
        "figures": dict(proposal.figures) if proposal.figures else None,
        "group": proposal.group,
        "inquiry": proposal.inquiry,
        "stamp": 0,
    }
    number: int = connection.execute(insert(entry_changes).values(values).returning(entry_changes.c.id)).scalar_one()
    _log(connection, by, "entry-proposed", number, proposal.entry, now, kind=proposal.act, reason=values["reason"])
    return number


def decide(
    connection: Connection,
    by: By,
    change: int,
    now: datetime,
    *,
    approve: bool,
    note: str = "",
    seen: int | None = None,
    figures: Mapping[str, Any] | None = None,
) -> Change:
    """Let a proposal go live, or refuse it; returns it as it stands then. Raises `ChangeError`.

    Who decides is an administrator, or the operator, and not who proposed it: unless there is no second administrator,
    or it is refused. `seen` is `last(entry)` as it was when the page that the decider read was made; where the entry
    went on since, nothing is done. `figures` replace those of the proposal, which may be old.
    """
    administrators = _lock(connection)
    if by.staff is not None and by.staff not in administrators:
        raise ChangeError(Refusal.NOT_ALLOWED)
    known = find(connection, change)
    if known is None:
        raise ChangeError(Refusal.UNKNOWN)
    own = by.staff is not None and by.staff == known.author
    if approve and own and len(administrators) > 1:
        raise ChangeError(Refusal.OWN)
    if approve and seen is not None and seen != last(connection, known.entry):
        raise ChangeError(Refusal.CHANGED)
    stamp = version(connection) + 1
    values: dict[str, Any] = {"decider": by.staff, "decider_name": by.name, "decided": now, "stamp": stamp}
    values |= {"note": _words(note), "state": State.REFUSED}
    if approve:
        values |= {"state": State.LIVE, "place": stamp, "alone": own}
        values |= {"figures": dict(figures)} if figures else {}
    _step(connection, change, State.PROPOSED, values)
    act = "entry-approved" if approve else "entry-refused"
    _log(connection, by, act, change, known.entry, now, kind=known.act, alone=approve and own, note=values["note"])
    return _known(connection, change)


def undo(connection: Connection, by: By, change: int, why: str, now: datetime) -> Change:
    """Take a live change back: any administrator alone, at once. Raises `ChangeError`."""
    administrators = _lock(connection)
    if by.staff is not None and by.staff not in administrators:
        raise ChangeError(Refusal.NOT_ALLOWED)
    known = _known(connection, change)
    values = {"state": State.UNDONE, "undoer": by.staff, "undoer_name": by.name, "undone": now}
    values |= {"undone_why": _reason(why), "stamp": version(connection) + 1}
    _step(connection, change, State.LIVE, values)
    _log(connection, by, "entry-undone", change, known.entry, now, kind=known.act, reason=values["undone_why"])
    return _known(connection, change)


def find(connection: Connection, change: int) -> Change | None:
    """A change by its id."""
    row = connection.execute(select(*COLUMNS).where(entry_changes.c.id == change)).one_or_none()
    return None if row is None else Change.of(row)


def live(connection: Connection) -> list[Change]:
    """What holds now, in the order in which it went live."""
    rows = select(*COLUMNS).where(entry_changes.c.state == State.LIVE).order_by(entry_changes.c.place)
    return [Change.of(row) for row in connection.execute(rows)]


def history(connection: Connection, entry: str, limit: int = 200) -> list[Change]:
    """Every change of an entry, whatever became of it; newest first."""
    rows = select(*COLUMNS).where(entry_changes.c.entry == entry).order_by(entry_changes.c.id.desc()).limit(limit)
    return [Change.of(row) for row in connection.execute(rows)]


def waiting(connection: Connection, limit: int = 200, offset: int = 0) -> list[Change]:
    """What waits for a decision, oldest first."""
    rows = select(*COLUMNS).where(entry_changes.c.state == State.PROPOSED).order_by(entry_changes.c.id)
    return [Change.of(row) for row in connection.execute(rows.limit(limit).offset(offset))]


def waiting_count(connection: Connection) -> int:
    """How many wait for a decision."""
    count: int = connection.execute(
        select(func.count()).select_from(entry_changes).where(entry_changes.c.state == State.PROPOSED)
    ).scalar_one()
    return count


def between(connection: Connection, since: datetime, until: datetime) -> list[Change]:
    """What went live or was undone from one moment up to another, in that order: for the weekly digest."""
    went = entry_changes.c.decided.between(since, until) & entry_changes.c.place.is_not(None)
    rows = select(*COLUMNS).where(went | entry_changes.c.undone.between(since, until)).order_by(entry_changes.c.stamp)
    return [Change.of(row) for row in connection.execute(rows)]


def version(connection: Connection) -> int:
    """A number that grows with every decision and undoing; 0 for an untouched library."""
    highest: int | None = connection.execute(select(func.max(entry_changes.c.stamp))).scalar_one()
    return highest or 0


def last(connection: Connection, entry: str) -> int:
    """The version in which something of an entry last went live or was undone; 0 for one that was never touched."""
    touched = (entry_changes.c.entry == entry) & entry_changes.c.place.is_not(None)
    highest: int | None = connection.execute(select(func.max(entry_changes.c.stamp)).where(touched)).scalar_one()
    return highest or 0


def needs_second(administrators: Sequence[Member], change: Change, member: Member) -> bool:
    """Whether somebody else has to decide on a change, for pages: `decide` looks again."""
    return change.author == member.id and len(administrators) > 1


def _member(connection: Connection, by: By) -> Member | None:
    """Who asks, None for the operator. Raises `ChangeError`."""
    if by.staff is None:
        return None
    found = members.find(connection, by.staff)
    if found is None:
        raise ChangeError(Refusal.NOT_ALLOWED)
    return found


def _lock(connection: Connection) -> list[int]:
    """The administrators, locked until the transaction ends: steps are taken one after the other."""
    wanted = (staff.c.role == ADMINISTRATOR) & staff.c.removed.is_(None)
    return list(connection.execute(select(staff.c.id).where(wanted).order_by(staff.c.id).with_for_update()).scalars())


def _step(connection: Connection, change: int, from_: State, values: Mapping[str, Any]) -> None:
    """Take a step if the change still stands where it is taken from. Raises `ChangeError`."""
    here = (entry_changes.c.id == change) & (entry_changes.c.state == from_)
    if not connection.execute(update(entry_changes).where(here).values(**values)).rowcount:
        raise ChangeError(Refusal.STATE)


def _known(connection: Connection, change: int) -> Change:
    found = find(connection, change)
    if found is None:
        raise ChangeError(Refusal.UNKNOWN)
    return found


def _words(given: str) -> str:
    """Free words as they may be kept."""
    return mask(tidy(given, LONGEST_REASON).strip())[0][:LONGEST_REASON]


def _reason(given: str) -> str:
    kept = _words(given)
    if not kept:
        raise ChangeError(Refusal.REASON)
    return kept


def _log(connection: Connection, by: By, act: str, change: int, entry: str, now: datetime, **detail: object) -> None:
    plain = {name: str(value) if isinstance(value, Act) else value for name, value in detail.items() if value}
    audit.append(connection, by, act, f"entry:{entry}", now, change=change, **plain)
