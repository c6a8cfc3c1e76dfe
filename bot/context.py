"""What every handler is given: who speaks, the talk so far, the words, the ward, the library, the stores, the time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import Any, Self

from bot.attempts import Attempts
from bot.channels.base import Limits
from bot.clock import Clock
from bot.counter_codes import AtCounter, CounterCodes, Why
from bot.i18n import Catalogue
from bot.inquiry_words import Voice
from bot.newsroom import Newsroom
from bot.settings import Settings
from bot.storage import keys
from bot.storage.cases import CaseDesk
from bot.storage.database import Unit
from bot.storage.inquiry_citizen import OwnInquiry
from bot.storage.inquiry_desk import InquiryDesk
from bot.storage.keys import COUNTERS
from bot.storage.membership import Membership
from bot.storage.own_ratings import OwnRatings
from bot.storage.own_suggestions import OwnSuggestions
from bot.storage.people import People, Person
from bot.storage.questions import Questions
from bot.storage.rating_forms import Forms
from bot.storage.subscriptions import Subscriptions
from bot.storage.visits import Visits
from bot.ward import Ward
from faq import Library

TALK_LASTS = timedelta(minutes=30)


@dataclass
class Talk:
    """What is being talked about; forgotten after `TALK_LASTS` of silence.

    `about` is the entry last answered, `topic` what was asked of it, `question` the id of the kept question, `step` the
    name of an open step that wants the next words, `choices` the (label, data) pairs last offered, in their order.
    """

    about: str = ""
    topic: str = ""
    question: str = ""
    step: str = ""
    asked_helpful: bool = False  # the last answer was followed by "did this help?"
    notes: dict[str, str] = field(default_factory=dict)
    choices: list[tuple[str, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """A plain form for the steps table."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Self:
        """The inverse of `as_json`; unknown keys of another version are left out."""
        known = {name: plain[name] for name in cls.__dataclass_fields__ if name in plain}
        known["choices"] = [(label, data) for label, data in plain.get("choices", [])]
        return cls(**known)


@dataclass
class Context:
    """One turn of a talk, from the message that opened it to its replies. Made by the switchboard."""

    person: Person
    talk: Talk
    unit: Unit
    ward: Ward
    library: Library
    clock: Clock
    catalogue: Catalogue
    limits: Limits
    language: str
    settings: Settings
    attempts: Attempts
    site: str  # the address of the pages, without a slash at its end
    deep_links: Callable[[str], list[str]]  # the addresses that open the bot with a payload, one for each channel
    newsroom: Newsroom
    fetch: Callable[[str], Awaitable[bytes]]  # a picture by its channel's name of it, b"" if it is gone
    urgent: bool = False  # an emergency: nothing else is said before or beside it

    def t(self, message: str, /, **values: object) -> str:
        """A sentence in the person's language; `values` fill its named places, {like} this."""
        return self.catalogue.translate(self.language, message, **values)

    def tn(self, one: str, many: str, count: int, /, **values: object) -> str:
        """A sentence that depends on a count; {count} is filled too."""
        return self.catalogue.plural(self.language, one, many, count, **values)

    @property
    def now(self) -> datetime:
        """The moment, as the ward's wall clock shows it."""
        return self.clock.local()

    @cached_property
    def people(self) -> People:
        """The person's own record."""
        return People(self.unit, self.person)

    @cached_property
    def membership(self) -> Membership:
        """The person's part in the ward's staff."""
        return Membership(self.unit, self.person)

    @cached_property
    def questions(self) -> Questions:
        """The person's questions."""
        return Questions(self.unit, self.person)

    @cached_property
    def cases(self) -> CaseDesk:
        """The cases that ratings opened, for administrators."""
        return CaseDesk(self.unit, self.person)

    @cached_property
    def inquiry(self) -> OwnInquiry:
        """What the person asked the ward's officials."""
        return OwnInquiry(self.unit, self.person)

    @cached_property
    def inquiries(self) -> InquiryDesk:
        """What citizens asked the ward's officials, for these."""
        return InquiryDesk(self.unit, self.person)

    @property
    def voice(self) -> Voice:
        """The words of inquiries."""
        return Voice(self.catalogue, self.library, self.settings.desk_names)

    @cached_property
    def ratings(self) -> OwnRatings:
        """The person's ratings, as long as they are open."""
        return OwnRatings(self.unit, self.person)

    @cached_property
    def suggestions(self) -> OwnSuggestions:
        """What the person suggests and agrees with."""
        return OwnSuggestions(self.unit, self.person)

    @cached_property
    def subscriptions(self) -> Subscriptions:
        """What news the person wants."""
        return Subscriptions(self.unit, self.person)

    @cached_property
    def forms(self) -> Forms:
        """Forms for ratings that the person was shown."""
        return Forms(self.unit, self.person)

    @cached_property
    def visits(self) -> Visits:
        """Visits to the desk, as far as they concern the person."""
        return Visits(self.unit, self.person)

    async def read_counter_code(self, code: str) -> AtCounter | Why:
        """What the code of a poster says today."""
        key = await self.unit.now(partial(keys.key, name=COUNTERS, now=self.clock.now()))
        counters = tuple(counter.id for counter in self.ward.counters)
        return CounterCodes(key, self.ward.name, counters).read(code, self.now.date())
