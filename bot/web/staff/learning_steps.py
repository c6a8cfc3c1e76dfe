"""What is decided on a group: taught as a way of asking, written anew, handed on, ignored; each can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

from sqlalchemy import Connection
from starlette.responses import Response

from bot.editing import Busy, Findings, check_aside
from bot.i18n import mark
from bot.learning import Group, decision_on
from bot.routes import Role
from bot.storage import entry_changes, groups
from bot.storage.entry_changes import Act, ChangeError, Proposal, Refusal
from bot.storage.groups import Decision, State
from bot.tidy import tidy
from bot.web.staff.call import Call, Page
from bot.web.staff.entries import CHANGES
from bot.web.staff.entries import PATH as ENTRIES
from bot.web.staff.entry_writing import BUSY
from bot.web.staff.learning import PATH, answers, found_group, words
from bot.web.staff.people import field_names
from faq import Entry, Kind
from faq.overlay import fingerprint
from faq.text import folded

_WAYS_OFFERED = 3
_WAYS_AT_ONCE = 20
_SLUG, _SHORT, _NAME, _ANSWER = 40, 60, 120, 1200  # letters that a new entry begins with
_LONGEST = 4000  # letters of the field with the ways
FASTER = mark("Somebody was faster. Please look at what was decided.")
REFUSED = {
    Refusal.UNKNOWN: mark("What you look for is not there (any more)."),
    Refusal.NOT_ALLOWED: mark("You may not do this. Nothing was changed."),
    Refusal.STATE: FASTER,
    Refusal.OWN: mark("You proposed this yourself: a second person has to look at it."),
    Refusal.REASON: mark("Please give a reason. Nothing was changed."),
    Refusal.CHANGED: mark("The entry was changed in the meantime. Please look once more."),
}
FIGURES = {
    "asked": mark("questions of the project with an answer here"),
    "first": mark("find their entry first"),
    "three": mark("find it among three"),
    "wrong": mark("answered from another entry"),
    "beyond": mark("questions that nothing here answers"),
    "invented": mark("of these answered all the same"),
}


async def teach(call: Call) -> Response:
    """How the group would be taught to an entry: the ways, what the check finds, the figures before and after."""
    group, entry = await found_group(call), _entry(call)
    if group is None:
        return call.missing()
    if entry is None:
        return call.to(f"{PATH}/{group.key}", call.t("Please choose an entry."))
    ways = _ways(str(call.request.query_params.get("cach", ""))) or [way.text for way in group.ways[:_WAYS_OFFERED]]
    return await _teaching(call, group, entry, ways)


async def propose(call: Call) -> Response:
    """Propose the ways for the entry; a second person decides."""
    group, entry = await found_group(call), _entry(call)
    if group is None or entry is None:
        return call.missing()
    ways, reason = _ways(str(call.form.get("cach", ""))), call.words("reason", groups.LONGEST_REASON)
    findings = await _checked(call, entry, ways)
    if findings is None or not findings.fine or not reason:
        return await _teaching(call, group, entry, ways, status=400, asked=True)
    proposal = Proposal(
        entry.id,
        Act.WAY,
        {"ways": ways},
        reason,
        entry.field,
        fingerprint(call.parts.shelf.library.laid.shipped.get(entry.id)),
        findings.figures(),
    )
    decision = decision_on(group, State.TAUGHT, reason, entry=entry.id)
    return await _decided(call, decision, call.t("Proposed. It waits for a second person."), proposal)


async def write(call: Call) -> Response:
    """On to the form of a new entry, filled with how people ask and, where there is one, an official's own answer."""
    group = await found_group(call)
    if group is None:
        return call.missing()
    answer = next((one for one in await answers(call, group) if one.inquiry == call.number("inquiry")), None)
    decision = decision_on(group, State.TAUGHT, call.t("A new entry is being written"))
    number = await call.parts.database.write(partial(groups.decide, by=call.by, decision=decision, now=call.now))
    if number is None:
        return call.to(PATH, call.t(FASTER))
    works = [field for field, _ in field_names(call) if field in group.fields and call.member.serves((field,))]
    values = {
        "kind": str(Kind.WARD),
        "id": "-".join(folded(group.words).split())[:_SLUG].rstrip("-"),
        "short": group.words[:_SHORT].strip(),
        "name": group.words[:_NAME].strip(),
        "field": (answer.field if answer and answer.field else "") or next(iter(works), ""),
        "ways": "\n".join(way.text for way in group.ways),
        "summary": answer.answer[:_ANSWER] if answer else "",
        "checked_on": str(call.parts.clock.local().date()),
        "group": str(number),
        "inquiry": str(answer.inquiry) if answer else "",
    }
    filled = {name: value for name, value in values.items() if value}
    said = call.t(
        "Please add where the answer stands (source) and from when it is: without them it cannot be proposed."
    )
    return call.to(f"{ENTRIES}/moi?{urlencode(filled)}", said)


