"""Points at what cannot be right in a notice: a phone number, a link, a day. Nothing is changed; a person decides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from bot.i18n import mark

PHONE = mark("This looks like a phone number, but no number in Viet Nam is like it: {piece}")
LINK = mark("This link cannot be opened: {piece}")
DAY = mark("There is no such day: {piece}")
WEEKDAY = mark("That day is another day of the week: {piece}")
OVER = mark("This day is over: {piece}")

_DIGITS = re.compile(r"(?<![\d./,-])(?:\+84|0)\d(?:[ .-]?\d){6,10}(?![\d./,-]?\d)")
_RIGHT_PHONE = re.compile(r"0[35789]\d{8}|02\d{9}")
_LINK = re.compile(r"(?:https?:?/+|www\.)\S+", re.IGNORECASE)
_DATE = re.compile(r"(?<![\d/.-])(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}))?(?![\d/-])")
_NAMED = re.compile(r"(thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật)[\s,(]{0,3}(?:ngày )?$", re.IGNORECASE)
_WEEK = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")
_JUST_NOW = timedelta(days=1)


class Doubt(NamedTuple):
    """A sentence with a place for the piece of the text that it is about."""

    sentence: str
    piece: str


def doubts(text: str, link: str, today: date) -> list[Doubt]:
    """Everything that cannot be right, in the order of the text."""
    found = [*_phones(text), *_links(f"{text} {link}"), *_days(text, today)]
    if link and not link.startswith(("https://", "http://")) and Doubt(LINK, link) not in found:
        found.append(Doubt(LINK, link))
    return found


def _phones(text: str) -> Iterator[Doubt]:
    for match in _DIGITS.finditer(text):
        plain = re.sub(r"\D", "", match[0].replace("+84", "0"))
        if not _RIGHT_PHONE.fullmatch(plain):
            yield Doubt(PHONE, match[0])


def _links(text: str) -> Iterator[Doubt]:
    for match in _LINK.finditer(text):
        written = match[0].rstrip(".,;:!?)”\"'")
        if not _can_be_opened(written if "://" in written else written.replace("www.", "https://www.", 1)):
            yield Doubt(LINK, written)


def _can_be_opened(link: str) -> bool:
    """Whether it names a scheme and a host in the net."""
    try:
        parts = urlsplit(link)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    fine = re.fullmatch(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", host) is not None
    return parts.scheme in ("http", "https") and fine and port != 0


def _days(text: str, today: date) -> Iterator[Doubt]:
    for match in _DATE.finditer(text):
        number, month, year = int(match[1]), int(match[2]), int(match[3] or today.year)
        named = _NAMED.search(text[: match.start()])
        piece = f"{named[0]}{match[0]}" if named else match[0]
        if match[3] is None and not named and text[: match.start()].rstrip().lower().endswith("số"):
            continue  # a document's number: "số 12/2026"
        try:
            day = date(year, month, number)
        except ValueError:
            if match[3] or named or month <= 12:
                yield Doubt(DAY, piece)
            continue
        if named and _WEEK[day.weekday()] != " ".join(named[1].casefold().split()):
            yield Doubt(WEEKDAY, piece)
        elif match[3] and day < today - _JUST_NOW:
            yield Doubt(OVER, piece)
