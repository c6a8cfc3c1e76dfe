"""What the desk's list calls a procedure is found in the library, if it is there."""

from __future__ import annotations

import pytest

from bot.sheets.matching import Known
from bot.ward import Ward
from tests.kit import library


@pytest.fixture(scope="module")
def known() -> Known:
    return Known(library(), Ward(name="phường Thử"))


@pytest.mark.parametrize(
    ("words", "entry"),
    [
        ("Thủ tục đăng ký khai sinh", "khai-sinh"),
        ("ĐĂNG KÝ KHAI SINH", "khai-sinh"),
        ("Chứng thực chữ ký", "chung-thuc-chu-ky"),
        ("Chứng thực bản sao", "sao-y"),
        ("Đăng ký lại khai sinh (1.004884)", "khai-sinh-lai"),
    ],
)
def test_a_procedure_is_known_by_its_code_its_name_or_a_way_of_asking(known: Known, words: str, entry: str) -> None:
    found = known.entry(words)
    assert found
    assert found.id == entry


@pytest.mark.parametrize("words", ["", "Thủ tục", "Thủ tục không có", "khai"])
def test_what_is_not_there_is_not_guessed(known: Known, words: str) -> None:
    assert known.entry(words) is None
