"""Lists of the one-stop software: sent, tried, looked at, taken while people go on talking."""

from __future__ import annotations

import csv
import io
from functools import partial
from typing import Any

from sqlalchemy import Connection
from starlette.datastructures import UploadFile
from starlette.responses import Response

from bot import importing
from bot.i18n import mark
from bot.reports.csv_file import harmless
from bot.routes import Role
from bot.sheets import SheetError
from bot.sheets.reading import LARGEST
from bot.storage import audit, imports, staff
from bot.storage.imports import Import, State
from bot.web.staff.call import HOME, Call, Page

PATH = f"{HOME}/nhap"
LARGEST_UPLOAD = LARGEST + 64 * 1024  # bytes: the file and what the form is wrapped in
_PAGE = 20  # imports
_WRONG_SHOWN = 50
_AGAIN = "3"  # seconds after which a page with something running is asked for again

STATES = {
    State.READING: (mark("being read"), "note"),
    State.TRIED: (mark("waits for your decision"), "note"),
    State.RUNNING: (mark("being taken"), "note"),
    State.DONE: (mark("taken"), "fine"),
    State.STOPPED: (mark("stopped or given up"), "wrong"),
    State.UNDONE: (mark("taken back"), "wrong"),
}
_ONLY_TRIED = (mark("not taken"), "note")
COLUMNS = {
    "dossier": mark("dossier number"),
    "field": mark("field of work"),
    "procedure": mark("procedure"),
    "code": mark("procedure's code"),
    "counter": mark("counter"),
    "received": mark("received"),
    "due": mark("due"),
    "returned": mark("returned"),
    "outcome": mark("outcome"),
}


async def listed(call: Call) -> Response:
    """What was sent so far, and the form to send another."""
    return await _listed(call)


async def send(call: Call) -> Response:
    """Try a list; nothing is taken yet."""
    sent = call.form.get("tep")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return await _listed(call, call.t("Please choose a file first."))
    parts = call.parts
    try:
        tried = await importing.try_out(
            parts.database,
            parts.shelf.library,
            parts.ward,
            parts.clock,
            sent.filename,
            await sent.read(),
            call.member.id,
        )
    except SheetError as error:
        return await _listed(call, call.t(error.message, **error.places))
    return call.to(f"{PATH}/{tried.id}")


async def one(call: Call) -> Response:
    """What a list holds, what taking it would do or did, and how far it is."""
    it = await _find(call)
    if it is None:
        return call.missing()
    response = call.page(
        "staff/import.html",
        one=it,
        state=_state(call, it),
        columns=[(call.t(COLUMNS[name]), head) for name, head in it.found.get("columns", {}).items()],
        unmatched=[(call.t(COLUMNS[name]), words) for name, words in it.found.get("unmatched", {}).items()],
        wrong=[(_place(row), _why(call, row), row["cells"].get("dossier", "")) for row in it.wrong[:_WRONG_SHOWN]],
        undoable=imports.can_be_undone(it),
        path=PATH,
    )
    if it.state == State.RUNNING:
        response.headers["Refresh"] = _AGAIN
    return response


async def take(call: Call) -> Response:
    """Have a tried list taken; the job goes on with it from here."""
    return await _decided(
        call, imports.start, "import-taken", call.t("The list is being taken. You may leave this page.")
    )


async def stop(call: Call) -> Response:
    """Take no more of it."""
    return await _decided(call, imports.stop, "import-stopped", call.t("Stopped. What was taken already stays."))


async def ask_undo(call: Call) -> Response:
    """Ask whether what a list brought shall really go."""
    it = await _find(call)
    if it is None or not imports.can_be_undone(it):
        return call.missing()
    return call.page("staff/import_undo.html", one=it, path=f"{PATH}/{it.id}")


