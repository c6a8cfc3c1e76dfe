"""What is blanked out of citizens' words, and what must never be."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.masking import CODE, EMAIL, NUMBER, mask


@pytest.mark.parametrize(
    ("said", "kept", "kind"),
    [
        ("cccd của con là 089123456789 ạ", f"cccd của con là {NUMBER} ạ", "identity"),
        ("cmnd 351234567", f"cmnd {NUMBER}", "identity"),
        ("cmnd 351 234 567", f"cmnd {NUMBER}", "identity"),
        ("351.234.567", NUMBER, "identity"),
        ("089.123.456.789", NUMBER, "identity"),
        ("0891 2345 6789", NUMBER, "identity"),
        ("089 1 90 123456", NUMBER, "identity"),
        ("351.234.567 đồng ý", f"{NUMBER} đồng ý", "identity"),
        ("hộ chiếu B1234567", f"hộ chiếu {NUMBER}", "identity"),
        ("0912345678", NUMBER, "phone"),
        ("gọi con số 0912 345 678 nha", f"gọi con số {NUMBER} nha", "phone"),
        ("091.234.5678", NUMBER, "phone"),
        ("09.12.12.2012", NUMBER, "phone"),
        ("+84 912 345 678", NUMBER, "phone"),
        ("84912345678", NUMBER, "phone"),
        ("84 912 345 678", NUMBER, "phone"),
        ("+84 (0) 912-345-678", NUMBER, "phone"),
        ("(0296) 3822 123", NUMBER, "phone"),
        ("0 9 1 2 3 4 5 6 7 8", NUMBER, "phone"),
        ("2. 0912 345 678", f"2. {NUMBER}", "phone"),
        ("2.0912 345 678", f"2.{NUMBER}", "phone"),
        ("0\u200b912\u200b345678", NUMBER, "phone"),
        ("０９１２ ３４５ ６７８", NUMBER, "phone"),
        ("4111 1111 1111 1111", NUMBER, "card"),
        ("9704-0000-1111-2222-333", NUMBER, "card"),
        ("stk 1234567890123", f"stk {NUMBER}", "card"),
        ("ba.tu+1@mail.example.vn nhé", f"{EMAIL} nhé", "email"),
        ("ba.tu @ mail.example", EMAIL, "email"),
        ("mã OTP là 123456", f"mã OTP là {CODE}", "code"),
        ("ma xac nhan 4821", f"ma xac nhan {CODE}", "code"),
        ("ma\u0303 xa\u0301c nha\u0323\u0302n 4821", f"ma\u0303 xa\u0301c nha\u0323\u0302n {CODE}", "code"),
        ("OTP123456", f"OTP{CODE}", "code"),
        ("otp: 12 34 56", f"otp: {CODE}", "code"),
        ("mã pin vneid của con là 123456", f"mã pin vneid của con là {CODE}", "code"),
        ("123456 là mã otp", f"{CODE} là mã otp", "code"),
        ("mật khẩu là Abc@1234", f"mật khẩu là {CODE}", "code"),
        ("mk: hoa.mai99", f"mk: {CODE}", "code"),
    ],
)
def test_private_numbers_are_blanked(said: str, kept: str, kind: str) -> None:
    assert mask(said) == (kept, (kind,))


@pytest.mark.parametrize(
    "said",
    [
        "1.001193",
        "thủ tục 2.000635 và 1.001193 2.000986",
        "1.001193.000.00.00.H01",
        "Nghị định 123/2015/NĐ-CP, Luật 41/2024/QH15, NQ 1654/NQ-UBTVQH15",
        "8.000 đồng",
        "8.000 12.000 16.000",
        "540000",
        "500000 540000",
        "540.000đ mỗi tháng",
        "vốn 150.000.000",
        "1.500.000.000 đồng",
        "12 triệu 500 nghìn",
        "01/07/2025",
        "01-07-2025 2 người",
        "22.11.2026 15 giờ",
        "2025 2026 2027",
        "sinh 1990 1995 2001 2010",
        "tờ khai CT01, NA17, TP/HT-2020-TK.2",
        "75 tuổi, 3 con, 12 tháng, 10000 người",
        "7h30-11h",
        "gọi 1900 1234 hoặc 1900 545 678 hoặc 18001096",
        "1900545678",
        "không nhận được mã OTP thì sao",
        "quên mật khẩu là làm sao",
        "mã xác nhận năm 2025",
        "số 2",
        "/start@bot_cua_phuong khai-sinh",
        "chào @hailong_bot",
        "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/019d2bfd-3faf-768a-9224-9cb889436133",
    ],
)
def test_what_is_not_private_is_kept(said: str) -> None:
    assert mask(said) == (said, ())


def test_each_number_of_a_message_is_looked_at_alone() -> None:
    assert mask("0912345678 ngày 01-07-2025") == (f"{NUMBER} ngày 01-07-2025", ("phone",))
    assert mask("089123456789 01-07-2025 8.000 đồng") == (f"{NUMBER} 01-07-2025 8.000 đồng", ("identity",))
    assert mask("2 0912 345 678") == (f"2 {NUMBER}", ("phone",))
    text, kinds = mask("con là 089123456789, sđt 0912345678, mail a@b.vn, otp 123456")
    assert text == f"con là {NUMBER}, sđt {NUMBER}, mail {EMAIL}, otp {CODE}"
    assert set(kinds) == {"identity", "phone", "email", "code"}


_DIGITS = st.sampled_from(["0", "1", "9", "84", "12", "345", "2025", "1900", "８", "1.001193", "01-07-2025"])
_MARKS = st.sampled_from(["+", "(", ")", ".", "-", " ", "\n", "\u200b", "@", "[", "]"])
_WORDS = st.sampled_from(["a", "x.vn", "đồng", " đ", "mã otp", " là ", "mk:", "phí ", "B"])
_PIECES = _DIGITS | _MARKS | _WORDS
_TEXTS = st.lists(_PIECES, max_size=40).map("".join) | st.text(max_size=200)


@given(_TEXTS)
@example("mk: a1[b2 0912345678")
def test_masking_twice_is_masking_once(text: str) -> None:
    once, _ = mask(text)
    assert mask(once) == (once, ())


@given(_TEXTS)
def test_no_long_run_of_digits_survives(text: str) -> None:
    left = re.findall(r"(?<!\d)\d{9,}", mask(text)[0])
    assert all(re.fullmatch(r"1[89]00\d{4}(\d\d)?", run) for run in left)


@st.composite
def identities(draw: st.DrawFn) -> str:
    """An identity number or a phone as people write it: whole, or in groups with blanks, dots or hyphens."""
    size = draw(st.sampled_from([9, 10, 12]))
    first = "0" if size > 9 else draw(st.sampled_from("0123"))
    digits = first + draw(st.text("0123456789", min_size=size - 1, max_size=size - 1))
    between = draw(st.sampled_from(["", " ", ".", "-", "\u00a0", " - "]))
    groups = draw(
        st.sampled_from({9: [(3, 3, 3), (3, 6)], 10: [(4, 3, 3), (3, 3, 4), (2,) * 5], 12: [(3,) * 4, (4,) * 3]}[size])
    )
    ends = [sum(groups[: n + 1]) for n in range(len(groups))]
    return between.join(digits[end - length : end] for end, length in zip(ends, groups, strict=True))


@given(identities(), st.sampled_from(["", "cccd ", "sđt: ", "số(", "2 "]), st.sampled_from(["", " ạ", ", 3 con", ")"]))
def test_no_identity_number_survives_however_it_is_grouped(number: str, before: str, after: str) -> None:
    text, kinds = mask(before + number + after)
    assert kinds
    assert NUMBER in text
    assert not re.search(r"\d{3}", text)
