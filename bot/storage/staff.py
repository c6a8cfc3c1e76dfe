"""The ward's staff: who they are, what they may, which chat accounts are theirs. Every change is in the audit log.

Who changes something must still be an administrator when it is written, and the last administrator can neither go nor
be made less: both are looked at under a lock on the administrators' rows, so that two who act at once cannot both win.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, insert, select, update

from bot.messages import Address
from bot.storage import audit, inquiry_steps, links, sessions
from bot.storage.audit import By
from bot.storage.staff_rows import ADMINISTRATOR, MEMBER, OFFICIAL, Member
from bot.storage.tables import people, staff

__all__ = ["ADMINISTRATOR", "LONGEST_NAME", "OFFICIAL", "Account", "Chat", "Member", "Refusal", "StaffError"]

LONGEST_NAME = 80


class Refusal(StrEnum):
    """Why a change of the staff is not made."""

    UNKNOWN = "unknown"  # there is no such member (any more)
    LAST = "last"  # nobody would be left to administer
    NOT_ALLOWED = "not-allowed"  # who asked for it is no administrator any more


class StaffError(Exception):
    """A change of the staff was refused; nothing was written."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Account:
    """A chat account that is one of the staff: its person's row, the channel, and when it last wrote."""

    person: int
    staff: int
    channel: str
    last_seen: datetime


def listed(connection: Connection) -> list[Member]:
    """Everybody who is one of the staff now, administrators first."""
    rows = connection.execute(select(*MEMBER).where(staff.c.removed.is_(None)).order_by(staff.c.role, staff.c.id))
    return [Member.of(row) for row in rows]


def everybody(connection: Connection) -> list[Member]:
    """Those who were removed as well: what they did is still in the log."""
    return [Member.of(row) for row in connection.execute(select(*MEMBER).order_by(staff.c.id))]


def find(connection: Connection, member: int) -> Member | None:
    """One of the staff, None if there is no such one now."""
    row = connection.execute(select(*MEMBER).where(staff.c.id == member, staff.c.removed.is_(None))).one_or_none()
    return None if row is None else Member.of(row)


