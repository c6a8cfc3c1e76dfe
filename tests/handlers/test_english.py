"""English questions are met by choices; Vietnamese ones still work for those who read English."""

from __future__ import annotations

from tests.kit import Desk


async def test_a_name_in_english_is_asked_back_and_the_topic_kept(small_desk: Desk) -> None:
    await small_desk.ask("english")
    (reply,) = await small_desk.ask("what papers for a birth certificate")
    assert reply.buttons[0].label == "Birth registration"
    (answer,) = await small_desk.ask("1")
    assert answer.title == "Birth registration"
    assert "Everybody needs:" in answer.text


async def test_a_topic_in_english_is_about_what_was_talked_about(kites: Desk) -> None:
    await kites.ask("english")
    await kites.ask("thả diều")
    (fee,) = await kites.ask("how much is the fee?")
    assert fee.title == "Kite flying"
    assert "Fee: 5.000" in fee.text
    (papers,) = await kites.ask("can giay to gi")
    assert "Everybody needs:" in papers.text


async def test_a_new_name_is_not_taken_for_a_follow_up(small_desk: Desk) -> None:
    await small_desk.ask("english")
    await small_desk.ask("khai sinh")
    (reply,) = await small_desk.ask("divorce")
    assert "Divorce (court)" in [button.label for button in reply.buttons]


async def test_what_is_in_no_language_is_unknown(kites: Desk) -> None:
    await kites.ask("english")
    (reply,) = await kites.ask("qwerty zxcvb")
    assert "I would rather not guess" in reply.text
    assert "I understand Vietnamese best" in reply.text


async def test_english_without_having_chosen_it_is_met_in_english_once(small_desk: Desk) -> None:
    await small_desk.ask("xin chào")
    (reply,) = await small_desk.ask("birth certificate papers")
    assert reply.text == "I am not sure what you mean. Is it one of these?"
    assert [reply.buttons[0].label, *(b.label for b in reply.buttons[-2:])] == [
        "Birth registration",
        "Tiếng Việt",
        "English",
    ]
    (answer,) = await small_desk.ask("1")
    assert answer.title == "Khai sinh"


async def test_a_loan_word_is_no_english(small_desk: Desk) -> None:
    await small_desk.ask("xin chào")
    (reply,) = await small_desk.ask("passport")
    assert "Hộ chiếu" in reply.title


async def test_a_topic_in_english_while_asked_back_repeats_the_choices(small_desk: Desk) -> None:
    await small_desk.ask("english")
    (first,) = await small_desk.ask("identity card")
    (again,) = await small_desk.ask("how much")
    assert again.buttons[0].label == first.buttons[0].label
