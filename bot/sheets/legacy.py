"""Vietnamese text from before Unicode: TCVN3 (.Vn fonts), VNI, VPS. Recognised, to be refused with advice.

Such text looks like "Hå s¬" or "Hoà sô" when it is taken for what it is not. It is told by what it becomes when read
with each table: the table that makes the most of the words that every list of an office has is the right one. The
tables are those of the encodings' makers (TCVN 5712:1993 annex; VNI; VPS), as the keyboard program Unikey has them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_LETTERS = "aàáảãạăằắẳẵặâầấẩẫậđeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ"
_TCVN3 = "aµ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®eÌÐÎÏÑªÒÕÓÔÖi×ÝØÜÞoßãáâä«åèæçé¬êíëìîuïóñòô\xadõøö÷ùyúýûüþ"
_VPS = "aàáäãåæ¢¡£¤¥âÀÃÄÅÆçeèéÈëËêŠ‰‹ÍŒiìíÌïÎoòóÕõ†ôÒÓ°‡¶Ö©§ª«®uùúûÛøÜØÙº»¿yÿš›Ïœ"
_VNI_TONES = {"a": "øùûõï", "e": "øùûõï", "o": "øùûõï", "u": "øùûõï", "ơ": "øùûõï", "ư": "øùûõï", "y": "øùûõ"}
_VNI_ALONE = {"ì": "ì", "í": "í", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "đ": "ñ", "ơ": "ô", "ư": "ö"}
_VNI_HATS = {"ă": ("a", "ê", "èéúüë"), "â": ("a", "â", "àáåãä"), "ê": ("e", "â", "àáåãä"), "ô": ("o", "â", "àáåãä")}

_OF_LISTS = """
hồ sơ số mã ngày nhận trả hẹn kết quả thủ tục lĩnh vực tên họ địa chỉ đăng ký khai sinh hộ tịch chứng thực tiếp giải
quyết đúng hạn trễ quầy phường xã tỉnh người nộp văn thị nguyễn trần lê phạm đất đai cấp giấy lại bản trạng thái đã
đang xử lý chưa nơi điện thoại năm tháng
"""
_COMMON = frozenset(word for word in _OF_LISTS.split() if not word.isascii())
_WORD = re.compile(r"\w+")
_SAMPLE = 50_000  # characters looked at
_ENOUGH = 2  # words of ours that must appear where there were none


def legacy_encoding(text: str) -> str:
    """The old encoding that a text is in, by its name (TCVN3, VNI, VPS), "" if it is in none."""
    sample = unicodedata.normalize("NFC", text[:_SAMPLE])
    as_is = _familiar(sample)
    scores = {name: _familiar(_read(sample, name)) for name in _tables()}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= max(_ENOUGH, 2 * as_is) else ""


def _familiar(text: str) -> int:
    """How many words every such list has stand in a text, of those that have marks."""
    return sum(word in _COMMON for word in _WORD.findall(text.casefold()))


def _read(text: str, name: str) -> str:
    """A text as one of the tables reads it."""
    table = _tables()[name]
    pattern = _patterns()[name]
    return pattern.sub(lambda match: table[match[0]], text)


@cache
def _tables() -> dict[str, dict[str, str]]:
    """What stands for each letter, by encoding, small letters and capitals."""
    tcvn3 = dict(zip(_TCVN3, _LETTERS, strict=True)) | dict(zip("¡¢§£¤¥¦", "ĂÂĐÊÔƠƯ", strict=True))
    return {"TCVN3": tcvn3, "VNI": _vni(), "VPS": dict(zip(_VPS, _LETTERS, strict=True))}


def _vni() -> dict[str, str]:
    """VNI writes a letter and its mark as two."""
    marks = ("\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
    table = {written: letter for letter, written in _VNI_ALONE.items()}
    for letter, tones in _VNI_TONES.items():
        base = _VNI_ALONE.get(letter, letter)
        for tone, mark in zip(tones, marks, strict=False):
            table[base + tone] = unicodedata.normalize("NFC", letter + mark)
    for letter, (base, hat, tones) in _VNI_HATS.items():
        table[base + hat] = letter
        for tone, mark in zip(tones, marks, strict=True):
            table[base + tone] = unicodedata.normalize("NFC", letter + mark)
    return table | {written.upper(): letter.upper() for written, letter in table.items()}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """What to replace, the longer first."""
    return {
        name: re.compile("|".join(re.escape(key) for key in sorted(table, key=len, reverse=True)))
        for name, table in _tables().items()
    }
