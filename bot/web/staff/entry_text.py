"""What the library says of an entry, as plain words to be put into an answer and changed there."""

from __future__ import annotations

from functools import partial

from bot.i18n import mark
from bot.storage.inquiries import Inquiry
from bot.web.staff.call import Call
from faq import Entry, Kind

PARTS = {"all": mark("all of it"), "papers": mark("papers"), "cost": mark("time and fee"), "place": mark("where")}
_SHOWN = 4
_KINDS = (Kind.PROCEDURE, Kind.WARD, Kind.REDIRECT)


def suggested(call: Call, inquiry: Inquiry, search: str = "") -> list[tuple[Entry, list[tuple[str, str]]]]:
    """Entries that may answer a question, with the parts they have: what the bot had said, then what is found."""
    library = call.parts.shelf.library
    found = [candidate.entry for candidate in library.search(search or inquiry.question or "").candidates]
    said = library.entries.get(inquiry.entry or "")
    entries = [*([said] if said and not search else []), *found]
    once = {entry.id: entry for entry in entries if entry.kind in _KINDS and "{" not in entry.summary}
    return [(entry, _parts_of(entry)) for entry in list(once.values())[:_SHOWN]]


def words(call: Call, entry: Entry, part: str) -> str:
    """One part of an entry, or all of it, with its source; in Vietnamese, as the library has it."""
    t = partial(call.parts.catalogue.translate, "vi")
    cost = [t("Time: {time}", time=entry.time)] if entry.time else []
    cost += [t("Fee: {fee}", fee=entry.fee.text)] if entry.fee else []
    papers = [t("Papers to bring:"), *(f"- {_paper(entry, place)}" for place in range(len(entry.papers)))]
    parts = {
        "papers": papers if entry.papers else [],
        "cost": cost,
        "place": [t("Where: {place}", place=entry.place)] if entry.place else [],
    }
    whole = [entry.summary, *(line for lines in parts.values() for line in lines)]
    chosen = parts.get(part) or whole
    source = [t("Source: {source}", source=entry.source.title)] if entry.source else []
    return "\n".join(line for line in [f"{entry.short}:", *chosen, *source] if line)


def _parts_of(entry: Entry) -> list[tuple[str, str]]:
    """What of an entry can be put in, with its name."""
    there = {"all": True, "papers": entry.papers, "cost": entry.time or entry.fee, "place": entry.place}
    return [(name, words) for name, words in PARTS.items() if there[name]]


def _paper(entry: Entry, place: int) -> str:
    """A paper with the case in which it is needed."""
    paper = entry.papers[place]
    return f"{paper.what} ({paper.when})" if paper.when else paper.what
