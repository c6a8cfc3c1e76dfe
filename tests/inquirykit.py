"""Inquiries in tests: a citizen who asks, officials who can be told."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from bot.messages import Address, Reply
from bot.storage import inquiry_steps, people, staff
from bot.storage.audit import OPERATOR, By
from bot.storage.database import Database
from bot.storage.inquiry_steps import Asked, Words
from tests.kit import MONDAY_MORNING

NOW = MONDAY_MORNING
SOON = NOW + timedelta(minutes=30)
DUE = NOW + timedelta(hours=2)


def says(words: str) -> inquiry_steps.Say:
    """What a citizen is told, whatever their language."""
    return lambda language, question: Reply(words)


async def citizen(database: Database, account: str = "ba-tu-0123456789abcdef", channel: str = "webchat") -> int:
    """The row of somebody who writes."""
    meet = partial(people.meet, address=Address(channel, account), language="vi", now=NOW)
    return (await database.write(meet)).person.id


async def official(
    database: Database, name: str = "Chị Hai", fields: tuple[str, ...] = (), role: str = "official", chat: str = ""
) -> By:
    """One of the staff, with a chat account if one is named."""
    add = partial(staff.add, by=OPERATOR, name=name, role=role, fields=fields, now=NOW)
    member = await database.write(add)
    if chat:
        person = await citizen(database, chat, "test")
        await database.write(partial(staff.link_account, person=person, member=member.id, now=NOW))
    return By(member.id, member.name)


async def ask(database: Database, person: int, question: str, key: str = "1", field: str | None = "ho-tich") -> int:
    """Pass a question on."""
    asked = Asked(field, question, None, DUE, promised=True, key=key)
    return await database.write(partial(inquiry_steps.begin, person=person, asked=asked, now=NOW))


async def take(database: Database, inquiry: int, by: By, now: datetime = NOW) -> bool:
    """See to one."""
    work = partial(inquiry_steps.take, inquiry=inquiry, by=by, say=says("đã nhận"), until=SOON, now=now)
    return await database.write(work)


async def answer(database: Database, inquiry: int, by: By, words: str = "Dạ được.", key: str = "a1") -> str:
    """Answer one."""
    given = Words(words, says(words), key, SOON)
    return await database.write(partial(inquiry_steps.answer, inquiry=inquiry, by=by, words=given, now=NOW))
