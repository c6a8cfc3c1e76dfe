"""The code on a counter's poster: signed with the ward's key, naming ward, counter and quarter, never a person.

Two signs stand for the ward, five are the signature (HMAC-SHA-256 over ward, counter and quarter), the last is the
check character. Nothing is kept of the codes given out: a code is known by signing again for every counter and quarter
that may be meant. Nineteen to the fifth are 2.4 million signatures; with a ward's handful of codes and slowed attempts
a guess is not worth the trouble, all the less as a rating by a poster counts as unverified.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot import codes

GRACE = timedelta(days=30)  # that a poster is still taken after its quarter, and already before it
_WARD, _SIGNATURE = 2, 5
_REMEMBERED = 12  # quarters back in which an old poster is known as one


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months of a year, `number` from 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The quarter a day lies in."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    def moved(self, quarters: int) -> Quarter:
        """The quarter so many later, or earlier."""
        year, number = divmod(4 * self.year + self.number - 1 + quarters, 4)
        return Quarter(year, number + 1)

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"


class Why(StrEnum):
    """Why a code is not taken."""

    OLD = "old"  # a poster of this ward, of a quarter gone by
    FOREIGN = "foreign"  # of another ward
    FORGED = "forged"  # its signature is wrong, or its counter is no more


@dataclass(frozen=True)
class AtCounter:
    """What a good code says; `counter` is "" for the whole desk."""

    counter: str
    quarter: Quarter


class CounterCodes:
    """Makes and reads the codes of one ward. `ward` is its name, `counters` are the ids of its counters."""

    def __init__(self, key: bytes, ward: str, counters: tuple[str, ...]) -> None:
        self._key = key
        self._ward = ward
        self._counters = ("", *counters)
        self._tag = _signs(hashlib.sha256(ward.casefold().encode()).digest(), _WARD)

    def code(self, counter: str, quarter: Quarter) -> str:
        """The code of a counter ("" for the whole desk) for a quarter."""
        for turn in itertools.count():
            said = "\0".join((self._ward, counter, str(quarter), str(turn)))
            body = self._tag + _signs(hmac.digest(self._key, said.encode(), "sha256"), _SIGNATURE)
            code = body + codes.check_character(body)
            if codes.is_mixed(code):
                break
        return code

    def read(self, code: str, today: date) -> AtCounter | Why:
        """What a code (as `codes.find_code` gives it) says on a day of the ward's wall clock."""
        if not code.startswith(self._tag):
            return Why.FOREIGN
        known = {Quarter.of(today - GRACE), Quarter.of(today), Quarter.of(today + GRACE)}
        for quarter in sorted(known, reverse=True):
            for counter in self._counters:
                if hmac.compare_digest(self.code(counter, quarter), code):
                    return AtCounter(counter, quarter)
        old = (Quarter.of(today).moved(-back) for back in range(1, _REMEMBERED + 1))
        given = (self.code(counter, quarter) for quarter in old for counter in self._counters)
        return Why.OLD if code in set(given) else Why.FORGED


def _signs(digest: bytes, count: int) -> str:
    """So many signs out of a digest."""
    number = int.from_bytes(digest)
    found = []
    for _ in range(count):
        number, value = divmod(number, len(codes.SIGNS))
        found.append(codes.SIGNS[value])
    return "".join(found)
