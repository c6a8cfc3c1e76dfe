"""A collected record as a draft entry: its facts in the keys they belong to, its words still those of the portal."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

from faq.edition import UNDATED, read
from faq.procedure import (
    ASK,
    CODE,
    Confidence,
    Entry,
    Fee,
    FeeState,
    Form,
    Kind,
    Online,
    OnlineLevel,
    Paper,
    PaperForm,
    Source,
)
from faq.rules import BUTTON
from faq.text import folded

PORTAL = "https://dichvucong.gov.vn/"
_LONGEST_ID = 40
_COUNTED = re.compile(r"\s*\((\d{1,2})\s*(bản chính|bản sao)\)\s*$")
_SUM = re.compile(r"\d[\d.]* (?:đồng|đ)\b")
_EXEMPT = re.compile(r"^(?:không thu\b|miễn (?:lệ )?phí (?:cho|nếu|đối với)\b)", re.IGNORECASE)
_FREE = re.compile(r"miễn phí", re.IGNORECASE)  # the portal shows this word for every 0
_NO_DAYS = "Cổng không nhập số ngày"
_YEAR = re.compile(r"\d{4}(?:-\d{2}){0,2}")

Said = Annotated[str, StringConstraints(strip_whitespace=True), BeforeValidator(lambda value: value or "")]
Lines = Annotated[tuple[Said, ...], BeforeValidator(lambda value: value or ())]


class Record(BaseModel):
    """One line of a dump, as collected from portals; other keys are passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    code: Said = ""
    name_vi: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
    short_name: Said = ""
    field: Said = ""
    authority: Said = ""
    documents: Lines = ()
    time_limit: Said = ""
    fee: Said = ""
    channels: Lines = ()
    online_level: Said = ""
    forms: Lines = ()
    result: Said = ""
    legal_basis: Lines = ()
    conditions: Said = ""
    notes: Said = ""
    aliases: Lines = ()
    source: Said = ""
    source_url: Said = ""
    as_of: Said = ""
    confidence: Said = ""


def draft(record: Record, field: str) -> Entry:
    """The draft entry of a record in a field of work; raises ValueError (pydantic's too) saying what it lacks."""
    if not CODE.match(record.code):
        found = repr(record.code) if record.code else "none"
        raise ValueError(f"code: a procedure needs a national code of the form 1.001193 (found {found})")
    if not (record.source or record.source_url):
        raise ValueError("source: there is none, so nobody can compare the facts")
    short = _short(record)
    papers, remarks = _papers(record.documents)
    return Entry(
        id=f"ma-{record.code.replace('.', '-')}",
        kind=Kind.PROCEDURE,
        code=record.code,
        name=record.name_vi,
        short=short,
        field=field,
        ways=tuple(dict.fromkeys(way for way in record.aliases if folded(way))),
        summary=f"{short}: {record.authority or 'nguồn chưa ghi cơ quan nào'} giải quyết.",
        papers=papers,
        time=record.time_limit if record.time_limit not in ("", _NO_DAYS) else f"Chưa có số ngày trong nguồn. {ASK}",
        fee=_fee(record.fee),
        place=record.authority or f"Nguồn chưa ghi nơi nộp. {ASK}",
        online=Online(level=_online(record)),
        forms=tuple(Form(name=name) for name in record.forms if name),
        result=record.result,
        conditions=(record.conditions,) if record.conditions not in ("", "Không") else (),
        legal=tuple(law for law in record.legal_basis if law),
        notes=" ".join(filter(None, [record.notes, *remarks])),
        source=Source(title=_title(record), url=record.source_url),
        as_of=_as_of(record.as_of),
        confidence=_confidence(record),
        reviewed=False,
    )


def slug(text: str) -> str:
    """A text as an id: bare words with hyphens, as many whole ones as an id may hold."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    found = ""
    for word in re.findall(r"[a-z0-9]+", "".join(sign for sign in plain if not unicodedata.combining(sign))):
        longer = f"{found}-{word}" if found else word[:_LONGEST_ID]
        if len(longer) > _LONGEST_ID:
            break
        found = longer
    return found


def fits_button(text: str, most: int = BUTTON) -> str:
    """A name cut behind a whole word where it is longer than a button shows."""
    if len(text) <= most:
        return text
    return text[: most - 1].rpartition(" ")[0].rstrip(" ,;:(") + "…"


def _short(record: Record) -> str:
    return fits_button(record.short_name or re.sub(r"^thủ tục ", "", record.name_vi, flags=re.IGNORECASE))


def _papers(documents: Lines) -> tuple[tuple[Paper, ...], list[str]]:
    """The papers to bring, and the lines the portal counts 0 times: those are remarks."""
    papers: list[Paper] = []
    remarks: list[str] = []
    for line in filter(None, documents):
        match = _COUNTED.search(line)
        what = line[: match.start()] if match else line
        count = int(match[1]) if match else None
        if count == 0 or not what:
            remarks.append(what)
            continue
        form = PaperForm.ANY if match is None else PaperForm.COPY if match[2] == "bản sao" else PaperForm.ORIGINAL
        papers.append(Paper(what=what, form=form, count=count))
    return tuple(papers), remarks


def _fee(text: str) -> Fee:
    """The three honest states of a fee: "Miễn phí" beside a 0 on the portal is none that was published."""
    if _EXEMPT.search(text) and not _FREE.search(text):
        return Fee(state=FeeState.EXEMPT, text=text)
    if _SUM.search(text) and not re.search(r"\b0 (?:đồng|đ)\b", text, re.IGNORECASE):
        return Fee(state=FeeState.AMOUNT, text=text)
    if not text or _FREE.search(text) or re.search(r"\bhỏi\b", text):
        return Fee(state=FeeState.UNPUBLISHED, text="Cổng không công bố mức thu.")
    return Fee(state=FeeState.UNPUBLISHED, text=text)


def _online(record: Record) -> OnlineLevel:
    if record.online_level.startswith("toàn trình"):
        return OnlineLevel.FULL
    if not record.channels:
        return OnlineLevel.UNKNOWN
    return OnlineLevel.YES if "trực tuyến" in record.channels else OnlineLevel.NO


def _title(record: Record) -> str:
    return "Cổng Dịch vụ công quốc gia" if record.source_url.startswith(PORTAL) else record.source or record.source_url


def _as_of(text: str) -> object:
    """The date of the source as far as it can be read, "none" where it cannot."""
    try:
        return read(text) or UNDATED
    except ValueError:
        match = _YEAR.match(text)
        return read(match.group()) if match else UNDATED


def _confidence(record: Record) -> Confidence:
    """The record's own, low where it has but a name or says nothing."""
    known = record.confidence in Confidence._value2member_map_ and record.documents
    return Confidence(record.confidence) if known else Confidence.LOW
