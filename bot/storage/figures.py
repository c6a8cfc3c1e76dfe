"""Counts what happened in a period: the one place where figures come from. One text for SQLite and PostgreSQL.

Nothing of this may be shown before `bot.figures.publishing` has hidden what would tell of a few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, select

from bot.choices import fold
from bot.figures.counts import REASONS, Asked, Comment, Counts, Work, YesNo
from bot.figures.hiding import NOBODY, plus
from bot.figures.periods import Period
from bot.figures.publishing import publish
from bot.figures.report import NONE, Report
from bot.storage import tallies
from bot.storage.tables import cases, invitations, questions, ratings, visits
from bot.storage.tallies import Sums

_COMMENTS = 200
_ENTRIES = 200  # of the library, asked most
_WORDS_READ = 5000  # questions without an answer whose words are compared
_WORDS = 80  # characters of them

_MARGINS = ("mode", "procedure", "counter", "channel", "wednesday", "hour")


def report(connection: Connection, period: Period, now: datetime, fields: Sequence[str] = ()) -> Report:
    """The figures of a period and of the one before, as they may be shown; `fields` limits them to fields of work."""
    earlier = period.before()
    before = Counts()
    if earlier:  # of which only the main figures are shown
        before = Counts(total=tallies.total(connection, earlier, fields), work=_work(connection, earlier, now, fields))
    return publish(count(connection, period, now, fields), before, period, now, fields)


def count(connection: Connection, period: Period, now: datetime, fields: Sequence[str] = ()) -> Counts:
    """Everything of one period, unhidden."""
    sums, days = tallies.read(connection, period, fields)
    opened, still_open = _cases(connection, period, fields)
    by_field = tallies.margin(sums, "mode", by_field=True)
    suspect = tallies.margin(sums, tallies.SUSPECT)
    reasons = {key: sum(levels) for key, levels in tallies.margin(sums, "reason").items()}
    return Counts(
        by={"field": by_field, "suspect": suspect, **{name: tallies.margin(sums, name) for name in _MARGINS}},
        days=days,
        parents={key: field for what, field, key in sums if what == "procedure"},
        suspect=plus(NOBODY, *suspect.values()),
        total=plus(NOBODY, *by_field.values()),
        reasons={reason: reasons.get(reason, 0) for reason in REASONS},
        gave_reasons=sum(map(sum, tallies.margin(sums, "gave").values())),
        trips={int(key): sum(levels) for key, levels in tallies.margin(sums, "trips").items()},
        extra=_yes_no(sums, "extra"),
        read_back=_yes_no(sums, "read_back"),
        invited=_invited(connection, period, fields),
        work=_work(connection, period, now, fields),
        cases=opened,
        cases_open=still_open,
        asked=_asked(connection, period) if not fields else Asked(),
        comments=_comments(connection, period, fields),
    )


def _yes_no(sums: Sums, what: str) -> YesNo:
    """How many said yes, of those who answered."""
    said = {key: sum(levels) for key, levels in tallies.margin(sums, what).items()}
    return YesNo(said.get("yes", 0), sum(said.values()))


def _invited(connection: Connection, period: Period, fields: Sequence[str]) -> YesNo:
    """Invitations that went out in the period, and which of them led to a rating."""
    rated = func.sum(case((invitations.c.state == "rated", 1), else_=0))
    asked = select(rated, func.count()).where(invitations.c.sent >= period.begins, invitations.c.sent < period.ends)
    if fields:
        mine = invitations.join(visits, visits.c.id == invitations.c.visit)
        asked = asked.select_from(mine).where(visits.c.field.in_(fields))
    yes, of = connection.execute(asked).one()
    return YesNo(yes or 0, of)


def _work(connection: Connection, period: Period, now: datetime, fields: Sequence[str]) -> Work:
    """Dossiers: on time is what was returned no later than it was due."""
    end = min(period.ends, now)
    mine = [visits.c.field.in_(fields)] if fields else []
    on_time = (visits.c.due.is_not(None)) & (visits.c.returned <= visits.c.due)
    finished = select(
        func.count(), *(_sum(flag) for flag in (visits.c.rated, on_time, visits.c.due.is_not(None)))
    ).where(visits.c.returned >= period.begins, visits.c.returned < period.ends, *mine)
    late = _sum(visits.c.due < end)  # two questions rather than one with "or", which no index answers
    later = select(func.count(), late).where(visits.c.returned >= end, visits.c.received < end, *mine)
    never = select(func.count(), late).where(
        visits.c.returned.is_(None), visits.c.received < end, visits.c.outcome == "open", *mine
    )
    all_, rated, punctual, due = connection.execute(finished).one()
    waiting = [connection.execute(which).one() for which in (later, never)]
    open_, overdue = sum(one[0] for one in waiting), sum(one[1] or 0 for one in waiting)
    return Work(all_, rated or 0, punctual or 0, due or 0, open_, overdue)


def _sum(flag: ColumnElement[Any]) -> ColumnElement[Any]:
    """How many rows a condition holds for."""
    return func.sum(case((flag, 1), else_=0))


def _cases(connection: Connection, period: Period, fields: Sequence[str]) -> tuple[YesNo, int]:
    """Cases opened in the period with those answered of them, and those that are not closed now."""
    opened = (cases.c.opened >= period.begins) & (cases.c.opened < period.ends)
    asked = select(_sum(opened), _sum(opened & cases.c.answered.is_not(None)), _sum(cases.c.state != "closed"))
    if fields:
        mine = cases.join(ratings, ratings.c.id == cases.c.rating)
        asked = asked.select_from(mine).where(ratings.c.field.in_(fields))
    new, answered, still_open = connection.execute(asked).one()
    return YesNo(answered or 0, new or 0), still_open or 0


def _comments(connection: Connection, period: Period, fields: Sequence[str]) -> tuple[Comment, ...]:
    """The approved comments of the latest days; within these, in the order of the random ids."""
    asked = select(ratings.c.field, ratings.c.comment).where(
        ratings.c.comment_state == "approved", ratings.c.day.between(period.first, period.last)
    )
    if fields:
        asked = asked.where(ratings.c.field.in_(fields))
    rows = connection.execute(asked.order_by(ratings.c.day.desc(), ratings.c.id).limit(_COMMENTS))
    return tuple(Comment(field or NONE, text) for field, text in rows if text)


def _asked(connection: Connection, period: Period) -> Asked:
    """What people asked: the entries asked for most, and the words that found no answer."""
    mine = (questions.c.asked >= period.begins, questions.c.asked < period.ends)
    none = questions.c.verdict == "unknown"
    all_, unanswered = connection.execute(select(func.count(), _sum(none)).where(*mine)).one()
    entry = func.coalesce(questions.c.chosen, questions.c.entry)
    entries = connection.execute(
        select(entry, func.count())
        .where(*mine, entry.is_not(None), questions.c.verdict.in_(("answer", "clarify")))
        .group_by(entry)
        .order_by(func.count().desc())
        .limit(_ENTRIES)
    )
    words = connection.execute(
        select(questions.c.text).where(*mine, none, questions.c.text.is_not(None)).limit(_WORDS_READ)
    )
    return Asked(
        all_,
        unanswered or 0,
        dict(tuple(row) for row in entries),
        Counter(fold(text)[:_WORDS] for (text,) in words),
    )
