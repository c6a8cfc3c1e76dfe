"""From what was counted to what may be shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import partial

from bot.figures.counts import REASONS, Comment, Counts, YesNo
from bot.figures.hiding import NOBODY, OTHERS, SATISFIED, Levels, is_clean, part, plus, pooled, safe_mean, told_together
from bot.figures.periods import Period
from bot.figures.report import DIMENSIONS, NONE, POOL, Group, Item, Part, Report
from bot.figures.statistics import CELL_FROM, change, share

_LISTED = 10  # of the questions asked most


def publish(now: Counts, before: Counts, period: Period, made: datetime, fields: Iterable[str] = ()) -> Report:
    """The figures of a period beside those of the one before."""
    told, rows = _levels_told(now)
    total, previous = _group("", now.total, told, exact=True), _group("", before.total)
    tables = {name: _table(name, now, rows) for name in DIMENSIONS}
    days = {row.key: row for row in tables["wednesday"]}
    on_time = _part(YesNo(now.work.on_time, now.work.with_due))
    on_time_before = share(before.work.on_time, before.work.with_due)
    return Report(
        period=period,
        made=made,
        fields=tuple(fields),
        total=total,
        suspect=_group("", now.suspect),
        previous=previous,
        previous_period=period.before(),
        change=change(total.satisfied, previous.satisfied),
        tables=tables,
        trend=_trend(now.days, period),
        reasons=_reasons(now),
        gave_reasons=now.gave_reasons if all(now.reasons.get(one, 0) >= CELL_FROM for one in REASONS) else None,
        trips=_trips(now.trips),
        extra=_careful(now.extra),
        read_back=_careful(now.read_back),
        invited=_part(now.invited),
        rated_visits=_part(YesNo(now.work.rated, now.work.finished)),
        on_time=on_time,
        on_time_before=on_time_before,
        open=now.work.open,
        overdue=now.work.overdue,
        cases=_careful(now.cases),
        cases_open=_cell(now.cases_open),
        wednesday=change(*(days[key].satisfied if key in days else None for key in ("yes", "no"))),
        questions=now.asked.questions,
        unanswered=_part(YesNo(now.asked.unanswered, now.asked.questions)),
        asked_most=_most(now.asked.entries),
        unknown_most=_most(now.asked.unknown),
        comments=_comments(now.comments, {row.key for row in tables["field"]}),
    )


def _levels_told(now: Counts) -> tuple[tuple[bool, bool], dict[str, tuple[bool, bool]]]:
    """Which levels are told, of all together and of each field of work: the one table that tells them by row."""
    fields = now.by.get("field", {})
    pool = pooled({key: sum(levels) for key, levels in fields.items()})
    rows = {key: levels for key, levels in fields.items() if key not in pool and any(levels)}
    return told_together(rows, plus(*(fields[key] for key in pool)))


def _table(name: str, now: Counts, told: Mapping[str, tuple[bool, bool]]) -> tuple[Group, ...]:
    """One way to divide the ratings, the largest group first; hours stay in their order."""
    rows = now.by.get(name, {})
    if name == "procedure":
        return _procedures(rows, now)
    groups = _rows(rows, told if name == "field" else {})
    if name == "hour":
        return tuple(sorted(groups, key=lambda row: (row.key == POOL, row.key.zfill(2))))
    return groups


def _rows(rows: Mapping[str, Levels], told: Mapping[str, tuple[bool, bool]]) -> tuple[Group, ...]:
    """The groups that may be told alone, then the pool of the others."""
    pool = pooled({key: sum(levels) for key, levels in rows.items()})
    alone = [_group(key, levels, told.get(key)) for key, levels in rows.items() if sum(levels) and key not in pool]
    alone.sort(key=lambda row: (row.key == NONE, -(row.people or 0), row.key))
    return (*alone, *([_group(POOL, plus(*(rows[key] for key in pool)))] if pool else []))


def _procedures(rows: Mapping[str, Levels], now: Counts) -> tuple[Group, ...]:
    """Procedures, field by field: a field's number is told, and would give away the one that is missing."""
    fields = now.by.get("field", {})
    hidden = pooled({key: sum(levels) for key, levels in fields.items()})
    alone: list[Group] = []
    rest: list[Levels] = []
    for field in sorted(fields):
        mine = {key: levels for key, levels in rows.items() if now.parents.get(key, NONE) == field}
        pool = set(mine) if field in hidden else pooled({key: sum(levels) for key, levels in mine.items()})
        alone += [_group(key, levels) for key, levels in mine.items() if key not in pool]
        rest += [mine[key] for key in pool]
    alone.sort(key=lambda row: (-(row.people or 0), row.key))
    return (*alone, *([_group(POOL, plus(*rest))] if rest else []))


