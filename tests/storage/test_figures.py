"""The figures of a data set that was worked out by hand, on both databases; the table below is the hand's."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection

from bot.figures import periods
from bot.figures.report import POOL, Group, Item, Report
from bot.figures.statistics import Change, Share
from bot.storage import figures
from bot.storage.database import Database
from tests.figures.data import TET, hand_made, put_ratings, rating

NOW = datetime(2026, 3, 10, 3, tzinfo=UTC)
FEBRUARY = periods.of(periods.Kind.MONTH, date(2026, 2, 1))

# 43 ratings: 20 + 13 satisfied, 5 neutral, 5 very dissatisfied; 6 more are flagged. January: 10 of 20.
# 33/43 = 76.74 %. Wilson: z = 1.95996, centre (0.76744 + 3.84146/86) / (1 + 3.84146/43) = 0.74551,
# half 1.79923 x sqrt(0.76744 x 0.23256 / 43 + 3.84146 / (4 x 1849)) = 0.12296: 62.26 to 86.85.
# Mean: (20 x 4 + 13 x 3 + 5 x 2) / 43 x 25 = 75.
# January 10/20 = 50, from 29.93 to 70.07. Difference 26.74; Newcombe:
# down sqrt(0.14489^2 + 0.20070^2) = 0.24754, up sqrt(0.10102^2 + 0.20070^2) = 0.22469: 1.99 to 49.21.
BY_HAND = {
    "total": Group("", 43, Share(33, 43, 76.7, 62.3, 86.8), 75.0, (5, 0, 5, 13, 20), 10, 33),
    "previous": Group("", 20, Share(10, 20, 50.0, 29.9, 70.1), None, (None,) * 5, 10, 10),
    "change": Change(26.7, 2.0, 49.2),
    "suspect": Group("", 6),
}


@pytest.fixture
async def report(database: Database) -> Report:
    await database.write(hand_made)
    return await database.read(lambda c: figures.report(c, FEBRUARY, NOW))


@pytest.mark.parametrize("name", BY_HAND)
async def test_the_figures_are_those_worked_out_by_hand(report: Report, name: str) -> None:
    assert getattr(report, name) == BY_HAND[name]


async def test_small_groups_are_told_with_others(report: Report) -> None:
    civil = Group("ho-tich", 30, Share(20, 30, 66.7, 48.8, 80.8), 68.3, (5, 0, 5, 8, 12), 10, 20)
    others = Group(POOL, 13, Share(13, 13, 100.0, 77.2, 100.0), None, (None,) * 5, 0, 13)
    assert report.tables["field"] == (civil, others)
    assert [(row.key, row.people) for row in report.tables["mode"]] == [("verified", 30), (POOL, 13)]
    assert [(row.key, row.people) for row in report.tables["counter"]] == [("quay-1", 30), ("quay-2", 13)]
    assert [(row.key, row.people) for row in report.tables["procedure"]] == [("ho-tich-1", 30), (POOL, 13)]


async def test_wednesday_stands_beside_the_other_days(report: Report) -> None:
    shares = {row.key: row.satisfied for row in report.tables["wednesday"]}
    assert shares == {"yes": Share(10, 10, 100.0, 72.2, 100.0), "no": Share(23, 33, 69.7, 52.7, 82.6)}
    assert report.wednesday == Change(30.3, -0.3, 47.3)
    assert report.wednesday.verdict == "unclear"


async def test_work_and_answers_are_counted_within_the_month_to_the_second(report: Report) -> None:
    assert report.on_time.share == Share(9, 12, 75.0, 46.8, 91.1)
    # 13 of the file and the 11 whose invitations went out
    assert (report.rated_visits.count, report.rated_visits.of) == (4, 24)
    assert (report.open, report.overdue) == (4, 2)
    assert report.invited.share == Share(5, 11, 45.5, 21.3, 72.0)
    assert report.cases.share == Share(7, 12, 58.3, 32.0, 80.7)
    assert report.cases_open == 9


async def test_reasons_and_facts_are_told_unless_they_are_of_a_few(report: Report) -> None:
    told = [Item("attitude", 6), Item("result", 5), Item("place", None), Item("procedure", 0), Item("feedback", 0)]
    assert sorted(report.reasons, key=repr) == sorted(told, key=repr)
    assert report.reasons[:2] == tuple(told[:2])
    assert report.gave_reasons is None  # 10 less 6 and 5 would tell of the one
    assert [(item.key, item.count) for item in report.trips] == [("1", 5), ("2", 5)]
    assert (report.extra.count, report.extra.of) == (0, 10)


async def test_questions_are_counted_and_what_a_few_asked_is_not_told(report: Report) -> None:
    assert (report.questions, report.unanswered.count) == (24, 6)
    assert report.asked_most == (Item("khai-sinh", 14),)
    assert report.unknown_most == (Item("ban trau", 6),)


async def test_the_trend_of_a_month_goes_by_weeks_that_end_with_it(report: Report) -> None:
    told = [(str(step.first), str(step.last), group.people) for step, group in report.trend]
    assert told == [
        ("2026-02-01", "2026-02-01", 0),
        ("2026-02-02", "2026-02-08", 10),
        ("2026-02-09", "2026-02-15", 0),
        ("2026-02-16", "2026-02-22", 33),
        ("2026-02-23", "2026-02-28", 0),
    ]


async def test_an_official_sees_their_fields_alone(database: Database) -> None:
    await database.write(hand_made)
    mine = await database.read(lambda c: figures.report(c, FEBRUARY, NOW, ("chung-thuc",)))
    assert mine.total.people == 10
    assert mine.total.satisfied == Share(10, 10, 100.0, 72.2, 100.0)
    assert [row.key for row in mine.tables["field"]] == ["chung-thuc"]
    assert (mine.questions, mine.cases.of) == (0, 0)


async def test_an_empty_period_is_a_report_too(database: Database) -> None:
    empty = await database.read(lambda c: figures.report(c, FEBRUARY, NOW))
    assert (empty.total.people, empty.total.satisfied, empty.total.mean) == (0, None, None)
    assert empty.change is None
    assert all(rows == () for rows in empty.tables.values())


async def test_a_period_that_goes_on_is_counted_up_to_now(database: Database) -> None:
    await database.write(hand_made)
    early = datetime(2026, 2, 17, 1, tzinfo=UTC)  # 8:00 on the day of Tết, before its ratings
    report = await database.read(lambda c: figures.report(c, FEBRUARY, early))
    assert report.unfinished
    assert report.open == 2  # received in January and not yet returned then


async def test_comments_are_told_once_approved_and_without_a_field_that_few_chose(database: Database) -> None:
    rows = [
        rating(TET, 2, field="cu-tru", comment="chờ lâu", comment_state="approved"),
        rating(TET, 2, field="ho-tich", comment="=1+1", comment_state="approved"),
        rating(TET, 2, field="ho-tich", comment="chưa duyệt", comment_state="waiting"),
        rating(TET, 2, field="ho-tich", comment="đã giấu", comment_state="hidden"),
    ]

    def fill(connection: Connection) -> None:
        hand_made(connection)
        put_ratings(connection, rows)

    await database.write(fill)
    report = await database.read(lambda c: figures.report(c, FEBRUARY, NOW))
    assert sorted((one.field, one.text) for one in report.comments) == [("", "chờ lâu"), ("ho-tich", "=1+1")]
