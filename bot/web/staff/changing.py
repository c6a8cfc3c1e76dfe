"""What the pages about people share: a change that may be refused, and a link that is shown once."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection
from starlette.responses import Response

from bot.links import JOIN
from bot.storage import audit, links
from bot.storage.database import Work
from bot.storage.links import Purpose
from bot.storage.staff import Member, Refusal, StaffError
from bot.web.staff.call import Call
from bot.web.staff.sign_in import PATH

_STATUS = {Refusal.UNKNOWN: 404, Refusal.LAST: 409, Refusal.NOT_ALLOWED: 403}


async def changed(call: Call, work: Work[None], path: str, said: str) -> Response:
    """Do a change and go on to a page that says so; or say why not."""
    try:
        await call.parts.database.write(work)
    except StaffError as refusal:
        return refused(call, refusal)
    return call.to(path, said)


def refused(call: Call, refusal: StaffError) -> Response:
    """Why a change of the staff is not made."""
    words = {
        Refusal.UNKNOWN: call.t("What you look for is not there (any more)."),
        Refusal.LAST: call.t(
            "This is the last administrator. Make somebody else an administrator first. Nothing was changed."
        ),
        Refusal.NOT_ALLOWED: call.t("You are no administrator any more. Nothing was changed."),
    }
    return call.page("staff/refused.html", status=_STATUS[refusal.why], why=words[refusal.why])


async def given_link(call: Call, whose: Callable[[Connection], Member | None]) -> Response:
    """Make a link in the transaction that finds (or makes) whom it is for, and show it: it is kept nowhere."""

    def make(connection: Connection) -> tuple[Member, str] | None:
        member = whose(connection)
        if member is None:
            return None
        about = f"staff:{member.id}"
        audit.append(connection, call.by, "link-made", about, call.now, name=member.name, purpose=Purpose.JOIN)
        return member, links.make(connection, member.id, Purpose.JOIN, call.now)

    try:
        made = await call.parts.database.write(make)
    except StaffError as refusal:
        return refused(call, refusal)
    if made is None:
        return call.missing()
    member, token = made
    payload = f"{JOIN}{token}"
    deep = {"webchat": f"{call.public_url}/?start={payload}"}
    deep |= {name: url for name, channel in call.parts.channels.items() if (url := channel.deep_link(payload))}
    return call.page(
        "staff/invited.html",
        one=member,
        own=member.id == call.member.id,
        web=f"{call.public_url}{PATH}/{token}",
        code=payload,
        deep=deep,
        minutes=int(links.LASTS.total_seconds() // 60),
    )


def fields_of(call: Call) -> list[str]:
    """The fields of work that a form ticks, of those there are."""
    known = [field.id for field in call.parts.shelf.library.fields]
    ticked = set(call.form.getlist("fields"))
    return [field for field in known if field in ticked]