def accounts(connection: Connection) -> list[Account]:
    """Every chat account that is one of the staff."""
    columns = (people.c.id, people.c.staff, people.c.channel, people.c.last_seen)
    rows = connection.execute(select(*columns).where(people.c.staff.is_not(None)).order_by(people.c.id))
    return [Account(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Chat:
    """Where one of the staff is reached, what they may, and the language they chose there."""

    address: Address
    role: str
    language: str


def chats(connection: Connection) -> list[Chat]:
    """Every chat of the staff who did not block the bot."""
    columns = (people.c.channel, people.c.account, staff.c.role, people.c.language)
    mine = (staff.c.id == people.c.staff) & staff.c.removed.is_(None)
    rows = connection.execute(
        select(*columns).join_from(people, staff, mine).where(people.c.gone_since.is_(None)).order_by(people.c.id)
    )
    return [Chat(Address(row.channel, row.account), row.role, row.language) for row in rows]


def first_administrator(connection: Connection, name: str, now: datetime) -> Member:
    """The administrator who has been there longest; made now, under this name, where there is none."""
    found = _administrators(connection)
    if not found:
        return _insert(connection, audit.OPERATOR, name, ADMINISTRATOR, (), now)
    member = find(connection, found[0])
    if member is None:
        raise LookupError("an administrator's row that is locked has gone")
    return member


def add(connection: Connection, by: By, name: str, role: str, fields: Sequence[str], now: datetime) -> Member:
    """Take somebody into the staff; they get in by a link. Raises `StaffError`."""
    _allow(connection, by)
    return _insert(connection, by, name, role, fields, now)


def rename(connection: Connection, by: By, member: int, name: str, now: datetime) -> None:
    """Call one of the staff otherwise. Raises `StaffError`."""
    _allow(connection, by)
    before = _known(connection, member)
    if before.name == name[:LONGEST_NAME]:
        return
    _change(connection, member, name=name[:LONGEST_NAME])
    audit.append(connection, by, "renamed", f"staff:{member}", now, was=before.name, name=name[:LONGEST_NAME])


def set_role(connection: Connection, by: By, member: int, role: str, now: datetime) -> None:
    """Give one of the staff another role; they must sign in anew everywhere. Raises `StaffError`."""
    administrators = _allow(connection, by)
    before = _known(connection, member)
    if before.role == role:
        return
    if administrators == [member]:
        raise StaffError(Refusal.LAST)
    _change(connection, member, role=role)
    sessions.end_all(connection, member)
    audit.append(connection, by, "role-given", f"staff:{member}", now, name=before.name, was=before.role, role=role)


def set_fields(connection: Connection, by: By, member: int, fields: Sequence[str], now: datetime) -> None:
    """Say which fields of work an official serves. Raises `StaffError`."""
    _allow(connection, by)
    before = _known(connection, member)
    if before.fields == tuple(fields):
        return
    _change(connection, member, fields=list(fields))
    detail = {"name": before.name, "was": list(before.fields), "fields": list(fields)}
    audit.append(connection, by, "fields-given", f"staff:{member}", now, **detail)


def remove(connection: Connection, by: By, member: int, now: datetime) -> None:
    """Take somebody out of the staff: sessions and links end, chat accounts are citizens'. Raises `StaffError`."""
    administrators = _allow(connection, by)
    before = _known(connection, member)
    if administrators == [member]:
        raise StaffError(Refusal.LAST)
    _change(connection, member, removed=now)
    sessions.end_all(connection, member)
    links.withdraw(connection, member)
    inquiry_steps.release(connection, member)
    connection.execute(update(people).where(people.c.staff == member).values(staff=None))
    audit.append(connection, by, "removed", f"staff:{member}", now, name=before.name, role=before.role)


def link_account(connection: Connection, person: int, member: int, now: datetime) -> None:
    """Make a chat account one of the staff's. Raises `StaffError`."""
    known = _known(connection, member)
    connection.execute(update(people).where(people.c.id == person).values(staff=member))
    channel = connection.execute(select(people.c.channel).where(people.c.id == person)).scalar_one()
    audit.append(connection, By(member, known.name), "joined", f"staff:{member}", now, channel=channel)


def leave_account(connection: Connection, member: int, person: int, now: datetime) -> bool:
    """Make one of somebody's own chat accounts a citizen's again; whether it was theirs."""
    name = connection.execute(select(staff.c.name).where(staff.c.id == member)).scalar_one()
    return _unlink(connection, By(member, name), person, people.c.staff == member, now)


def unlink_account(connection: Connection, by: By, person: int, now: datetime) -> None:
    """Make a chat account a citizen's again. Raises `StaffError`."""
    _allow(connection, by)
    if not _unlink(connection, by, person, people.c.staff.is_not(None), now):
        raise StaffError(Refusal.UNKNOWN)


def _unlink(connection: Connection, by: By, person: int, which: ColumnElement[bool], now: datetime) -> bool:
    row = connection.execute(select(people.c.staff, people.c.channel).where(people.c.id == person, which)).one_or_none()
    if row is None:
        return False
    connection.execute(update(people).where(people.c.id == person).values(staff=None))
    audit.append(connection, by, "unlinked", f"staff:{row.staff}", now, channel=row.channel)
    return True


def _administrators(connection: Connection) -> list[int]:
    """The administrators, locked until the transaction ends; always in one order, so that nobody waits in a circle."""
    wanted = (staff.c.role == ADMINISTRATOR) & staff.c.removed.is_(None)
    return list(connection.execute(select(staff.c.id).where(wanted).order_by(staff.c.id).with_for_update()).scalars())


def _allow(connection: Connection, by: By) -> list[int]:
    """The administrators, if who asks is one of them or the operator."""
    administrators = _administrators(connection)
    if by.staff is not None and by.staff not in administrators:
        raise StaffError(Refusal.NOT_ALLOWED)
    return administrators


def _known(connection: Connection, member: int) -> Member:
    """One of the staff. Raises `StaffError`."""
    found = find(connection, member)
    if found is None:
        raise StaffError(Refusal.UNKNOWN)
    return found


def _change(connection: Connection, member: int, **values: object) -> None:
    connection.execute(update(staff).where(staff.c.id == member).values(**values))


def _insert(connection: Connection, by: By, name: str, role: str, fields: Sequence[str], now: datetime) -> Member:
    values = {"name": name[:LONGEST_NAME], "role": role, "fields": list(fields), "made": now}
    number: int = connection.execute(insert(staff).values(values).returning(staff.c.id)).scalar_one()
    audit.append(connection, by, "added", f"staff:{number}", now, name=values["name"], role=role, fields=list(fields))
    return Member(number, str(values["name"]), role, tuple(fields), now)
