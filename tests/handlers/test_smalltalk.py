"""A calm, kind word for everything that is no question; in both languages, and for every kind of message."""

from __future__ import annotations

import pytest

from bot.messages import What
from faq import Entry, Kind
from handlers import smalltalk
from tests.kit import Desk, library

SMALL_TALK = [entry for entry in library().entries.values() if entry.kind is Kind.SMALLTALK]


def test_every_intent_of_the_library_has_words_of_its_own() -> None:
    assert {entry.intent for entry in SMALL_TALK} <= set(smalltalk._SAID)


@pytest.mark.parametrize("entry", SMALL_TALK, ids=lambda entry: entry.intent)
async def test_each_intent_is_answered_in_both_languages(small_desk: Desk, entry: Entry) -> None:
    await small_desk.ask("xin chào")
    vietnamese = (await small_desk.ask(entry.ways[0]))[-1].text
    await small_desk.ask("english")
    english = (await small_desk.ask(entry.ways[0]))[-1].text
    assert vietnamese
    assert english
    assert vietnamese != english
    assert "chưa có thông tin nên không dám đoán" not in vietnamese


async def test_abuse_is_answered_calmly(small_desk: Desk) -> None:
    await small_desk.ask("xin chào")
    (reply,) = await small_desk.ask("đồ ngu")
    assert "xin lỗi" in reply.text
    assert "Muốn gặp người thật" in reply.text


async def test_blame_for_the_bot_is_not_sent_to_the_complaints_desk(small_desk: Desk) -> None:
    await small_desk.ask("xin chào")
    (bot,) = await small_desk.ask("bot trả lời sai")
    assert "Hỏi lại bằng lời khác" in bot.text
    (ward,) = await small_desk.ask("cán bộ hách dịch")
    assert [button.label for button in ward.buttons] == ["Gửi phản ánh, kiến nghị", "Khiếu nại", "Tố cáo"]


@pytest.mark.parametrize(
    ("what", "piece"),
    [
        (What.PHOTO, "không xem được hình"),
        (What.FILE, "nộp tại quầy"),
        (What.VIDEO, "không xem được phim"),
        (What.VOICE, "chưa nghe được tin thoại"),
        (What.STICKER, "cảm ơn"),
        (What.CONTACT, "đừng gửi số điện thoại"),
        (What.POLL, "không bình chọn"),
        (What.OTHER, "chỉ đọc được chữ"),
        (What.EDIT, "chỉ đọc được chữ"),  # changed to nothing
        (What.FORWARD, "chỉ đọc được chữ"),  # a forward without words
        (What.TEXT, "chỉ đọc được chữ"),
    ],
)
async def test_what_is_not_words_gets_a_fitting_sentence(kites: Desk, what: What, piece: str) -> None:
    (reply,) = await kites.ask(what=what)
    assert piece in reply.text


async def test_a_caption_is_read(kites: Desk) -> None:
    about, answer = await kites.ask("thả diều lệ phí", what=What.PHOTO)
    assert "không xem được hình" in about.text
    assert answer.text.startswith("Lệ phí: 5.000 đồng")


async def test_changed_and_passed_on_words_say_so(kites: Desk) -> None:
    (edited,) = await kites.ask("thả diều", what=What.EDIT)
    assert edited.text.startswith("Dạ, bà con đã sửa câu hỏi.")
    (passed,) = await kites.ask("đua ghe", what=What.FORWARD)
    assert passed.text.startswith("Dạ, bà con chuyển tới một tin.")
    assert passed.title == "Đua ghe"


async def test_the_language_is_changed_by_words_by_command_and_by_button_and_stays(kites: Desk) -> None:
    (asked,) = await kites.ask("/ngonngu")
    assert [button.label for button in asked.buttons] == ["Tiếng Việt", "English"]
    (english,) = await kites.press("English")
    assert english.text.startswith("From now on I answer in English.")
    kites.clock.move(days=3)
    (reply,) = await kites.ask("menu")
    assert reply.title == "Fields of work"
    assert "Games" in [button.label for button in reply.buttons]
    (back,) = await kites.ask("TIENG VIET")
    assert "từ giờ trợ lý nói tiếng Việt" in back.text
    (typed,) = await kites.ask("English")
    assert typed.text.startswith("From now on")


async def test_stopping_forgets_the_talk(kites: Desk) -> None:
    await kites.ask("thả diều")
    (reply,) = await kites.ask("dừng")
    assert "chỉ tự nhắn về phiếu hẹn mà bà con đã gửi mã" in reply.text
    (after,) = await kites.ask("còn phí?")
    assert "5.000" not in after.text
