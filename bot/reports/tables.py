"""The figures as plain tables, which the pages, the spreadsheet, the document and the CSV all show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.figures.report import Group, Item, Part, Report
from bot.reports.words import LEVELS, Words

_MEAN = 7  # the column of the mean; behind it are the levels
Cell = str | int | float | None
"""None: too few to be told, or nothing to tell."""


@dataclass(frozen=True)
class Table:
    """Rows under headings. `name` is the same in every language; `numbers` says which columns are no text."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"a row of {self.name} does not fit its columns")


def tables(report: Report, words: Words) -> tuple[Table, ...]:
    """Every table of a report that has something to tell."""
    found = [_total(report, words), _levels(report, words)]
    found += [_groups(name, rows, words) for name, rows in report.tables.items()]
    found += [_trend(report, words), _items("reasons", report.reasons, words), _items("trips", report.trips, words)]
    found += [_parts(report, words), *_questions(report, words)]
    found.append(_comments(report, words))
    return tuple(table for table in found if table.rows)


def _total(report: Report, words: Words) -> Table:
    """All ratings, the period before, and the flagged ones."""
    t = words.t
    rows = [_row(words.period(report.period), report.total, words)]
    if report.previous_period:
        rows.append(_row(words.period(report.previous_period), report.previous, words))
    rows.append(_row(t("Flagged, not counted"), report.suspect, words))
    note = words.change(report.change) if report.change else ""
    return Table("total", t("All ratings"), _headings(words), tuple(rows), note)


def _headings(words: Words) -> tuple[str, ...]:
    """The columns of a table of groups: with them a share can be worked out again by hand."""
    t = words.t
    levels = [_level(level, words) for level in range(1, 6)]
    counts = [t("Ratings (n)"), t("Satisfied (levels 4 and 5)"), t("Levels 1 to 3")]
    shares = [t("% satisfied"), t("95% from"), t("95% to"), t("Mean 0-100")]
    return (t("Group"), *counts, *shares, *levels)


def _row(name: str, group: Group, words: Words) -> tuple[Cell, ...]:
    share = group.satisfied
    shares = (share.percent, share.low, share.high) if share else (None, None, None)
    people = words.t("hidden") if group.people is None else group.people
    return (name, people, group.upper, group.lower, *shares, group.mean, *group.levels)


def _groups(name: str, groups: Sequence[Group], words: Words) -> Table:
    rows = tuple(_row(words.name(name, group.key), group, words) for group in groups)
    return _without_empty(Table(name, words.title(name), _headings(words), rows))


def _levels(report: Report, words: Words) -> Table:
    """The distribution."""
    t = words.t
    levels, people = report.total.levels, report.total.people
    if report.total.satisfied is None:
        return Table("levels", t("Distribution"), (), ())
    told = [(_level(at + 1, words), count) for at, count in enumerate(levels) if count is not None]
    if levels[0] is None:
        told.insert(0, (t("Levels 1 to 3, together"), report.total.lower or 0))
    if levels[4] is None:
        told.append((t("Levels 4 and 5, together"), report.total.upper or 0))
    rows = tuple((name, count, people) for name, count in told)
    return Table("levels", t("Distribution"), (t("Level"), t("Ratings"), t("Ratings (n)")), rows)


def _trend(report: Report, words: Words) -> Table:
    rows = tuple(_row(words.period(step), group, words) for step, group in report.trend if group.people != 0)
    return _without_empty(Table("trend", words.t("Step by step"), _headings(words), rows))


def _without_empty(table: Table) -> Table:
    """Only those of the last columns, mean and levels, in which something is told."""
    kept = range(len(table.columns) if any(row[_MEAN] is not None for row in table.rows) else _MEAN)
    columns = tuple(table.columns[at] for at in kept)
    return replace(table, columns=columns, rows=tuple(tuple(row[at] for at in kept) for row in table.rows))


def _items(name: str, items: Sequence[Item], words: Words) -> Table:
    """Reasons or trips; a reason that nobody or only a few gave is "under 5"."""
    t = words.t
    title = t("Reasons of those less satisfied") if name == "reasons" else t("How often they had to come")
    rows: list[tuple[Cell, ...]] = [
        (
            words.name(name, item.key),
            words.few(None) if item.count is None else item.count,
            item.share.percent if item.share else None,
        )
        for item in items
    ]
    if not any(item.count for item in items):
        rows = []
    return Table(name, title, (t("Answer"), t("Ratings"), "%"), tuple(rows))


def _parts(report: Report, words: Words) -> Table:
    """Shares that have a base of their own."""
    t = words.t
    rows: list[tuple[Cell, ...]] = [
        _part(t("Dossiers on time"), report.on_time),
        _part(t("Invitations answered by a rating"), report.invited),
        _part(t("Finished visits that were rated"), report.rated_visits),
        _part(t("Had to pay something beyond the rules"), report.extra),
        _part(t("What was written for them was read to them"), report.read_back),
        _part(t("Cases answered"), report.cases),
        _part(t("Questions without an answer"), report.unanswered),
        (t("Dossiers open at the end"), report.open, None, None, None, None),
        (t("Of these overdue"), report.overdue, None, None, None, None),
        (t("Cases not closed now"), report.cases_open, None, None, None, None),
    ]
    columns = (t("What"), t("Count"), t("Of"), "%", t("95% from"), t("95% to"))
    return Table("work", t("Dossiers, invitations, cases"), columns, tuple(rows))


def _part(name: str, part: Part) -> tuple[Cell, ...]:
    share = part.share
    return (name, part.count, part.of, *((share.percent, share.low, share.high) if share else (None, None, None)))


def _questions(report: Report, words: Words) -> Iterator[Table]:
    """What people ask the assistant."""
    t = words.t
    for name, title, items in (
        ("asked", t("Asked most"), report.asked_most),
        ("unknown", t("Asked most without an answer"), report.unknown_most),
    ):
        rows = tuple((words.name("procedure", item.key), item.count) for item in items)
        yield Table(name, title, (t("What"), t("Times")), rows)


def _comments(report: Report, words: Words) -> Table:
    """What people wrote, once somebody let it be read."""
    t = words.t
    rows = tuple((words.name("field", one.field), one.text) for one in report.comments)
    return Table("comments", t("Approved comments"), (t("Field of work"), t("Comment")), rows)


def _level(level: int, words: Words) -> str:
    """A level's number and name."""
    name = words.t(LEVELS[level])
    return f"{level} {name}"
