"""Spoils questions the way phones, haste and habit do, always the same way for the same question.

python benchmarks/noise.py "đăng ký tạm trú cần gì" shows one question under every kind.
"""

from __future__ import annotations

import random
import re
import sys
import unicodedata
from collections.abc import Callable

_TONES = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_TELEX = {"ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}
_VNI_TONES = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
_VNI = {"ă": "a8", "â": "a6", "ê": "e6", "ô": "o6", "ơ": "o7", "ư": "u7", "đ": "d9"}
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_TEENCODE = {
    "không": ["ko", "k", "hok", "hông", "hong", "kg"],
    "được": ["dc", "đc"],
    "gì": ["j", "zi"],
    "vậy": ["z", "v", "zậy"],
    "rồi": ["r", "rùi"],
    "bao nhiêu": ["bn", "bnhiu", "bnh"],
    "như thế nào": ["ntn"],
    "thế nào": ["tnao"],
    "làm": ["lm"],
    "mình": ["mk", "mik"],
    "tôi": ["t", "tui"],
    "em": ["e"],
    "anh": ["a"],
    "chị": ["c"],
    "cũng": ["cx"],
    "người": ["ng"],
    "với": ["vs"],
    "biết": ["bik", "bt"],
    "chồng": ["ck"],
    "vợ": ["vk"],
    "giờ": ["h"],
    "phải": ["fải"],
    "phí": ["fí"],
    "qua": ["wa"],
    "trước": ["trc"],
    "nhiêu": ["nhiu"],
    "bao lâu": ["bl", "blâu"],
    "phường": ["p"],
    "mọi người": ["mn"],
}
_ABBREVIATIONS = {
    "đăng ký": ["đk", "dk"],
    "hồ sơ": ["hs"],
    "giấy tờ": ["gt", "gto"],
    "khai sinh": ["ks"],
    "giấy khai sinh": ["gks"],
    "căn cước công dân": ["cccd"],
    "căn cước": ["cc"],
    "hộ khẩu": ["hk"],
    "kết hôn": ["kh"],
    "đăng ký kết hôn": ["đkkh"],
    "hộ kinh doanh": ["hkd"],
    "giấy phép xây dựng": ["gpxd"],
    "giấy phép kinh doanh": ["gpkd"],
    "bảo hiểm y tế": ["bhyt"],
    "nghĩa vụ quân sự": ["nvqs"],
    "giấy chứng nhận": ["gcn"],
    "hợp tác xã": ["htx"],
    "an toàn thực phẩm": ["attp"],
    "thủ tục": ["tt"],
    "ủy ban nhân dân": ["ubnd"],
    "công an": ["ca"],
    "online": ["onl"],
    "hợp đồng": ["hđ"],
    "thời gian": ["tg"],
    "số điện thoại": ["sđt"],
    "chứng minh nhân dân": ["cmnd"],
    "điều kiện": ["đk"],
    "sơ yếu lý lịch": ["syll"],
    "ủy quyền": ["uq"],
    "xác nhận": ["xn"],
    "nước ngoài": ["nn"],
    "người có công": ["ncc"],
}

Spoil = Callable[[str, random.Random], str]


def bare(text: str) -> str:
    """Without marks, in lower case."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _raw(word: str, letters: dict[str, str], tones: dict[str, str]) -> str:
    """A word as the keys that type it, the tone at the end."""
    tone = ""
    shaped = ""
    for sign in unicodedata.normalize("NFD", word.lower()):
        if sign in tones:
            tone = tones[sign]
        else:
            shaped += sign
    return "".join(letters.get(sign, sign) for sign in unicodedata.normalize("NFC", shaped)) + tone


def _raw_words(text: str, luck: random.Random, share: float, letters: dict[str, str], tones: dict[str, str]) -> str:
    return re.sub(
        r"[^\W\d_]+", lambda word: _raw(word[0], letters, tones) if luck.random() < share else word[0].lower(), text
    )


def _slip(word: str, luck: random.Random) -> str:
    """One slip of the fingers: a neighbouring key, two letters swapped, one lost, one held."""
    place = luck.randrange(len(word))
    kind = luck.choice(("neighbour", "swap", "lose", "hold"))
    if kind == "neighbour":
        row = next((row for row in _ROWS if word[place] in row), "")
        near = [row[i] for i in (row.find(word[place]) - 1, row.find(word[place]) + 1) if row and 0 <= i < len(row)]
        return word[:place] + (luck.choice(near) if near else word[place]) + word[place + 1 :]
    if kind == "swap" and place + 1 < len(word):
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    if kind == "lose":
        return word[:place] + word[place + 1 :]
    return word[: place + 1] + word[place] + word[place + 1 :]


def _slips(text: str, luck: random.Random, share: float) -> str:
    return re.sub(
        r"[^\W\d_]{4,}|[^\W\d_]{3}", lambda word: _slip(word[0], luck) if luck.random() < share else word[0], text
    )


def _replaced(text: str, luck: random.Random, table: dict[str, list[str]], share: float = 0.9) -> str:
    text = text.lower()
    for phrase in sorted(table, key=len, reverse=True):
        if luck.random() < share:
            text = re.sub(rf"\b{phrase}\b", luck.choice(table[phrase]), text)
    return text


def _glued(text: str, luck: random.Random, share: float) -> str:
    return "".join("" if sign == " " and luck.random() < share else sign for sign in text)


def _wrong_tones(text: str, luck: random.Random) -> str:
    """Hỏi and ngã confused, as spoken in the South."""
    swap = {"\u0309": "\u0303", "\u0303": "\u0309"}
    return unicodedata.normalize("NFC", "".join(swap.get(sign, sign) for sign in unicodedata.normalize("NFD", text)))


KINDS: dict[str, Spoil] = {
    "no diacritics": lambda text, luck: bare(text),
    "capitals": lambda text, luck: text.upper(),
    "typos, one word in five": lambda text, luck: _slips(text.lower(), luck, 0.2),
    "typos, bare": lambda text, luck: _slips(bare(text), luck, 0.25),
    "teencode": lambda text, luck: _replaced(text, luck, _TEENCODE),
    "abbreviations": lambda text, luck: _replaced(text, luck, _ABBREVIATIONS),
    "Telex raw, some words": lambda text, luck: _raw_words(text, luck, 0.35, _TELEX, _TONES),
    "Telex raw, all words": lambda text, luck: _raw_words(text, luck, 1.0, _TELEX, _TONES),
    "VNI raw, some words": lambda text, luck: _raw_words(text, luck, 0.35, _VNI, _VNI_TONES),
    "missing blanks": lambda text, luck: _glued(text, luck, 0.3),
    "missing blanks, bare": lambda text, luck: _glued(bare(text), luck, 0.4),
    "no blanks at all, bare": lambda text, luck: _glued(bare(text), luck, 1.0),
    "wrong tones": _wrong_tones,
    "decomposed (NFD)": lambda text, luck: unicodedata.normalize("NFD", text),
    "bare, teencode, abbreviations": lambda text, luck: bare(
        _replaced(_replaced(text, luck, _ABBREVIATIONS, 0.5), luck, _TEENCODE, 0.7)
    ),
    "bare, teencode, typos": lambda text, luck: _slips(bare(_replaced(text, luck, _TEENCODE, 0.6)), luck, 0.15),
    "bare capitals, missing blanks": lambda text, luck: _glued(bare(text).upper(), luck, 0.2),
    "Telex raw and typos": lambda text, luck: _slips(_raw_words(text, luck, 0.3, _TELEX, _TONES), luck, 0.12),
}


def spoil(text: str, kind: str) -> str:
    """The question under one kind of noise."""
    return KINDS[kind](text, random.Random(f"{kind}:{text}"))


if __name__ == "__main__":
    for question in sys.argv[1:]:
        for name in KINDS:
            print(f"{name:32} {spoil(question, name)}")
