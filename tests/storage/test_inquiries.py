"""Inquiries: never without a state, taken by one, answered to all who asked the same, and gone when erased."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, select

from bot.messages import Reply
from bot.storage import (
    audit,
    inquiries,
    inquiry_citizen,
    inquiry_forgetting,
    inquiry_steps,
    inquiry_talks,
    people,
    staff,
)
from bot.storage import inquiry_watch as watch
from bot.storage.audit import OPERATOR
from bot.storage.database import Database
from bot.storage.inquiries import Inquiry, Wanted
from bot.storage.tables import metadata, outbox
from tests.inquirykit import DUE, NOW, SOON, answer, ask, citizen, official, says, take

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100


async def get(database: Database, inquiry: int) -> Inquiry:
    found = await database.read(partial(inquiries.by_id, inquiry=inquiry))
    assert found
    return found


async def say(database: Database, inquiry: int, words: str, key: str, picture: bytes | None = None) -> bool:
    def compose(language: str, asked: Inquiry) -> Reply:
        return Reply(words)

    work = partial(
        inquiry_citizen.heard,
        inquiry=inquiry,
        text=words,
        key=key,
        now=NOW,
        until=SOON,
        due=DUE,
        compose=compose,
        picture=picture,
    )
    return await database.write(work)


async def told(database: Database, person: int | None = None) -> list[str]:
    def of(connection: Connection) -> list[str]:
        rows = connection.execute(select(outbox.c.person, outbox.c.reply).order_by(outbox.c.id))
        return [row.reply["text"] for row in rows if row.reply and person in (None, row.person)]

    return await database.read(of)


async def test_two_who_take_the_same_one_gets_it(database: Database) -> None:
    inquiry = await ask(database, await citizen(database), "con sinh ở nhà làm khai sinh sao")
    hai, ba = await official(database, "Chị Hai"), await official(database, "Anh Ba")
    done = await asyncio.gather(take(database, inquiry, hai), take(database, inquiry, ba))
    assert sorted(done) == [False, True]
    winner = (hai, ba)[done.index(True)]
    assert (await get(database, inquiry)).taken_by == winner.staff
    assert await answer(database, inquiry, (hai, ba)[done.index(False)]) == "theirs"
    assert await answer(database, inquiry, winner) == "sent"


async def test_an_answer_is_sent_once_however_often_it_is_delivered(database: Database) -> None:
    person = await citizen(database)
    inquiry, hai = await ask(database, person, "hỏi"), await official(database)
    assert await answer(database, inquiry, hai) == "sent"
    assert await answer(database, inquiry, hai) == ""
    assert await told(database, person) == ["Dạ được."]
    assert (await get(database, inquiry)).state == "answered"


async def test_a_citizens_word_after_the_answer_gives_the_ward_the_next_word(database: Database) -> None:
    inquiry, hai = await ask(database, await citizen(database), "hỏi"), await official(database, chat="chi-hai")
    await answer(database, inquiry, hai)
    assert await say(database, inquiry, "còn lệ phí thì sao", "2")
    assert not await say(database, inquiry, "còn lệ phí thì sao", "2")
    found = await get(database, inquiry)
    assert (found.state, found.taken_by) == ("taken", hai.staff)
    assert (await told(database)).count("còn lệ phí thì sao") == 1


async def test_a_removed_officials_inquiries_go_back_to_the_queue(database: Database) -> None:
    inquiry, hai = await ask(database, await citizen(database), "hỏi"), await official(database)
    await official(database, "Cô Tư", role="administrator")
    await take(database, inquiry, hai)
    await database.write(partial(staff.remove, by=OPERATOR, member=hai.staff or 0, now=NOW))
    found = await get(database, inquiry)
    assert (found.state, found.taken_by, found.round) == ("new", None, 1)
    assert [one.id for one in await database.read(partial(watch.untold, limit=10))] == [inquiry]


async def test_an_answered_one_whose_official_left_is_new_when_the_citizen_writes_again(database: Database) -> None:
    inquiry, hai = await ask(database, await citizen(database), "hỏi"), await official(database)
    await official(database, "Cô Tư", role="administrator")
    await answer(database, inquiry, hai)
    await database.write(partial(staff.remove, by=OPERATOR, member=hai.staff or 0, now=NOW))
    await say(database, inquiry, "còn nữa", "2")
    assert (await get(database, inquiry)).state == "new"


async def test_all_that_ask_the_same_are_answered_at_once(database: Database) -> None:
    hai = await official(database)
    persons = [await citizen(database, f"dan-{number}") for number in range(3)]
    first, *others = [await ask(database, person, f"hỏi {person}", f"k{person}") for person in persons]
    for other in others:
        assert await database.write(partial(inquiry_steps.merge, inquiry=other, into=first, by=hai, now=NOW))
    assert {(await get(database, other)).state for other in others} == {"merged"}
    assert await answer(database, first, hai) == "sent"
    assert {(await get(database, number)).state for number in (first, *others)} == {"answered"}
    assert [await told(database, person) for person in persons] == [["Dạ được."]] * 3
    learnt = await database.read(partial(inquiries.answered, since=NOW - timedelta(days=1)))
    assert [(one.question, one.answer) for one in learnt] == [(f"hỏi {person}", "Dạ được.") for person in persons]


async def test_merging_follows_on_can_be_undone_and_never_goes_in_a_circle(database: Database) -> None:
    hai = await official(database)
    a, b, c = [await ask(database, await citizen(database, name), name, name) for name in ("a", "b", "c")]

    async def merge(one: int, into: int) -> bool:
        return await database.write(partial(inquiry_steps.merge, inquiry=one, into=into, by=hai, now=NOW))

    assert not await merge(a, a)
    assert await merge(a, b)
    assert not await merge(b, a)
    assert await merge(b, c)
    assert (await get(database, a)).merged_into == c
    assert await database.write(partial(inquiry_steps.separate, inquiry=a, by=hai, now=NOW))
    assert (await get(database, a)).state == "new"
    close = partial(inquiry_steps.close, inquiry=c, by=hai, reason="thử", say=says("đóng"), now=NOW)
    assert await database.write(close)
    assert (await get(database, b)).state == "new", "what waited for a closed one waits by itself"


async def test_erasing_in_mid_talk_takes_words_and_pictures_everywhere(database: Database) -> None:
    person = await citizen(database)
    inquiry = await ask(database, person, "câu bí mật")
    hai = await official(database, chat="chi-hai")
    await take(database, inquiry, hai)
    assert await say(database, inquiry, "hình bí mật", "2", PNG)
    await database.write(partial(people.forget, person=person))

    def traces(connection: Connection) -> list[str]:
        tables = [table for table in metadata.sorted_tables if table.name not in ("staff", "audit")]
        return [t.name for t in tables if any("bí mật" in repr(tuple(row)) for row in connection.execute(select(t)))]

    assert await database.read(traces) == []
    assert await database.read(partial(inquiry_talks.of_inquiry, inquiry=inquiry)) == []
    found = await get(database, inquiry)
    assert (found.state, found.reason, found.question, found.waits) == ("closed", "erased", None, False)
    assert [one.id for one in await database.read(partial(watch.untold, limit=10))] == [inquiry], "who had it is told"


async def test_a_number_is_taken_only_after_the_question_and_goes_with_the_end(database: Database) -> None:
    inquiry, hai = await ask(database, await citizen(database), "hỏi"), await official(database)
    give = partial(inquiry_citizen.give_phone, inquiry=inquiry, phone="0912345678")
    assert not await database.write(give)
    await take(database, inquiry, hai)
    ask_phone = partial(inquiry_steps.ask_phone, inquiry=inquiry, by=hai, say=says("xin số"), now=NOW)
    assert await database.write(ask_phone)
    assert await database.write(give)
    assert (await get(database, inquiry)).phone == "0912345678"
    await database.write(partial(inquiry_steps.end, inquiry=inquiry, reason="thanked", now=NOW))
    assert (await get(database, inquiry)).phone is None
    assert "0912345678" not in repr(await database.read(partial(audit.entries, wanted=audit.Filter(), limit=50)))


async def test_time_empties_what_is_over_and_old_pictures(database: Database) -> None:
    inquiry, hai = await ask(database, await citizen(database), "hỏi"), await official(database)
    await take(database, inquiry, hai)
    await say(database, inquiry, "hình", "2", PNG)
    sweep = partial(inquiry_forgetting.sweep, before=NOW + timedelta(days=1), at_most=10)
    assert await database.write(sweep) == 0, "it is not over"
    assert await database.write(partial(inquiry_talks.sweep_pictures, before=NOW + timedelta(days=1), at_most=10)) == 1
    lines = await database.read(partial(inquiry_talks.of_inquiry, inquiry=inquiry))
    assert [(line.text, line.file) for line in lines] == [("hỏi", None), ("hình", None)]
    await database.write(partial(inquiry_steps.end, inquiry=inquiry, reason="quiet", now=NOW))
    assert [await database.write(sweep) for _ in range(2)] == [1, 0]
    assert (await get(database, inquiry)).question is None


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"GIF89a", ""),
        (b"<svg onload=alert(1)>", ""),
        (b"%PDF-1.7", ""),
        (b"", ""),
        (PNG + b"0" * inquiry_talks.LARGEST, ""),
    ],
)
def test_a_picture_is_known_by_its_content(body: bytes, kind: str) -> None:
    assert inquiry_talks.picture_type(body) == kind


async def test_staff_see_what_is_of_their_fields_of_nobodys_and_their_own(database: Database) -> None:
    hai = await official(database, fields=("dat-dai",))
    member = await database.read(partial(staff.find, member=hai.staff or 0))
    assert member
    a = await ask(database, await citizen(database, "a"), "a", "a", field="ho-tich")
    b = await ask(database, await citizen(database, "b"), "b", "b", field="dat-dai")
    c = await ask(database, await citizen(database, "c"), "c", "c", field=None)

    async def seen() -> list[int]:
        found = await database.read(partial(inquiries.listed, wanted=Wanted(eyes=member), limit=10))
        assert all(inquiries.may_see(one, member) for one in found)
        return sorted(one.id for one in found)

    assert await seen() == [b, c]
    by = await official(database, "Anh Ba")
    pass_on = partial(inquiry_steps.pass_on, inquiry=a, by=by, now=NOW, field="ho-tich", member=hai.staff, note="")
    assert await database.write(pass_on)
    assert await seen() == [a, b, c]


async def test_what_is_late_is_found_once_noted(database: Database) -> None:
    inquiry = await ask(database, await citizen(database), "hỏi")

    async def late(find: object, moment: datetime) -> list[int]:
        return [one.id for one in await database.read(partial(find, before=moment, limit=10))]  # type: ignore[arg-type]

    assert await late(watch.to_remind, DUE - timedelta(minutes=1)) == []
    assert await late(watch.to_remind, DUE) == [inquiry]
    await database.write(partial(watch.note, inquiry=inquiry, reminded=DUE))
    assert await late(watch.to_remind, DUE) == []
    assert await late(watch.to_escalate, DUE) == [inquiry]
