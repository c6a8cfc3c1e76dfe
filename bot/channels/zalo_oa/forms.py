"""The approved service-rating template (ZBS): an invitation to rate for whom no message reaches, and what comes back.

Zalo shows five stars with comments to tick and takes money for each. It goes by the person's id, to who linked the
receipt; by phone number it could go too, but numbers of people are never read from the lists of the desk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.channels.base import Outcome, SendFailed
from bot.channels.zalo_common.numbered import clean
from bot.channels.zalo_oa.convert import NAME, moment
from bot.channels.zalo_oa.outgoing import Outgoing
from bot.clock import VIETNAM, Clock
from bot.links import RECEIPT
from bot.messages import Address, Incoming, Reply, What
from bot.scale import rated_by
from bot.storage import rating_forms, visits
from bot.storage.database import Database, DatabaseError
from bot.storage.visits import Visit

EVENT = "user_feedback"
PRESSED = "form"  # the button's payload: form:<message>:<stars>
_LONGEST = 100  # characters of a value

Json = dict[str, Any]


@dataclass(frozen=True)
class Template:
    """The approved template; `values` are its parameters, in which {code}, {matter} and {day} are filled."""

    id: str
    values: Mapping[str, str]

    def filled(self, visit: Visit) -> Json:
        """Its parameters for a visit."""
        day = (visit.returned or visit.received).astimezone(VIETNAM)
        facts = {"code": visit.code, "matter": visit.procedure or visit.code, "day": f"{day:%d/%m/%Y}"}
        return {name: value.format(**facts)[:_LONGEST] for name, value in self.values.items()}


class Forms:
    """Shows the form, and reads what comes back."""

    def __init__(self, template: Template | None, outgoing: Outgoing, database: Database, clock: Clock) -> None:
        self._template, self._outgoing = template, outgoing
        self._database, self._clock = database, clock

    async def show_instead(self, address: Address, reply: Reply) -> str | None:
        """Show the form in the place of an invitation; the message's id, None where a reply is none or none is set.

        Raises `SendFailed`.
        """
        target = rated_by(reply.buttons)
        if self._template is None or not target.startswith(RECEIPT):
            return None
        try:
            visit = await self._database.read(partial(visits.by_code, code=target.removeprefix(RECEIPT)))
            if visit is None or await self._database.read(partial(rating_forms.was_shown, visit=visit.id)):
                raise SendFailed(Outcome.REFUSED, "they were shown the form for this visit already")
            message = await self._outgoing.send_template(
                address.account, self._template.id, self._template.filled(visit)
            )
            noted = partial(rating_forms.shown, visit=visit.id, address=address, message=message)
            await self._database.write(partial(noted, now=self._clock.now()))
        except DatabaseError as error:
            raise SendFailed(Outcome.UNKNOWN, f"the database does not answer ({error})") from error
        return message

    async def read(self, event: Json) -> Incoming | None:
        """What somebody answered, as if they had pressed a button; None for a form that we do not know."""
        message = event.get("message")
        if not isinstance(message, dict):
            return None
        number, stars = str(message.get("msg_id", "")), str(message.get("rate", ""))
        account = await self._database.read(partial(rating_forms.whose, message=number)) if number else ""
        if not account or not stars.isdecimal():
            return None
        ticked = message.get("feedbacks")
        lines = [clean(str(one)) for one in ticked] if isinstance(ticked, list) else []
        text = "\n".join(filter(None, (*lines, clean(str(message.get("note") or "")))))
        return Incoming(
            Address(NAME, account),
            f"form-{number}"[:80],
            What.BUTTON,
            moment(event.get("timestamp"), self._clock.now()),
            text=text,
            data=f"{PRESSED}:{number}:{stars}",
        )
