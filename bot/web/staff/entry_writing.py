"""Writing an entry: the form, the check, the proposal. What was typed is never lost."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from starlette.responses import Response

from bot.editing import Busy, Findings, check_aside
from bot.editing.labels import KINDS, VALUES
from bot.i18n import mark
from bot.routes import Role
from bot.storage import entry_changes
from bot.storage.entry_changes import LONGEST_REASON, Act, ChangeError, Proposal, Refusal
from bot.web.staff.call import Call, Page
from bot.web.staff.entries import CHANGES, PATH, entry_path, known, previews, words
from bot.web.staff.entry_form import ROWS, Values, body_from, empty, row_numbers, typed, values_of
from faq import Kind
from faq.overlay import fingerprint

REFUSALS = {
    Refusal.UNKNOWN: mark("This change is not there (any more)."),
    Refusal.NOT_ALLOWED: mark("This entry is of a field of work that is not yours, or your role has changed."),
    Refusal.STATE: mark("Somebody else was faster. This is how it stands now."),
    Refusal.OWN: mark("Whoever proposes a change does not approve it: somebody else has to."),
    Refusal.REASON: mark("Please give the reason: whoever reads the history will want to know it."),
    Refusal.CHANGED: mark("The entry was changed after you opened this page. Please read it once more."),
}
BUSY = mark(
    "Several changes are being checked at this moment. Please try again in a minute; nothing you typed is lost."
)
WRITTEN_HERE = (Kind.WARD, Kind.PROCEDURE, Kind.REDIRECT, Kind.GROUP)


async def new(call: Call) -> Response:
    """The form of an entry that is not there yet; the address may prefill every part by its name, such as ?short=."""
    kinds = {str(kind): kind for kind in WRITTEN_HERE}
    kind = kinds.get(call.words("kind", 20), Kind.WARD)
    own = next((field for field, _ in words(call)["fields"].items() if call.member.serves((field,))), "")
    return await _form(call, "", {**empty(kind, own), **typed(call)})


async def edit(call: Call) -> Response:
    """The form of an entry."""
    name = str(call.request.path_params["entry"])
    entry = known(call.parts.shelf.library, name)
    if entry is None:
        return call.missing()
    return await _form(call, name, values_of(entry))


async def make(call: Call) -> Response:
    """Take the form of a new entry."""
    values = typed(call)
    name = values.get("id", "")
    if known(call.parts.shelf.library, name) is not None:
        return await _form(
            call, "", values, errors={"id": call.t("There is an entry with this id already.")}, status=400
        )
    return await _take(call, name, values, new=True)


async def change(call: Call) -> Response:
    """Take the form of an entry that is there."""
    name = str(call.request.path_params["entry"])
    entry = known(call.parts.shelf.library, name)
    if entry is None:
        return call.missing()
    values = typed(call) | {"id": name, "kind": str(entry.kind)}
    if call.number("seen") != await call.parts.database.read(partial(entry_changes.last, entry=name)):
        text = call.t("Somebody changed this entry while you wrote. What you typed is here; compare before you go on.")
        return await _form(call, name, values, wrong=text, status=409)
    return await _take(call, name, values)


async def _take(call: Call, name: str, values: Values, *, new: bool = False) -> Response:
    """Check what was typed, and propose it or show the form again."""
    body = body_from(values)
    library, shown_as = call.parts.shelf.library, "" if new else name
    try:
        findings = await check_aside(library, name, Act.WRITE, body)
    except Busy:
        return await _form(call, shown_as, values, wrong=call.t(BUSY), status=409)
    if not findings.fine or call.words("viec", 10) == "xem":
        return await _form(call, shown_as, values, findings=findings, status=200 if findings.fine else 400)
    if findings.entry == library.entries.get(name):
        return await _form(call, shown_as, values, wrong=call.t("Nothing was changed."), status=400)
    proposal = Proposal(
        name,
        Act.WRITE,
        body,
        call.words("reason", LONGEST_REASON),
        str(body.get("field", "")),
        base=fingerprint(library.laid.shipped.get(name)),
        figures=findings.figures(),
        group=call.words("group", 64) or None,
        inquiry=call.number("inquiry") or None,
    )
    work = partial(entry_changes.propose, by=call.by, proposal=proposal, now=call.now)
    try:
        number = await call.parts.database.write(work)
    except ChangeError as error:
        errors = {"reason": call.t(REFUSALS[error.why])} if error.why is Refusal.REASON else {}
        wrong = "" if errors else call.t(REFUSALS[error.why])
        return await _form(call, shown_as, values, wrong=wrong, errors=errors, status=400 if errors else 409)
    return call.to(f"{CHANGES}/{number}", call.t("Proposed. It is in use as soon as somebody approves it."))


async def _form(
    call: Call,
    name: str,
    values: Values,
    *,
    findings: Findings | None = None,
    errors: Mapping[str, str] | None = None,
    wrong: str = "",
    status: int = 200,
) -> Response:
    """The form with what was typed; what a check found stands beside its part."""
    beside: dict[str, str] = dict(errors or {})
    for one in findings.forbidden if findings else ():
        beside[one.key] = "; ".join(filter(None, [beside.get(one.key, ""), one.said(call.t)]))
    views = []
    if findings and findings.fine and findings.entry and findings.library:
        views = await previews(call, findings.library, findings.entry.id)
    return call.page(
        "staff/entry_form.html",
        status=status,
        slug=name,
        values=values,
        kind=Kind(values["kind"]) if values.get("kind") in {str(kind) for kind in Kind} else Kind.WARD,
        errors=beside,
        general=beside.get("", ""),
        doubts=[one.said(call.t) for one in findings.doubts] if findings else [],
        wrong=wrong,
        views=views,
        findings=findings,
        action=f"{entry_path(name)}/sua" if name else f"{PATH}/moi",
        seen=await call.parts.database.read(partial(entry_changes.last, entry=name)),
        rows={key: row_numbers(values, key) for key in ROWS},
        choices={key: [(value, call.t(said)) for value, said in options.items()] for key, options in VALUES.items()},
        kind_choices=[(str(one), call.t(KINDS[one])) for one in WRITTEN_HERE],
        reason=call.words("reason", LONGEST_REASON),
        group=call.words("group", 64),
        inquiry=call.number("inquiry"),
        longest=LONGEST_REASON,
        **words(call),
    )


PAGES = (
    Page(f"{PATH}/moi", new, Role.OFFICIAL),
    Page(f"{PATH}/moi", make, Role.OFFICIAL, method="POST"),
    Page(f"{PATH}/xem/{{entry}}/sua", edit, Role.OFFICIAL),
    Page(f"{PATH}/xem/{{entry}}/sua", change, Role.OFFICIAL, method="POST"),
)
