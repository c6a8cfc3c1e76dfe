"""Inquiries from the side of the staff in the chat: what one of them may see and do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from bot.storage import inquiries as rows
from bot.storage import inquiry_steps, inquiry_talks
from bot.storage import staff as members
from bot.storage.audit import By
from bot.storage.database import Unit
from bot.storage.inquiries import WAITING, Inquiry, Wanted
from bot.storage.inquiry_steps import Say, Words
from bot.storage.inquiry_talks import Line
from bot.storage.people import Person
from bot.storage.staff_rows import Member

Act = Callable[[Connection, By], bool]


class InquiryDesk:
    """What a handler may do with inquiries for the one of the staff it talks with. Its steps are done at once."""

    def __init__(self, unit: Unit, person: Person) -> None:
        self._unit = unit
        self._person = person

    async def me(self) -> Member | None:
        """Who of the staff this is."""
        return await self._unit.read(partial(members.find, member=self._person.staff or 0))

    async def staff(self) -> list[Member]:
        """Everybody of the staff."""
        return await self._unit.read(members.listed)

    async def find(self, inquiry: int) -> Inquiry | None:
        """An inquiry by its number, None for one that is not theirs to see."""
        found, me = await self._unit.read(partial(rows.by_id, inquiry=inquiry)), await self.me()
        return found if found and me and rows.may_see(found, me) else None

    async def waiting(self, limit: int) -> list[Inquiry]:
        """What waits for a word of the ward, first what is due first."""
        me = await self.me()
        if me is None:
            return []
        return await self._unit.read(partial(rows.listed, wanted=Wanted(WAITING, eyes=me), limit=limit))

    async def lines(self, inquiry: int) -> list[Line]:
        """A whole talk."""
        return await self._unit.read(partial(inquiry_talks.of_inquiry, inquiry=inquiry))

    async def name(self, member: int | None) -> str:
        """What one of the staff is called."""
        found = await self._unit.read(partial(members.find, member=member or 0))
        return found.name if found else ""

    async def take(self, inquiry: int, say: Say, until: datetime, now: datetime) -> bool:
        """See to one; see `inquiry_steps.take`."""
        return await self._do(lambda c, by: inquiry_steps.take(c, inquiry, by, say, until, now))

    async def answer(self, inquiry: int, words: Words, now: datetime) -> str:
        """Answer one; see `inquiry_steps.answer`."""
        return await self._unit.now(lambda c: inquiry_steps.answer(c, inquiry, self._by(c), words, now))

    async def pass_on(self, inquiry: int, field: str | None, member: int | None, now: datetime) -> bool:
        """Give one to another field or another of the staff."""
        passed = partial(inquiry_steps.pass_on, inquiry=inquiry, now=now, field=field, member=member, note="")
        return await self._do(lambda c, by: passed(c, by=by))

    async def close(self, inquiry: int, reason: str, say: Say, now: datetime) -> bool:
        """End one with a reason."""
        return await self._do(lambda c, by: inquiry_steps.close(c, inquiry, by, reason, say, now))

    async def _do(self, act: Act) -> bool:
        return await self._unit.now(lambda c: act(c, self._by(c)))

    def _by(self, connection: Connection) -> By:
        found = members.find(connection, self._person.staff or 0)
        return By(self._person.staff, found.name if found else "")
