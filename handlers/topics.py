"""The words of each topic of a procedure: papers, fee, time, place, online, form, conditions. Facts are never cut."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.context import Context
from faq import Entry, Topic
from faq.procedure import ASK, FeeState, OnlineLevel, Paper, PaperForm
from handlers import profile

ROOMY = 100_000  # characters: more than any entry holds

_CASE_STARTS = ("khi ", "chỉ ", "nếu ", "trừ ", "tùy ", "thường ", "do ")  # a case that reads well without "khi"

# Decree 118/2025/NĐ-CP: one-stop centres of a province take in files whatever the ward. Said where the place is just
# that; not of certification, whose entries tell their own rule, nor of the police or the military command.
_ONE_STOP = "Trung tâm Phục vụ hành chính công"
_OWN_RULE = "chung-thuc"

_FROM_END_TO_END = ("trọn", "toàn trình")  # an entry whose words already say that nothing is left to do at the desk

Section = Callable[[Entry, Context, int], str]


def section(topic: Topic, entry: Entry, context: Context, room: int = ROOMY) -> str:
    """What is known of a topic; `room` is how many characters a list may take."""
    return _SECTIONS[topic](entry, context, room)


def has(topic: Topic, entry: Entry) -> bool:
    """Whether an entry says anything of a topic."""
    there: dict[Topic, object] = {
        Topic.PAPERS: entry.papers,
        Topic.FEE: entry.fee,
        Topic.TIME: entry.time,
        Topic.PLACE: entry.place,
        Topic.ONLINE: entry.online.text or entry.online.level is not OnlineLevel.UNKNOWN,
        Topic.FORM: entry.forms,
        Topic.CONDITIONS: entry.conditions,
        Topic.HOW: entry.how,
        Topic.GENERAL: True,
    }
    return bool(there[topic])


def benefit(entry: Entry, context: Context) -> str:
    """The money that is paid out."""
    return context.t("You receive: {text}", text=_closed(entry.benefit))


def remarks(entry: Entry, context: Context) -> list[str]:
    """What is good to know beside the facts."""
    return [context.t("Good to know: {notes}", notes=_closed(entry.notes))] if entry.notes else []


def whom(entry: Entry, context: Context) -> str:
    """Who knows more, and has the forms: those who handle it."""
    t = context.t
    if entry.place.startswith("Công an"):
        return t("the ward police")
    if entry.place.startswith("Ban Chỉ huy"):
        return t("the ward military command")
    return t("the school") if entry.place.startswith("Trường") else t("the desk")


def legal(entry: Entry, context: Context) -> list[str]:
    """The laws it rests on."""
    return [context.t("Legal basis: {papers}", papers=", ".join(entry.legal) + ".")] if entry.legal else []


def rest(entry: Entry, context: Context) -> list[str]:
    """What only the full view shows: result, remarks, legal basis."""
    t = context.t
    result = [t("What you get: {result}", result=_closed(entry.result))] if entry.result else []
    return [*result, *remarks(entry, context), *legal(entry, context)]


def listed(lines: Sequence[str], context: Context) -> list[str]:
    """Lines with numbers before them; with dashes where choices have numbers: a typed "2" can mean one thing only."""
    if context.limits.shows_numbers:
        return [f"– {line}" for line in lines]
    return [f"{number}. {line}" for number, line in enumerate(lines, 1)]


def _closed(text: str) -> str:
    """A text as a sentence that another may follow."""
    return text if text.endswith((".", "!", "?", "…", ASK)) else text + "."


def _general(entry: Entry, context: Context, room: int) -> str:
    return entry.summary_en if context.language == "en" and entry.summary_en else entry.summary


def _papers(entry: Entry, context: Context, room: int) -> str:
    if not entry.papers:
        return context.t("Papers: no source lists them. {summary}", summary=_general(entry, context, room))
    always = [_paper(paper, context) for paper in entry.papers if paper.usual or not paper.when]
    more = [_paper(paper, context) for paper in entry.papers if paper.when and not paper.usual]
    shown = len(always) + len(more)
    while len(said := _checklist(always, more, shown, context)) > room and shown > 1:
        shown -= 1
    return said


def _checklist(always: list[str], more: list[str], shown: int, context: Context) -> str:
    """The first lines of the checklist, what everybody needs before what some need, and how many are left."""
    t = context.t
    lines = listed([*always, *more][:shown], context)
    if not more:
        text = "\n".join([t("Please prepare:"), *lines])
    elif not always:
        text = "\n".join([t("Depending on your case:"), *lines])
    else:
        first, then = lines[: len(always)], lines[len(always) :]
        text = "\n".join([t("Everybody needs:"), *first, *([t("Depending on your case also:"), *then] if then else [])])
    if left := len(always) + len(more) - shown:
        text += "\n" + context.tn(
            "There is {count} more paper; press or type “Show all”.",
            "There are {count} more papers; press or type “Show all”.",
            left,
        )
    return text


def _paper(paper: Paper, context: Context) -> str:
    """One line of the checklist: what, in which form, how many, and in which case."""
    t = context.t
    forms = {
        PaperForm.FORM: t("a form to fill in"),
        PaperForm.ORIGINAL: t("hand in the original"),
        PaperForm.COPY: t("hand in a copy"),
        PaperForm.SHOW: t("just show it"),
        PaperForm.ANY: "",
    }
    count = context.tn("{count} piece", "{count} pieces", paper.count) if paper.count else ""
    how = ", ".join(part for part in (forms[paper.form], count) if part)
    case = paper.when if paper.when.startswith(_CASE_STARTS) else t("when {case}", case=paper.when)
    return paper.what + (f" – {how}" if how else "") + (f" ({case})" if paper.when else "")


def _fee(entry: Entry, context: Context, room: int) -> str:
    t = context.t
    if entry.fee is None:
        return t("Fee: the source says nothing about it.") + f" {ASK}"
    text = _closed(entry.fee.text)
    if entry.benefit:
        said = benefit(entry, context) + "\n" + t("Fee for filing: {text}", text=text)
    else:
        said = t("Fee: {text}", text=text)
    if entry.fee.state is FeeState.UNPUBLISHED:
        said += " " + t("Not published does not mean free of charge.") + f" {ASK}"
    return said


def _time(entry: Entry, context: Context, room: int) -> str:
    t = context.t
    if not entry.time:
        return t("Time: the source says nothing about it.") + f" {ASK}"
    said = t("Time: {text}", text=_closed(entry.time))
    if entry.same_day and "15 giờ" not in entry.time:
        said += " " + t("This is usually handed back the same day; please come before 3 p.m.")
    return said


def _place(entry: Entry, context: Context, room: int) -> str:
    t = context.t
    if not entry.place:
        return t("Where: the source says nothing about it.") + f" {ASK}"
    lines = [t("Where: {text}", text=_closed(entry.place))]
    province = context.ward.province
    if province and entry.place.startswith(_ONE_STOP) and entry.field != _OWN_RULE:
        lines.append(t("Any other ward or commune of {province} takes it in too.", province=province))
    if "một cửa" in entry.place:
        lines += _desk_lines(entry, context)
    return "\n".join(lines)


def _desk_lines(entry: Entry, context: Context) -> list[str]:
    """Counter and address of the ward's one-stop centre, or that they are not known."""
    t, ward = context.t, context.ward
    counter = ward.counter_for(entry.field)
    lines = [t("Counter: {name}.", name=counter.name)] if counter else []
    addresses = [f"{desk.name}, {desk.address}" for desk in ward.desks if desk.address]
    if addresses:
        lines.append(t("Address: {address}.", address="; ".join(addresses)))
    if not counter and not addresses:
        lines.append(profile.way_there(context))
    return lines


