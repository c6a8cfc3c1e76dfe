"""What the desk's words mean to the library: fields of work, procedures, counters, outcomes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.choices import fold
from bot.storage.visits import Outcome
from bot.ward import Ward
from faq import Entry, Kind, Library

_CODE = re.compile(r"(?<!\d)(\d\.\d{6})(?!\d)")
_OUTCOMES: tuple[tuple[Outcome, str], ...] = (  # without case and tone marks; the first that is said counts
    (Outcome.WITHDRAWN, r"rut|huy|dung (?:xu ly|giai quyet)"),
    (Outcome.REFUSED, r"tu choi|khong (?:du dieu kien|giai quyet|tiep nhan|dong y|duoc giai quyet)"),
    (Outcome.OPEN, r"dang|cho|chua|moi|trong han|con han|bo sung|(?:da )?tiep nhan|chuyen xu ly|tam dung"),
    (Outcome.RETURNED, r"tra lai|(?:da )?tra ho so|hoan tra"),
    (Outcome.DONE, r"da (?:tra|giai quyet|xu ly|xong|hoan thanh|co ket qua|phat|cap|giao|ky)"),
    (Outcome.DONE, r"hoan (?:thanh|tat)|dung han|truoc han|som han|xong|ket thuc|co ket qua|thanh cong|dat"),
)


class Known:
    """The library and the ward's counters by their names, looked up once."""

    def __init__(self, library: Library, ward: Ward) -> None:
        self._library = library
        self._fields = {name: field.id for field in library.fields for name in _names_of_field(field.name, field.id)}
        listed = [entry for entry in library.entries.values() if entry.kind in (Kind.PROCEDURE, Kind.WARD)]
        self._entries: dict[str, Entry] = {}
        for entry in reversed(listed):  # a name counts more than a way of asking, which belongs to one entry alone
            ways = {fold(way): entry for way in entry.ways}
            self._entries = {**ways, **self._entries, fold(entry.short): entry, fold(entry.name): entry}
        self._counters = {
            name: counter.id for counter in ward.counters for name in (fold(counter.name), fold(counter.id))
        }

    def field(self, words: str) -> str | None:
        """The id of a field of work."""
        said = fold(words).removeprefix("linh vuc ")
        return self._fields.get(said)

    def entry(self, words: str, code: str = "") -> Entry | None:
        """The entry of a procedure, by its code, by its exact name or by one of the ways in which it is asked for."""
        for text in (code, words):
            if (match := _CODE.search(text)) and (found := self._library.by_code(match[1])):
                return found
        said = fold(_CODE.sub(" ", words))
        return self._entries.get(said) or self._entries.get(said.removeprefix("thu tuc "))

    def counter(self, words: str) -> str | None:
        """The id of a counter."""
        said = fold(words)
        return self._counters.get(said) or self._counters.get(f"quay {said}") or self._counters.get(f"quay so {said}")


def outcome_of(words: str) -> Outcome | None:
    """The outcome that a cell tells, None if its words tell none."""
    said = fold(words)
    if re.search(r"\bqua han\b|\btre han\b", said) and not re.search(r"\bchua\b|\bdang\b", said):
        return None  # late, ended or not: the dates say which
    return next((outcome for outcome, pattern in _OUTCOMES if re.search(rf"\b(?:{pattern})\b", said)), None)


def _names_of_field(name: str, id_: str) -> Iterator[str]:
    """How a desk may call a field: in full, without what is in brackets, or by one of the things it joins."""
    before = name.split("(", maxsplit=1)[0]
    yield from (fold(name), fold(before), fold(id_.replace("-", " ")))
    yield from (fold(part) for part in before.split(",") if len(fold(part)) > 3)
