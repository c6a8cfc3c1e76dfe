"""The ward's profile from ward.toml: names, places, hours, holidays, counters. What is unknown is absent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from bot.clock import VIETNAM, Clock
from bot.holidays import Day, Holidays
from bot.hours import Hours, Opening, Span, SpecialDay, opening_at, parse_span, spans_on
from bot.i18n import LANGUAGES, mark
from bot.sources import Source
from bot.toml_file import Part, TomlFileError, read

__all__ = ["Counter", "Desk", "FormerName", "Opening", "Span", "SpecialDay", "Topic", "Ward", "WardError"]

_NOTICE_COMES = 10  # the month from which next year's notice of holidays can be expected


class WardError(Exception):
    """ward.toml cannot be used; `problems` are sentences that name the line, the key and what is wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _link(value: str) -> str:
    """A web address."""
    if value and not value.startswith(("https://", "http://")):
        raise ValueError(f"{value!r} is not a link, it must begin with https://")
    return value


def _language(value: str) -> str:
    """A language that the bot speaks."""
    if value not in LANGUAGES:
        raise ValueError(f"{value!r} is not spoken by the bot, choose from {', '.join(LANGUAGES)}")
    return value


Link = Annotated[str, AfterValidator(_link)]
Text = Annotated[str, Field(min_length=1)]


class Desk(Part):
    """One place where papers are taken in."""

    name: Text
    address: str = ""
    map_url: Link = ""


class Counter(Part):
    """A counter of the desk and the fields of work it serves."""

    id: Text
    name: Text
    fields: tuple[str, ...] = ()


class FormerName(Part):
    """A ward that became this one. People and papers still say its name."""

    name: Text
    replaced_on: Day | None = None
    source: str = ""


