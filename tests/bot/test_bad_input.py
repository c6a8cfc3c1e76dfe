"""Whatever people or machines send: the bot answers something sensible, goes on, and keeps what can be kept."""

from __future__ import annotations

import asyncio
import unicodedata
from collections import Counter

from sqlalchemy import select

from bot.messages import What
from bot.storage import inbox
from bot.storage.tables import inbox as inbox_table
from bot.storage.tables import metadata, questions
from tests.kit import Desk

APOLOGY = "Dạ xin lỗi, bên trợ lý vừa bị lỗi"
ASKED = "làm giấy khai sinh cần gì"

TEXTS = {
    "empty": "",
    "blanks": " \n\t ",
    "ten thousand characters": "khai sinh " * 1000,
    "one word of ten thousand": "a" * 10_000,
    "only emoji": "😀👍🏽👨‍👩‍👧‍👦🇻🇳",
    "one emoji": "👍",
    "only punctuation": "?!?...",
    "decomposed": unicodedata.normalize("NFD", ASKED),
    "zero width": "l\u200bàm\u200b gi\u2060ấy khai\ufeff sinh",
    "turned direction": "\u202elàm giấy khai sinh\u202c \u200f\u2066cần gì\u2069",
    "NUL": "làm\x00 giấy khai sinh\x00",
    "other controls": "làm\x07 giấy\x1b[31m khai\x85 sinh",
    "half a character": "làm giấy \ud83d khai sinh \udc00",
    "replacement": "l\ufffdm gi\uffffy khai sinh",
    "html": "<script>alert(1)</script><b>khai sinh</b> &amp; <a href='javascript:x'>",
    "markdown": "*khai* _sinh_ [x](javascript:y) `code` ```\n||spoiler|| \\",
    "sql": "'; DROP TABLE people; -- \" OR 1=1 /* khai sinh */ %_%",
    "format": "{0} {about} {__class__} %s %(x)s ${HOME} {{7*7}} khai sinh",
    "json": '{"about": null, "choices": [[["a"]]]}',
    "a command nobody knows": "/xoahet now",
    "only a slash": "/",
    "a command with rubbish": "/start " + "=" * 3000,
    "a number": "99999999999999999999999",
    "combining marks": "a" + "\u0301" * 5000,
    "other scripts": "出生証明書 Свидетельство شهادة ميلاد",
    "line ends": "làm giấy khai sinh\r\ncần gì\rvậy\u2028em",
}


async def rows(desk: Desk) -> str:
    """Everything that is kept, as text."""
    tables = metadata.sorted_tables
    return await desk.app.database.read(lambda c: repr([c.execute(select(table)).all() for table in tables]))


async def check_well(desk: Desk) -> None:
    """Nothing failed inside, nothing is left over, and an ordinary question is answered."""
    assert desk.app.meters.failed._value.get() == 0
    assert await desk.app.database.read(inbox.waiting) == 0
    assert await desk.ask(ASKED, who="người khác")
    assert desk.app.database.problem() is None


async def test_any_text_is_answered(desk: Desk) -> None:
    for name, text in TEXTS.items():
        replies = await desk.ask(text, who=name)
        assert replies, name
        for reply in replies:
            assert reply.text.strip() or reply.title, name
            assert not reply.text.startswith(APOLOGY), name
            "".join([reply.text, reply.title, reply.note]).encode()  # no half characters on their way out
    assert "\\x00" not in await rows(desk)
    await check_well(desk)


async def test_signs_that_nobody_sees_change_no_answer(small_desk: Desk) -> None:
    for name, plain in (
        ("decomposed", ASKED),
        ("zero width", "làm giấy khai sinh"),
        ("turned direction", ASKED),
        ("NUL", "làm giấy khai sinh"),
        ("half a character", "làm giấy  khai sinh "),
    ):
        expected = await small_desk.ask(plain, who=f"{name}: plain")
        strange = await small_desk.ask(TEXTS[name], who=name)
        assert [reply.text for reply in strange] == [reply.text for reply in expected], name


async def test_long_words_are_kept_short(desk: Desk) -> None:
    await desk.ask(TEXTS["ten thousand characters"])
    texts = await desk.app.database.read(lambda c: c.execute(select(questions.c.text)).scalars().all())
    assert all(len(text) <= 2000 for text in texts if text)


