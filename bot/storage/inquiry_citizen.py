"""An inquiry from the side of who asked: what they say in it, the phone number they may give, and its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.messages import Reply
from bot.storage import inquiries as rows
from bot.storage import inquiry_steps, inquiry_talks, inquiry_watch
from bot.storage.database import Unit
from bot.storage.inquiries import ANSWERED, NEW, OPEN, TAKEN, THANKED, Inquiry
from bot.storage.inquiry_steps import Asked
from bot.storage.people import Person
from bot.storage.tables import inquiries, staff

Heard = Callable[[str, Inquiry], Reply]
"""What the one who has it is told of a citizen's word, by their language."""


def heard(
    connection: Connection,
    inquiry: int,
    text: str,
    key: str,
    now: datetime,
    *,
    until: datetime,
    due: datetime,
    compose: Heard,
    picture: bytes | None = None,
) -> bool:
    """Keep what a citizen says in a talk and tell whoever has it; False if the talk is over, or it was heard before.

    The ward has the next word again: by `due`; the bot keeps out until `until`.
    """
    found = rows.by_id(connection, inquiry)
    if found is None or found.state not in OPEN:
        return False
    file = inquiry_talks.keep_picture(connection, inquiry, picture, now) if picture else None
    line = inquiry_talks.add(connection, inquiry, inquiry_talks.CITIZEN, text, now, key=key, file=file)
    if line is None:
        return False
    if found.state == ANSWERED:
        again: dict[str, object] = {"due": due, "reminded": None, "escalated": None, "talking": until}
        again |= {"state": TAKEN} if found.taken_by else {"state": NEW, "told": None, "talking": None}
        connection.execute(update(inquiries).where(inquiries.c.id == inquiry).values(**again))
    elif found.talking:
        connection.execute(update(inquiries).where(inquiries.c.id == inquiry).values(talking=until))
    if found.taken_by:
        who = [one for one in inquiry_watch.accounts(connection) if one.member.id == found.taken_by]
        told = f"line:{line}"
        inquiry_watch.tell(connection, who, inquiry, told, lambda language: compose(language, found), now, urgent=True)
    return True


def give_phone(connection: Connection, inquiry: int, phone: str | None) -> bool:
    """Keep the number that somebody gave with a yes, or that they refuse (None); False if none was asked for."""
    asked = (inquiries.c.id == inquiry) & (inquiries.c.phone_state == "asked") & inquiries.c.state.in_(OPEN)
    values = {"phone": phone, "phone_state": "given" if phone else "refused"}
    return bool(connection.execute(update(inquiries).where(asked).values(**values)).rowcount)


def _silence(connection: Connection, inquiry: int) -> None:
    """Nobody talks in it any more."""
    connection.execute(update(inquiries).where(inquiries.c.id == inquiry).values(talking=None))


class OwnInquiry:
    """What a handler may do with the inquiry of the person it talks with."""

    def __init__(self, unit: Unit, person: Person) -> None:
        self._unit = unit
        self._person = person

    async def open(self) -> Inquiry | None:
        """Theirs that is not over."""
        return await self._unit.read(lambda c: rows.open_of(c, self._person.id))

    async def count(self) -> int:
        """How many of theirs are kept."""
        return await self._unit.read(lambda c: rows.count_of(c, self._person.id))

    async def staffed(self) -> bool:
        """Whether there is anybody who could answer."""
        some = select(staff.c.id).where(staff.c.removed.is_(None)).limit(1)
        return await self._unit.read(lambda c: c.execute(some).first() is not None)

    def begin(self, asked: Asked, now: datetime) -> None:
        """Pass a question on at the end of this turn."""
        self._unit.later(lambda c: inquiry_steps.begin(c, self._person.id, asked, now))

    def later(self, work: Callable[[Connection], object]) -> None:
        """Do something of the above at the end of this turn."""
        self._unit.later(work)

    def leave(self, inquiry: Inquiry, now: datetime) -> None:
        """Talk with the bot again at the end of this turn; what waits for its answer goes on waiting."""
        if inquiry.state == ANSWERED:
            self.end(inquiry.id, THANKED, now)
        else:
            self._unit.later(lambda c: _silence(c, inquiry.id))

    def end(self, inquiry: int, reason: str, now: datetime) -> None:
        """End it at the end of this turn."""
        self._unit.later(lambda c: inquiry_steps.end(c, inquiry, reason, now))
