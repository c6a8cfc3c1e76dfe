"""Who is one of the staff, what they may, how they get in; for administrators."""

from __future__ import annotations

from functools import partial

from sqlalchemy import Connection
from starlette.responses import Response

from bot.i18n import mark
from bot.routes import Role
from bot.storage import staff
from bot.storage.staff import Member
from bot.web.staff.call import HOME, ROLE_NAMES, Call, Page
from bot.web.staff.changing import changed, fields_of, given_link

PATH = f"{HOME}/nguoi"


async def people(call: Call) -> Response:
    """Everybody, with their chat accounts, and the form that invites."""
    return await _people(call)


async def invite(call: Call) -> Response:
    """Take somebody in and show the link that lets them in: it is shown once."""
    name, role = call.words("name", staff.LONGEST_NAME), call.words("role")
    if not name or role not in ROLE_NAMES:
        return await _people(call, wrong=call.t("Please give a name and a role."), status=400)

    def add(connection: Connection) -> Member:
        return staff.add(connection, call.by, name, role, fields_of(call), call.now)

    return await given_link(call, add)


async def member(call: Call) -> Response:
    """One of the staff."""
    found = await _found(call)
    if found is None:
        return call.missing()
    accounts = [one for one in await call.parts.database.read(staff.accounts) if one.staff == found.id]
    return call.page("staff/member.html", one=found, accounts=accounts, fields=field_names(call), path=PATH)


async def rename(call: Call) -> Response:
    """Call them otherwise."""
    name = call.words("name", staff.LONGEST_NAME)
    if not name:
        return call.to(_path(call), call.t("A name is needed. Nothing was changed."))
    work = partial(staff.rename, by=call.by, member=call.number("id"), name=name, now=call.now)
    return await changed(call, work, _path(call), call.t("The name was changed."))


async def give_role(call: Call) -> Response:
    """Give them another role."""
    role = call.words("role")
    if role not in ROLE_NAMES:
        return call.to(_path(call), call.t("Please choose a role. Nothing was changed."))
    work = partial(staff.set_role, by=call.by, member=call.number("id"), role=role, now=call.now)
    said = call.t("The role was changed. They have to sign in anew.")
    return await changed(call, work, _path(call), said)


async def give_fields(call: Call) -> Response:
    """Say which fields of work they serve."""
    work = partial(staff.set_fields, by=call.by, member=call.number("id"), fields=fields_of(call), now=call.now)
    return await changed(call, work, _path(call), call.t("The fields of work were changed."))


async def link(call: Call) -> Response:
    """Another link for them, shown once."""

    def find(connection: Connection) -> Member | None:
        return staff.find(connection, call.number("id"))

    return await given_link(call, find)


async def ask_removal(call: Call) -> Response:
    """Ask whether they shall really go."""
    found = await _found(call)
    return call.page("staff/removal.html", one=found, path=PATH) if found else call.missing()


async def remove(call: Call) -> Response:
    """Take them out of the staff."""
    work = partial(staff.remove, by=call.by, member=call.number("id"), now=call.now)
    return await changed(call, work, PATH, call.t("Removed. They are signed out everywhere."))


async def unlink(call: Call) -> Response:
    """Make a chat account a citizen's again."""
    work = partial(staff.unlink_account, by=call.by, person=call.number("person"), now=call.now)
    return await changed(call, work, PATH, call.t("The chat account is not linked any more."))


def field_names(call: Call) -> list[tuple[str, str]]:
    """Every field of work with its name in the reader's language."""
    fields = call.parts.shelf.library.fields
    return [(field.id, field.name_en if call.language == "en" else field.name) for field in fields]


async def _people(call: Call, wrong: str = "", status: int = 200) -> Response:
    everybody = await call.parts.database.read(staff.listed)
    accounts = await call.parts.database.read(staff.accounts)
    return call.page(
        "staff/people.html",
        status=status,
        everybody=everybody,
        accounts=accounts,
        fields=field_names(call),
        names=dict(field_names(call)),
        wrong=wrong,
        path=PATH,
    )


async def _found(call: Call) -> Member | None:
    return await call.parts.database.read(partial(staff.find, member=call.number("id")))


def _path(call: Call) -> str:
    return f"{PATH}/{call.number('id')}"


_ADMINISTRATOR = Role.ADMINISTRATOR
PAGES = (
    Page(PATH, people, _ADMINISTRATOR, nav=mark("People and rights")),
    Page(PATH, invite, _ADMINISTRATOR, method="POST"),
    Page(f"{PATH}/{{id:int}}", member, _ADMINISTRATOR),
    Page(f"{PATH}/{{id:int}}/ten", rename, _ADMINISTRATOR, method="POST"),
    Page(f"{PATH}/{{id:int}}/quyen", give_role, _ADMINISTRATOR, method="POST"),
    Page(f"{PATH}/{{id:int}}/linh-vuc", give_fields, _ADMINISTRATOR, method="POST"),
    Page(f"{PATH}/{{id:int}}/duong-dan", link, _ADMINISTRATOR, method="POST"),
    Page(f"{PATH}/{{id:int}}/bo", ask_removal, _ADMINISTRATOR),
    Page(f"{PATH}/{{id:int}}/bo", remove, _ADMINISTRATOR, method="POST"),
    Page(f"{HOME}/tai-khoan/{{person:int}}/bo", unlink, _ADMINISTRATOR, method="POST"),
)