DATA = [
    *("", ":", "pick", "pick:", "show:no-such-entry:fee", "show:" + "x" * 5000, "\x00", "none:\ud800", "nobody:1"),
    *("open:../../etc", "data:yes:1", "helped:no-such-question:yes", "field:🙂", "lang:xx", "menu:-1"),
    "'; DROP TABLE people; --",
]


async def test_forged_button_data_is_answered(desk: Desk) -> None:
    for number, data in enumerate(DATA):
        for _ in range(2):  # a stranger's, then an acquaintance's
            assert await desk.ask(what=What.BUTTON, data=data, who=f"người {number}"), data
    await check_well(desk)


async def test_another_persons_button_changes_nothing_of_theirs(desk: Desk) -> None:
    replies = await desk.ask(ASKED, who="ba-tu")
    kept = select(questions.c.text, questions.c.chosen, questions.c.helpful)
    before = await desk.app.database.read(lambda c: c.execute(kept).all())
    for reply in replies:
        for button in reply.buttons:
            await desk.ask(what=What.BUTTON, data=button.data, who="kẻ lạ")
    mine = await desk.app.database.read(lambda c: c.execute(kept).all())
    assert mine[: len(before)] == before


async def test_an_old_button_still_gets_an_answer(desk: Desk) -> None:
    replies = await desk.ask(ASKED)
    button = next(button for reply in replies for button in reply.buttons if button.data)
    desk.clock.move(days=40)
    assert await desk.ask(data=button.data)
    await check_well(desk)


async def test_every_kind_of_event_is_taken(desk: Desk) -> None:
    for what in What:
        replies = await desk.ask("", what=what)
        assert bool(replies) == (what not in (What.CAME, What.LEFT)), what
    await check_well(desk)


async def test_the_same_event_five_times_is_one(desk: Desk) -> None:
    await asyncio.gather(*(desk.channel.hear(ASKED, event="7") for _ in range(5)))
    await desk.app.switchboard.idle()
    once = len(desk.channel.said)
    await desk.ask(ASKED, event="7")
    assert len(desk.channel.said) == once
    kept = await desk.app.database.read(lambda c: c.execute(select(inbox_table.c.event)).all())
    assert len(kept) == 1


async def test_events_out_of_their_order_are_each_answered_once(desk: Desk) -> None:
    for event in ("5", "3", "4", "3", "5", "1"):
        await desk.channel.hear(ASKED, event=event, who=f"người {event}")
    await desk.app.switchboard.idle()
    answered = Counter(address.account for address, _ in desk.channel.said)
    assert set(answered) == {"người 1", "người 3", "người 4", "người 5"}
    assert len(set(answered.values())) == 1
    await check_well(desk)


async def test_strange_ids_are_ids_like_any_other(desk: Desk) -> None:
    for who in ("'; DROP TABLE people; --", "😀" * 20, " ", "0", "x" * 80):
        assert await desk.ask(ASKED, who=who)
    await check_well(desk)


async def test_two_hundred_in_a_second_are_slowed_and_others_feel_nothing(desk: Desk) -> None:
    mine = [desk.channel.hear(f"câu {n}") for n in range(200)]
    others = [desk.channel.hear(ASKED, who=f"người {n}") for n in range(20)]
    await asyncio.gather(*mine, *others)
    await desk.app.switchboard.idle()
    to = Counter(address.account for address, _ in desk.channel.said)
    assert all(to[f"người {n}"] for n in range(20))
    assert sum("nhanh quá" in reply.text for _, reply in desk.channel.said) == 1
    assert desk.app.meters.slowed._value.get() == 180
    desk.clock.move(seconds=11)
    assert await desk.ask(ASKED)
    await check_well(desk)


async def test_two_thousand_people_at_once_are_all_answered(desk: Desk) -> None:
    await asyncio.gather(*(desk.channel.hear("xin chào", who=f"người {n}") for n in range(2000)))
    await desk.app.switchboard.idle()
    assert len({address.account for address, _ in desk.channel.said}) == 2000
    await check_well(desk)


async def test_a_flood_of_buttons_from_many_is_answered_in_each_ones_order(desk: Desk) -> None:
    async def one(who: str) -> None:
        await asyncio.gather(*(desk.channel.hear(f"{n}", who=who) for n in range(5)))

    await asyncio.gather(*(one(f"người {n}") for n in range(100)))
    await desk.app.switchboard.idle()
    await check_well(desk)
