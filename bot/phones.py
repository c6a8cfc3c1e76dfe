"""Phone numbers, as people in Vietnam type them."""

from __future__ import annotations

import re

_PHONE = re.compile(r"(?<!\d)(?:\+?84|0)(?:[ .\-]?\d){9,10}(?!\d)")


def is_phone(digits: str) -> bool:
    """Whether digits are a whole phone number."""
    return digits.isdecimal() and digits.startswith("0") and len(digits) in (10, 11)


def phone_in(text: str) -> str:
    """The first phone number in a text, in its digits alone and beginning with 0; "" where there is none."""
    found = _PHONE.search(text)
    if not found:
        return ""
    digits = re.sub(r"\D", "", found[0])
    return f"0{digits[2:]}" if digits.startswith("84") else digits
