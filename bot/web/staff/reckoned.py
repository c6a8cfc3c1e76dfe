"""Reports as the pages need them: worked out once for a page, its pictures and its files, so that they agree."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import partial
from weakref import WeakKeyDictionary

from bot.figures.periods import Period
from bot.figures.report import Report
from bot.reports import charts
from bot.reports.words import Words
from bot.routes import Role
from bot.storage import figures
from bot.storage.database import Database
from bot.web.staff.call import Call

_KEPT = 20  # reports
_TIMES_ITS_COST = 60  # a report that took half a second is kept for half a minute, a quick one is made anew
_AT_LEAST, _AT_MOST = 2.0, 60.0  # seconds; the least is what a browser needs to fetch a page's pictures

Key = tuple[Period, tuple[str, ...]]


@dataclass
class _Made:
    """A report, until when it is shown, and what was drawn of it."""

    report: Report
    until: float
    drawn: dict[tuple[str, str, bool], bytes] = field(default_factory=dict)


_made: WeakKeyDictionary[Database, OrderedDict[Key, _Made]] = WeakKeyDictionary()


def fields_of(call: Call) -> tuple[str, ...]:
    """The fields of work whose figures somebody may see; none named: all."""
    return () if call.role is Role.ADMINISTRATOR else tuple(sorted(call.member.fields))


def words_for(call: Call) -> Words:
    """The words of the reader's language."""
    return Words(call.parts.catalogue, call.language, call.parts.ward, call.parts.shelf.library)


async def report_for(call: Call, period: Period) -> Report:
    """The figures of a period that this member may see."""
    return (await _find(call, period)).report


async def chart_for(call: Call, period: Period, name: str, *, small: bool) -> bytes:
    """A chart of it as SVG, drawn in a thread; `small` for a phone."""
    made = await _find(call, period)
    key = (name, call.language, small)
    if key not in made.drawn:
        sizes = charts.SMALL if small else charts.SIZES
        made.drawn[key] = await asyncio.to_thread(charts.draw, name, made.report, words_for(call), "svg", sizes)
    return made.drawn[key]


async def _find(call: Call, period: Period) -> _Made:
    """A report that is fresh enough, or a new one."""
    kept = _made.setdefault(call.parts.database, OrderedDict())
    key = (period, fields_of(call))
    found = kept.get(key)
    if found and time.monotonic() < found.until and found.report.made <= call.now:
        return found
    began = time.monotonic()
    work = partial(figures.report, period=period, now=call.now, fields=key[1])
    report = await call.parts.database.read(work)
    cost = time.monotonic() - began
    found = _Made(report, time.monotonic() + min(_AT_MOST, max(_AT_LEAST, _TIMES_ITS_COST * cost)))
    kept[key] = found
    kept.move_to_end(key)
    while len(kept) > _KEPT:
        kept.popitem(last=False)
    return found
