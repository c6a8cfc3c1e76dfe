"""What is kept of a rating, who may change it, and how it is cut from its person."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.jobs.sealing import seal
from bot.storage import visits
from bot.storage.tables import cases, outbox, ratings, webchat
from tests.handlers.ratingkit import UNHAPPY, heard, linked, one, rows
from tests.handlers.test_receipts import become_staff
from tests.kit import MONDAY_MORNING as NOW
from tests.kit import Desk, SetClock, make_desk
from tests.webkit import Page, new_session, serving

FORGED = (
    *("rate:v-XXXXXXXXX:5", "rate:w:9", "rate:w:5:x", "rate:z:5", "rate:w:-1", "rate:w:5 OR 1=1"),
    *("more:nobody:why:place", "more:::", "more", "again:nobody:5", "case:take:1", "case:send:1"),
)


@pytest.mark.parametrize("data", FORGED)
async def test_forged_buttons_change_nothing(small_desk: Desk, data: str) -> None:
    await small_desk.ask("xin chào")
    replies = await small_desk.ask(data=data)
    assert replies
    assert await rows(small_desk) == []


async def test_nobody_answers_for_another_s_rating(desk: Desk) -> None:
    await linked(desk)
    await desk.ask("đánh giá")
    await desk.press(UNHAPPY)
    await desk.press("Bỏ qua")
    which = (await one(desk))["id"]
    for data in (f"more:{which}:trips:4", f"again:{which}:5", f"more:{which}:why:place"):
        assert "không" in heard(await desk.ask(data=data, who="ke-khac"))
    row = await one(desk)
    assert (row["trips"], row["level"]) == (None, 2)
    assert "cũ" in heard(await desk.ask(data=f"more:{which}:trips:99"))
    assert "cũ" in heard(await desk.ask(data=f"more:{which}:publish:yes"))  # is not asked at this level


async def test_a_comment_is_masked_and_html_in_it_is_only_text(desk: Desk) -> None:
    await desk.ask(data="rate:w:5")
    await desk.ask("<b>Tốt</b> <script>alert(1)</script> gọi tui 0912345678")
    row = await one(desk)
    assert row["comment"] == "<b>Tốt</b> <script>alert(1)</script> gọi tui [số đã che]"
    assert row["comment_state"] == "waiting"


async def test_sealed_it_is_joined_to_nobody(desk: Desk) -> None:
    visit = await linked(desk)
    await desk.ask("đánh giá")
    desk.clock.move(minutes=17)
    await desk.press(UNHAPPY)
    await desk.press("Bỏ qua")
    desk.clock.move(hours=23, minutes=59)
    assert await seal(desk.app.database, desk.clock) == 0
    desk.clock.move(minutes=1)
    assert await seal(desk.app.database, desk.clock) == 1
    assert await seal(desk.app.database, desk.clock) == 0
    row = await one(desk)
    assert (row["visit"], row["person"], row["open_until"], row["at"]) == (None, None, None, NOW)
    assert row["day"].isoformat() == "2026-11-23"
    found = await desk.app.database.read(lambda c: visits.by_id(c, visit.id))
    assert found
    assert found.rated
    late = heard(await desk.ask(data=f"more:{row['id']}:trips:2"))
    assert "không đổi được nữa" in late
    assert "có người chấm rồi" in heard(await desk.ask(data=f"rate:v-{visit.code}:5"))


async def test_sealing_leaves_no_trace_of_the_tap_in_the_page_s_talk(database_url: str) -> None:
    async with serving(database_url) as app:
        clock = app.clock
        assert isinstance(clock, SetClock)
        token = await new_session(app)
        async with Page.open(app, token) as page:
            for text in ("khai sinh cần gì", "đánh giá"):
                await page.ask(text)
                asked = (await page.all())[-1]
                clock.move(minutes=5)
            tap = next(button for button in asked["buttons"] if button["label"] == UNHAPPY)
            await page.send(type="press", id="p1", data=tap["data"], label=UNHAPPY, message=asked["seq"])
            await page.until("taken")
            await page.all()
        before = await app.database.write(lambda c: repr(c.execute(select(webchat.c.body)).all()))
        which = await app.database.read(lambda c: c.execute(select(ratings.c.id)).scalar_one())
        assert which in before
        assert UNHAPPY in before
        clock.move(days=1)
        await seal(app.database, clock)
        after = await app.database.write(lambda c: repr(c.execute(select(webchat.c.body)).all()))
        assert which not in after
        assert UNHAPPY not in after
        assert "khai sinh cần gì" in after
        assert await app.database.read(lambda c: c.execute(select(ratings.c.id)).scalar_one()) != which


async def test_erasing_leaves_the_figure_and_takes_the_words(desk: Desk) -> None:
    await become_staff(desk, "sep", "administrator")
    visit = await linked(desk)
    await desk.ask("đánh giá")
    await desk.press(UNHAPPY)
    for _ in range(3):
        await desk.press("Bỏ qua")
    await desk.ask("bà Tư ở khóm 2 đây, chờ lâu quá")
    await desk.press("Có")
    await desk.ask("xóa dữ liệu của tôi")
    await desk.press("Có, xóa hết")
    row = await one(desk)
    assert (row["level"], row["person"], row["visit"], row["comment"]) == (2, None, None, None)
    found = await desk.app.database.read(lambda c: visits.by_id(c, visit.id))
    assert found
    assert (found.person, found.rated) == (None, True)
    left = await desk.app.database.read(lambda c: c.execute(select(outbox.c.reply, outbox.c.state)).all())
    assert left
    assert all(reply is None and state == "withdrawn" for reply, state in left)
    assert await desk.app.database.read(lambda c: c.execute(select(cases.c.person)).scalars().all()) == [None]


async def test_a_turn_played_again_after_a_crash_rates_once(desk: Desk) -> None:
    visit = await linked(desk)
    for _ in range(2):  # the process died after the rating was kept and before the turn was done
        await desk.ask(data=f"rate:v-{visit.code}:4")
    assert len(await rows(desk)) == 1


async def test_a_restart_in_the_middle_goes_on_where_it_was(database_url: str) -> None:
    first = make_desk(database_url)
    await first.app.start()
    await first.ask("xin chào")
    await first.ask("đánh giá")
    await first.press(UNHAPPY)
    await first.press("☐ Thái độ của cán bộ")
    await first.app.stop()
    second = make_desk(database_url)
    second.channel.events = 100
    second.channel.said = first.channel.said
    await second.app.start()
    (asked,) = await second.press("☐ Kết quả, đúng hẹn")
    assert sum(button.label.startswith("☑") for button in asked.buttons) == 2
    assert "mấy lần" in heard(await second.press("Xong"))
    await second.app.stop()


async def test_a_day_is_the_ward_s_at_midnight_and_at_the_month_s_end(database_url: str) -> None:
    desk = make_desk(database_url)
    desk.clock.move(seconds=(datetime(2026, 11, 30, 16, 59, tzinfo=UTC) - desk.clock.now()).total_seconds())  # 23:59
    await desk.app.start()
    await desk.ask(data="rate:w:5", who="tu")
    desk.clock.move(minutes=1)
    await desk.ask(data="rate:w:5", who="nam")
    found = await rows(desk)
    assert [(row["day"].isoformat(), row["hour"]) for row in found] == [("2026-11-30", 23), ("2026-12-01", 0)]
    await desk.app.stop()


async def test_a_clock_put_back_leaves_a_rating_open_no_longer_than_it_should(desk: Desk) -> None:
    await desk.ask(data="rate:w:5")
    desk.clock.move(days=-1)
    assert await seal(desk.app.database, desk.clock) == 0
    await desk.ask(data="rate:w:4")
    assert len(await rows(desk)) == 2 or (await one(desk))["level"] == 4
    desk.clock.move(days=3)
    await seal(desk.app.database, desk.clock)
    assert all(row["person"] is None for row in await rows(desk))


async def test_never_before_others_in_a_group(small_desk: Desk) -> None:
    assert "nhắn riêng" in heard(await small_desk.ask("/danhgia", group=True))
    await small_desk.ask(data="rate:w:5", group=True)
    assert await rows(small_desk) == []
