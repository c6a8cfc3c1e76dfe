"""The figures for other programs. Every key is explained in docs/figures.md; null is what may not be told."""

from __future__ import annotations

import json
from typing import Any

from bot.figures.periods import Period
from bot.figures.report import Group, Item, Part, Report
from bot.figures.statistics import Change, Share
from bot.reports import sentences
from bot.reports.words import Words

FORMAT = 1
"""Raised when a key changes its meaning or goes."""


def as_json(report: Report, words: Words) -> bytes:
    """A report as UTF-8 text."""
    return (json.dumps(as_plain(report, words), ensure_ascii=False, indent=2) + "\n").encode()


def as_plain(report: Report, words: Words) -> dict[str, Any]:
    """A report as plain values."""
    return {
        "format": FORMAT,
        "name": sentences.title(report, words),
        "ward": words.ward.name,
        "period": _period(report.period),
        "fields": list(report.fields),
        "made": report.made.isoformat(timespec="seconds"),
        "final": not report.unfinished,
        "formulas": sentences.formulas(report, words),
        "total": _group(report.total),
        "flagged": _group(report.suspect),
        "before": {"period": _period(report.previous_period), **_group(report.previous)},
        "change": _change(report.change),
        "tables": {
            name: [{"key": row.key, "name": words.name(name, row.key), **_group(row)} for row in rows]
            for name, rows in report.tables.items()
        },
        "wednesday_difference": _change(report.wednesday),
        "trend": [{"period": _period(step), **_group(group)} for step, group in report.trend],
        "reasons": {"n": report.gave_reasons, "rows": [_item("reasons", item, words) for item in report.reasons]},
        "trips": [_item("trips", item, words) for item in report.trips],
        **{
            name: _part(getattr(report, name))
            for name in ("extra", "read_back", "invited", "rated_visits", "on_time", "cases", "unanswered")
        },
        "open": report.open,
        "overdue": report.overdue,
        "cases_open": report.cases_open,
        "questions": report.questions,
        "asked_most": [_item("procedure", item, words) for item in report.asked_most],
        "unknown_most": [_item("procedure", item, words) for item in report.unknown_most],
        "comments": [{"field": one.field, "text": one.text} for one in report.comments],
    }


def _period(period: Period | None) -> dict[str, str] | None:
    return {"kind": period.kind, "from": str(period.first), "to": str(period.last)} if period else None


def _group(group: Group) -> dict[str, Any]:
    return {
        "n": group.people,
        "satisfied": group.upper,
        "not_satisfied": group.lower,
        "share": _share(group.satisfied),
        "mean": group.mean,
        "levels": {str(at + 1): count for at, count in enumerate(group.levels)},
    }


def _share(share: Share | None) -> dict[str, float] | None:
    if share is None:
        return None
    return {"percent": share.percent, "low": share.low, "high": share.high, "count": share.count, "of": share.of}


def _change(change: Change | None) -> dict[str, Any] | None:
    if change is None:
        return None
    return {"points": change.points, "low": change.low, "high": change.high, "verdict": change.verdict}


def _item(kind: str, item: Item, words: Words) -> dict[str, Any]:
    return {"key": item.key, "name": words.name(kind, item.key), "count": item.count, "share": _share(item.share)}


def _part(part: Part) -> dict[str, Any]:
    return {"count": part.count, "n": part.of, "share": _share(part.share)}
