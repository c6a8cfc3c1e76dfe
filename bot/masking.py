"""Blanks private numbers out of citizens' words before they are kept or logged.

Blanked: identity numbers, phones, bank cards, any nine digits in one piece, passports, e-mails, and one-time codes and
passwords that are told as such. Kept: procedure codes, law numbers, money, dates, years, form codes, and the hotlines
1900 and 1800, which are public. In doubt a number is blanked: an answer seldom needs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import Match

from bot.masking_codes import hide_codes

NUMBER = "[số đã che]"
CODE = "[mã đã che]"
EMAIL = "[email đã che]"

# "/start@name" is a command said to one bot of a group, no address
_EMAIL = re.compile(r"(?<!\A/)(?<![]\w.+-])[\w.+-]+(?:@[\w-]+(?:\.[\w-]+)*|\s@\s[\w-]+(?:\.[\w-]+)+)")
_UUID = re.compile(r"(\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b)", re.IGNORECASE)  # in the portal's links
_PASSPORT = re.compile(r"(?<!\w)[A-Za-z]\d{7,8}(?!\w)")

_INVISIBLE = "\u200b-\u200f\u2060\ufeff\u00ad"  # zero-width characters that may hide between digits
_RUN = re.compile(rf"[+(]?\d(?:(?:[^\S\n]|[.\-–_()·{_INVISIBLE}]){{0,3}}\d){{8,}}")  # nine digits, whatever is between
_TOKEN = re.compile(r"\S+")

_DATE = re.compile(r"(?:0?[1-9]|[12]\d|3[01])([.-])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d")
_PROCEDURE = re.compile(r"[1-9]\.\d{6}(?:\.\d{3}\.\d\d\.\d\d)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_AMOUNT = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_HOTLINE = re.compile(r"1[89]00\d{4}(?:\d\d)?")
_LISTED = re.compile(r"\d{1,2}[.)-](?=0[1-9])")  # the "2." of a numbered list before a phone
_MONEY_AFTER = re.compile(
    r"\s?(?:đồng|dong|đ|d|vnđ|vnd|k|nghìn|nghin|ngàn|ngan|triệu|trieu|tr|tỷ|ty|tỉ|ti)\b"
    r"(?!\s+(?:ý|y|thời|thoi|bào|bao|hồ|ho)\b)",  # "đồng ý" and the like are no money
    re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(r"\b(?:vốn|von|giá|gia|phí|phi|tiền|tien|lương|luong)\s$", re.IGNORECASE)

_OLD_IDENTITY = ((3, 3, 3), (3, 6), (6, 3))
_CARDS = ((4, 4, 4, 4), (4, 6, 5))
_PASSES_AT_MOST = 4
_WORDS_AT_MOST = 12  # digits told one by one are known by then


def mask(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with private numbers blanked, and which kinds were found: email, code, identity, phone, card, number."""
    found: dict[str, None] = {}
    for _ in range(_PASSES_AT_MOST):
        blanked = _mask_once(text, found)
        if blanked == text:
            break
        text = blanked
    return text, tuple(found)


def _mask_once(text: str, found: dict[str, None]) -> str:
    """One pass; what was blanked may lay bare another number (a code beside a phone), hence several."""

    def blank(kind: str, shown: str) -> str:
        found[kind] = None
        return shown

    def blank_run(match: Match[str]) -> str:
        kept, end = [], 0
        for start, stop in _private_spans(match):
            kept += [match[0][end:start], blank(_kind(match[0][start:stop]), NUMBER)]
            end = stop
        return "".join([*kept, match[0][end:]])

    text = hide_codes(text, lambda: blank("code", CODE))
    text = _EMAIL.sub(lambda match: blank("email", EMAIL), text)
    parts = _UUID.split(text)
    text = "".join(part if number % 2 else _RUN.sub(blank_run, part) for number, part in enumerate(parts))
    return _PASSPORT.sub(lambda match: blank("identity", NUMBER), text)


def _private_spans(match: Match[str]) -> Iterator[tuple[int, int]]:
    """Where in a run of digits the private numbers stand."""
    for stretch in _stretches(match):
        words = [token[0] for token in stretch]
        if all(map(_YEAR.fullmatch, words)) or all(_AMOUNT.fullmatch(w) and len(w) < 11 for w in words):
            continue
        for position, token in enumerate(stretch):
            last = stretch[min(position + _WORDS_AT_MOST, len(stretch)) - 1]
            start = _private_from(match[0], token, last.end())
            if start is None:
                continue
            if _is_whole(token[0]):
                yield start, token.end()
            else:
                yield start, stretch[-1].end()
                break


def _private_from(run: str, token: Match[str], end: int) -> int | None:
    """Where a private number starts that starts with a word of a run: at the word, or after the "2." of a list."""
    if _is_whole(token[0]) or _is_grouped(run[token.start() : end]):
        return token.start()
    listed = _LISTED.match(token[0])
    if listed and _is_grouped(run[token.start() + listed.end() : end]):
        return token.start() + listed.end()
    return None


def _stretches(match: Match[str]) -> Iterator[list[Match[str]]]:
    """The words of a run, cut where a date, a procedure code or a sum of money stands between them."""
    stretch: list[Match[str]] = []
    for token in _TOKEN.finditer(match[0]):
        if _is_known(token[0]) or _is_money(token, match):
            if stretch:
                yield stretch
            stretch = []
        else:
            stretch.append(token)
    if stretch:
        yield stretch


def _is_known(word: str) -> bool:
    """Whether a word is a date or the code of a procedure."""
    return bool(_DATE.fullmatch(word) or _PROCEDURE.fullmatch(word))


def _is_money(token: Match[str], run: Match[str]) -> bool:
    """Whether a grouped number is money by the word before or after it."""
    if not _AMOUNT.fullmatch(token[0]):
        return False
    start, end = run.start() + token.start(), run.start() + token.end()
    return bool(_MONEY_AFTER.match(run.string, end) or _MONEY_BEFORE.search(run.string[max(0, start - 8) : start]))


def _groups(words: str) -> list[str]:
    """The groups of digits in a written number, in plain figures whatever script they were typed in."""
    return [
        "".join(str(int(char)) for char in group) for group in re.findall(r"\d+", re.sub(f"[{_INVISIBLE}]", "", words))
    ]


def _is_whole(word: str) -> bool:
    """Whether a word holds nine digits or more in one piece, a hotline's excepted."""
    return any(len(group) >= 9 and not _HOTLINE.fullmatch(group) for group in _groups(word))


def _is_grouped(words: str) -> bool:
    """Whether digits in groups are a number of a person's, by how it starts or by the sizes of its groups."""
    groups = _groups(words)
    sizes = tuple(map(len, groups))
    if sum(sizes) < 9:
        return False
    if words.startswith("+") or groups[0].startswith("0") or (groups[0].startswith("84") and sum(sizes) >= 11):
        return True
    if all(size == 1 for size in sizes) or any(sizes[: len(shape)] == shape for shape in _OLD_IDENTITY):
        return True
    return any(sizes[: len(shape)] == shape for shape in _CARDS) and not all(map(_YEAR.fullmatch, groups))


def _kind(words: str) -> str:
    """What a private number most likely is."""
    digits = "".join(_groups(words))
    if words.startswith("+") or (digits.startswith("84") and 11 <= len(digits) <= 12):
        return "phone"
    if len(digits) in (9, 12):
        return "identity"
    if digits.startswith("0") and len(digits) in (10, 11):
        return "phone"
    return "card" if 13 <= len(digits) <= 19 else "number"
