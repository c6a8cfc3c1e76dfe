"""A ward whose officials are asked through the bot: who is told what, and where a question stands."""

from __future__ import annotations

from functools import partial

from bot.jobs.inquiries import Inquiries
from bot.messages import Address, Reply
from bot.storage import inquiries, people, staff
from bot.storage.audit import OPERATOR
from bot.storage.inquiries import Inquiry
from tests.kit import Desk

UNKNOWN = "thủ tục nhập tịch cho con mèo"


async def member(desk: Desk, account: str, name: str, role: str = "official", fields: tuple[str, ...] = ()) -> int:
    """One of the staff with a chat account."""
    now, database = desk.clock.now(), desk.app.database
    add = partial(staff.add, by=OPERATOR, name=name, role=role, fields=fields, now=now)
    one = await database.write(add)
    meet = partial(people.meet, address=Address("test", account), language="vi", now=now)
    person = (await database.write(meet)).person.id
    await database.write(partial(staff.link_account, person=person, member=one.id, now=now))
    await desk.ask("xin chào", who=account)
    return one.id


async def told(desk: Desk) -> dict[str, list[Reply]]:
    """Who hears what, unasked, now."""
    app, before = desk.app, len(desk.channel.said)
    job = Inquiries(app.database, app.ward, app.shelf, app.catalogue, app.settings, app.clock)
    for _ in range(3):
        await job.run()
        while await app.outbox.run_due():
            pass
    heard: dict[str, list[Reply]] = {}
    for address, reply in desk.channel.said[before:]:
        heard.setdefault(address.account, []).append(reply)
    return heard


async def one(desk: Desk, number: int = 1) -> Inquiry:
    found = await desk.app.database.write(partial(inquiries.by_id, inquiry=number))
    assert found
    return found


async def passed_on(desk: Desk) -> list[Reply]:
    """A citizen asks what the bot does not know and taps the button."""
    await desk.ask(UNKNOWN)
    return await desk.press("Gặp cán bộ")


async def talk(desk: Desk) -> None:
    """An official has taken it and answered."""
    await passed_on(desk)
    await told(desk)
    await desk.ask(data="inq:take:1", who="hai")
    await desk.ask("Dạ mèo thì không cần nhập tịch.", who="hai")
    await told(desk)


def words(replies: list[Reply]) -> str:
    return "\n".join(f"{reply.title}\n{reply.text}\n{reply.note}" for reply in replies)
