"""Who wants which news: nothing until asked for, nothing kept after it was stopped."""

from __future__ import annotations

from functools import partial

from sqlalchemy import func, insert, select, update

from bot.messages import Address, Reply
from bot.storage import outbox, people, subscriptions
from bot.storage.database import Database
from bot.storage.subscriptions import Wishes
from bot.storage.tables import consents, notices, subscribers
from bot.storage.tables import outbox as table
from tests.kit import MONDAY_MORNING as NOW


async def person(database: Database, name: str = "tu") -> int:
    met = await database.write(partial(people.meet, address=Address("test", name), language="vi", now=NOW))
    return met.person.id


async def wishes(database: Database, who: int) -> Wishes:
    return await database.read(partial(subscriptions.of_person, person=who))


async def notice(database: Database, topic: str) -> int:
    values = {
        "state": "sending",
        "title": "T",
        "text": "t",
        "folded": "t",
        "topic": topic,
        "hamlets": [],
        "author_name": "Chị Hai",
        "made": NOW,
        "changed": NOW,
        "left_out": {},
    }
    return await database.write(
        lambda c: c.execute(insert(notices).values(values).returning(notices.c.id)).scalar_one()
    )


async def on_its_way(database: Database, who: int, topic: str, state: str) -> str:
    """A message of a notice to somebody; returns what it is called by."""
    number = await notice(database, topic)
    about = f"news:{number}:{who}"
    await database.write(lambda c: outbox.put(c, who, "news", about, Reply("t"), NOW))
    its = update(table).where(table.c.about == about).values(notice=number, state=state)
    await database.write(lambda c: c.execute(its))
    return about


async def states(database: Database) -> dict[str, str]:
    rows = await database.read(lambda c: c.execute(select(table.c.about, table.c.state)).all())
    return {row.about: row.state for row in rows}


async def test_nothing_until_asked_for(database: Database) -> None:
    assert await wishes(database, await person(database)) == Wishes()


async def test_topics_one_by_one_and_twice(database: Database) -> None:
    who, other = await person(database), await person(database, "nam")
    for _ in range(2):
        await database.write(partial(subscriptions.subscribe, person=who, topics=["khan", "y-te"], now=NOW))
    await database.write(partial(subscriptions.unsubscribe, person=who, topics=["khan"], now=NOW))
    await database.write(partial(subscriptions.set_own, person=who, hamlet="Khóm 1", quiet="22:00-06:00"))
    assert await wishes(database, who) == Wishes(frozenset({"y-te"}), "Khóm 1", "22:00-06:00")
    assert await wishes(database, other) == Wishes()


async def test_another_purpose_is_no_topic(database: Database) -> None:
    who = await person(database)
    await database.write(
        lambda c: c.execute(insert(consents).values(person=who, purpose="invitations", given=True, at=NOW))
    )
    await database.write(partial(subscriptions.stop, person=who, now=NOW))
    assert await wishes(database, who) == Wishes()
    assert await database.read(lambda c: c.execute(select(func.count()).select_from(consents)).scalar_one()) == 1


async def test_whoever_drops_a_topic_between_queue_and_send_does_not_get_it(database: Database) -> None:
    who = await person(database)
    await database.write(partial(subscriptions.subscribe, person=who, topics=["khan", "y-te"], now=NOW))
    dropped = [await on_its_way(database, who, "khan", state) for state in ("listed", "queued", "held")]
    kept = await on_its_way(database, who, "y-te", "queued")
    gone = await on_its_way(database, who, "khan", "sent")
    await database.write(partial(subscriptions.unsubscribe, person=who, topics=["khan"], now=NOW))
    assert await states(database) == {**dict.fromkeys(dropped, "withdrawn"), kept: "queued", gone: "sent"}


async def test_stopping_takes_back_news_and_nothing_else(database: Database) -> None:
    who, other = await person(database), await person(database, "nam")
    mine = await on_its_way(database, who, "khan", "queued")
    theirs = await on_its_way(database, other, "khan", "queued")
    await database.write(lambda c: outbox.put(c, who, "ready", "receipt", Reply("t"), NOW))
    await database.write(partial(subscriptions.subscribe, person=who, topics=["khan"], now=NOW))
    await database.write(partial(subscriptions.stop, person=who, now=NOW))
    assert await states(database) == {mine: "withdrawn", theirs: "queued", "receipt": "queued"}


async def test_erasing_a_person_erases_what_they_wanted(database: Database) -> None:
    who = await person(database)
    await database.write(partial(subscriptions.subscribe, person=who, topics=["khan"], now=NOW))
    await database.write(partial(subscriptions.set_own, person=who, hamlet="Khóm 1", quiet=""))
    await database.write(partial(people.forget, person=who))
    for table_ in (consents, subscribers):
        assert await database.read(lambda c, t=table_: c.execute(select(func.count()).select_from(t)).scalar_one()) == 0