def _online(entry: Entry, context: Context, room: int) -> str:
    t, text = context.t, entry.online.text
    match entry.online.level:
        case OnlineLevel.UNKNOWN if text:
            return t("Online: {text}", text=text)
        case OnlineLevel.UNKNOWN:
            return t("Online: the source does not say whether it is possible.") + f" {ASK}"
        case OnlineLevel.NO:
            return t("Online: not possible yet. {text}", text=text or t("Please come in person."))
        case OnlineLevel.PARTIAL:
            return t("Online: in part, you still have to come to the desk. {text}", text=text).strip()
        case OnlineLevel.FULL if not any(word in text for word in _FROM_END_TO_END):
            return t("Online: yes, from beginning to end. {text}", text=text).strip()
        case _:
            return t("Online: {text}", text=text or t("yes, you can apply online."))


def _form(entry: Entry, context: Context, room: int) -> str:
    t = context.t
    if not entry.forms:
        return t("Form: the source names none of its own.") + f" {ASK}"
    names = [f"{form.name} ({form.code})" if form.code else form.name for form in entry.forms]
    one = t("To fill in: {name}.", name=names[0])
    lines = [one if len(names) == 1 else t("To fill in:") + "\n".join(["", *listed(names, context)])]
    if not any(form.url for form in entry.forms):
        lines.append(
            t("You get it at {whom}, or on the portal by the code {code}.", whom=whom(entry, context), code=entry.code)
        )
    return "\n".join(lines)


def _conditions(entry: Entry, context: Context, room: int) -> str:
    if not entry.conditions:
        return context.t("Conditions: the source names none. {summary}", summary=_general(entry, context, room))
    return context.t("Conditions:") + "\n".join(["", *listed(entry.conditions, context)])


def _how(entry: Entry, context: Context, room: int) -> str:
    if not entry.how:
        return _general(entry, context, room)
    return context.t("How it goes:") + "\n".join(["", *listed(entry.how, context)])


_SECTIONS: dict[Topic, Section] = {
    Topic.GENERAL: _general,
    Topic.PAPERS: _papers,
    Topic.FEE: _fee,
    Topic.TIME: _time,
    Topic.PLACE: _place,
    Topic.ONLINE: _online,
    Topic.FORM: _form,
    Topic.CONDITIONS: _conditions,
    Topic.HOW: _how,
}
