"""Asks people how their visit was: some hours after it ended, by day, on working days, once, with one reminder.

Whoever linked a receipt is asked whatever the outcome was: asking only the served would flatter the figures.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.clock import VIETNAM, Clock
from bot.hours import parse_span
from bot.i18n import Catalogue
from bot.jobs.matters import matter
from bot.links import RECEIPT
from bot.messages import Button, Reply
from bot.scale import level_buttons
from bot.settings import Settings
from bot.storage import invitations, outbox, visits
from bot.storage.database import Database
from bot.storage.invitations import Invitation
from bot.storage.visits import Visit
from bot.ward import Ward
from faq import Shelf

_AT_ONCE = 200  # in one transaction
_LOOK_AHEAD = 60  # days; no row of holidays is longer


class Invitations:
    """Plans, sends, reminds of and ends the invitations to rate."""

    def __init__(
        self, database: Database, ward: Ward, shelf: Shelf, catalogue: Catalogue, settings: Settings, clock: Clock
    ) -> None:
        self._database = database
        self._ward = ward
        self._shelf = shelf
        self._catalogue = catalogue
        self._settings = settings
        self._clock = clock
        self._hours = parse_span(settings.invite_hours)
        self._lasts = timedelta(days=settings.invite_days)

    async def run(self) -> None:
        """Do what is due; whatever is cut off in the middle is done at the next run, and nothing twice."""
        while await self._database.write(partial(invitations.end, now=self._clock.now(), limit=_AT_ONCE)):
            pass
        if not self._settings.invite:
            return
        await self._plan()
        while await self._database.write(self._send_some) == _AT_ONCE:
            pass

    async def _plan(self) -> None:
        since, last = self._clock.now() - self._lasts, 0
        while found := await self._database.read(partial(visits.ended, since=since, limit=_AT_ONCE, after=last)):
            last = found[-1].id
            if new := [visit for visit in found if not visit.rated]:
                await self._database.write(partial(self._plan_some, new))

    def _plan_some(self, found: list[Visit], connection: Connection) -> None:
        now = self._clock.now()
        for visit in found:
            if visit.person is None:
                continue
            ended = min(visit.returned or now, now)
            due = self.moment(max(ended + timedelta(hours=self._settings.invite_after_hours), now))
            invitations.plan(connection, visit.id, visit.person, due, due + self._lasts)

    def _send_some(self, connection: Connection) -> int:
        """Send what is due, at most one a day to a person; returns how many were looked at."""
        now = self._clock.now()
        found = invitations.due(connection, now, _AT_ONCE)
        told: set[int] = set()
        for one in found:
            moment = self.moment(now)
            if one.person in told or (one.told and _day(one.told) >= _day(now)):
                moment = self.moment(_midnight_after(max(now, one.told or now)))
            if moment > now:
                invitations.put_off(connection, one.visit, moment)
            else:
                told.add(one.person)
                self._send(connection, one, now)
        return len(found)

    def _send(self, connection: Connection, one: Invitation, now: datetime) -> None:
        visit = visits.by_id(connection, one.visit)
        if visit is None or visit.rated:
            invitations.rated(connection, one.visit, now)
            return
        first, second = invitations.about(one.visit)
        reply = self._reply(visit, one)
        if one.sent:
            invitations.reminded(connection, one.visit, now)
            outbox.put(connection, one.person, "reminder", second, reply, now, expires=one.ends)
            return
        ends = now + self._lasts
        days = self._settings.invite_remind_days
        remind = self.moment(now + timedelta(days=days)) if days else None
        invitations.sent(connection, one.visit, now, remind if remind and remind < ends else None, ends)
        outbox.put(connection, one.person, "invitation", first, reply, now, expires=ends)

    def _reply(self, visit: Visit, one: Invitation) -> Reply:
        """The invitation in the person's language."""
        translate = partial(self._catalogue.translate, one.language)
        what = matter(visit, self._shelf.library, one.language)
        asked = self._catalogue.translate(
            one.language,
            "{matter}: how satisfied are you with how you were served? One tap is enough. It is counted without your "
            "name.",
            matter=what or self._catalogue.translate(one.language, "Your matter at the desk"),
        )
        if one.sent:
            again = self._catalogue.translate(one.language, "I ask once more, and then no more about this.")
            asked = f"{asked}\n{again}"
        target = f"{RECEIPT}{visit.code}"
        buttons = (
            *level_buttons(target, translate),
            Button(self._catalogue.translate(one.language, "I press for a relative"), f"rate:{target}::r"),
            Button(self._catalogue.translate(one.language, "Do not ask me again"), "askme:never"),
        )
        return Reply(asked, buttons=buttons)

    def moment(self, earliest: datetime) -> datetime:
        """The first moment from one on at which people may be asked: by day, and not on a holiday."""
        moment = earliest.astimezone(VIETNAM)
        for _ in range(_LOOK_AHEAD):
            opens = datetime.combine(moment.date(), self._hours.start, VIETNAM)
            free = self._settings.invite_on_holidays or not self._ward.holidays.is_closed(moment.date())
            if free and self._hours.covers(moment.time()):
                return earliest if moment == earliest else moment
            if free and moment < opens:
                return opens
            moment = _midnight_after(moment)
        return earliest


def _day(moment: datetime) -> date:
    return moment.astimezone(VIETNAM).date()


def _midnight_after(moment: datetime) -> datetime:
    return datetime.combine(moment.astimezone(VIETNAM).date() + timedelta(days=1), time(0), VIETNAM)
