"""What one person suggests and agrees with."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.storage import cases, outbox, suggestions
from bot.storage.cases import Compose
from bot.storage.database import Unit
from bot.storage.people import Person
from bot.storage.suggestions import Suggestion

IN_A_DAY = 5  # suggestions of one person
_COMPARED = 300  # of the newest, with a new one
_OWN = 10


class OwnSuggestions:
    """Suggestions as one person sees and makes them."""

    def __init__(self, unit: Unit, person: Person) -> None:
        self._unit = unit
        self._person = person.id

    async def add(self, key: str, words: str, grievance: str | None, source: str, now: datetime, alert: Compose) -> int:
        """Keep one and tell the administrators of it; returns its number, 0 where it would be one too many today."""

        def work(connection: Connection) -> int:
            if suggestions.made_since(connection, self._person, now - timedelta(days=1)) >= IN_A_DAY:
                return 0
            number = suggestions.add(connection, key, words, source, grievance, self._person, now)
            for row in connection.execute(cases.administrators()):
                about, reply = f"suggestion:{number}:new:{row.id}", alert(row.language, number)
                outbox.put(connection, row.id, "alert", about, reply, now, urgent=grievance is not None)
            return number

        return await self._unit.now(work)

    async def like(self, number: int) -> bool:
        """Agree with one; False if that cannot be."""
        return await self._unit.now(partial(suggestions.like, number=number, person=self._person))

    async def unlike(self, number: int) -> bool:
        """Agree no longer."""
        return await self._unit.now(partial(suggestions.unlike, number=number, person=self._person))

    async def likes(self, number: int) -> bool:
        """Whether the person agrees with one."""
        return await self._unit.read(partial(suggestions.likes_it, number=number, person=self._person))

    async def withdraw(self, number: int) -> bool:
        """Take one's own back; False if it is none, or decided."""
        return await self._unit.now(partial(suggestions.withdraw, number=number, person=self._person))

    async def find(self, number: int) -> Suggestion | None:
        """One that the person may read: public, or their own."""
        found = await self._unit.read(partial(suggestions.by_id, number=number))
        return found if found and (found.shown == suggestions.PUBLIC or found.person == self._person) else None

    async def public(self, limit: int) -> list[Suggestion]:
        """What most agree with."""
        return await self._unit.read(partial(suggestions.public, limit=limit))

    async def compared(self) -> list[Suggestion]:
        """Public ones that a new one may be like."""
        return await self._unit.read(partial(suggestions.public, limit=_COMPARED, newest=True))

    async def mine(self) -> list[Suggestion]:
        """What the person made or agrees with."""
        return await self._unit.read(partial(suggestions.of_person, person=self._person, limit=_OWN))
