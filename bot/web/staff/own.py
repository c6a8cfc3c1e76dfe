"""What each of the staff sees of themselves: their role, their chat accounts, where they are signed in."""

from __future__ import annotations

from functools import partial

from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from bot.i18n import mark
from bot.routes import Role
from bot.storage import audit, sessions, staff
from bot.storage.staff import Member
from bot.web.staff.call import HOME, Call, Page
from bot.web.staff.changing import given_link
from bot.web.staff.guard import COOKIE
from bot.web.staff.people import field_names
from bot.web.staff.sign_in import PATH as DOOR

PATH = f"{HOME}/toi"


async def own(call: Call) -> Response:
    """Who am I here."""
    accounts = [one for one in await call.parts.database.read(staff.accounts) if one.staff == call.member.id]
    return call.page("staff/own.html", accounts=accounts, names=dict(field_names(call)), path=PATH)


async def link_account(call: Call) -> Response:
    """A link or code by which a chat account of mine is known as mine."""

    def myself(connection: Connection) -> Member | None:
        return staff.find(connection, call.member.id)

    return await given_link(call, myself)


async def unlink(call: Call) -> Response:
    """Take back that a chat account is mine."""
    work = partial(staff.leave_account, member=call.member.id, person=call.number("person"), now=call.now)
    if not await call.parts.database.write(work):
        return call.missing()
    return call.to(PATH, call.t("The chat account is not linked any more."))


async def sign_out_everywhere(call: Call) -> Response:
    """End every session of mine, on every device."""

    def end(connection: Connection) -> None:
        sessions.end_all(connection, call.member.id)
        audit.append(connection, call.by, "signed-out-everywhere", f"staff:{call.member.id}", call.now)

    await call.parts.database.write(end)
    response = RedirectResponse(DOOR, 303, {"Cache-Control": "no-store"})
    response.delete_cookie(COOKIE, path="/")
    return response


PAGES = (
    Page(PATH, own, Role.OFFICIAL, nav=mark("My account")),
    Page(f"{PATH}/noi", link_account, Role.OFFICIAL, method="POST"),
    Page(f"{PATH}/tai-khoan/{{person:int}}/bo", unlink, Role.OFFICIAL, method="POST"),
    Page(f"{PATH}/ra-het", sign_out_everywhere, Role.OFFICIAL, method="POST"),
)