async def undo(call: Call) -> Response:
    """Take a taken list back."""
    import_id = call.number("id")

    def work(connection: Connection) -> tuple[int, int] | None:
        done = imports.undo(connection, import_id)
        if done:
            gone, kept = done
            about = f"import:{import_id}"
            audit.append(connection, call.by, "import-undone", about, call.now, deleted=gone, kept=kept)
        return done

    done = await call.parts.database.write(work)
    if done is None:
        return call.to(PATH, call.t("This list was taken back already, or was never taken."))
    said = call.tn("{count} visit of the list was deleted.", "{count} visits of the list were deleted.", done[0])
    if done[1]:
        kept = call.tn("{count} stays: a citizen uses it.", "{count} stay: citizens use them.", done[1])
        said = f"{said} {kept}"
    return call.to(f"{PATH}/{import_id}", said)


async def wrong_rows(call: Call) -> Response:
    """The wrong rows as a CSV: put them right there and send that file."""
    it = await _find(call)
    if it is None:
        return call.missing()
    heads = it.found.get("columns", {})
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    names = [head or call.t(COLUMNS[name]) for name, head in heads.items()]
    writer.writerow([harmless(cell) for cell in (call.t("Row"), call.t("Why it was not taken"), *names)])
    for row in it.wrong:
        cells = (_place(row), _why(call, row), *(row["cells"].get(name, "") for name in heads))
        writer.writerow([harmless(cell) for cell in cells])
    headers = {"Content-Disposition": f'attachment; filename="dong-sai-{it.id}.csv"'}
    return Response(text.getvalue().encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)


async def _decided(call: Call, decide: Any, act: str, said: str) -> Response:
    """Start or stop, with the log's line in the same transaction."""
    import_id = call.number("id")

    def work(connection: Connection) -> bool:
        done: bool = decide(connection, import_id)
        if done:
            audit.append(connection, call.by, act, f"import:{import_id}", call.now)
        return done

    if await _find(call) is None:
        return call.missing()
    if not await call.parts.database.write(work):
        said = call.t("Somebody has decided about this list already.")
    return call.to(f"{PATH}/{import_id}", said)


async def _find(call: Call) -> Import | None:
    return await call.parts.database.read(partial(imports.by_id, import_id=call.number("id")))


async def _listed(call: Call, wrong: str = "") -> Response:
    page = max(1, call.number("trang", 1))
    read = call.parts.database.read
    found = await read(partial(imports.latest, limit=_PAGE + 1, offset=(page - 1) * _PAGE))
    names = {one.id: one.name for one in await read(staff.everybody)}
    response = call.page(
        "staff/imports.html",
        status=400 if wrong else 200,
        wrong=wrong,
        found=[(it, *_state(call, it), names.get(it.staff or 0, call.t("the operator"))) for it in found[:_PAGE]],
        more=len(found) > _PAGE,
        number=page,
        largest=LARGEST // 1024**2,
        path=PATH,
    )
    if any(it.state == State.RUNNING for it in found) and not wrong:
        response.headers["Refresh"] = _AGAIN
    return response


def _state(call: Call, it: Import) -> tuple[str, str]:
    never = it.state == State.STOPPED and not it.seen
    words, kind = _ONLY_TRIED if never else STATES[State(it.state)]
    return kind, call.t(words)


def _place(row: dict[str, Any]) -> str:
    """Where a wrong row stands."""
    return f"{row['sheet']} {row['row']}".strip()


def _why(call: Call, row: dict[str, Any]) -> str:
    message: str = row["why"]
    return call.t(message, **row["values"])


_ADMINISTRATOR = Role.ADMINISTRATOR
PAGES = (
    Page(PATH, listed, _ADMINISTRATOR, nav=mark("Lists from the software")),
    Page(PATH, send, _ADMINISTRATOR, method="POST"),
    Page(f"{PATH}/{{id:int}}", one, _ADMINISTRATOR),
    Page(f"{PATH}/{{id:int}}/nhan", take, _ADMINISTRATOR, method="POST"),
    Page(f"{PATH}/{{id:int}}/bo", stop, _ADMINISTRATOR, method="POST"),
    Page(f"{PATH}/{{id:int}}/rut", ask_undo, _ADMINISTRATOR),
    Page(f"{PATH}/{{id:int}}/rut", undo, _ADMINISTRATOR, method="POST"),
    Page(f"{PATH}/{{id:int}}/dong-sai.csv", wrong_rows, _ADMINISTRATOR),
)