class Topic(Part):
    """What news can be about; people subscribe to each by itself."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,24}$")]
    name: Text
    name_en: str = ""

    def said(self, language: str) -> str:
        """Its name in a language."""
        return (self.name_en if language == "en" else "") or self.name


class Ward(Part):
    """One ward. `missing` says what its profile leaves open."""

    name: Text
    former_names: tuple[FormerName, ...] = ()
    province: str = ""
    desks: tuple[Desk, ...] = ()
    hotline: Annotated[str, Field(pattern=r"^(\+?\d[\d .()-]{2,20}\d)?$")] = ""
    portal: Link = "https://dichvucong.gov.vn"
    hours: Hours | None = None
    holidays: Holidays = Holidays()
    counters: tuple[Counter, ...] = ()
    special_days: tuple[SpecialDay, ...] = ()
    hamlets: tuple[Annotated[str, Field(min_length=1, max_length=80)], ...] = ()
    topics: tuple[Topic, ...] = ()
    sources: tuple[Source, ...] = ()
    languages: Annotated[tuple[Annotated[str, AfterValidator(_language)], ...], Field(min_length=1)] = LANGUAGES
    quiet_hours: Annotated[Span, BeforeValidator(parse_span)] = Span(time(21), time(7))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a profile. Raises `WardError` with everything that is wrong."""
        try:
            return read(path, cls)
        except TomlFileError as error:
            raise WardError(error.problems) from error

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        """No id and no hamlet stands twice."""
        for key, names in {
            "counters": [counter.id for counter in self.counters],
            "special_days": [day.id for day in self.special_days],
            "hamlets": list(self.hamlets),
            "topics": [topic.id for topic in self.topics],
            "sources": [source.id for source in self.sources],
        }.items():
            if twice := sorted({name for name in names if names.count(name) > 1}):
                raise ValueError(f"{key}: {', '.join(twice)} stands more than once")
        return self

    @model_validator(mode="after")
    def _topics_are_there(self) -> Self:
        """What is taken from a site goes to those who wanted a topic of this ward."""
        there = {topic.id for topic in self.topics}
        for source in self.sources:
            if unknown := sorted(source.topics() - there):
                raise ValueError(f"sources: {source.id}: {', '.join(unknown)} is none of the ward's topics")
        return self

    def week(self) -> dict[int, tuple[Span, ...]]:
        """The desk's hours of each weekday, Monday being 0; empty where they are not known."""
        return self.hours.week() if self.hours else {}

    def opening(self, moment: datetime, language: str = "vi") -> Opening:
        """The state of the desk at a moment; the holiday's name in a language."""
        today = moment.astimezone(VIETNAM).date()
        state = opening_at(moment, self.week(), self.holidays) if self.hours else Opening(known=False)
        return replace(
            state,
            holiday=self.holidays.name(today, language),
            special=self.special_on(today),
            tomorrow_special=self.special_on(today + timedelta(days=1)),
        )

    def special_on(self, day: date) -> SpecialDay | None:
        """What the desk does specially on a day; nothing when it is closed that day."""
        if self.holidays.is_closed(day) or (self.hours and not spans_on(day, self.week(), self.holidays)):
            return None
        return next((item for item in self.special_days if item.on and item.weekday == day.weekday()), None)

    def counter_for(self, field_id: str) -> Counter | None:
        """The first counter that serves a field of work."""
        return next((counter for counter in self.counters if field_id in counter.fields), None)

    def topic(self, topic_id: str) -> Topic | None:
        """A topic of news by its id."""
        return next((topic for topic in self.topics if topic.id == topic_id), None)

    def is_quiet(self, moment: datetime) -> bool:
        """Whether nobody should be written to unasked at a moment."""
        return self.quiet_hours.covers(moment.astimezone(VIETNAM).time())

    def quiet_until(self, moment: datetime) -> datetime | None:
        """The end of the quiet hours that a moment lies in, None outside of them."""
        return self.quiet_hours.end_after(moment)

    def missing(self, today: date | None = None) -> list[str]:
        """What the profile leaves open, a sentence each, for the operator."""
        return [sentence.format(**values) for sentence, values in self.gaps(today)]

    def gaps(self, today: date | None = None) -> list[Gap]:
        """What the profile leaves open: sentences to be translated, each with what fills its places."""
        today = today or Clock().local().date()
        found: list[Gap] = [(_ABSENT[key], {}) for key in _ABSENT if not getattr(self, key)]
        found += [(_NO_ADDRESS, {"desk": desk.name}) for desk in self.desks if not desk.address]
        found += [_unconfirmed(day) for day in self.special_days if day.on and not day.confirmed]
        years = [today.year, today.year + 1] if today.month >= _NOTICE_COMES else [today.year]
        found += [(_NO_NOTICE, {"year": year}) for year in years if year not in self.holidays.notices]
        return found


Gap = tuple[str, dict[str, object]]

_ABSENT = {
    "province": mark("province: not entered, the bot says that it does not know."),
    "desks": mark(
        "desks (name and address of the place where papers are taken in): not entered, the bot says that it does not "
        "know."
    ),
    "hotline": mark("hotline: not entered, the bot says that it does not know."),
    "hours": mark("hours: not entered, the bot says that it does not know."),
    "counters": mark(
        "counters (which counter serves which field of work): not entered, the bot says that it does not know."
    ),
    "hamlets": mark("hamlets (khóm): not entered, the bot says that it does not know."),
}
_NO_ADDRESS = mark("desks: {desk} has no address.")
_NO_NOTICE = mark(
    "holidays: the government's notice for {year} is not entered: days off around Tết and exchanged working days "
    "are reckoned, not read. Compare with the notice, correct, and add {year} to notices."
)
_UNCONFIRMED = mark("special_days: {day} is not confirmed: the bot asks people to check at the desk first.")
_KNOWN_FROM = mark(
    "special_days: {day} is not confirmed, known from {as_of}: the bot asks people to check at the desk first."
)


def _unconfirmed(day: SpecialDay) -> Gap:
    """That a special day is told with a reserve."""
    return (_KNOWN_FROM, {"day": day.name, "as_of": day.as_of}) if day.as_of else (_UNCONFIRMED, {"day": day.name})
