"""The period that a page of figures is asked for, in its address: by name ("quý này") or by its days."""

from __future__ import annotations

from datetime import date, datetime
from urllib.parse import urlencode

from bot.figures.periods import Kind, Period, between, of, parse
from bot.i18n import mark
from bot.web.staff.call import Call

NAMED = {
    "tuần này": mark("This week"),
    "tuần trước": mark("Last week"),
    "tháng này": mark("This month"),
    "tháng trước": mark("Last month"),
    "quý này": mark("This quarter"),
    "quý trước": mark("Last quarter"),
    "6 tháng đầu năm": mark("First six months"),
    "6 tháng cuối năm": mark("Last six months"),
    "năm nay": mark("This year"),
    "năm trước": mark("Last year"),
}
_USUAL = "tháng này"


def asked(call: Call) -> tuple[Period, str]:
    """The period, and its name where it was asked for by one, which then goes before days; else this month."""
    today = call.parts.clock.local().date()
    name = call.words("ky", 60)
    if name and (period := parse(name, today)):
        return period, name
    first, last = day(call.words("tu", 10)), day(call.words("den", 10))
    if first or last:
        try:
            return between(first or last or today, last or max(first or today, today)), ""
        except ValueError:
            pass
    return of(Kind.MONTH, today), _USUAL


def address(period: Period, **more: str) -> str:
    """The part of an address that asks for a period by its days."""
    return urlencode({"tu": str(period.first), "den": str(period.last), **{k: v for k, v in more.items() if v}})


def choices(call: Call) -> list[tuple[str, str]]:
    """The named periods, for a choice."""
    return [("", call.t("the days below")), *((words, call.t(label)) for words, label in NAMED.items())]


def day(text: str) -> date | None:
    """A day as a browser's date field sends it, or as people write it."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
