"""First words, deep links, help, stopping; groups."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.messages import What
from tests.dialogue import ROOT
from tests.kit import Desk, make_desk, sqlite_url


@pytest.fixture
async def strangers(tmp_path: Path) -> AsyncIterator[Desk]:
    """Nobody has written yet."""
    desk = make_desk(sqlite_url(tmp_path), library_dir=ROOT / "tests/data/library", keep_questions_days=45)
    await desk.app.start()
    yield desk
    await desk.app.stop()


async def test_a_greeting_brings_the_first_words_once(strangers: Desk) -> None:
    (welcome,) = await strangers.ask("xin chào")
    for piece in ("trợ lý tự động của phường Long Phú", "là máy", "tham khảo", "45 ngày", "“dữ liệu”"):
        assert piece in welcome.text
    labels = [button.label for button in welcome.buttons]
    assert labels == ["Các lĩnh vực", "Giờ làm việc", "Địa chỉ", "Chấm mức hài lòng", "English"]
    (greeting,) = await strangers.ask("xin chào")
    assert "trợ lý tự động" not in greeting.text


async def test_a_question_in_the_first_breath_is_answered_too(strangers: Desk) -> None:
    welcome, answer = await strangers.ask("thả diều")
    assert "trợ lý tự động" in welcome.text
    assert welcome.buttons == ()
    assert answer.title == "Thả diều"
    assert "tham khảo" not in answer.note  # said by the first words


async def test_whatever_comes_first_the_first_words_come_before_it(strangers: Desk) -> None:
    for number, how in enumerate(
        ({"what": What.PHOTO}, {"text": "menu"}, {"data": "show:tha-dieu:all"}, {"text": "/gio"})
    ):
        welcome, *rest = await strangers.ask(who=f"nguoi-{number}", **how)
        assert "trợ lý tự động" in welcome.text
        assert rest


async def test_start_with_an_entry_a_code_or_a_field_opens_it(strangers: Desk) -> None:
    _, entry = await strangers.ask("/start dua-ghe")
    assert entry.title == "Đua ghe"
    (code,) = await strangers.ask("/start 9-000001")
    assert code.title == "Thả diều"
    (field,) = await strangers.ask("/start vui-choi")
    assert field.title == "Vui chơi"
    (nothing,) = await strangers.ask("/start khong-co-gi")
    assert "Trợ lý của phường Long Phú nghe đây" in nothing.text
    (alone,) = await strangers.ask("/start@bot_cua_phuong")
    assert "Trợ lý của phường Long Phú nghe đây" in alone.text


async def test_start_forgets_what_was_talked_about(strangers: Desk) -> None:
    await strangers.ask("thả diều")
    await strangers.ask("/start")
    (reply,) = await strangers.ask("còn phí?")
    assert "5.000" not in reply.text


async def test_an_unknown_command_is_named_as_such_and_an_entrys_id_is_one(strangers: Desk) -> None:
    await strangers.ask("xin chào")
    (reply,) = await strangers.ask("/khongco")
    assert "không có lệnh này" in reply.text
    (entry,) = await strangers.ask("/tha_dieu")
    assert entry.title == "Thả diều"


async def test_in_a_group_nothing_is_said_about_oneself(strangers: Desk) -> None:
    (answer,) = await strangers.ask("thả diều", group=True)
    assert answer.title == "Thả diều"
    assert answer.question == ""
    (refused,) = await strangers.ask("/xoa", group=True)
    assert "nhắn riêng" in refused.text
    (pressed,) = await strangers.ask(data="data:questions", group=True)
    assert "nhắn riêng" in pressed.text
    welcome, _ = await strangers.ask("thả diều")  # later, in private
    assert "trợ lý tự động" in welcome.text


async def test_private_numbers_alone_are_warned_about_once(strangers: Desk) -> None:
    _, warning = await strangers.ask("089123456789")
    assert "đừng gửi số giấy tờ" in warning.text
    (asked,) = await strangers.ask("089123456789")
    assert "cần hỏi gì" in asked.text


@pytest.mark.parametrize("text", ["👍", "❤️❤️", "...", "?!", "\u200b", "   "])
async def test_signs_without_words_are_asked_for_words(strangers: Desk, text: str) -> None:
    await strangers.ask("xin chào")
    (reply,) = await strangers.ask(text)
    assert "cứ gõ" in reply.text.casefold() or "gõ câu hỏi" in reply.text
