"""What a keyboard leaves behind: Telex and VNI that were never composed, letters held too long, neighbouring keys."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from faq.syllables import is_syllable
from faq.text import form

_VOWELS = set("aeiouyăâêôơư")
_TELEX_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_ROUND = {"a": "â", "e": "ê", "o": "ô"}
_HORN = {"a": "ă", "o": "ơ", "u": "ư"}
_REPEATED = re.compile(r"(.)\1+")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _neighbours() -> frozenset[tuple[str, str]]:
    pairs = set()
    for row, keys in enumerate(_ROWS):
        for column, key in enumerate(keys):
            near = keys[column + 1 : column + 2]
            below = _ROWS[row + 1][max(column - 1, 0) : column + 1] if row < len(_ROWS) - 1 else ""
            pairs |= {(key, other) for other in near + below} | {(other, key) for other in near + below}
    return frozenset(pairs)


NEIGHBOURS = _neighbours()


@lru_cache(maxsize=20_000)
def telex(word: str) -> str | None:
    """The word that raw Telex letters stand for ("ddawngf" is "đằng"), or None where they make no syllable."""
    letters: list[str] = []
    tone = ""
    for key in word:
        if key in _TELEX_TONES and _has_vowel(letters):
            tone = _TELEX_TONES[key]
        elif key == "z" and tone:
            tone = ""
        elif not _mark_telex(letters, key):
            letters.append(key)
    return _composed(letters, tone, word)


def _mark_telex(letters: list[str], key: str) -> bool:
    """Apply a key that marks an earlier letter; False where it is a letter of its own."""
    if key == "w":
        return _horn(letters)
    if key == "d" and letters and letters[0] == "d":
        letters[0] = "đ"
        return True
    if key in _ROUND:
        for place in range(len(letters) - 1, -1, -1):
            if letters[place] == key:
                letters[place] = _ROUND[key]
                return True
    return False


def _horn(letters: list[str]) -> bool:
    """Put the horn or breve of a Telex w or VNI 7/8 on the last vowel that takes one; "uo" takes two."""
    for place in range(len(letters) - 1, -1, -1):
        if letters[place] in _HORN:
            before = letters[place - 1] if place else ""
            if letters[place] == "a" and before == "u" and letters[0] != "q":
                letters[place - 1] = "ư"  # "muaw" is "mưa": the horn belongs to the u
                return True
            letters[place] = _HORN[letters[place]]
            if letters[place] == "ơ" and before == "u":
                letters[place - 1] = "ư"
            return True
        if letters[place] in "ăơư":
            return True
    if letters and letters[-1] not in _VOWELS:
        letters.append("ư")
        return True
    return False


@lru_cache(maxsize=5_000)
def vni(word: str) -> str | None:
    """The word that raw VNI letters and digits stand for ("d9a8ng" is "đăng"), or None."""
    letters: list[str] = []
    tone = ""
    for key in word:
        if not key.isdigit():
            letters.append(key)
        elif key in _VNI_TONES and _has_vowel(letters):
            tone = _VNI_TONES[key]
        elif not _mark_vni(letters, key):
            return None
    return _composed(letters, tone, word)


def _mark_vni(letters: list[str], key: str) -> bool:
    if key in "78":
        return _horn(letters)
    if key == "9" and letters and letters[0] == "d":
        letters[0] = "đ"
        return True
    if key == "6":
        for place in range(len(letters) - 1, -1, -1):
            if letters[place] in _ROUND:
                letters[place] = _ROUND[letters[place]]
                return True
    return False


def _has_vowel(letters: list[str]) -> bool:
    start = 2 if letters[:2] in (["q", "u"], ["g", "i"]) and len(letters) > 2 else 0
    return any(letter in _VOWELS for letter in letters[start:])


def _composed(letters: list[str], tone: str, word: str) -> str | None:
    """The marked word, its tone on the last vowel but one where two stand together; None if it is no syllable."""
    shape = "".join(letters)
    if shape == word and not tone:
        return None
    if not is_syllable(form(shape).fold):
        return None
    if not tone:
        return shape
    place = max((index for index, letter in enumerate(letters) if letter in _VOWELS), default=-1)
    if place < 0:
        return None
    letters[place] += tone
    return unicodedata.normalize("NFC", "".join(letters))


def unrepeated(word: str) -> str:
    """A word with every held letter typed once ("khaii sinhhh")."""
    return _REPEATED.sub(r"\1", word)


def slip_cost(typed: str, meant: str) -> float:
    """How odd a slip is, from 0 to 1: two letters swapped or a neighbouring key are common, another letter is not."""
    if len(typed) != len(meant):
        return 0.6
    wrong = [place for place, pair in enumerate(zip(typed, meant, strict=True)) if pair[0] != pair[1]]
    if len(wrong) == 2 and sorted(typed) == sorted(meant):
        return 0.3
    costs = [0.4 if (typed[place], meant[place]) in NEIGHBOURS else 1.0 for place in wrong]
    return sum(costs) / len(costs) if costs else 0.0
