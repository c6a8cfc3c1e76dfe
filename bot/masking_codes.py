"""Finds one-time codes and passwords by the words they are told with: "mã OTP là 123456", "4821 là mã xác nhận"."""

from __future__ import annotations

import re
from collections.abc import Callable

_LETTERS = {
    "a": "aàáảãạăằắẳẵặâầấẩẫậ",
    "d": "dđ",
    "e": "eèéẻẽẹêềếểễệ",
    "i": "iìíỉĩị",
    "o": "oòóỏõọôồốổỗộơờớởỡợ",
    "u": "uùúủũụưừứửữự",
}


def _words(*phrases: str) -> str:
    """A pattern for any of some phrases, with or without tone marks, composed or not."""
    return "(?:" + "|".join("".join(map(_letter, phrase)) for phrase in phrases) + ")"


def _letter(char: str) -> str:
    if char == " ":
        return r"\s{1,3}"
    return rf"[{_LETTERS[char]}][\u0300-\u036f]{{0,2}}" if char in _LETTERS else char


_START, _END = r"(?<![^\W\d_])", r"(?![^\W\d_])"  # a word's edges; a figure may touch it: "otp123456"
_CODE_NAMES = ("otp", "ma xac nhan", "ma xac thuc", "ma xac minh", "ma kich hoat", "ma bao mat", "ma pin")
_CODE = rf"{_START}{_words(*_CODE_NAMES)}{_END}"
_PASSWORD = rf"{_START}{_words('mat khau', 'mk', 'pass', 'password')}{_END}"
_IS = rf"(?:{_words('la')}\b|[:=])"
_FILLER = _words("la", "cua", "em", "toi", "tui", "minh", "con", "chau", "so", "day", "ne", "moi", "vneid", "zalo")
_DIGITS = r"\d(?:[ .-]?\d){3,7}(?![ .-]?\d)"

# "ma otp cua em la 123456": the code follows, nothing but small words between
_TOLD_AFTER = re.compile(rf"({_CODE}(?:\W{{1,3}}{_FILLER}\b){{0,5}}\W{{0,3}}){_DIGITS}", re.IGNORECASE)
# "mật khẩu là Abc@123": a word with a figure in it follows "là" or ":"
_TOLD_AS = re.compile(
    rf"((?:{_CODE}|{_PASSWORD})(?:\W{{1,3}}{_FILLER}\b){{0,4}}?\W{{0,3}}{_IS}\s{{0,3}})(?=[^\s\d]{{0,64}}\d)[^\s\[]{{4,}}",
    re.IGNORECASE,
)
# "123456 là mã otp"
_TOLD_BEFORE = re.compile(rf"(?<!\d)()\d{{4,8}}(?=\s{{1,3}}{_IS}\s{{1,3}}(?:\w+\s{{1,3}})?{_CODE})", re.IGNORECASE)


def hide_codes(text: str, shown: Callable[[], str]) -> str:
    """The text with every code that is told as one replaced by what `shown` gives."""
    for pattern in (_TOLD_AFTER, _TOLD_AS, _TOLD_BEFORE):
        text = pattern.sub(lambda match: match[1] + shown(), text)
    return text
