"""While an official talks with a citizen: silence, exits, numbers, pictures; and what officials do in their chat."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from bot.inquiry_words import Voice
from bot.jobs import outbox as outbox_job
from bot.messages import What
from bot.storage import inquiry_steps, staff
from bot.storage.audit import OPERATOR, By
from tests.dialogue import ROOT
from tests.handlers.deskkit import UNKNOWN, member, one, passed_on, talk, told, words
from tests.kit import Desk, make_desk, sqlite_url

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 50


@pytest.fixture(autouse=True)
def only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox_job, "_LOOK_EVERY", 3600.0)


@pytest.mark.parametrize("words_", ["cháy nhà rồi cứu với", "có người đang đánh nhau chảy máu"])
async def test_in_an_emergency_the_number_comes_first_even_in_a_talk(ward: Desk, words_: str) -> None:
    await talk(ward)
    said = words(await ward.ask(words_))
    assert any(number in said for number in ("113", "114", "115"))
    assert words_ in words((await told(ward))["hai"])


async def test_own_data_and_stopping_still_work_in_a_talk(ward: Desk) -> None:
    await talk(ward)
    assert "1 câu hỏi cán bộ trả lời" in words(await ward.ask("/dulieu"))
    assert "mình dừng ở đây" in words(await ward.ask("dừng")).casefold()
    assert (await one(ward)).state == "closed"
    assert await ward.ask("làm khai sinh cần giấy gì"), "the bot speaks again"


async def test_a_number_typed_in_a_talk_is_a_word_and_not_a_choice(ward: Desk) -> None:
    await talk(ward)
    assert await ward.ask("1") == []
    assert "“1”" in words((await told(ward))["hai"])


async def test_a_button_of_the_bot_in_a_talk_says_why_it_is_silent(ward: Desk) -> None:
    await talk(ward)
    assert "im lặng" in words(await ward.ask(data="menu"))
    assert "nói chuyện lại với trợ lý" in words(await ward.press("Kết thúc với cán bộ"))


async def test_the_bot_comes_back_after_a_while_of_silence(ward: Desk) -> None:
    await talk(ward)
    ward.clock.move(minutes=31)
    assert (await ward.ask("làm khai sinh cần giấy gì"))[-1].title
    ward.clock.move(hours=48)
    await told(ward)
    assert ((await one(ward)).state, (await one(ward)).reason) == ("closed", "quiet")


async def test_thanks_before_the_answer_ends_nothing(ward: Desk) -> None:
    await passed_on(ward)
    await ward.ask(data="inq:take:1", who="hai")
    assert await ward.ask("cảm ơn") == []
    assert (await one(ward)).state == "taken"


async def test_a_phone_number_needs_a_yes_and_is_nowhere_but_in_the_inquiry(ward: Desk) -> None:
    await talk(ward)
    assert "che số" in words(await ward.ask("gọi tui 0912 345 678"))
    assert (await one(ward)).phone is None
    say = Voice(ward.app.catalogue, ward.app.shelf.library).phone(None, "Chị Hai")
    by = By((await one(ward)).taken_by, "Chị Hai")
    ask = partial(inquiry_steps.ask_phone, inquiry=1, by=by, say=say, now=ward.clock.now())
    assert await ward.app.database.write(ask)
    assert "gọi điện" in words((await told(ward))["ba-tu"])
    assert "gõ số điện thoại" in words(await ward.ask("1"))
    assert "không thấy số" in words(await ward.ask("số của tui đó"))
    assert "xóa" in words(await ward.ask("0912 345 678"))
    assert (await one(ward)).phone == "0912345678"
    heard = words((await told(ward))["hai"])
    assert "đã cho số điện thoại" in heard
    assert "0912" not in heard
    await ward.ask(data="inq:end:1:desk", who="hai")
    assert (await one(ward)).phone is None


async def test_reminders_then_administrators(ward: Desk) -> None:
    await passed_on(ward)
    await told(ward)
    ward.clock.move(hours=1, minutes=31)
    assert set(await told(ward)) == {"hai", "ba"}
    assert await told(ward) == {}, "once"
    ward.clock.move(hours=2)
    heard = await told(ward)
    assert set(heard) == {"sep"}
    assert "quá hẹn" in words(heard["sep"])


async def test_a_removed_officials_question_is_told_to_the_others(ward: Desk) -> None:
    await passed_on(ward)
    await told(ward)
    await ward.ask(data="inq:take:1", who="hai")
    hai = (await one(ward)).taken_by or 0
    await ward.app.database.write(partial(staff.remove, by=OPERATOR, member=hai, now=ward.clock.now()))
    heard = await told(ward)
    assert "ba" in heard
    assert (await one(ward)).state == "new"
    assert "leads nowhere" not in words(await ward.ask("Dạ được", who="hai")), "they are a citizen now"


async def test_an_erased_citizen_is_told_to_the_one_who_talked_with_them(ward: Desk) -> None:
    await talk(ward)
    await ward.ask("xóa dữ liệu")
    await ward.press("Có, xóa hết")
    assert "Người hỏi đã xóa" in words((await told(ward))["hai"])
    assert "đã xong" in words(await ward.ask("Alo?", who="hai"))


async def test_passing_on_and_closing_in_the_chat(ward: Desk) -> None:
    await passed_on(ward)
    await told(ward)
    await ward.ask(data="inq:take:1", who="hai")
    await told(ward)
    await ward.ask(data="inq:pass:1", who="hai")
    assert "Đã chuyển" in words(await ward.press("Đất đai", who="hai"))
    assert set(await told(ward)) == {"hai", "ba"}
    await ward.ask(data="inq:pass:1", who="hai")
    await ward.press("Anh Ba", who="hai")
    assert set(await told(ward)) == {"ba"}
    waiting = words(await ward.ask("câu hỏi chờ", who="ba"))
    assert f"“{UNKNOWN}”" in waiting
    assert "Không có câu hỏi nào" not in waiting
    await ward.ask(data="inq:end:1", who="ba")
    await ward.press("Chuyện này không thuộc phường.", who="ba")
    assert "Chuyện này không thuộc phường" in words((await told(ward))["ba-tu"])
    assert "Không có câu hỏi nào" in words(await ward.ask("/cauhoi", who="ba"))


async def test_a_citizen_may_not_use_the_officials_buttons(ward: Desk) -> None:
    await passed_on(ward)
    await ward.ask(data="inq:take:1", who="nguoi-la")
    assert (await one(ward)).state == "new"


async def test_an_official_sees_only_what_is_of_their_field(ward: Desk) -> None:
    await ward.ask("làm khai sinh cần giấy gì")
    await ward.ask("gặp cán bộ")
    await ward.ask("1")
    assert "cũ" in words(await ward.ask(data="inq:show:1", who="ba"))
    assert "khai sinh" in words(await ward.ask(data="inq:show:1", who="hai"))


async def test_a_picture_reaches_the_official_only_in_a_talk(ward: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fetch(file: str) -> bytes:
        return PNG if file == "tot" else b"<svg/>"

    monkeypatch.setattr(ward.channel, "fetch", fetch)
    assert "nhận hình" not in words(await ward.ask(what=What.PHOTO, file="tot"))
    await talk(ward)
    ward.clock.move(seconds=30)
    assert "Cán bộ đã nhận hình" in words(await ward.ask(what=What.PHOTO, file="tot"))
    assert "một tấm hình" in words((await told(ward))["hai"])
    assert "JPEG, PNG" in words(await ward.ask(what=What.PHOTO, file="xau"))


async def test_numbers_in_an_answer_are_not_sent_blanked(ward: Desk) -> None:
    await passed_on(ward)
    await ward.ask(data="inq:take:1", who="hai")
    await told(ward)
    assert "đã bị che" in words(await ward.ask("Gọi 0296 123 4567 nha", who="hai"))
    assert await told(ward) == {}


async def test_a_turn_played_again_after_a_restart_answers_once(ward: Desk) -> None:
    await passed_on(ward)
    await ward.ask(data="inq:take:1", who="hai")
    for _ in range(2):
        await ward.ask("Dạ được.", who="hai", event="mot-lan")
    answers = [reply for reply in (await told(ward))["ba-tu"] if reply.text == "Dạ được."]
    assert len(answers) == 1


async def test_a_restart_in_mid_talk_loses_nothing(tmp_path: Path) -> None:
    first = make_desk(sqlite_url(tmp_path), ward_file=ROOT / "tests/data/ward.toml")
    await first.app.start()
    await member(first, "hai", "Chị Hai")
    await first.ask("xin chào")
    await talk(first)
    assert await first.ask("còn nữa") == []  # its word to the official is not sent yet
    await first.app.stop()
    again = make_desk(sqlite_url(tmp_path), ward_file=ROOT / "tests/data/ward.toml")
    again.channel.events = first.channel.events
    await again.app.start()
    assert "còn nữa" in words((await told(again))["hai"])
    assert await again.ask("thêm nữa") == [], "the bot is still silent"
    await again.ask("Dạ để tôi xem.", who="hai")
    assert "Dạ để tôi xem." in words((await told(again))["ba-tu"])
    await again.app.stop()