async def hand_on(call: Call) -> Response:
    """Hand the group to the officials of another field of work."""
    group = await found_group(call)
    field, reason = call.words("field", 40), call.words("reason", groups.LONGEST_REASON)
    if group is None:
        return call.missing()
    if field not in {one.id for one in call.parts.shelf.library.fields} or not reason:
        return call.to(f"{PATH}/{group.key}", call.t("Please choose a field of work and give a reason."))
    decision = decision_on(group, State.MOVED, reason, field=field)
    return await _decided(call, decision, call.t("Handed on. The officials of that field see it now."))


async def ignore(call: Call) -> Response:
    """Nothing is to be learned from it."""
    group, reason = await found_group(call), call.words("reason", groups.LONGEST_REASON)
    if group is None:
        return call.missing()
    if not reason:
        return call.to(f"{PATH}/{group.key}", call.t("Please give a reason. Nothing was changed."))
    said = call.t("Put aside. It comes back if many more people ask it.")
    return await _decided(call, decision_on(group, State.IGNORED, reason), said)


async def reopen(call: Call) -> Response:
    """Take back that it was ignored or handed on."""
    group = await found_group(call)
    if group is None:
        return call.missing()
    reason = call.words("reason", groups.LONGEST_REASON)
    return await _decided(call, decision_on(group, State.OPEN, reason), call.t("It is open again."))


async def approve(call: Call) -> Response:
    """Let the proposal for a group go live: it is answered from the next question on."""
    group = await found_group(call)
    if group is None or group.change is None:
        return call.missing()
    change = group.change
    try:
        findings = await check_aside(call.parts.shelf.library, change.entry, change.act, change.body)
    except Busy:
        return call.to(f"{PATH}/{group.key}", call.t(BUSY))
    if not findings.fine:
        return call.to(f"{CHANGES}/{change.id}", call.t("It cannot be approved as it stands now; see below."))
    note, figures = call.words("note", 300), findings.figures()
    work = partial(entry_changes.decide, by=call.by, now=call.now, approve=True, note=note, figures=figures)
    return await _changed(call, work, call.t("It is live: from the next question on the bot knows it."))


async def refuse(call: Call) -> Response:
    """Refuse the proposal; the group is open again."""
    work = partial(entry_changes.decide, by=call.by, now=call.now, approve=False, note=call.words("note", 300))
    return await _changed(call, work, call.t("Refused. The group is open again."))


async def undo(call: Call) -> Response:
    """Take a live change back; the group is open again."""
    why = call.words("reason", groups.LONGEST_REASON)
    work = partial(entry_changes.undo, by=call.by, why=why, now=call.now)
    return await _changed(call, work, call.t("Taken back. The bot answers as it did before."))


