"""Codes from paper: what people type is understood, and what they type wrong is noticed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import codes
from bot.codes import RECEIPT, SIGNS, find_code, is_code, new_receipt_code, seems_code, shown
from bot.masking import mask

sign = st.sampled_from(SIGNS)


def with_check(body: str) -> str:
    return body + codes.check_character(body)


any_codes = st.builds(with_check, st.text(sign, min_size=7, max_size=8))
receipts = st.builds(with_check, st.text(sign, min_size=8, max_size=8)).filter(codes.is_mixed)


def test_the_signs_are_a_prime_number_and_hard_to_confuse() -> None:
    assert len(SIGNS) == len(set(SIGNS)) == 19
    assert not set(SIGNS) & set("0O1ILZSGBUVAEIOUYDW") - {"V"}


@given(any_codes, st.data())
def test_one_wrong_character_is_noticed(code: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(sign.filter(lambda char: char != code[place]))
    assert is_code(code, len(code))
    assert not is_code(code[:place] + other + code[place + 1 :], len(code))


@given(any_codes, st.data())
def test_two_characters_that_changed_places_are_noticed(code: str, data: st.DataObject) -> None:
    one = data.draw(st.integers(0, len(code) - 2))
    two = data.draw(st.integers(one + 1, len(code) - 1))
    swapped = list(code)
    swapped[one], swapped[two] = swapped[two], swapped[one]
    if code[one] != code[two]:
        assert not is_code("".join(swapped), len(code))


@given(receipts, st.data())
def test_a_code_is_found_however_it_is_typed(code: str, data: st.DataObject) -> None:
    gap = data.draw(st.sampled_from(["-", " ", "", " - ", ".", "–"]))
    typed = gap.join((code[:3], code[3:6], code[6:]))
    typed = data.draw(st.sampled_from([typed, typed.lower(), typed.title()]))
    before = data.draw(st.sampled_from(["", "mã ", "mã hồ sơ của tôi là ", "dạ ma la: ", "em gửi mã\n"]))
    after = data.draw(st.sampled_from(["", " ạ", ". Cảm ơn", "\nnhờ xem giúp"]))
    assert find_code(before + typed + after, RECEIPT) == code
    assert find_code(unicodedata.normalize("NFD", before + typed + after), RECEIPT) == code


@given(receipts)
def test_what_a_bad_print_looks_like_is_read_as_meant(code: str) -> None:
    assert find_code(code.translate(str.maketrans("5862", "SBGZ")), RECEIPT) == code


@given(receipts)
def test_no_code_is_blanked_as_a_private_number(code: str) -> None:
    for text in (code, shown(code), f"mã {shown(code)} ạ", f"ma {code.lower()}", shown(code).replace("-", " ")):
        assert mask(text) == (text, ())


@given(receipts)
def test_a_code_changes_nothing_on_a_vietnamese_keyboard(code: str) -> None:
    """Telex and VNI put marks on vowels, on d and on w alone."""
    assert not set(code) & set("AEIOUYDW")


@pytest.mark.parametrize(
    "words",
    [
        *("làm giấy khai sinh cần gì", "1.001193", "0912 345 678", "079123456789", "nghị định 61/2018/NĐ-CP"),
        *(
            "67A 123.45",
            "23/11/2026",
            "7h30-11h30",
            "số 2",
            "tờ khai CT01",
            "5.000đ",
            "06/2025/NĐ-CP",
            "24/2019/NĐ-CP",
            "",
            "-",
            "K7M",
            "X" * 5000,
        ),
    ],
)
def test_ordinary_words_hold_no_code(words: str) -> None:
    assert find_code(words, RECEIPT) == ""
    assert not seems_code(words, RECEIPT)


def test_what_is_only_nearly_a_code_is_seen_as_meant_for_one() -> None:
    for typed in ("K7M-4PX-9H2", "mã k7m 4px 9h2", "ma ho so K7M4PX9H", "K7A-4PX-9H2", "Mã: K7M-4PX-9H22"):
        assert seems_code(typed, RECEIPT), typed
        assert find_code(typed, RECEIPT) == ""


@given(receipts, st.data())
def test_a_slip_is_seen_as_one(code: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(sign.filter(lambda char: char != code[place]))
    typed = shown(code[:place] + other + code[place + 1 :])
    assert find_code(typed, RECEIPT) == ""
    assert seems_code(typed, RECEIPT)
    assert seems_code(f"mã {typed.lower()}", RECEIPT)


def test_codes_are_random() -> None:
    made = {new_receipt_code() for _ in range(2000)}
    assert len(made) == 2000
    assert all(is_code(code, RECEIPT) for code in made)
    assert {char for code in made for char in code} == set(SIGNS)


def test_a_code_is_shown_in_groups() -> None:
    assert shown("K7M4PX9HT") == "K7M-4PX-9HT"
    assert shown("K7M4PX9H") == "K7M4-PX9H"
