"""Telex and VNI left raw, missing blanks, slips: what was meant is read, what is a word is left alone."""

from __future__ import annotations

import pytest

from faq import DATA, Library
from faq.keyboard import telex, vni
from faq.syllables import is_syllable
from faq.text import form


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load(DATA)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dduwowcj", "được"),
        ("dduocwj", "được"),
        ("ddawng", "đăng"),
        ("kys", "ký"),
        ("giaasy", "giấy"),
        ("tieenf", "tiền"),
        ("tienef", "tiền"),
        ("thuwowngf", "thường"),
        ("nghieejp", "nghiệp"),
        ("muaw", "mưa"),
        ("dangd", "đang"),
        ("owr", "ở"),
    ],
)
def test_raw_telex_is_composed(typed: str, meant: str) -> None:
    made = telex(typed)
    assert made is not None
    assert form(made) == form(meant)


@pytest.mark.parametrize(
    ("typed", "meant"), [("d9a8ng", "đăng"), ("gia61y", "giấy"), ("d9u7o7c5", "được"), ("ta5m", "tạm"), ("tru1", "trú")]
)
def test_raw_vni_is_composed(typed: str, meant: str) -> None:
    made = vni(typed)
    assert made is not None
    assert form(made) == form(meant)


@pytest.mark.parametrize("typed", ["ct07", "kt3", "75", "b2", "1.001193"])
def test_codes_and_numbers_are_no_vni(typed: str) -> None:
    assert vni(typed) is None


@pytest.mark.parametrize("word", ["khai", "sinh", "nghieng", "quyet", "giay", "gi", "xoa", "o", "yeu", "khuyu"])
def test_syllables_are_known(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["khaii", "tows", "sdt", "online", "dduwowcj", "tamtru", ""])
def test_what_is_no_syllable_is_not(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize(
    ("typed", "entry"),
    [
        ("ddawng kys tamj trus caanf giaasy tows gif", "tam-tru"),
        ("d9a8ng ky1 ke6t1 ho6n", "ket-hon"),
        ("dangkytamtru", "tam-tru"),
        ("muonlamgiaykhaisinhchocon", "khai-sinh"),
        ("đăngkýkếthôn cầngìvậy", "ket-hon"),
        ("khia tử cho bà", "khai-tu"),
        ("dang ky ket hpn", "ket-hon"),
        ("tachhh hooo", "tach-ho"),
        ("gia hạn tạm trú nhé".upper(), "gia-han-tam-tru"),
        ("tạm chú cần gì", "tam-tru"),
        ("làm dkkh cần j", "ket-hon"),
        ("mat cccd lm lai o dau", "can-cuoc-cap-lai"),
        ("vneld mức 2", "dinh-danh-muc-2"),
    ],
)
def test_what_the_keyboard_left_behind_still_finds_its_entry(library: Library, typed: str, entry: str) -> None:
    assert library.search(typed).candidates[0].entry.id == entry
