"""What the pages about visits share: their words, their fields of work, and the days that forms and addresses name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot import codes
from bot.clock import VIETNAM
from bot.days import END_OF_DAY
from bot.i18n import mark
from bot.storage.visit_list import LATE, LINKED
from bot.storage.visits import Outcome, Visit
from bot.web.staff.call import Call

OUTCOMES: dict[str, str] = {
    Outcome.OPEN: mark("being worked on"),
    Outcome.DONE: mark("result ready"),
    Outcome.REFUSED: mark("refused"),
    Outcome.RETURNED: mark("handed back"),
    Outcome.WITHDRAWN: mark("withdrawn"),
}
STATES: dict[str, str] = {**OUTCOMES, LATE: mark("late and still open"), LINKED: mark("linked to a citizen's talk")}
SOURCES = {"import": mark("from a list"), "chat": mark("made in the chat"), "page": mark("made on this page")}


@dataclass(frozen=True)
class Shown:
    """A visit in words: its code in groups, what it is about, when it is due, and how it stands with its sign."""

    visit: Visit
    code: str
    field: str
    procedure: str
    counter: str
    due: str
    kind: str
    state: str


def shown(call: Call, visit: Visit) -> Shown:
    """A visit for a page."""
    late = visit.outcome == Outcome.OPEN and visit.due is not None and visit.due < call.now
    over = visit.due is not None and visit.returned is not None and visit.returned > visit.due
    entry = call.parts.shelf.library.entries.get(visit.entry or "")
    state = call.t(OUTCOMES[Outcome(visit.outcome)])
    if late or over:
        state = call.t("{state}, late", state=state)
    counters = {counter.id: counter.name for counter in call.parts.ward.counters}
    return Shown(
        visit,
        codes.shown(visit.code),
        dict(fields_of(call)).get(visit.field or "", visit.field or ""),
        visit.procedure or (entry.name if entry else ""),
        counters.get(visit.counter or "", visit.counter or ""),
        written(visit.due),
        "wrong" if late or over else "note" if visit.outcome in (Outcome.REFUSED, Outcome.RETURNED) else "fine",
        state,
    )


def may_see(call: Call, visit: Visit) -> bool:
    """Whether a visit is within the fields of work of who asks."""
    return visit.field is None or call.member.serves((visit.field,))


def fields_of(call: Call) -> list[tuple[str, str]]:
    """The fields of work with their names in the reader's language."""
    fields = call.parts.shelf.library.fields
    return [(field.id, field.name_en if call.language == "en" else field.name) for field in fields]


def written(moment: datetime | None) -> str:
    """A moment at the ward; its end of a day is the day alone."""
    if moment is None:
        return ""
    there = moment.astimezone(VIETNAM)
    alone = there.time() in (END_OF_DAY, time())
    return f"{there:%d/%m/%Y}" if alone else f"{there:%d/%m/%Y %H:%M}"


def day_of(text: str) -> date | None:
    """A day as a browser's date field sends it, or as people write it; None for anything else."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            found = datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        return found if 1990 <= found.year <= 2100 else None
    return None


def start_of(day: date | None, *, plus: int = 0) -> datetime | None:
    """The first moment of a day at the ward, or of a day after it."""
    return datetime.combine(day + timedelta(days=plus), time(), VIETNAM) if day else None


def end_of(day: date | None) -> datetime | None:
    """The last second of a day at the ward."""
    return datetime.combine(day, END_OF_DAY, VIETNAM) if day else None
