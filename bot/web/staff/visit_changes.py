"""A visit corrected, or deleted because it was made by mistake; the log keeps what it was."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from starlette.responses import Response

from bot.masking import mask
from bot.routes import Role
from bot.storage import audit, visits
from bot.storage.visits import Outcome, Visit
from bot.web.staff.call import Call, Page
from bot.web.staff.visit_words import day_of, end_of, shown, start_of, written
from bot.web.staff.visits import PATH, find


async def correct(call: Call) -> Response:
    """Take what the form says; days left as they are keep their hour."""
    visit = await find(call)
    if visit is None:
        return call.missing()
    values, wrong = _values(call, visit)
    path = f"{PATH}/{visit.id}"
    if wrong:
        return call.to(path, wrong)
    different = {name: value for name, value in values.items() if getattr(visit, name) != value}
    if not different:
        return call.to(path, call.t("Nothing was changed."))

    def work(connection: Connection) -> None:
        was = {name: _plain(getattr(visit, name)) for name in different}
        now = {name: _plain(value) for name, value in different.items()}
        if visits.change(connection, visit.id, **different):
            audit.append(connection, call.by, "visit-corrected", f"visit:{visit.id}", call.now, old=was, new=now)

    await call.parts.database.write(work)
    return call.to(path, call.t("The visit was corrected."))


async def ask_removal(call: Call) -> Response:
    """Ask whether it shall really go."""
    visit = await find(call)
    return call.page("staff/visit_removal.html", one=shown(call, visit), path=PATH) if visit else call.missing()


async def remove(call: Call) -> Response:
    """Delete it."""
    visit = await find(call)
    if visit is None:
        return call.missing()

    def work(connection: Connection) -> None:
        old = {name: _plain(getattr(visit, name)) for name in ("code", "dossier", "field", "received", "outcome")}
        if visits.remove(connection, visit.id):
            audit.append(connection, call.by, "visit-deleted", f"visit:{visit.id}", call.now, old=old)

    await call.parts.database.write(work)
    return call.to(PATH, call.t("The visit was deleted."))


def _values(call: Call, visit: Visit) -> tuple[dict[str, Any], str]:
    """What the form says, and what is wrong with it."""
    outcome = call.words("ket-qua", 10)
    field = call.words("linh-vuc", 40) or None
    due, bad_due = _moment(call, "hen", visit.due, end=True)
    returned, bad_returned = _moment(call, "tra", visit.returned, end=False)
    if outcome not in list(Outcome) or bad_due or bad_returned:
        return {}, call.t("Please give days like 25/12/2026. Nothing was changed.")
    if outcome != Outcome.OPEN and returned is None:
        returned = call.now
    if (returned and returned > call.now) or (outcome == Outcome.OPEN and returned):
        return {}, call.t("A day of return needs a result, and cannot be to come. Nothing was changed.")
    if field and field != visit.field and not call.member.serves((field,)):
        return {}, call.t("This field of work is not yours. Nothing was changed.")
    procedure = mask(call.words("thu-tuc", 300))[0]
    values = {"outcome": outcome, "field": field, "due": due, "returned": returned, "procedure": procedure}
    return values, ""


def _moment(call: Call, name: str, was: datetime | None, *, end: bool) -> tuple[datetime | None, bool]:
    """The moment of a date field, and whether it cannot be read; one that was not touched stays to the minute."""
    given = call.words(name, 20)
    if given == written(was):
        return was, False
    day = day_of(given)
    return (end_of(day) if end else start_of(day)), bool(given) and day is None


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


PAGES = (
    Page(f"{PATH}/{{id:int}}/sua", correct, Role.OFFICIAL, method="POST"),
    Page(f"{PATH}/{{id:int}}/xoa", ask_removal, Role.OFFICIAL),
    Page(f"{PATH}/{{id:int}}/xoa", remove, Role.OFFICIAL, method="POST"),
)
