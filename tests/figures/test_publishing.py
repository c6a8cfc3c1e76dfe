"""Whatever was counted: no small group, no small level and no percentage of a few is ever in a report."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.figures.counts import Counts, YesNo
from bot.figures.hiding import NOBODY, plus
from bot.figures.periods import Kind, of
from bot.figures.publishing import publish
from bot.figures.report import POOL, Report

NOW = datetime(2026, 11, 23, tzinfo=UTC)
MONTH = of(Kind.MONTH, date(2026, 10, 1))
CELL = st.one_of(st.just(0), st.integers(0, 6), st.integers(0, 60))
LEVELS = st.tuples(CELL, CELL, CELL, CELL, CELL)
FIELDS = st.dictionaries(st.sampled_from(["", "ho-tich", "chung-thuc", "dat-dai", "cu-tru"]), LEVELS, max_size=5)
YES_NO = st.tuples(CELL, CELL).map(lambda pair: YesNo(pair[0], sum(pair)))


@st.composite
def counts(draw: st.DrawFn) -> Counts:
    """One way to divide some ratings; of each field there are two procedures."""
    fields = draw(FIELDS)
    halves = {key: tuple(cell // 2 for cell in levels) for key, levels in fields.items()}
    procedures = {f"{key}-1": half for key, half in halves.items()}
    procedures |= {
        f"{key}-2": tuple(cell - half for cell, half in zip(levels, halves[key], strict=True))
        for key, levels in fields.items()
    }
    total = plus(NOBODY, *fields.values())
    return Counts(
        by={"field": fields, "procedure": procedures, "mode": {"verified": total}},  # type: ignore[dict-item]
        days={date(2026, 10, day + 1): levels for day, levels in enumerate(fields.values())},
        parents={f"{key}-{number}": key for key in fields for number in (1, 2)},
        total=total,
        reasons=draw(st.dictionaries(st.sampled_from(["place", "result"]), CELL)),
        gave_reasons=draw(CELL),
        trips=draw(st.dictionaries(st.integers(1, 4), CELL)),
        extra=draw(YES_NO),
        cases=draw(YES_NO),
    )


def published(made: Counts) -> Report:
    return publish(made, Counts(), MONTH, NOW)


@given(counts())
@settings(deadline=None)
def test_nothing_of_a_few_is_told(made: Counts) -> None:
    report = published(made)
    groups = [report.total, report.suspect, *(row for rows in report.tables.values() for row in rows)]
    groups += [group for _, group in report.trend]
    for group in groups:
        assert group.people is None or group.people == 0 or group.people >= 5
        assert all(cell is None or cell == 0 or cell >= 5 for cell in group.levels)
        assert group.satisfied is None or group.satisfied.of >= 10
        assert group.people is not None or (group.satisfied, group.mean, group.upper, group.lower) == (None,) * 4
    for item in (*report.reasons, *report.trips):
        assert item.count is None or item.count == 0 or item.count >= 5
    for part in (report.extra, report.cases):
        assert part.count is None or all(one == 0 or one >= 5 for one in (part.count, (part.of or 0) - part.count))


@given(counts())
@settings(deadline=None)
def test_what_is_told_adds_up(made: Counts) -> None:
    report = published(made)
    for name in ("field", "procedure"):
        told = [row.people for row in report.tables[name]]
        if None not in told and report.total.people is not None:
            assert sum(row or 0 for row in told) == report.total.people


@given(counts())
@settings(deadline=None)
def test_the_procedures_of_a_field_do_not_give_each_other_away(made: Counts) -> None:
    """A field's number less the procedures that are told is nothing, or a pool of several that is no small group."""
    report = published(made)
    alone = {row.key for row in report.tables["procedure"] if row.key != POOL}
    for row in report.tables["field"]:
        if row.key == POOL or row.people is None:
            continue
        mine = {key: sum(made.by["procedure"][key]) for key, field in made.parents.items() if field == row.key}
        rest = [size for key, size in mine.items() if key not in alone and size]
        assert not rest or (len(rest) > 1 and sum(rest) >= 5)
