"""Steps on an entry and on its changes: proposing, deciding, undoing, going back to an older version, an upgrade."""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.responses import Response

from bot.editing import Busy, Findings, check_aside
from bot.editing.comparing import compare
from bot.editing.folding import body_of
from bot.routes import Role
from bot.storage import entry_changes, staff
from bot.storage.entry_changes import LONGEST_REASON, Act, Change, ChangeError, Proposal, State
from bot.web.staff.call import Call, Page
from bot.web.staff.entries import CHANGES, PATH, known, previews, shown, words
from bot.web.staff.entry_writing import BUSY, REFUSALS
from faq import Entry, Library
from faq.overlay import fingerprint

_PAGE = 50


async def waiting(call: Call) -> Response:
    """What waits for a decision, oldest first."""
    page = max(1, call.number("trang", 1))
    work = partial(entry_changes.waiting, limit=_PAGE + 1, offset=(page - 1) * _PAGE)
    found = await call.parts.database.read(work)
    more = len(found) > _PAGE
    return call.page("staff/entry_waiting.html", found=found[:_PAGE], more=more, number=page, **words(call))


async def one(call: Call) -> Response:
    """One change: what differs, what it does, and the decision."""
    change = await _change(call)
    return call.missing() if change is None else await _shown(call, change)


async def decide(call: Call) -> Response:
    """Let it go live, after the check was made once more, or refuse it."""
    change = await _change(call)
    if change is None:
        return call.missing()
    approve = call.words("viec", 10) == "duyet"
    findings = None
    if approve:
        try:
            findings = await check_aside(call.parts.shelf.library, change.entry, change.act, change.body)
        except Busy:
            return await _shown(call, change, call.t(BUSY))
        if not findings.fine:
            return await _shown(call, change, call.t("It cannot be approved as it stands now; see below."))
    figures = findings.figures() if findings else None
    work = partial(
        entry_changes.decide,
        by=call.by,
        change=change.id,
        now=call.now,
        approve=approve,
        note=call.words("note", LONGEST_REASON),
        seen=call.number("seen"),
        figures=figures,
    )
    try:
        await call.parts.database.write(work)
    except ChangeError as error:
        return await _shown(call, await _change(call) or change, call.t(REFUSALS[error.why]))
    await call.parts.taking_up.run()
    told = call.t("Approved: it is in use now.") if approve else call.t("Refused; nothing has changed.")
    return call.to(f"{CHANGES}/{change.id}", told)


async def undo(call: Call) -> Response:
    """Take it back, at once."""
    change = await _change(call)
    if change is None:
        return call.missing()
    why = call.words("reason", LONGEST_REASON)
    try:
        await call.parts.database.write(
            partial(entry_changes.undo, by=call.by, change=change.id, why=why, now=call.now)
        )
    except ChangeError as error:
        return await _shown(call, await _change(call) or change, call.t(REFUSALS[error.why]))
    await call.parts.taking_up.run()
    return call.to(f"{CHANGES}/{change.id}", call.t("Undone: it is in use no more."))


async def propose(call: Call) -> Response:
    """Propose a step on an entry that needs no form of its own."""
    name = str(call.request.path_params["entry"])
    library = call.parts.shelf.library
    entry = known(library, name)
    made = await _step(call, library, name, entry)
    if entry is None or made is None:
        return call.missing()
    act, body = made
    try:
        findings = await check_aside(library, name, act, body)
    except Busy:
        return await shown(call, name, call.t(BUSY), 409)
    if not findings.fine:
        return await shown(call, name, "; ".join(one.said(call.t) for one in findings.forbidden), 400)
    reason = call.words("reason", LONGEST_REASON)
    base = fingerprint(library.laid.shipped.get(name))
    proposal = Proposal(name, act, body, reason, entry.field, base=base, figures=findings.figures())
    try:
        number = await call.parts.database.write(
            partial(entry_changes.propose, by=call.by, proposal=proposal, now=call.now)
        )
    except ChangeError as error:
        return await shown(call, name, call.t(REFUSALS[error.why]), 409)
    return call.to(f"{CHANGES}/{number}", call.t("Proposed. It is in use as soon as somebody approves it."))


async def _step(call: Call, library: Library, name: str, entry: Entry | None) -> tuple[Act, dict[str, Any]] | None:
    """What the form asks for: an act and its body; None for nothing that is known."""
    what = call.words("viec", 20)
    if what == "day":
        given = str(call.form.get("ways", ""))[:4000]
        return Act.WAY, {"ways": [line for raw in given.splitlines() if (line := " ".join(raw.split()))]}
    if what == "kiem-tra":
        return Act.CHECK, {"checked_on": call.parts.clock.local().date().isoformat()}
    if what == "giu" and entry is not None:  # keep the ward's at an upgrade: the same over what is shipped now
        own = library.overlay.entries.get(name)
        return (Act.WRITE, body_of(own)) if own else (Act.HIDE, {})
    if what == "ve-ban":
        change = await call.parts.database.read(partial(entry_changes.find, change=call.number("ban")))
        return (Act.WRITE, change.body) if change and change.entry == name and change.act is Act.WRITE else None
    plain = {"an": Act.HIDE, "hien": Act.SHOW, "phat-hanh": Act.RESET}
    return (plain[what], {}) if what in plain else None


async def _shown(call: Call, change: Change, wrong: str = "") -> Response:
    """The page of a change; one that waits is checked against the library of this moment."""
    library = call.parts.shelf.library
    findings = None
    if change.state is State.PROPOSED:
        try:
            findings = await check_aside(library, change.entry, change.act, change.body)
        except Busy:
            wrong = wrong or call.t(BUSY)
    newer = findings.entry if findings else None
    views = await previews(call, findings.library, change.entry) if findings and findings.library and newer else []
    administrators = [one for one in await call.parts.database.read(staff.listed) if one.role == staff.ADMINISTRATOR]
    last = await call.parts.database.read(partial(entry_changes.last, entry=change.entry))
    own = entry_changes.needs_second(administrators, change, call.member)
    return call.page(
        "staff/entry_change.html",
        status=409 if wrong else 200,
        change=change,
        wrong=wrong,
        differences=compare(library.entries.get(change.entry), newer) if newer or change.act is Act.HIDE else [],
        findings=findings,
        found=_said(call, findings),
        views=views,
        seen=last,
        may_decide=call.role is Role.ADMINISTRATOR,
        own=own,
        longest=LONGEST_REASON,
        **words(call),
    )


def _said(call: Call, findings: Findings | None) -> dict[str, list[tuple[str, str]]]:
    """What was found, with the part that it is about: what forbids the change, and what is worth a look."""
    if findings is None:
        return {"forbidden": [], "doubts": []}
    return {
        "forbidden": [(one.key, one.said(call.t)) for one in findings.forbidden],
        "doubts": [(one.key, one.said(call.t)) for one in findings.doubts],
    }


async def _change(call: Call) -> Change | None:
    return await call.parts.database.read(partial(entry_changes.find, change=call.number("change")))


PAGES = (
    Page(CHANGES, waiting, Role.OFFICIAL),
    Page(f"{CHANGES}/{{change:int}}", one, Role.OFFICIAL),
    Page(f"{CHANGES}/{{change:int}}/quyet", decide, Role.ADMINISTRATOR, method="POST"),
    Page(f"{CHANGES}/{{change:int}}/hoan-tac", undo, Role.ADMINISTRATOR, method="POST"),
    Page(f"{PATH}/xem/{{entry}}/buoc", propose, Role.OFFICIAL, method="POST"),
)