async def _decided(call: Call, decision: Decision, said: str, proposal: Proposal | None = None) -> Response:
    """Keep a decision, with the proposal that goes with it, in one transaction."""

    def keep(connection: Connection) -> int | None:
        number = groups.decide(connection, call.by, decision, call.now)
        if number is not None and proposal is not None:
            entry_changes.propose(connection, call.by, _for_group(proposal, number), call.now)
        return number

    try:
        number = await call.parts.database.write(keep)
    except ChangeError as error:
        return call.to(f"{PATH}/{call.request.path_params['key']}", call.t(REFUSED[error.why]))
    if number is None:
        return call.to(PATH, call.t(FASTER))
    return call.to(f"{PATH}/g{number}", said)


def _for_group(proposal: Proposal, number: int) -> Proposal:
    return replace(proposal, group=str(number))


async def _changed(call: Call, work: Callable[..., object], said: str) -> Response:
    """Take a step of the group's change and have it used at once."""
    group = await found_group(call)
    if group is None or group.change is None:
        return call.missing()
    if str(group.change.id) != call.words("change", 12):
        return call.to(f"{PATH}/{group.key}", call.t(FASTER))
    try:
        await call.parts.database.write(partial(work, change=group.change.id))
    except ChangeError as error:
        return call.to(f"{PATH}/{group.key}", call.t(REFUSED[error.why]))
    await call.parts.taking_up.run()
    return call.to(f"{PATH}/{group.key}", said)


async def _teaching(
    call: Call, group: Group, entry: Entry, ways: list[str], *, status: int = 200, asked: bool = False
) -> Response:
    """The page on which ways are looked over."""
    findings = await _checked(call, entry, ways)
    return call.page(
        "staff/learning_teach.html",
        status=status,
        group=group,
        one=entry,
        ways=ways,
        findings=findings,
        figures=_figures(call, findings),
        reason=call.words("reason", groups.LONGEST_REASON),
        reason_missing=asked and not call.words("reason"),
        longest=groups.LONGEST_REASON,
        **words(call),
    )


async def _checked(call: Call, entry: Entry, ways: list[str]) -> Findings | None:
    """What teaching them would do; None where too many are checked at once."""
    try:
        return await check_aside(call.parts.shelf.library, entry.id, Act.WAY, {"ways": ways})
    except Busy:
        return None


def _figures(call: Call, findings: Findings | None) -> list[tuple[str, int, int]]:
    if findings is None or findings.before is None or findings.after is None:
        return []
    before, after = findings.before.as_json(), findings.after.as_json()
    return [(call.t(name), before[key], after[key]) for key, name in FIGURES.items()]


def _entry(call: Call) -> Entry | None:
    return call.parts.shelf.library.entries.get(call.words("muc", 40))


def _ways(text: str) -> list[str]:
    """One way a line, each once."""
    lines = (tidy(line, 200).strip() for line in text[:_LONGEST].splitlines())
    return list(dict.fromkeys(line for line in lines if line))[:_WAYS_AT_ONCE]


PAGES = (
    Page(f"{PATH}/{{key}}/cach-hoi", teach, Role.OFFICIAL),
    Page(f"{PATH}/{{key}}/cach-hoi", propose, Role.OFFICIAL, method="POST"),
    Page(f"{PATH}/{{key}}/viet", write, Role.OFFICIAL, method="POST"),
    Page(f"{PATH}/{{key}}/chuyen", hand_on, Role.OFFICIAL, method="POST"),
    Page(f"{PATH}/{{key}}/bo-qua", ignore, Role.OFFICIAL, method="POST"),
    Page(f"{PATH}/{{key}}/mo-lai", reopen, Role.OFFICIAL, method="POST"),
    Page(f"{PATH}/{{key}}/duyet", approve, Role.ADMINISTRATOR, method="POST"),
    Page(f"{PATH}/{{key}}/tu-choi", refuse, Role.ADMINISTRATOR, method="POST"),
    Page(f"{PATH}/{{key}}/hoan-lai", undo, Role.ADMINISTRATOR, method="POST"),
)
