"""What is kept has an end, by the settings; what is not old stays, and so do the figures."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from sqlalchemy import Connection, func, insert, select, update

from bot.jobs import retention
from bot.messages import Address, Incoming, What
from bot.storage import inbox, people
from bot.storage import webchat as webchat_storage
from bot.storage.arrival import arrive
from bot.storage.tables import inbox as inbox_table
from bot.storage.tables import metadata, questions, staff, steps, webchat
from bot.storage.tables import people as people_table
from tests.kit import MONDAY_MORNING, Desk

NOW = MONDAY_MORNING


async def clean_up(desk: Desk) -> dict[str, int]:
    return await retention.clean_up(desk.app.database, desk.app.settings, desk.clock)


async def count(desk: Desk) -> dict[str, int]:
    """How many rows each table has."""

    def every(connection: Connection) -> dict[str, int]:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }

    return await desk.app.database.read(every)


async def leave_traces(desk: Desk, account: str) -> None:
    """Something of one person in every table, as of now."""
    now = desk.clock.now()
    asked = Incoming(Address("webchat", account), f"{account}:1", What.TEXT, now, text="làm khai sinh")

    def traces(connection: Connection) -> None:
        arrival = arrive(connection, asked, now)
        assert arrival
        person = arrival.known.person.id
        people.save_talk(connection, person, {"about": "khai-sinh"}, now + timedelta(minutes=30), now)
        values = {"id": account, "person": person, "channel": "webchat", "asked": now, "text": "làm khai sinh"}
        connection.execute(insert(questions), values | {"verdict": "answer", "score": 1.0, "helpful": True})
        connection.execute(insert(webchat), {"account": account, "mine": True, "body": {}, "said": now})
        inbox.done(connection, arrival.row)

    await desk.app.database.write(traces)


async def test_what_is_fresh_stays(desk: Desk) -> None:
    await leave_traces(desk, "tu")
    before = await count(desk)
    assert not any((await clean_up(desk)).values())
    assert await count(desk) == before


async def test_each_kind_goes_in_its_time(desk: Desk) -> None:
    await leave_traces(desk, "tu")
    settings = desk.app.settings
    last = 0
    for days, name in (
        (1, "expired talks"),
        (settings.keep_events_days, "events"),
        (settings.keep_talks_days, "web chat lines"),
        (settings.keep_questions_days, "questions' words"),
        (settings.keep_people_days, "people"),
    ):
        desk.clock.move(days=days - last, minutes=1)
        last = days
        gone = await clean_up(desk)
        assert {kind: rows for kind, rows in gone.items() if rows} == {name: 1}
    kept = await count(desk)
    assert {name for name, rows in kept.items() if rows} == {"questions"}
    row = (await desk.app.database.read(lambda c: c.execute(select(questions)).all()))[0]
    assert (row.text, row.person, row.verdict, row.helpful) == (None, None, "answer", True)


async def test_whoever_has_something_kept_is_not_forgotten(desk: Desk) -> None:
    await leave_traces(desk, "tu")
    desk.clock.move(days=1)
    await leave_traces(desk, "nam")
    long_ago = update(people_table).values(last_seen=NOW - timedelta(days=9999))
    await desk.app.database.write(lambda c: c.execute(long_ago))
    assert (await clean_up(desk))["people"] == 0
    await desk.app.database.write(lambda c: [c.execute(table.delete()) for table in (questions, webchat, steps)])
    assert (await clean_up(desk))["people"] == 2


async def test_staff_are_not_forgotten(desk: Desk) -> None:
    meet = partial(people.meet, address=Address("test", "chị Sáu"), language="vi", now=NOW - timedelta(days=9999))
    await desk.app.database.write(meet)
    one = insert(staff).values(id=1, name="Chị Sáu", role="official", fields=[], made=NOW)
    await desk.app.database.write(lambda c: [c.execute(one), c.execute(update(people_table).values(staff=1))])
    assert (await clean_up(desk))["people"] == 0


async def test_ten_thousand_rows_go(desk: Desk) -> None:
    rows = [
        {"channel": "test", "event": str(n), "state": "done", "tries": 0, "received": NOW - timedelta(days=99)}
        for n in range(10_000)
    ]
    await desk.app.database.write(lambda c: c.execute(insert(inbox_table), rows))
    assert (await clean_up(desk))["events"] == 10_000
    assert (await count(desk))["inbox"] == 0


async def test_an_event_that_is_not_done_is_never_swept(desk: Desk) -> None:
    asked = Incoming(Address("test", "tu"), "1", What.TEXT, NOW, text="làm khai sinh")
    await desk.app.database.write(partial(arrive, incoming=asked, now=NOW - timedelta(days=9999)))
    assert (await clean_up(desk))["events"] == 0


async def test_links_of_the_staff_are_blanked_in_the_web_chat_when_they_have_ended(desk: Desk) -> None:
    token, clock, database = "aBcDeFgHi" * 5, desk.clock, desk.app.database
    words = f"Đường dẫn: http://127.0.0.1:8080/vao/{token}\nHoặc gửi mã join-{token}, dùng một lần."
    for account in ("sau", "hai"):
        await database.write(partial(webchat_storage.say, account=account, body={"text": words}, now=clock.now()))
        clock.move(minutes=5)
    assert await retention.blank_links(database, clock) == 0
    clock.move(seconds=1)
    assert await retention.blank_links(database, clock) == 1
    talks = [await database.read(partial(webchat_storage.after, account=who, number=0)) for who in ("sau", "hai")]
    assert talks[0].lines[0].body["text"] == "Đường dẫn: […]\nHoặc gửi mã […], dùng một lần."
    assert talks[1].lines[0].body["text"] == words
    clock.move(hours=1)
    assert await retention.blank_links(database, clock) == 1
    assert await retention.blank_links(database, clock) == 0
