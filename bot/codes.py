"""Codes that people copy from paper: the one on a receipt, and the one at a counter.

Both are made of nineteen signs that are hard to confuse and that Vietnamese keyboards leave alone: no vowels, D and W
(Telex and VNI would turn them into other letters), nothing that looks like something else (0 O, 1 I L, 2 Z, 5 S, 6 G,
8 B, U V). Nineteen is a prime number, so that one check character tells any one wrong character and any two characters
that changed places: it is a weighted sum modulo a prime, with weights that all differ (Wagner and Putter, "Error
detecting decimal digits", 1989).
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterator

SIGNS = "23456789CFHKMNPRTVX"
RECEIPT = 9  # characters, the last one the check character; 19^8 are seventeen thousand million
COUNTER = 8

_VALUE = {sign: value for value, sign in enumerate(SIGNS)}
_MEANT = str.maketrans("SBGZ", "5862")  # what is read off a bad print; none of these is a sign of ours
_PIECE = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[\s.\-–—_·/]{0,3}")
_LONGEST_TEXT = 2000
_LETTERS, _FIGURES = 3, 2  # at least


def new_receipt_code() -> str:
    """A random code for a receipt."""
    while True:
        body = "".join(secrets.choice(SIGNS) for _ in range(RECEIPT - 1))
        code = body + check_character(body)
        if is_mixed(code):
            return code


def check_character(body: str) -> str:
    """The last character of a code that begins so."""
    return SIGNS[-_weighed(body) * pow(len(body) + 1, -1, len(SIGNS)) % len(SIGNS)]


def is_code(code: str, length: int) -> bool:
    """Whether this is a code of this length as it is kept: signs alone, the check character right."""
    return len(code) == length and set(code) <= _VALUE.keys() and _weighed(code) % len(SIGNS) == 0


def is_mixed(code: str) -> bool:
    """Whether a code has enough letters and figures to be no word, no phone and no identity number."""
    letters = sum(map(str.isalpha, code))
    return letters >= _LETTERS and len(code) - letters >= _FIGURES


def shown(code: str) -> str:
    """A code as it is printed: in groups that an eye can hold."""
    size = 3 if len(code) % 3 == 0 else 4
    return "-".join(code[start : start + size] for start in range(0, len(code), size))


def find_code(text: str, length: int) -> str:
    """The code that somebody typed, in whatever case, with or without dashes and blanks; "" where there is none."""
    return next((code for code in _candidates(text, length) if is_code(code, length) and is_mixed(code)), "")


def seems_code(text: str, length: int) -> bool:
    """Whether a text is nothing but something typed like a code, right or wrong, perhaps after "mã"."""
    said = re.sub(r"^(?:(?:ma|code|so|phieu|bien|nhan|ho|so|v|hs|la|cua|toi|tui|em)[\s:.-]+)*", "", _plain(text))
    pieces = _PIECE.findall(said)
    joined = "".join(pieces).upper()
    grouped = len({len(piece) for piece in pieces}) == 1 < len(pieces)  # as it is printed: nothing else looks so
    signs = sum(char in _VALUE for char in joined.translate(_MEANT)) + grouped
    mixed = sum(map(str.isalpha, joined)) >= _LETTERS - 1 and sum(map(str.isdigit, joined)) >= _FIGURES - 1
    return mixed and abs(len(joined) - length) <= 1 and signs >= length - 1 and len(said.split()) <= 3


def _candidates(text: str, length: int) -> Iterator[str]:
    """Every stretch of whole typed pieces, near each other, that has as many characters as a code."""
    plain = _plain(text[:_LONGEST_TEXT]).upper()
    pieces = [(match.start(), match.end()) for match in _PIECE.finditer(plain)]
    for first, (start, _) in enumerate(pieces):
        joined, end = "", start
        for begin, stop in pieces[first:]:
            if len(joined) >= length or not _GAP.fullmatch(plain[end:begin]):
                break
            joined, end = joined + plain[begin:stop], stop
        if len(joined) == length:
            yield joined.translate(_MEANT)


def _plain(text: str) -> str:
    """A text without marks: a keyboard may have put some on."""
    apart = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in apart if not unicodedata.combining(char)).casefold()


def _weighed(code: str) -> int:
    """The sum of the values, each by its place counted from one."""
    return sum(place * _VALUE[char] for place, char in enumerate(code, 1))
