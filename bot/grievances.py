"""Words in a comment that a leader of the ward must hear of at once, and words that name a complaint in law.

A small dictionary with context, not a judgement: "không ai đòi tiền gì" is no grievance, "không lót tay thì không xong"
is one. Words are compared with their tone marks where they were typed with any ("đợi tiền trợ cấp" waits, it does not
demand), and without where they were not. In doubt a leader reads a harmless comment too many.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import lru_cache


class Grievance(StrEnum):
    """What a comment tells of; the first of these where it tells of several."""

    BRIBERY = "bribery"
    THREAT = "threat"
    HARASSMENT = "harassment"


class Lawful(StrEnum):
    """What has a procedure of its own in law."""

    COMPLAINT = "complaint"
    DENUNCIATION = "denunciation"


# … stands for up to four words between, | parts spellings, # is a sum of money in one piece ("200k")
_HITS: dict[Grievance, tuple[str, ...]] = {
    Grievance.BRIBERY: (
        *("hối lộ", "đút lót", "lót tay", "chung chi", "vòi vĩnh", "ăn tiền", "ăn chặn", "làm luật", "lại quả"),
        *("đòi … tiền", "đòi … ngàn", "đòi … nghìn", "đòi … triệu", "đòi … #", "đòi … phong bì", "đòi … bồi dưỡng"),
        *("vòi … #", "vòi … tiền", "vòi … phong bì", "vòi … triệu", "vòi … bồi dưỡng", "vòi … ngàn", "gợi ý … tiền"),
        *("gợi ý … phong bì", "gợi ý … bồi dưỡng", "gợi ý … quà"),
        *("xin … tiền cà|cafe|cf|trà|nước|nhậu|quà", "tiền cà phê", "tiền trà nước", "tiền bồi dưỡng", "tiền ngoài"),
        *("đưa … phong bì", "bỏ … phong bì", "kẹp … tiền", "nhét … tiền", "dúi … tiền", "lì xì … cán bộ"),
        *("bồi dưỡng cho cán bộ", "bồi dưỡng cho anh|chị|cô|chú", "đưa thêm tiền", "đưa thêm", "đóng thêm tiền"),
        *("tiền mới làm", "tiền mới giải quyết", "tiền mới ký", "chi tiền", "thu … không biên lai", "phí ngầm"),
        *("nhận tiền", "cò giấy tờ", "cò hồ sơ", "qua cò", "tham nhũng", "tham ô", "nhũng nhiễu đòi"),
    ),
    Grievance.THREAT: (
        *("đe dọa|doạ", "hăm dọa|doạ", "dọa|doạ … đánh|phạt|kiện|bắt|đuổi|nhốt|kêu|gọi|không|ko", "dọa|doạ nạt"),
        *("dọa|doạ tui|tôi|em|bà|ông|chú|cô|má|mẹ|ba", "trù dập", "trả thù", "biết tay", "coi chừng đó"),
        *("đòi đánh", "đánh tui|tôi|em|ba|má|mẹ|bà|ông|dân|người", "giết", "chém", "đốt … ủy|uỷ|trụ|phường", "xử đẹp"),
    ),
    Grievance.HARASSMENT: (
        *("nhũng nhiễu", "hạch sách", "hạch họe|hoẹ", "sách nhiễu", "hành dân", "hành tui|tôi|bà|người", "hành hạ"),
        *(
            "gây khó dễ",
            "gây khó khăn",
            "làm khó dễ",
            "làm khó tui|tôi|dân|em|bà|người",
            "cố tình làm khó",
            "bị làm khó",
        ),
        *("quát", "quát tháo", "quát mắng", "nạt nộ", "nạt tui|tôi|em|má|mẹ|ba|bà|dân|người", "bị nạt", "la lối"),
        *("chửi", "mắng", "sỉ nhục", "lăng mạ", "xúc phạm", "nhục mạ", "hách dịch", "khinh dân", "khinh người"),
        *("sàm sỡ", "quấy rối", "gạ gẫm", "sờ mó", "sờ … mông|đùi|ngực", "phân biệt đối xử"),
    ),
}
_NOT = ("không", "ko", "hông", "hổng", "khỏi", "chưa", "chẳng", "chả", "đâu", "đừng", "k", "kg", "hok", "hem")
_BEFORE = 6  # words before the hit in which a "not" counts
_IF = ("thì", "là", "mới", "nên")  # "không lót tay thì không xong": it happens after all
_UNLESS = (*_NOT, "xong", "làm", "ký", "nhận", "giải", "cho", "được", "nằm")
_HARMLESS = (
    ("bồi dưỡng", frozenset({"lớp", "lop", "tập", "tap", "học", "hoc", "sức", "suc"})),
    ("tiền mới", frozenset({"đổi", "polyme"})),
)
_GAP = 4
_CLAUSE = re.compile(r"[.,;:!?\n…()\"“”]+|\b(?:nhưng|nhung|chứ|mà|tuy|rồi)\b")
_WORD = re.compile(r"[^\W_]+")
_SUM = re.compile(r"\d+(?:k|tr|củ|lít|xị|triệu|ngàn|nghìn)")
_COMPLAINT, _DENUNCIATION = ("khiếu nại", "khiếu kiện", "khiếu tố"), ("tố cáo", "tố giác")


def grievance(text: str) -> Grievance | None:
    """What a comment tells of that cannot wait, None for most comments."""
    return next((kind for kind, phrases in _HITS.items() if _tells(text, phrases)), None)


def lawful(text: str) -> Lawful | None:
    """Whether a text speaks of a complaint or a denunciation as the law knows them, and not of having none."""
    if _tells(text, _DENUNCIATION):
        return Lawful.DENUNCIATION
    return Lawful.COMPLAINT if _tells(text, _COMPLAINT) else None


def _tells(text: str, phrases: Iterable[str]) -> bool:
    """Whether a text holds one of some phrases and does not say in the same clause that it was not so."""
    text = unicodedata.normalize("NFC", text).casefold()
    marked = text != _bare(text)
    for words in map(_WORD.findall, _CLAUSE.split(text)):
        for phrase in phrases:
            for start, end in _places(words, phrase.split()):
                if marked and _is_other_word(words[start:end], phrase):
                    continue
                if not _is_denied(words, start, end) and not _is_harmless(words, phrase):
                    return True
    return False


def _places(words: list[str], phrase: list[str]) -> Iterator[tuple[int, int]]:
    """Where a phrase stands in a clause: its first word and the one after its last."""
    for start in range(len(words)):
        if end := _match(words, start, phrase):
            yield start, end


def _is_other_word(typed: list[str], phrase: str) -> bool:
    """Who writes with marks and puts none here means another word: "to cao" is tall, "tố cáo" denounces."""
    return all(word == _bare(word) for word in typed) and phrase != _bare(phrase)


def _match(words: list[str], at: int, phrase: list[str]) -> int:
    """The place after a phrase that begins at a word, 0 where it does not."""
    if not phrase:
        return at
    if phrase[0] == "…":
        rest = (_match(words, at + gap, phrase[1:]) for gap in range(_GAP + 1))
        return next((end for end in rest if end), 0)
    if at < len(words) and _is_one_of(words[at], phrase[0].split("|")):
        return _match(words, at + 1, phrase[1:])
    return 0


def _is_denied(words: list[str], start: int, end: int) -> bool:
    """A "not" shortly before, unless it is a condition: "không có phong bì là không xong"."""
    if not any(_is_one_of(word, _NOT) for word in words[max(0, start - _BEFORE) : start]):
        return False
    after = words[end:]
    condition = any(_is_one_of(word, _IF) for word in after[:3])
    return not (condition and any(_is_one_of(word, _UNLESS) for word in after))


def _is_harmless(words: list[str], phrase: str) -> bool:
    """Words beside which a phrase means something else: "lớp bồi dưỡng"."""
    return any(part in phrase and not others.isdisjoint(words) for part, others in _HARMLESS)


def _is_one_of(typed: str, wanted: Iterable[str]) -> bool:
    """Whether a typed word is one of those wanted; typed without marks it may be any that it is the bones of."""
    bare = typed == _bare(typed)
    return any(
        typed == word or (bare and typed == _bare(word)) or (word == "#" and bool(_SUM.fullmatch(typed)))
        for word in wanted
    )


@lru_cache(maxsize=4096)
def _bare(word: str) -> str:
    plain = unicodedata.normalize("NFD", word.replace("đ", "d"))
    return "".join(char for char in plain if not unicodedata.combining(char))
