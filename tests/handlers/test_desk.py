"""To a person: when one is offered, what is promised, who is told, and the way back to the bot."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.jobs import outbox as outbox_job
from tests.handlers.deskkit import UNKNOWN, member, one, passed_on, told, words
from tests.kit import Desk, make_desk, sqlite_url

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 50


@pytest.fixture(autouse=True)
def only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox_job, "_LOOK_EVERY", 3600.0)


async def test_from_an_unknown_question_to_the_answer_and_back_to_the_bot(ward: Desk) -> None:
    unknown = await ward.ask(UNKNOWN)
    assert unknown[-1].buttons[0].label == "Gặp cán bộ"
    kept = words(await ward.ask("1"))
    assert f"“{UNKNOWN}”" in kept
    assert "Cô chú chờ chút: cán bộ trả lời ngay tại đây, trước 11 giờ trưa hôm nay." in kept
    heard = await told(ward)
    assert set(heard) == {"hai", "ba"}, "nobody knows the field, so every official is told, and no administrator"
    assert [button.label for button in heard["hai"][0].buttons] == ["Nhận", "Chuyển", "Xem"]
    taken = words(await ward.ask(data="inq:take:1", who="hai"))
    assert "Cứ gõ câu trả lời ở đây" in taken
    assert "Chị Hai nhanh hơn" in words(await ward.ask(data="inq:take:1", who="ba"))
    assert "Cán bộ phường đã nhận câu hỏi" in words((await told(ward))["ba-tu"])
    assert await ward.ask("con mèo tên Mun") == [], "a person talks: the bot is silent"
    assert "con mèo tên Mun" in words((await told(ward))["hai"])
    assert "Đã gửi" in words(await ward.ask("Dạ mèo thì không cần.", who="hai"))
    (answer,) = (await told(ward))["ba-tu"]
    assert (answer.title, answer.text) == ("Cán bộ phường", "Dạ mèo thì không cần.")
    assert "Chị Hai" not in words([answer])
    assert "Trợ lý trở lại đây" in words(await ward.ask("dạ cảm ơn nhiều nha"))
    assert (await one(ward)).state == "closed"
    assert (await ward.ask("làm khai sinh cần giấy gì"))[-1].title, "the bot answers again"


async def test_a_button_pressed_twice_passes_on_once(ward: Desk) -> None:
    await passed_on(ward)
    assert "Câu hỏi đang ở chỗ cán bộ" in words(await ward.ask(data="desk:send"))


async def test_the_name_is_told_where_the_ward_wants_it(ward: Desk) -> None:
    ward.app.settings.desk_names = True
    await passed_on(ward)
    await ward.ask(data="inq:take:1", who="hai")
    assert "Cán bộ phường (Chị Hai)" in words((await told(ward))["ba-tu"])


async def test_out_of_hours_the_next_opening_is_promised_and_nobody_is_woken(ward: Desk) -> None:
    ward.clock.move(days=4, hours=9)  # Friday 18:00
    assert "Giờ này phường nghỉ" in (said := words(await passed_on(ward)))
    assert "trước 9 giờ sáng thứ Hai, 30/11" in said
    assert await told(ward) == {}
    ward.clock.move(days=2, hours=13)  # Monday 7:00
    assert set(await told(ward)) == {"hai", "ba"}


async def test_over_a_holiday(ward: Desk) -> None:
    ward.clock.move(days=38, hours=8)  # Thursday, 31/12/2026, 17:00; the first of January is free
    assert "trước 9 giờ sáng thứ Hai, 04/01" in words(await passed_on(ward))


async def test_where_the_hours_are_not_known_nothing_is_promised(tmp_path: Path) -> None:
    (tmp_path / "ward.toml").write_text('name = "phường Mới"\n', encoding="utf-8")
    desk = make_desk(sqlite_url(tmp_path), ward_file=tmp_path / "ward.toml")
    await desk.app.start()
    await member(desk, "hai", "Chị Hai")
    said = words(await passed_on(desk))
    assert "không dám hẹn giờ" in said
    assert "trước" not in said
    assert set(await told(desk)) == {"hai"}
    await desk.app.stop()


async def test_where_there_is_no_staff_nothing_is_offered(tmp_path: Path) -> None:
    desk = make_desk(sqlite_url(tmp_path))
    await desk.app.start()
    await desk.ask("xin chào")
    unknown = await desk.ask(UNKNOWN)
    assert "Gặp cán bộ" not in [button.label for button in unknown[-1].buttons]
    assert "muốn hỏi cán bộ" not in words(await desk.ask("gặp cán bộ"))
    await desk.app.stop()


async def test_gap_can_bo_asks_for_the_question_or_for_a_yes_to_the_last(ward: Desk) -> None:
    assert "muốn hỏi cán bộ chuyện gì" in words(await ward.ask("gặp cán bộ"))
    assert "“hỏi chuyện ghép mộ cho ông nội”" in words(await ward.ask("hỏi chuyện ghép mộ cho ông nội"))
    assert "Câu hỏi đang ở chỗ cán bộ" in words(await ward.ask("cho tôi gặp người thật"))
    assert "rút lại" in words(await ward.press("Thôi, không cần nữa"))
    assert (await one(ward)).reason == "left"
    await ward.ask("làm khai sinh cần giấy gì")
    said = await ward.ask("gặp cán bộ")
    assert "Trợ lý chuyển câu này cho cán bộ nhé: “làm khai sinh cần giấy gì”" in words(said)
    await ward.ask("1")
    assert ((await one(ward, 2)).field, (await one(ward, 2)).entry) == ("ho-tich", "khai-sinh")
    assert set(await told(ward)) == {"hai"}, "land is not this"


async def test_two_answers_in_a_row_that_did_not_help_offer_a_person(ward: Desk) -> None:
    await ward.ask("làm khai sinh cần giấy gì")
    assert "Gặp cán bộ" in [button.label for button in (await ward.press("Chưa"))[-1].buttons]
    await ward.ask("tách thửa đất")
    await ward.ask("làm chứng tử cần gì")
    assert "Hai lần rồi" in words(await ward.press("Chưa"))


async def test_words_of_need_offer_a_person_under_the_answer(ward: Desk) -> None:
    said = await ward.ask("má tui mất mà tui không biết làm sao hết, khai tử cần giấy gì")
    assert "Gặp cán bộ" in [button.label for button in said[-1].buttons]
