"""What an answer must not say: claims nobody can hold, the language of offices, letters that cannot be read aloud."""

from __future__ import annotations

import re
from collections.abc import Iterator

from faq.procedure import Entry, FeeState, Kind
from faq.worded import worded

OFFICIALESE = ("theo quy định của pháp luật", "thành phần hồ sơ", "người có yêu cầu", "cơ quan có thẩm quyền")
_PROMISES = ("chắc chắn được", "chắc chắn sẽ được", "bảo đảm được", "đảm bảo được", "cam kết được")
_FREE = "miễn phí"

# Numbers of laws, codes of forms, Roman numerals and what people themselves say by its letters are read as they stand.
_NUMBERED = re.compile(r"\d+(?:\.\d+)?(?:/\d{4})?/[A-ZĐ0-9][A-ZĐƯ0-9-]*|\b[A-ZĐ]{1,4}\d+[a-z]?\b|\d+\.[A-Z]+\b")
_ROMAN = re.compile(r"[IVX]+")
_SAID_BY_LETTERS = frozenset({"ADN", "HIV", "OTP"})
_CAPITALS = re.compile(r"\b[A-ZĐƯÔƠÊÂĂ]{2,}\b")
_ASKS_ABOUT = re.compile(r"[\"“][^\"”]*[\"”]")  # a word in quotes is named, not said


def spoken(entry: Entry) -> Iterator[tuple[str, str]]:
    """Every text of an entry that a citizen sees or has read aloud, with the key it stands under."""
    for key in ("short", "summary", "time", "benefit", "place", "result", "notes", "agency", "question"):
        yield key, getattr(entry, key)
    yield "fee.text", entry.fee.text if entry.fee else ""
    yield "online.text", entry.online.text
    yield from (("how", line) for line in entry.how)
    yield from (("conditions", line) for line in entry.conditions)
    yield from (("papers", f"{paper.what}; {paper.when}") for paper in entry.papers)
    yield from (("forms", form.name) for form in entry.forms)
    yield "source.title", entry.source.title if entry.source else ""


def unexpanded(text: str) -> list[str]:
    """The abbreviations of a text that a voice would spell letter by letter."""
    found = _CAPITALS.findall(_NUMBERED.sub(" ", _ASKS_ABOUT.sub(" ", text)))
    return [word for word in found if word not in _SAID_BY_LETTERS and not _ROMAN.fullmatch(word)]


def claims(entry: Entry) -> Iterator[tuple[str, str]]:
    """Promises, and "free" where no source exempts anyone: the key and what is wrong."""
    exempt = entry.fee is not None and entry.fee.state is FeeState.EXEMPT
    for key, text in spoken(entry):
        said = text.lower()
        yield from ((key, worded("promises {words}", words=repr(promise))) for promise in _PROMISES if promise in said)
        if _FREE in said and entry.kind is Kind.PROCEDURE and not exempt:
            yield key, worded("says {words}, and no source tells of an exemption", words=repr(_FREE))


def officialese(entry: Entry) -> Iterator[tuple[str, str]]:
    """Phrases of offices in the words said first."""
    for phrase in OFFICIALESE:
        if phrase in entry.summary.lower():
            yield "summary", worded("says {words}, as nobody does", words=repr(phrase))


def letters(entry: Entry) -> Iterator[tuple[str, str]]:
    """Abbreviations in what is shown or read aloud."""
    for key, text in spoken(entry):
        if words := unexpanded(text):
            yield key, worded("{words} cannot be read aloud: write it out", words=", ".join(words))
