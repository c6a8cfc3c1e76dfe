"""What one entry of the library holds: a procedure, a ward question, a redirect, small talk, or a group to ask back."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from faq.edition import Edition, read

CODE = re.compile(r"^\d\.\d{6}$")
ASK = "{ask}"  # behind a fact that is not sure: the answer asks once to check with those who know


class Topic(StrEnum):
    """What a citizen asks of an entry first."""

    PAPERS = "papers"
    FEE = "fee"
    TIME = "time"
    PLACE = "place"
    HOW = "how"
    ONLINE = "online"
    FORM = "form"
    CONDITIONS = "conditions"
    GENERAL = "general"


class Kind(StrEnum):
    """What sort of answer an entry gives."""

    PROCEDURE = "procedure"
    WARD = "ward"
    REDIRECT = "redirect"
    SMALLTALK = "smalltalk"
    GROUP = "group"


class PaperForm(StrEnum):
    """In what form a paper is wanted."""

    FORM = "form"  # a form to fill in
    ORIGINAL = "original"  # hand in the original
    COPY = "copy"  # hand in a copy
    SHOW = "show"  # show it, keep it
    ANY = "any"  # the source does not say


class FeeState(StrEnum):
    """The three honest things one can say about a fee."""

    EXEMPT = "exempt"  # a source says plainly that nobody (or who) pays nothing
    AMOUNT = "amount"  # a source names the sum
    UNPUBLISHED = "unpublished"  # the portal shows 0 or nothing; the province's council decides


class OnlineLevel(StrEnum):
    """How far the procedure can be done on the national portal."""

    FULL = "full"  # toàn trình
    PARTIAL = "partial"  # một phần
    YES = "yes"  # can be filed online, the source does not say how far
    NO = "no"
    UNKNOWN = "unknown"


class ProxyWriting(StrEnum):
    """Whether an official may fill in the form for a citizen on the Wednesday service."""

    ALLOWED = "allowed"
    SELF_SIGN = "self-sign"  # may be filled in by another, must be signed in person
    NOT_ALLOWED = "not-allowed"
    ASK = "ask"  # not known: the official decides


class Confidence(StrEnum):
    """How sure the facts are."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Strict(BaseModel):
    """Refuses unknown keys, so that a slip in a data file is found and not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


Text = Annotated[str, StringConstraints(min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]


class Paper(Strict):
    """One paper to bring: `count` is how many (None: not said), `when` the case in which it is needed ("" = always).

    `usual` says of a case that it is most people's, as filing in person is.
    """

    what: Text
    form: PaperForm = PaperForm.ANY
    count: int | None = Field(default=None, ge=1, le=20)
    when: str = ""
    usual: bool = False


class Fee(Strict):
    """The fee in words, with the state the words stand for."""

    state: FeeState
    text: Text


class Online(Strict):
    """Filing online: the level and, if there is more to say, a sentence."""

    level: OnlineLevel = OnlineLevel.UNKNOWN
    text: str = ""


class Form(Strict):
    """A form to fill in: its name, its official code (CT01 ...) and where to get it, each if known."""

    name: Text
    code: str = ""
    url: str = ""


class Source(Strict):
    """Where the facts were read; a law's title holds its own date, where that is known."""

    title: Text
    url: str = ""


class Entry(Strict):
    """One thing the ward knows.

    `id` is stable and short, for buttons. `ways` are ways of asking as people type them, beside `name` and `short`
    which are searched too. `summary` is the answer in two or three sentences, said as to an older neighbour, with
    what to bring first. For ward questions and redirects `summary` is the whole answer; `{hours}`, `{address}`,
    `{hotline}`, `{ward}`, `{portal}` and `{wednesday}` in it are filled from the ward's profile. `{ask}` behind any
    fact says that it is not sure: an answer then ends with one plea to ask, so the facts themselves hold none.
    `reviewed = false` marks a draft, as `python -m faq import` writes them: nobody has compared or reworded it yet, so
    it needs no `checked_on`, and the answer says so.
    """

    id: Slug
    kind: Kind
    name: Text
    short: Text
    name_en: str = ""
    code: str | None = None
    other_codes: tuple[str, ...] = ()
    field: Slug = "chung"
    ways: tuple[Text, ...] = ()

    summary: str = ""
    summary_en: str = ""
    papers: tuple[Paper, ...] = ()
    time: str = ""
    benefit: str = ""  # what is paid out, where that is the point: the sum, or who sets it
    fee: Fee | None = None
    place: str = ""
    how: tuple[Text, ...] = ()
    online: Online = Online()
    forms: tuple[Form, ...] = ()
    result: str = ""
    conditions: tuple[Text, ...] = ()
    legal: tuple[Text, ...] = ()
    proxy: ProxyWriting = ProxyWriting.ASK
    same_day: bool = False
    notes: str = ""
    related: tuple[Slug, ...] = ()

    agency: str = ""  # redirects: who handles it
    phone: str = ""  # redirects: a national number that a source shows (113, 115 ...)
    intent: str = ""  # small talk: greet, thanks, ask-human ...; ward questions: the live fact asked (hours ...)
    question: str = ""  # groups: the question that tells the members apart
    members: tuple[Slug, ...] = ()  # groups: the entries to choose from

    source: Source | None = None
    as_of: Annotated[Edition | None, BeforeValidator(read)] = (
        None  # when the source stood like this; see faq/edition.py
    )
    checked_on: date | None = None  # the day one of us compared it
    confidence: Confidence = Confidence.HIGH
    reviewed: bool = True

    @property
    def name_only(self) -> bool:
        """Whether the portal's catalogue names the procedure and who handles it, and nothing else is known."""
        return self.kind is Kind.PROCEDURE and not self.papers and self.confidence is Confidence.LOW

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """Each kind has what its answers need."""
        for code in (*([self.code] if self.code else []), *self.other_codes):
            if not CODE.match(code):
                raise ValueError(f"code: {code!r} is not of the form 1.001193")
        needs = {*NEEDS[self.kind]} - ({"checked_on"} if not self.reviewed else set())
        missing = [name for name in NEEDS[self.kind] if name in needs - {"as_of"} and not getattr(self, name)]
        missing += {"as_of"} & needs - self.model_fields_set  # "none" is an answer, silence is not
        if missing:
            raise ValueError(f"{self.kind} entry lacks: {', '.join(missing)}")
        if self.kind is not Kind.PROCEDURE and self.code:
            raise ValueError("code: only procedures have one")
        return self


NEEDS: dict[Kind, tuple[str, ...]] = {
    Kind.PROCEDURE: ("code", "summary", "fee", "time", "place", "source", "as_of", "checked_on"),
    Kind.WARD: ("summary", "ways", "source", "as_of", "checked_on"),
    Kind.REDIRECT: ("summary", "ways", "agency", "source", "as_of", "checked_on"),
    Kind.SMALLTALK: ("ways", "intent"),
    Kind.GROUP: ("ways", "question", "members"),
}


class FieldOfWork(Strict):
    """A field of work, as the desk's menu shows it; `name_en` for English readers, `order` in the menu."""

    id: Slug
    name: Text
    name_en: Text
    order: int = 100
