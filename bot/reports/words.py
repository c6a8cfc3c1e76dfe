"""The names of what figures are about, and numbers and days as they are written, in a reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.clock import VIETNAM
from bot.figures.periods import Kind, Period
from bot.figures.report import NONE, POOL
from bot.figures.statistics import Change, Share
from bot.i18n import Catalogue, mark
from bot.scale import FACTORS as REASONS
from bot.scale import LEVELS as SCALE
from bot.ward import Ward
from faq import Library

LEVELS = {level: name for level, (_, name) in SCALE.items()}
MODES = {
    "verified": mark("With a receipt's code"),
    "unverified": mark("With a counter's code, unverified"),
    "assisted": mark("With somebody's help"),
}
SUSPECTS = {
    "burst": mark("Many at once"),
    "staff": mark("From an account of the staff"),
    "entered": mark("Typed in by the staff"),
}
_CHANNELS = {
    "webchat": mark("Web chat"),
    "telegram": mark("Telegram"),
    "zalo_bot": mark("Zalo bot"),
    "zalo_oa": mark("Zalo OA"),
}
_NAMES: dict[str, Mapping[str, str]] = {
    "mode": MODES,
    "suspect": SUSPECTS,
    "channel": _CHANNELS,
    "reasons": REASONS,
    "wednesday": {"yes": mark("Wednesday (no writing, no waiting)"), "no": mark("Other days")},
    "trips": {"1": mark("Once"), "2": mark("Twice"), "3": mark("Three times"), "4": mark("Four times or more")},
}
TABLES = {
    "mode": mark("By how the rating was given"),
    "field": mark("By field of work"),
    "procedure": mark("By procedure"),
    "counter": mark("By counter"),
    "channel": mark("By channel"),
    "wednesday": mark("Wednesday and other days"),
    "hour": mark("By hour of the day"),
    "suspect": mark("Flagged, not counted above"),
}
_PERIODS = {
    Kind.DAY: mark("{first}"),
    Kind.WEEK: mark("week from {first} to {last}"),
    Kind.MONTH: mark("{month}/{year}"),
    Kind.QUARTER: mark("quarter {number} of {year}"),
    Kind.YEAR: mark("year {year}"),
    Kind.CUSTOM: mark("from {first} to {last}"),
}
_HALVES = (mark("first six months of {year}"), mark("last six months of {year}"))


@dataclass(frozen=True)
class Words:
    """What a report needs to speak: a language, the ward, and the library for the names of procedures."""

    catalogue: Catalogue
    language: str
    ward: Ward
    library: Library

    def t(self, message: str, /, **values: object) -> str:
        """A sentence in the reader's language."""
        return self.catalogue.translate(self.language, message, **values)

    def name(self, kind: str, key: str) -> str:
        """What a row of a table is about."""
        if key == POOL:
            return self.t("Groups with few ratings, together")
        if key == NONE:
            return self.t("Not told")
        if kind == "hour":
            return self.t("{hour}:00 to {next}:00", hour=key, next=int(key) + 1)
        if kind in _NAMES:
            return self.t(_NAMES[kind][key]) if key in _NAMES[kind] else key
        return self._FINDERS[kind](self, key) or key

    def title(self, kind: str) -> str:
        """What a table is called."""
        return self.t(TABLES[kind])

    def number(self, value: float | None, decimals: int = 1) -> str:
        """A number with the comma or point of the language; a dash where there is none."""
        if value is None:
            return "–"
        text = f"{value:,.{decimals}f}" if isinstance(value, float) else f"{value:,}"
        return text.translate(str.maketrans(",.", ".,")) if self.language == "vi" else text

    def few(self, count: int | None) -> str:
        """A count; where it may not be told, that it is small."""
        return self.t("under 5") if count is None else self.number(count)

    def percent(self, share: Share | None) -> str:
        """A percentage, or that there are too few for one."""
        return f"{self.number(share.percent)}%" if share else self.t("too few for a percentage")

    def share(self, share: Share) -> str:
        """A percentage with what it is of and how sure it is."""
        return self.t(
            "{percent} ({count}/{of}; 95% interval {low} to {high}%)",
            percent=self.percent(share),
            count=self.number(share.count),
            of=self.number(share.of),
            low=self.number(share.low),
            high=self.number(share.high),
        )

    def points(self, value: float) -> str:
        """A difference with its sign."""
        return ("+" if value > 0 else "−" if value < 0 else "") + self.number(abs(value))

    def change(self, change: Change) -> str:
        """How much a share changed, how sure that is, and what may be said of it."""
        verdict = {
            "up": self.t("this is a rise"),
            "down": self.t("this is a fall"),
            "unclear": self.t("chance alone may explain it"),
        }[change.verdict]
        return self.t(
            "{points} points (95% interval {low} to {high}): {verdict}",
            points=self.points(change.points),
            low=self.points(change.low),
            high=self.points(change.high),
            verdict=verdict,
        )

    def day(self, day: date) -> str:
        """A day as it is written here."""
        return f"{day:%d/%m/%Y}"

    def moment(self, moment: datetime) -> str:
        """A moment of the ward's wall clock."""
        return f"{moment.astimezone(VIETNAM):%H:%M %d/%m/%Y}"

    def period(self, period: Period) -> str:
        """What a period is called within a sentence."""
        message = _HALVES[period.number - 1] if period.kind is Kind.HALF else _PERIODS[period.kind]
        return self.t(
            message,
            first=self.day(period.first),
            last=self.day(period.last),
            month=f"{period.first.month:02}",
            number=period.number,
            year=period.first.year,
        )

    def step(self, period: Period) -> str:
        """A short name for a step of a trend."""
        return f"{period.first:%m/%Y}" if period.kind is Kind.MONTH else f"{period.first:%d/%m}"

    def _field(self, key: str) -> str:
        field = next((field for field in self.library.fields if field.id == key), None)
        return (field.name if self.language == "vi" else field.name_en) if field else ""

    def _procedure(self, key: str) -> str:
        entry = self.library.entries.get(key)
        return (entry.name if self.language == "vi" else entry.name_en or entry.name) if entry else ""

    def _counter(self, key: str) -> str:
        return next((counter.name for counter in self.ward.counters if counter.id == key), "")

    _FINDERS = {"field": _field, "procedure": _procedure, "counter": _counter}  # noqa: RUF012 - never changed
