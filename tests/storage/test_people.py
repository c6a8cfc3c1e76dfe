"""People are known by a channel's id alone, their talk is kept, and erasing leaves no trace."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, insert, select, update

from bot.messages import Address, Incoming, Reply, What
from bot.storage import groups, hushed, inbox, people, questions
from bot.storage.arrival import arrive
from bot.storage.audit import OPERATOR
from bot.storage.database import Database
from bot.storage.groups import Decision, State
from bot.storage.people import ErasedError, Known
from bot.storage.questions import Question
from bot.storage.tables import metadata, webchat
from tests.kit import MONDAY_MORNING

NOW = MONDAY_MORNING
ACCOUNT = "ba-tu-0123456789abcdef"
TU = Address("webchat", ACCOUNT)
NAM = Address("webchat", "chu-nam-0123456789abcdef")


async def meet(database: Database, address: Address) -> Known:
    return await database.write(partial(people.meet, address=address, language="vi", now=NOW))


async def find(database: Database, address: Address) -> Known:
    known = await database.read(partial(people.find, address=address))
    assert known
    return known


def save(person: int, talk: dict[str, object], until: datetime = NOW) -> partial[None]:
    return partial(people.save_talk, person=person, talk=talk, expires=until, now=NOW)


async def test_a_stranger_is_met_once_however_many_deliveries_race(database: Database) -> None:
    met = await asyncio.gather(*(meet(database, TU) for _ in range(20)))
    assert len({known.person.id for known in met}) == 1
    assert met[0].person.language == "vi"
    assert met[0].person.role == "citizen"
    assert not met[0].person.met
    assert met[0].person.first_seen == NOW
    assert met[0].talk is None


async def test_two_databases_handles_meet_the_same_stranger(database: Database) -> None:
    other = Database(database.url.render_as_string(hide_password=False))
    await other.open()
    met = await asyncio.gather(*(meet(one, TU) for one in (database, other) * 10))
    assert len({known.person.id for known in met}) == 1
    await other.close()


async def test_the_same_account_on_another_channel_is_another_person(database: Database) -> None:
    first, second = await meet(database, TU), await meet(database, Address("telegram", ACCOUNT))
    assert first.person.id != second.person.id


async def test_a_talk_is_kept_with_its_expiry_and_replaced_by_the_next(database: Database) -> None:
    person = (await meet(database, TU)).person.id
    until = NOW + timedelta(minutes=30)
    await database.write(save(person, {"about": "khai-sinh", "choices": [["Lệ phí", "fee:1"]]}))
    await database.write(save(person, {"about": "kết hôn"}, until))
    known = await find(database, TU)
    assert known.talk == {"about": "kết hôn"}
    assert known.expires == until


async def test_gone_people_are_back_when_they_write(database: Database) -> None:
    person = (await meet(database, TU)).person.id
    await database.write(partial(people.set_gone, address=TU, since=NOW))
    assert (await find(database, TU)).person.gone_since == NOW
    await database.write(save(person, {}))
    assert (await find(database, TU)).person.gone_since is None


async def test_the_talk_of_an_erased_person_is_refused(database: Database) -> None:
    person = (await meet(database, TU)).person.id
    await database.write(partial(people.forget, person=person))
    with pytest.raises(ErasedError):
        await database.write(save(person, {"about": "khai-sinh"}))


@pytest.mark.parametrize("moment", [datetime(2026, 11, 23, 9, 0)])  # noqa: DTZ001 - that is the point
async def test_a_moment_without_zone_is_refused(database: Database, moment: datetime) -> None:
    with pytest.raises(Exception, match="without time zone"):
        await database.write(partial(people.meet, address=TU, language="vi", now=moment))


async def fill(database: Database, address: Address) -> int:
    """Leave something of a person in every table."""
    said = Incoming(address, f"{address.account[:16]}:1", What.TEXT, NOW, text=f"tôi là {address.account}")
    arrival = await database.write(partial(arrive, incoming=said, now=NOW))
    assert arrival
    person = arrival.known.person.id

    def rest(connection: Connection) -> None:
        save(person, {"notes": {"who": address.account}})(connection)
        asked = Question(
            address.account[:8], NOW, f"hỏi {address.account}", "answer", "khai-sinh", None, 1.0, None, None
        )
        values = {name: getattr(asked, name) for name in Question.__slots__}
        connection.execute(insert(metadata.tables["questions"]), values | {"person": person, "channel": "webchat"})
        connection.execute(
            insert(webchat), {"account": address.account, "mine": True, "body": {"text": "a"}, "said": NOW}
        )
        inbox.answered(connection, arrival.row, [Reply(f"chào {address.account}")])
        led = Decision(State.IGNORED, address.account[:8], asked.text or "", 1, "")
        groups.decide(connection, OPERATOR, led, NOW)
        hushed.hush(connection, address, NOW + timedelta(hours=1), NOW)

    await database.write(rest)
    return person


def traces(connection: Connection, words: str) -> list[str]:
    """Every table in which something of a person stands anywhere."""
    return [
        table.name
        for table in metadata.sorted_tables
        if any(words in repr(tuple(row)) for row in connection.execute(select(table)))
    ]


async def test_erasing_leaves_no_trace_in_any_table_and_nothing_of_others_goes(database: Database) -> None:
    person = await fill(database, TU)
    await fill(database, NAM)
    every = sorted(table.name for table in metadata.sorted_tables)
    assert sorted(await database.read(partial(traces, words=ACCOUNT))) == [
        name for name in every if name not in _WITHOUT_ACCOUNT
    ]
    await database.write(partial(people.forget, person=person))
    assert await database.read(partial(traces, words=ACCOUNT[:8])) == []
    assert sorted(await database.read(partial(traces, words=NAM.account))) == [
        name for name in every if name not in _WITHOUT_ACCOUNT
    ]


_WITHOUT_ACCOUNT = {
    *("staff", "links", "sessions", "audit", "keys"),  # of the ward's staff, not of citizens
    "oa_tokens",  # of the ward's Official Account
    "source_items",  # articles that other sites published
    "sources",  # those sites
    *("imports", "import_chunks"),  # of files
    *("tallies", "stale_days", "usage"),  # sums
    "subscribers",  # the person's row number
    *("notices", "notice_files", "notice_posts", "entry_changes"),  # what the ward writes
    "notice_watchers",  # the row number of one of the staff
    *(
        "visits",
        "invitations",
        "ratings",
        "rating_reasons",
        "rating_forms",
        "cases",
        "outbox",
        "consents",
    ),  # the person's row number
    *(
        "inquiries",
        "inquiry_lines",
        "inquiry_files",
    ),  # the same; test_inquiries.py erases in mid-talk
    *("suggestions", "suggestion_likes"),  # the same; test_suggestions.py erases one
    "answer_templates",  # what the ward writes
}
"""Tables that hold no account of a person by design; each says here why."""


async def test_erasing_twice_is_no_fault(database: Database) -> None:
    person = (await meet(database, TU)).person.id
    for _ in range(2):
        await database.write(partial(people.forget, person=person))


async def test_what_retention_left_is_counted_as_nobodys(database: Database) -> None:
    person = await fill(database, TU)
    await database.write(partial(questions.sweep, before=NOW + timedelta(days=1), at_most=10))
    assert await database.read(partial(questions.count_of, person=person)) == 0
    assert await database.read(partial(questions.of_person, person=person)) == []


async def test_a_changed_language_is_found_again(database: Database) -> None:
    person = (await meet(database, TU)).person.id
    table = metadata.tables["people"]
    await database.write(lambda c: c.execute(update(table).where(table.c.id == person).values(language="en")))
    assert (await find(database, TU)).person.language == "en"
