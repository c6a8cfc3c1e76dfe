"""The rating in the talk: by receipt, poster, relative or device; one for a visit; bursts, and numbers asked back."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.links import AT_COUNTER
from bot.storage import visits
from bot.storage.tables import rating_reasons
from tests.dialogue import ROOT
from tests.handlers.ratingkit import HAPPY, UNHAPPY, heard, linked, one, poster, rows
from tests.handlers.test_receipts import become_staff, made
from tests.kit import MONDAY_MORNING as NOW
from tests.kit import Desk, make_desk


async def test_by_the_receipt_it_is_verified_and_knows_what_it_is_about(desk: Desk) -> None:
    visit = await linked(desk, field="ho-tich", counter="quay-1")
    (asked,) = await desk.ask("đánh giá")
    assert asked.title == "Đăng ký khai sinh"
    await desk.press(HAPPY)
    row = await one(desk)
    expected = {"level": 4, "mode": "verified", "source": "receipt", "field": "ho-tich", "counter": "quay-1"}
    assert row.items() >= expected.items()
    assert (row["visit"], row["channel"], row["suspect"], row["day"].isoformat()) == (
        visit.id,
        "test",
        None,
        "2026-11-23",
    )
    assert row["hour"] == 9
    found = await desk.app.database.read(lambda c: visits.by_id(c, visit.id))
    assert found
    assert found.rated


async def test_what_is_said_after_the_tap_is_kept_step_by_step(desk: Desk) -> None:
    await linked(desk)
    await desk.ask("đánh giá")
    await desk.press(UNHAPPY)
    await desk.press("☐ Thái độ của cán bộ")
    await desk.press("Xong")
    await desk.press("Ba lần")
    row = await one(desk)
    assert (row["trips"], row["extra"], row["comment"]) == (3, None, None)  # and here they leave
    reasons = await desk.app.database.read(lambda c: c.execute(select(rating_reasons.c.reason)).scalars().all())
    assert reasons == ["attitude"]


@pytest.mark.parametrize(
    ("typed", "trips"),
    [
        ("đi 3 lần rồi", 3),
        ("tui phải đi hai lần", 2),
        ("5 lần lận", 4),
        ("chục lần", None),
        ("3 lần mà còn bị la", None),
    ],
)
async def test_trips_may_be_typed_and_more_than_that_is_a_comment(desk: Desk, typed: str, trips: int | None) -> None:
    await linked(desk)
    await desk.ask("đánh giá")
    await desk.press(UNHAPPY)
    await desk.press("Xong")
    replies = await desk.ask(typed)
    row = await one(desk)
    assert (row["trips"], row["comment"]) == (trips, None if trips else typed)
    assert ("trả thêm" in heard(replies)) == bool(trips)  # the next question is asked, not passed over


async def test_several_visits_are_offered_to_choose_from(small_desk: Desk) -> None:
    await linked(small_desk, procedure="Khai sinh")
    small_desk.clock.move(minutes=1)
    await linked(small_desk, procedure="Tách hộ")
    (asked,) = await small_desk.ask("đánh giá")
    assert [button.label for button in asked.buttons] == ["Tách hộ", "Khai sinh", "Lần làm khác"]
    (levels,) = await small_desk.press("Khai sinh")
    assert levels.title == "Khai sinh"
    await small_desk.press(HAPPY)
    (left,) = await small_desk.ask("/danhgia")
    assert "nói thêm lời nào" in left.text  # the one under way is gone on with


async def test_two_devices_at_once_the_first_counts_and_the_second_is_told_kindly(database_url: str) -> None:
    """Two processes, as a province runs them: on SQLite one file, on PostgreSQL a lock of the row."""
    first, second = make_desk(database_url), make_desk(database_url)
    second.channel.name = "other"
    second.app.channels["other"] = second.app.channels.pop("test")
    await first.app.start()
    await second.app.start()
    try:
        visit = await made(first)
        for desk in (first, second):
            await desk.ask("xin chào")
        tap = f"rate:v-{visit.code}:"
        said = await asyncio.gather(first.ask(data=tap + "5"), second.ask(data=tap + "1"))
        told = [heard(replies) for replies in said]
        assert sum("có người chấm rồi" in text for text in told) == 1
        assert sum("Cảm ơn bà con. Bà con chấm" in text for text in told) == 1
        assert len(await rows(first)) == 1
    finally:
        await first.app.stop()
        await second.app.stop()


async def test_tapping_twice_is_a_change_of_mind(desk: Desk) -> None:
    await linked(desk)
    await desk.ask("đánh giá")
    await desk.press(UNHAPPY)
    await desk.press("☐ Nơi chờ, trang thiết bị")
    await desk.press("Xong")
    replies = await desk.press(HAPPY)
    assert "đã đổi" in heard(replies)
    row = await one(desk)
    assert (row["level"], row["trips"]) == (4, None)
    assert await desk.app.database.read(lambda c: c.execute(select(rating_reasons)).all()) == []


async def test_what_was_answered_before_is_not_asked_again(small_desk: Desk) -> None:
    await linked(small_desk)
    await small_desk.ask("đánh giá")
    await small_desk.press(UNHAPPY)
    await small_desk.press("☐ Nơi chờ, trang thiết bị")
    await small_desk.press("Xong")
    await small_desk.press("Hai lần")
    replies = await small_desk.press("😠 Rất không hài lòng")
    assert "ngoài quy định" in heard(replies)


async def test_a_poster_is_unverified_and_knows_its_counter(desk: Desk) -> None:
    code = await poster(desk, "")
    for text in (f"/start {AT_COUNTER}{code}", code.lower(), f"{code[:4]} {code[4:]}"):
        (asked,) = [reply for reply in await desk.ask(text) if reply.buttons and "Hài lòng" in reply.buttons[1].label]
        assert asked.title == "Bộ phận một cửa phường Long Phú"
    await desk.press(HAPPY)
    assert (await one(desk)).items() >= {"mode": "unverified", "source": "counter", "visit": None}.items()


async def test_a_poster_of_a_counter(database_url: str) -> None:
    desk = make_desk(database_url, ward_file=ROOT / "tests/data/ward.toml", library_dir=ROOT / "tests/data/library")
    await desk.app.start()
    counter = desk.app.ward.counters[0]
    await desk.ask("xin chào")
    (asked,) = await desk.ask(f"/start q-{await poster(desk, counter.id)}")
    assert asked.title == counter.name
    await desk.press(HAPPY)
    assert (await one(desk))["counter"] == counter.id
    await desk.app.stop()


async def test_an_old_and_a_forged_poster_are_told_apart_kindly(small_desk: Desk) -> None:
    await small_desk.ask("xin chào")
    old = await poster(small_desk, "", NOW - timedelta(days=300))
    assert "tờ cũ" in heard(await small_desk.ask(f"/start q-{old}"))
    assert "không thấy mã này" in heard(await small_desk.ask("/start q-CHKM4729"))
    assert "không thấy mã này" in heard(await small_desk.ask(data="rate:q-CHKM4729:5"))
    assert await rows(small_desk) == []


@pytest.mark.parametrize("label", ["Tôi bấm giúp người nhà"])
async def test_a_relative_s_tap_is_marked_as_one(desk: Desk, label: str) -> None:
    await linked(desk)
    await desk.ask("đánh giá")
    await desk.press(label)
    await desk.press(HAPPY)
    assert (await one(desk)).items() >= {"mode": "assisted", "source": "relative"}.items()


async def test_a_device_at_the_desk_serves_one_after_the_other(desk: Desk) -> None:
    code = await poster(desk, "")
    await desk.ask("xin chào", who="may-o-quay")
    await desk.ask(f"/start k-{code}", who="may-o-quay")
    for label in (HAPPY, UNHAPPY, HAPPY):
        replies = await desk.press(label, who="may-o-quay")
        assert replies[-1].text.startswith("Mời người kế tiếp")
        assert "đổi ý" not in heard(replies)
        desk.clock.move(seconds=40)
    found = await rows(desk)
    assert [(row["mode"], row["source"], row["suspect"]) for row in found] == [("assisted", "kiosk", None)] * 3


async def test_a_burst_at_one_counter_is_flagged_whole_and_nothing_dropped(desk: Desk) -> None:
    for number in range(8):
        await desk.ask(data="rate:w:5", who=f"nguoi-{number}")
        desk.clock.move(seconds=1)
    found = await rows(desk)
    assert [row["suspect"] for row in found] == ["burst"] * 8
    desk.clock.move(minutes=2)
    await desk.ask(data="rate:w:5", who="nguoi-khac")
    assert (await rows(desk))[-1]["suspect"] is None


async def test_many_of_one_device_are_flagged(desk: Desk) -> None:
    for _ in range(5):
        await desk.ask(data="rate:w:1")
        desk.clock.move(hours=3)
    assert [row["suspect"] for row in await rows(desk)] == [None, None, None, "burst", "burst"]


async def test_the_staff_s_own_are_flagged(desk: Desk) -> None:
    await become_staff(desk, "can-bo")
    await desk.ask(data="rate:w:5", who="can-bo")
    assert (await one(desk))["suspect"] == "staff"


async def test_typed_numbers_that_could_mean_the_opposite_are_asked_back(desk: Desk) -> None:
    await desk.ask("xin chào")
    await desk.ask("đánh giá")
    (which,) = await desk.ask("5")
    assert [button.label for button in which.buttons] == ["😄 Rất hài lòng", "😠 Rất không hài lòng"]
    assert await rows(desk) == []
    await desk.ask("rất hài lòng")
    assert (await one(desk))["level"] == 5


async def test_words_alone_rate_the_one_visit_that_waits(desk: Desk) -> None:
    await linked(desk)
    desk.clock.move(hours=5)
    replies = await desk.ask("hài lòng")
    assert "Bà con chấm: 😊 Hài lòng" in heard(replies)
    assert (await one(desk))["level"] == 4


async def test_who_types_the_receipt_after_the_end_is_offered_to_rate(small_desk: Desk) -> None:
    visit = await made(small_desk, outcome="done", returned=NOW)
    await small_desk.ask("xin chào")
    await small_desk.ask(visit.code)
    (asked,) = await small_desk.press("Chấm lần làm này")
    assert asked.title == "Đăng ký khai sinh"
    await small_desk.press(HAPPY)
    assert (await one(small_desk))["mode"] == "verified"
    await small_desk.ask("xin chào", who="nguoi-nha")
    (taken,) = await small_desk.ask(visit.code, who="nguoi-nha")
    assert [button.label for button in taken.buttons] == ["Chấm lần làm này"]
    await small_desk.press("Chấm lần làm này", who="nguoi-nha")
    (told,) = await small_desk.press(UNHAPPY, who="nguoi-nha")
    assert "có người chấm rồi" in told.text
    assert (await one(small_desk))["level"] == 4
