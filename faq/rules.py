"""What every entry keeps to beside its form: short answers, honest fees, dated sources, plain words.

The rules stand here once: `python -m faq check` names what breaks them, and the tests hold the shipped library to them.
What a single key may hold is in faq/procedure.py, what ids, codes and ways of asking may not share in faq/loading.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from faq import wording
from faq.procedure import ASK, Entry, FeeState, Kind
from faq.worded import Worded, worded

BUTTON = 40  # letters a button shows whole on a phone
FIRST_WORDS = 420  # letters of a summary: with its heading and source it stays on one phone screen
SCREEN = 780  # letters of one topic; with a plea and a question under them they fill a phone and no more
FEWEST_WAYS = 3

_SUM = re.compile(r"\d[\d.]* (?:đồng|đ)\b")
_SENDS_TO_ASK = re.compile(r"\bhỏi\b")
_PAID_OUT = re.compile(r"^(?:trợ cấp|tiền (?:người già|thờ cúng)|mai táng)|hưu trí|: trợ cấp$|học bổng", re.IGNORECASE)
_SUM_OR_NOT_KNOWN = re.compile(r"\d[\d.]* đồng|trợ lý chưa có số liệu")

Found = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one entry: under which key, and what; `way` is the way of asking that it is about."""

    entry: Entry
    key: str
    what: str
    way: str = ""


def broken(entries: Mapping[str, Entry]) -> Iterator[Problem]:
    """Everything in a library that breaks a rule."""
    for entry in entries.values():
        for rule in _RULES.get(entry.kind, ()):
            yield from (Problem(entry, key, what) for key, what in rule(entry))
        if entry.kind is Kind.GROUP:
            yield from (Problem(entry, key, what) for key, what in _circle(entry, entries))


def _button(entry: Entry) -> Found:
    if len(entry.short) > BUTTON:
        yield "short", worded("has {letters} letters, a button shows {limit}", letters=len(entry.short), limit=BUTTON)


def _ways(entry: Entry) -> Found:
    if len(entry.ways) < FEWEST_WAYS:
        yield (
            "ways",
            worded("holds {count}, at least {least} are needed to be found", count=len(entry.ways), least=FEWEST_WAYS),
        )


def _screen(entry: Entry) -> Found:
    limit = FIRST_WORDS if entry.kind is Kind.PROCEDURE else SCREEN
    if len(entry.summary) > limit:
        yield "summary", _too_long(entry.summary, limit)
    topics = {
        "time": entry.time,
        "fee.text": entry.fee.text if entry.fee else "",
        "benefit": entry.benefit,
        "place": entry.place,
        "online.text": entry.online.text,
        "conditions": "\n".join(entry.conditions),
        "how": "\n".join(entry.how),
        "notes": entry.notes,
        "question": entry.question,
        "forms": "\n".join(form.name for form in entry.forms),
        "papers": max((paper.what + paper.when for paper in entry.papers), key=len, default=""),  # lists are shortened
    }
    for key, text in topics.items():
        if len(text) > SCREEN:
            yield key, _too_long(text, SCREEN)


def _too_long(text: str, limit: int) -> Worded:
    return worded("has {letters} letters, a phone screen takes {limit}", letters=len(text), limit=limit)


def _source(entry: Entry) -> Found:
    if entry.source is None or not entry.source.url.startswith("https://"):
        yield "source.url", worded("is no https:// address, so nobody can look it up")
    if entry.as_of and entry.checked_on and entry.as_of.first > entry.checked_on:
        yield "as_of", worded("({day}) is later than checked_on ({checked})", day=entry.as_of, checked=entry.checked_on)


def _fee(entry: Entry) -> Found:
    if entry.fee is None:
        return
    text = entry.fee.text.lower()
    if entry.fee.state is FeeState.AMOUNT and not _SUM.search(text):
        yield "fee.text", worded("names no sum, though its state is 'amount'")
    if entry.fee.state is FeeState.EXEMPT and "miễn" not in text and "không thu" not in text:
        yield "fee.text", worded("does not say who is exempt, though its state is 'exempt'")
    if entry.fee.state is FeeState.UNPUBLISHED and _SENDS_TO_ASK.search(text):
        yield "fee.text", worded("sends to ask; the answer does that by itself, once")


def _benefit(entry: Entry) -> Found:
    if not entry.benefit:
        if _PAID_OUT.search(entry.short):
            yield "benefit", worded("is missing, though money is paid out: say how much, or who sets it")
        return
    if not _SUM_OR_NOT_KNOWN.search(entry.benefit):
        yield "benefit", worded("names neither a sum nor that it is not known")
    if not entry.benefit.endswith(ASK):
        yield "benefit", worded("does not end in {sign}: no sum was compared with the law itself", sign=ASK)


def _choices(entry: Entry) -> Found:
    if not 2 <= len(entry.members) <= 4:
        yield "members", worded("holds {count}; a question offers two to four things", count=len(entry.members))
    if "?" not in entry.question:
        yield "question", worded("asks nothing")


def _circle(group: Entry, entries: Mapping[str, Entry]) -> Found:
    asked, opened = {group.id}, [group]
    while opened:
        inside = [entries[name] for name in opened.pop().members if name in entries]
        deeper = [member for member in inside if member.kind is Kind.GROUP]
        if again := [member.id for member in deeper if member.id in asked]:
            yield "members", worded("{member} is asked back twice: it goes round in a circle", member=repr(again[0]))
            return
        asked |= {member.id for member in deeper}
        opened += deeper


_SAID = (_button, _screen, wording.claims, wording.letters)
_RULES: dict[Kind, tuple[Callable[[Entry], Found], ...]] = {
    Kind.PROCEDURE: (*_SAID, _ways, _source, _fee, _benefit, wording.officialese),
    Kind.WARD: (*_SAID, _ways),
    Kind.REDIRECT: (*_SAID, _ways),
    Kind.SMALLTALK: (_button, _ways),
    Kind.GROUP: (*_SAID, _choices),
}