def _group(key: str, levels: Levels, told: tuple[bool, bool] | None = None, *, exact: bool = False) -> Group:
    """A group with what may be told of it; `told` says which levels one by one, None of none.

    `exact` tells a mean also where levels are hidden, as far as it gives none of them away.
    """
    people = sum(levels)
    if 0 < people < CELL_FROM:
        return Group(key, None)
    lower, upper = sum(part(levels, OTHERS)), sum(part(levels, SATISFIED))
    satisfied = share(upper, people)
    if satisfied is None and people:
        return Group(key, people)
    low, high = told or (False, False)
    mean = safe_mean(levels, (low, high)) if people and (exact or (low and high)) else None
    one, two, three, four, five = (
        count if flag else None for count, flag in zip(levels, (low, low, low, high, high), strict=True)
    )
    return Group(key, people, satisfied, mean, (one, two, three, four, five), lower, upper)


def _trend(days: Mapping[date, Levels], period: Period) -> tuple[tuple[Period, Group], ...]:
    """Step by step; small steps are hidden together with others, but each keeps its place."""
    steps = {
        step: plus(NOBODY, *(levels for day, levels in days.items() if step.first <= day <= step.last))
        for step in period.steps()
    }
    pool = pooled({step: sum(levels) for step, levels in steps.items()})
    return tuple((step, Group("", None) if step in pool else _group("", levels)) for step, levels in steps.items())


def _reasons(now: Counts) -> tuple[Item, ...]:
    """The reasons, ranked. One rating may give several; how many gave any is only told where no reason is hidden."""
    told = all(now.reasons.get(one, 0) >= CELL_FROM for one in REASONS)
    of_them = partial(share, of=now.gave_reasons)
    items = [
        Item(one, _cell(now.reasons.get(one, 0)), of_them(now.reasons.get(one, 0)) if told else None) for one in REASONS
    ]
    return tuple(sorted(items, key=lambda item: (-(item.count or 0), REASONS.index(item.key))))


def _trips(trips: Mapping[int, int]) -> tuple[Item, ...]:
    """How often people had to come."""
    pool = pooled(trips)
    base = sum(trips.values())
    items = [Item(str(often), count, share(count, base)) for often, count in sorted(trips.items()) if often not in pool]
    rest = sum(trips[often] for often in pool)
    return (*items, *([Item(POOL, _cell(rest), share(rest, base))] if pool else []))


def _part(one: YesNo) -> Part:
    """A share of dossiers, invitations or questions: no opinion of anybody."""
    return Part(one.of, one.yes, share(one.yes, one.of))


def _careful(one: YesNo) -> Part:
    """A share of what people said: told where neither the ones nor the others are a few."""
    told = is_clean((one.yes, one.of - one.yes))
    return Part(_cell(one.of), one.yes if told else None, share(one.yes, one.of) if told else None)


def _cell(count: int) -> int | None:
    """A count that may be told: five and more, or nobody."""
    return count if count == 0 or count >= CELL_FROM else None


def _comments(comments: Iterable[Comment], fields: set[str]) -> tuple[Comment, ...]:
    """What was written; a field of work whose ratings are not told alone is not named either."""
    return tuple(one if one.field in fields else Comment(NONE, one.text) for one in comments)


def _most(counts: Mapping[str, int]) -> tuple[Item, ...]:
    """The most frequent ones; what a few asked is not told."""
    told = [(key, count) for key, count in counts.items() if count >= CELL_FROM]
    return tuple(Item(key, count) for key, count in sorted(told, key=lambda one: (-one[1], one[0]))[:_LISTED])
