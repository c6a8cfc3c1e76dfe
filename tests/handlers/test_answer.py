"""An answer says what was asked first, whole facts only, with source and dates, and buttons for the rest."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

from bot.messages import Reply
from tests.dialogue import ROOT
from tests.kit import Desk, make_desk, sqlite_url


def labels(reply: Reply) -> list[str]:
    return [button.label for button in reply.buttons]


def source(reply: Reply) -> str:
    """The small print without the question whether the answer helped."""
    return reply.note.partition("\n")[0]


async def one(desk: Desk, text: str) -> Reply:
    (reply,) = await desk.ask(text)
    return reply


async def test_without_a_topic_the_summary_comes_with_time_and_fee(kites: Desk) -> None:
    reply = await one(kites, "thả diều")
    assert reply.title == "Thả diều"
    assert reply.text.startswith("Muốn thả diều thì mang cây diều ra một cửa.\nThời gian: 2 ngày làm việc.")
    assert "Lệ phí: 5.000 đồng một cây.\nNên biết: Gió lớn thì hoãn." in reply.text


async def test_what_was_asked_comes_first_in_the_order_it_was_asked(kites: Desk) -> None:
    fee = await one(kites, "thả diều lệ phí bao nhiêu")
    assert fee.text.startswith("Lệ phí: 5.000 đồng một cây.\nThời gian:")
    several = await one(kites, "thả diều nộp ở đâu, lệ phí bao nhiêu, giấy tờ gì")
    places = [several.text.index(word) for word in ("Nộp ở đâu:", "Lệ phí:", "Ai cũng cần:")]
    assert places == sorted(places)
    assert "Thời gian:" not in several.text


async def test_papers_are_a_checklist_with_form_count_and_case_those_always_needed_first(kites: Desk) -> None:
    reply = await one(kites, "thả diều cần giấy tờ gì")
    assert reply.text.startswith(
        "Ai cũng cần:\n"
        "1. Tờ khai thả diều – mẫu để điền (khi thả ở đồng)\n"
        "Tùy trường hợp thêm:\n"
        "2. Giấy mua diều – nộp bản chính, 2 bản (khi diều mua ở chợ)\n"
        "3. Cây diều – chỉ đưa xem, không nộp (chỉ khi diều lạ)"
    )


async def test_where_choices_have_numbers_the_papers_have_dashes(kites: Desk) -> None:
    kites.channel.limits = replace(kites.channel.limits, numbered=True)
    reply = await one(kites, "thả diều cần giấy tờ gì")
    assert "– Giấy mua diều – nộp bản chính, 2 bản" in reply.text
    assert not re.search(r"^\d", reply.text, re.MULTILINE)


async def test_a_long_checklist_is_cut_between_papers_and_says_how_many_are_left(kites: Desk) -> None:
    reply = await one(kites, "ca hát cần giấy tờ gì")
    assert len(reply.text) <= 900
    shown = reply.text.count("ghi tên người viết")
    assert 5 <= shown < 10
    assert f"Còn {10 - shown} giấy nữa" in reply.text
    (full,) = await kites.ask("xem hết")
    assert full.text.count("ghi tên người viết") == 10


async def test_the_three_states_of_a_fee(kites: Desk) -> None:
    assert "5.000 đồng" in (await one(kites, "thả diều lệ phí")).text
    assert "Được miễn, ai hát cũng được miễn." in (await one(kites, "ca hát lệ phí")).text
    unpublished = (await one(kites, "đua ghe lệ phí")).text
    assert "Sổ ghe không ghi mức thu. Chưa công bố không có nghĩa là miễn phí." in unpublished


async def test_the_place_names_counter_and_address_and_other_wards_only_for_the_one_stop_centre(kites: Desk) -> None:
    kite = (await one(kites, "thả diều nộp ở đâu")).text
    assert "Ở phường, xã khác trong tỉnh Thử cũng nộp được." in kite
    assert "Quầy: Quầy vui." in kite
    assert "Địa chỉ: Quầy thử, nhà không số, đường Không Tên." in kite
    boat = (await one(kites, "đua ghe nộp ở đâu")).text
    assert boat.startswith("Nộp ở đâu: Công an phường.")
    assert "phường, xã khác" not in boat
    assert "Quầy" not in boat


async def test_same_day_advice_is_not_said_twice(kites: Desk) -> None:
    assert "ráng tới trước 15 giờ" in (await one(kites, "thả diều bao lâu")).text
    boat = (await one(kites, "đua ghe bao lâu")).text
    assert "trước 15 giờ thì lấy trong ngày" in boat
    assert "ráng tới" not in boat


async def test_buttons_are_those_the_entry_has_and_not_the_one_shown(kites: Desk) -> None:
    kite = labels(await one(kites, "thả diều giấy tờ"))
    assert kite == [
        "Thời gian, lệ phí",
        "Nộp ở đâu",
        "Nộp trực tuyến",
        "Tờ khai",
        "Điều kiện",
        "Xem hết",
        "Có",
        "Chưa",
    ]
    assert labels(await one(kites, "đua ghe nộp ở đâu")) == ["Thời gian, lệ phí", "Xem hết"]


async def test_links_to_the_portal_and_to_the_form_stand_where_they_were_asked_for(kites: Desk) -> None:
    online = await one(kites, "thả diều nộp trực tuyến")
    assert online.text.startswith("Nộp trực tuyến: được, làm trọn trên mạng. Khai trên mạng.")
    assert [button.url for button in online.buttons if button.url] == ["https://dichvucong.gov.vn/dieu"]
    form = await one(kites, "thả diều tờ khai")
    assert form.text.startswith("Mẫu cần điền: Tờ khai thả diều (D01).")
    assert [button.url for button in form.buttons if button.url] == ["https://example.org/d01"]


async def test_what_the_source_does_not_say_is_said_so(kites: Desk) -> None:
    papers = (await one(kites, "đua ghe cần giấy tờ gì")).text
    assert papers.startswith("Giấy tờ: nguồn chưa có danh sách. Đua ghe thì ra Công an phường.")
    assert "nguồn không nói có được hay không" in (await one(kites, "đua ghe nộp trực tuyến")).text
    assert "nguồn không nêu mẫu riêng" in (await one(kites, "đua ghe tờ khai")).text
    assert "nguồn không ghi điều kiện riêng" in (await one(kites, "đua ghe điều kiện")).text


async def test_a_pressed_topic_is_a_new_message_and_the_answer_before_it_stays(kites: Desk) -> None:
    await kites.ask("thả diều")
    (reply,) = await kites.press("Điều kiện", message="7")
    assert not reply.replace
    assert reply.text.startswith("Điều kiện:\n1. Diều có đuôi.\n2. Trời có gió.")
    assert reply.note == "Nguồn: Sổ diều, bản ngày 01/11/2026, xem lại ngày 20/11/2026."
    assert reply.question == ""  # asked under the answer already
    assert "Điều kiện" not in labels(reply)


async def test_everything_can_be_shown_and_put_away_again(kites: Desk) -> None:
    await kites.ask("thả diều")
    (full,) = await kites.press("Xem hết")
    for piece in ("Ai cũng cần:", "Điều kiện:", "Cách làm:", "Kết quả: Giấy thả diều.", "Căn cứ: 1/2026/DIEU"):
        assert piece in full.text
    assert labels(full)[-3:] == ["Thu gọn", "Đua ghe", "Nước mía"]
    (short,) = await kites.press("Thu gọn")
    assert short.replace
    assert "Căn cứ" not in short.text


async def test_source_and_dates_are_in_small_print_and_for_reference_only_is_said_once(kites: Desk) -> None:
    kites.clock.move(hours=1)  # a new talk
    first = await one(kites, "thả diều")
    assert source(first) == (
        "Nguồn: Sổ diều, bản ngày 01/11/2026, xem lại ngày 20/11/2026. Chỉ để tham khảo, cán bộ ở quầy nói mới là chắc."
    )
    assert source(await one(kites, "thả diều")) == "Nguồn: Sổ diều, bản ngày 01/11/2026, xem lại ngày 20/11/2026."


async def test_a_source_is_dated_no_finer_than_it_is_known(kites: Desk) -> None:
    assert source(await one(kites, "ca hát")).startswith("Nguồn: Sổ hát, bản tháng 11/2026, xem lại ngày 20/11/2026.")
    assert source(await one(kites, "đua ghe")) == "Nguồn: Sổ ghe, bản năm 2024, xem lại ngày 02/01/2025."
    assert source(await one(kites, "nước mía")) == "Nguồn: Sổ mía, xem lại ngày 20/11/2026."
    assert source(await one(kites, "bắt cá voi")) == "Nguồn: Kiến thức chung."  # compared with nothing


async def test_old_and_uncertain_facts_say_so(kites: Desk) -> None:
    boat = (await one(kites, "đua ghe")).text
    assert "xem lại lần cuối ngày 02/01/2025, có thể đã đổi" in boat
    assert boat.count("mời bà con hỏi Công an phường") == 1
    kite = (await one(kites, "thả diều")).text
    assert "có thể đã đổi" not in kite
    kites.clock.move(days=200)
    assert "xem lại lần cuối ngày 20/11/2026" in (await one(kites, "thả diều")).text


async def test_help_with_writing_for_those_who_cannot(kites: Desk) -> None:
    await kites.ask("mắt kém không biết chữ, muốn thả diều")
    told = await one(kites, "thả diều")
    assert "chữ ký hoặc dấu tay phải là của chính bà con. Thứ Tư là “ngày không viết”." in told.text
    assert "viết giúp" not in (await one(kites, "nước mía")).text
    assert "ngày không viết" not in (await one(kites, "thả diều nộp ở đâu")).text  # said once is enough


async def test_of_a_bare_name_on_the_portal_nothing_more_is_claimed(kites: Desk) -> None:
    assert (await one(kites, "đua ghe lệ phí")).text.endswith(
        "Cổng chỉ công bố tên thủ tục và nơi giải quyết; giấy tờ, thời gian, lệ phí mời bà con hỏi Công an phường."
    )
    assert "Lệ phí" not in (await one(kites, "đua ghe")).text  # nothing is known of it


async def test_what_is_unclear_ends_in_one_plea_to_ask(kites: Desk) -> None:
    asked = (await one(kites, "thả diều nộp trực tuyến, điều kiện")).text
    assert asked.count("Chỗ nào chưa rõ, mời bà con hỏi quầy trước khi đi.") == 1
    assert "{ask}" not in asked
    assert "mời bà con hỏi" not in (await one(kites, "thả diều lệ phí")).text  # all is clear


async def test_a_ward_question_is_filled_from_the_profile(kites: Desk) -> None:
    reply = await one(kites, "nước mía")
    assert reply.text.startswith(
        "Giờ làm việc: thứ Hai đến thứ Năm: 7:00–11:00, 13:00–17:00; thứ Sáu: 7:00–11:00, 13:00–16:30. "
        "Tới Quầy thử, nhà không số, đường Không Tên, gọi 1900 0000, xem dichvucong.gov.vn. "
        "Thứ Tư là “ngày không viết”."
    )


async def test_two_questions_share_the_screen(kites: Desk) -> None:
    replies = await kites.ask("thả diều cần giấy tờ gì còn đua ghe mất bao lâu")
    assert [reply.title for reply in replies] == ["Thả diều", "Đua ghe"]
    assert "Có" not in labels(replies[0])
    assert labels(replies[1])[-2:] == ["Có", "Chưa"]


async def test_another_agency_is_named_and_an_emergency_speaks_alone(kites: Desk) -> None:
    whale = await one(kites, "bắt cá voi")
    assert whale.text.startswith("Nơi lo việc này: Cơ quan cá voi.")
    assert whale.text.endswith("Chuyện này trợ lý chưa chắc, bà con hỏi thẳng nơi đó.")
    assert whale.question == ""
    sick = await one(kites, "má tui bị tai biến té xỉu")
    assert (sick.title, sick.text, sick.note, sick.buttons) == ("Gọi ngay 115", "Bà con gọi ngay 115.", "", ())


async def test_english_shows_its_own_words_where_there_are_some(kites: Desk) -> None:
    await kites.ask("english")
    general = await one(kites, "thả diều")
    assert general.title == "Kite flying"
    assert general.text.startswith(
        "Bring the kite to the desk.\nThe facts below are in Vietnamese, as the source has them.\nTime: 2 ngày"
    )
    fee = await one(kites, "thả diều lệ phí")
    assert fee.text.startswith("The facts below are in Vietnamese, as the source has them.\nFee: 5.000 đồng một cây.")


async def test_of_money_paid_out_the_sum_comes_before_the_fee_of_filing(kites: Desk) -> None:
    asked = (await one(kites, "bắt ốc bao nhiêu tiền")).text
    assert asked.startswith("Tiền được nhận: 3 con ốc một tháng.\nLệ phí nộp hồ sơ: Sổ ốc không ghi mức thu.")
    first = (await one(kites, "bắt ốc")).text
    assert "Tiền được nhận: 3 con ốc một tháng." in first
    assert "Lệ phí" not in first


async def test_whether_one_may_is_told_with_what_it_is_about(kites: Desk) -> None:
    may = (await one(kites, "thả diều ban đêm được không")).text
    assert may.startswith("Muốn thả diều thì mang cây diều ra một cửa.\nĐiều kiện:\n1. Diều có đuôi.")
    assert (await one(kites, "thả diều cần điều kiện gì")).text.startswith("Điều kiện:")


async def test_a_procedure_named_by_its_code_is_told_from_the_start(kites: Desk) -> None:
    for text in ("9.000001", "Thủ tục 9.000001", "mã 9000001"):
        assert (await one(kites, text)).text.startswith("Muốn thả diều"), text


async def test_the_laws_are_told_when_asked_for_in_words(kites: Desk) -> None:
    for text in ("căn cứ pháp lý của thả diều", "thả diều theo nghị định nào"):
        reply = (await one(kites, text)).text
        assert reply.startswith("Muốn thả diều thì mang cây diều ra một cửa.\nCăn cứ: 1/2026/DIEU."), text
    assert "Căn cứ" not in (await one(kites, "thả diều")).text


async def test_where_a_form_without_a_link_is_found(kites: Desk) -> None:
    form = (await one(kites, "bắt ốc tờ khai")).text
    assert form == (
        "Mẫu cần điền: Đơn bắt ốc.\n"
        "Mẫu này lấy ở quầy, hoặc tìm trên Cổng Dịch vụ công quốc gia theo mã thủ tục 9.000004."
    )
    assert "Mẫu này lấy ở" not in (await one(kites, "thả diều tờ khai")).text  # it has a link


async def test_a_draft_says_in_small_print_that_nobody_looked_it_over(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests/data/library", tmp_path / "data")
    text = (tmp_path / "data/thu.toml").read_text(encoding="utf-8")
    draft = text.replace("checked_on = 2026-11-20", "reviewed = false", 1)
    (tmp_path / "data/thu.toml").write_text(draft, encoding="utf-8")
    desk = make_desk(sqlite_url(tmp_path), library_dir=tmp_path / "data", ward_file=ROOT / "tests/data/ward.toml")
    await desk.app.start()
    await desk.ask("xin chào")
    desk.channel.said.clear()
    reply = await one(desk, "thả diều")
    await desk.app.stop()
    assert "chưa được phường xem lại" in reply.note
    assert "xem lại ngày" not in reply.note
