"""What an entry of the log is about and what else is known of it, as an administrator reads it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from bot.clock import VIETNAM
from bot.i18n import mark
from bot.notice_words import STATES
from bot.storage.audit import Entry
from bot.web.staff.call import CHANNELS, ROLE_NAMES, Call
from bot.web.staff.entries import ACTS as ENTRY_ACTS
from bot.web.staff.people import field_names
from bot.web.staff.visit_words import OUTCOMES

_NUMBERED = ("case", "group", "import", "inquiry", "notice", "suggestion", "template", "visit")
_SAID_BEFORE = ("name", "purpose")  # the act and the line say it already

DETAILS = {
    "account": mark("account"),
    "alone": mark("without a second person"),
    "again": mark("in spite of a like notice"),
    "change": mark("change no."),
    "code": mark("code"),
    "corrects": mark("corrects notice"),
    "count": mark("recipients"),
    "counts": mark("ballots of each level"),
    "counter": mark("counter"),
    "day": mark("day"),
    "deleted": mark("deleted"),
    "dossier": mark("dossier"),
    "due": mark("due"),
    "field": mark("field of work"),
    "kept": mark("kept"),
    "kind": mark("what"),
    "into": mark("joined to"),
    "new": mark("now"),
    "note": mark("a word"),
    "old": mark("before"),
    "others": mark("answered together"),
    "outcome": mark("state"),
    "people": mark("people who asked"),
    "procedure": mark("procedure"),
    "reason": mark("reason"),
    "received": mark("received"),
    "returned": mark("returned"),
    "state": mark("state"),
    "sent": mark("sent to the rater"),
    "title": mark("title"),
    "to": mark("to"),
    "unknown": mark("the uncertain ones too"),
    "urgent": mark("urgent"),
    "version": mark("version"),
    "was": mark("before"),
    "ways": mark("ways"),
    "why": mark("reason"),
}
"""What is kept beside an act, in words; one that is not here is shown by its name."""


def about(call: Call, names: dict[int, str], entry: Entry) -> str:
    """To what it was done: one of the staff by name, as others are called now, or a number on its page."""
    kind, _, number = entry.about.partition(":")
    if kind in _NUMBERED and number.isdecimal():
        return call.t("no. {number}", number=number)
    if kind == "entry":
        return number
    if kind in ("source", "http", "https"):
        return entry.about.removeprefix("source:")
    if kind != "staff" or not number.isdecimal() or int(number) == entry.staff:
        return ""
    return str(entry.detail.get("name") or names.get(int(number), entry.about))


def details(call: Call, entry: Entry) -> str:
    """What else is known of it, in short: what it was and is, then the rest by its name."""
    left = {name: value for name, value in entry.detail.items() if name not in _SAID_BEFORE}
    if "was" in left and entry.about.startswith("staff:"):
        new = next((name for name in ("role", "fields") if name in left), "")
        return f"{_words(call, left['was'])} → {_words(call, left[new] if new else entry.detail.get('name', ''))}"
    plain = [_words(call, left.pop(name)) for name in ("role", "channel", "fields") if left.get(name)]
    left.pop("fields", None)
    return "; ".join([*plain, *_named(call, left)])


def _named(call: Call, values: Mapping[str, object]) -> list[str]:
    """Each value after its name."""
    left = {name: value for name, value in values.items() if value not in ("", [], None)}
    return [f"{_name(call, name)}: {_words(call, value)}" for name, value in left.items()]


def _name(call: Call, name: str) -> str:
    if name.isdecimal():
        return call.t("level {number}", number=name)
    return call.t(DETAILS[name]) if name in DETAILS else name


def _words(call: Call, value: object) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return call.t("Yes") if value else call.t("No")
    if isinstance(value, Mapping):
        return ", ".join(_named(call, value))
    names = dict(field_names(call))
    if isinstance(value, list):
        return ", ".join(names.get(str(one), str(one)) for one in value) or call.t("all fields of work")
    roles = {str(role): name for role, name in ROLE_NAMES.items()}
    states = {str(state): name for state, name in STATES.items()}
    acts = {str(act): name for act, name in ENTRY_ACTS.items()}
    found = (OUTCOMES | states | roles | acts | CHANNELS).get(str(value))
    return call.t(found) if found else names.get(str(value)) or _moment(str(value))


def _moment(text: str) -> str:
    """A day or a moment of the machine as people write it; other words stay."""
    try:
        if len(text) == len("2026-11-23"):
            return f"{date.fromisoformat(text):%d/%m/%Y}"
        return f"{datetime.fromisoformat(text).astimezone(VIETNAM):%d/%m/%Y %H:%M}" if "T" in text else text
    except ValueError:
        return text
