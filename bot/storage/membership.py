"""What a chat account may do about the staff: become one of them by a code, get a link to the pages, invite others."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from bot.storage import audit, links, staff
from bot.storage.audit import By
from bot.storage.database import Unit
from bot.storage.links import Purpose, State
from bot.storage.people import Person
from bot.storage.staff import Member, Refusal, StaffError


class Membership:
    """The person's part in the staff. Its writes are done at once: what is said depends on them."""

    def __init__(self, unit: Unit, person: Person) -> None:
        self._unit = unit
        self._person = person

    async def sign_in_link(self, now: datetime) -> str:
        """The secret part of a link to the pages. Raises `StaffError` if they are no longer one of the staff."""
        return await self._unit.at_once(partial(self._sign_in_link, now=now))

    async def invite(self, name: str, role: str, now: datetime) -> tuple[Member, str]:
        """Take somebody into the staff; returns who it is and the secret part of their link. Raises `StaffError`."""
        return await self._unit.at_once(partial(self._invite, name=name, role=role, now=now))

    async def join(self, token: str, now: datetime) -> Member | None:
        """Become one of the staff by the secret part of a link; None if it lets nobody in (any more)."""
        return await self._unit.at_once(partial(self._join, token=token, now=now))

    def leave(self, now: datetime) -> None:
        """Note at the end of this turn that the account, if it is one of the staff's, is theirs no more."""
        if self._person.staff is not None:
            leave = partial(staff.leave_account, member=self._person.staff, person=self._person.id, now=now)
            self._unit.last(leave)

    def _me(self, connection: Connection) -> Member:
        found = staff.find(connection, self._person.staff) if self._person.staff is not None else None
        if found is None:
            raise StaffError(Refusal.NOT_ALLOWED)
        return found

    def _sign_in_link(self, connection: Connection, now: datetime) -> str:
        me = self._me(connection)
        detail = {"purpose": Purpose.SIGN_IN, "channel": self._person.channel}
        audit.append(connection, By(me.id, me.name), "link-made", f"staff:{me.id}", now, **detail)
        return links.make(connection, me.id, Purpose.SIGN_IN, now)

    def _invite(self, connection: Connection, name: str, role: str, now: datetime) -> tuple[Member, str]:
        me = self._me(connection)
        by = By(me.id, me.name)
        member = staff.add(connection, by, name, role, (), now)
        detail = {"name": member.name, "purpose": Purpose.JOIN, "channel": self._person.channel}
        audit.append(connection, by, "link-made", f"staff:{member.id}", now, **detail)
        return member, links.make(connection, member.id, Purpose.JOIN, now)

    def _join(self, connection: Connection, token: str, now: datetime) -> Member | None:
        link = links.use(connection, token, now, Purpose.JOIN)
        if link.staff is None:
            return None
        if link.state is State.OPEN:
            staff.link_account(connection, self._person.id, link.staff, now)
        elif link.state is not State.USED or link.staff != self._person.staff:
            return None  # used by this very account before: its turn is played once more
        return staff.find(connection, link.staff)
