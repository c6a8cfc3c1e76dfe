"""Which of the offered choices somebody typed: "2", "số 2", "một", "cái cuối", "1 và 2", the label or its beginning."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORDS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10}
_ORDINALS = {"nhat": 1, "nhi": 2, "dau": 1, "dau tien": 1, "first": 1, "second": 2, "third": 3}
_BEFORE = re.compile(r"^(?:(?:chon|bam|lay|cai|so|muc|y|cau|thu|number|the|option) )+")
_AFTER = re.compile(r" (?:nha|nhe|a|di|do|one|thoi|ban|em|ad)$")

_AIR = {"va", "voi", "and", "with", "ca", "chon", "bam", "lay", "xem", "cho", "cai", "so", "muc", "y", "cau", "number"}
_EVERY = re.compile(r"(?:(?:chon|lay|xem|cho) )*(?:ca|tat ca|het|both|all|het ca|ca (?:hai|ba|bon|2|3|4))")
_COUNTED = {"hai": 2, "ba": 3, "bon": 4, "2": 2, "3": 3, "4": 4, "both": 2}


@lru_cache(maxsize=256)  # labels come again and again, and a turn looks at its words several times
def fold(text: str) -> str:
    """Letters and digits without case, tone marks and punctuation: for comparing short fixed words."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(kept.split())


def choose(text: str, labels: list[str]) -> int | None:
    """The position of the choice that a text means, or None if it means none or more than one."""
    if not labels or len(text) > 60:
        return None
    said = fold(text)
    folded = [fold(label) for label in labels]
    if said in folded:
        return folded.index(said) if folded.count(said) == 1 else None
    if (number := _number(said, len(labels))) is not None:
        return number - 1 if 1 <= number <= len(labels) else None
    if len(said) >= 4:
        starts = [i for i, label in enumerate(folded) if label.startswith(said)]
        return starts[0] if len(starts) == 1 else None
    return None


def wants_several(text: str) -> bool:
    """Whether somebody wants more than one of what was offered, however many that was: "cả hai"."""
    return bool(_EVERY.fullmatch(_AFTER.sub("", fold(text)).removesuffix(" luon")))


def choose_several(text: str, count: int) -> list[int]:
    """The positions of the first `count` choices that a text names together, [] unless they are two or more."""
    said = _AFTER.sub("", fold(text)).removesuffix(" luon")
    if len(said) > 40 or count < 2:
        return []
    if _EVERY.fullmatch(said):
        number = _COUNTED.get(said.split()[-1], count)
        return list(range(count)) if number == count else []
    words = [word for word in said.split() if word not in _AIR]
    numbers = [int(word) if word.isdecimal() and len(word) <= 2 else _WORDS.get(word, 0) for word in words]
    if len(numbers) < 2 or not all(1 <= number <= count for number in numbers):
        return []
    return [number - 1 for number in dict.fromkeys(numbers)]


def _number(said: str, count: int) -> int | None:
    """The number somebody said, counted from one; the last is `count`."""
    bare = _BEFORE.sub("", _AFTER.sub("", said))
    if bare in {"cuoi", "cuoi cung", "last", "chot"}:
        return count
    if bare.isdecimal() and len(bare) <= 2:
        return int(bare)
    if bare in _ORDINALS and bare != said:
        return _ORDINALS[bare]
    return _WORDS.get(bare) if bare in _WORDS else None
