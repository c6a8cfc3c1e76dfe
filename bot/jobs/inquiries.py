"""Looks after the questions passed on to officials: tells who serves, reminds, tells administrators, ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.clock import Clock
from bot.i18n import Catalogue, mark
from bot.inquiry_words import Voice
from bot.messages import Reply
from bot.settings import Settings
from bot.storage import inquiry_steps
from bot.storage import inquiry_watch as watch
from bot.storage.database import Database
from bot.storage.inquiries import CLOSED, QUIET, Inquiry
from bot.storage.inquiry_watch import Account
from bot.ward import Ward
from faq import Shelf

_AT_ONCE = 100  # in one transaction

WAITS = mark("Question {number} waits for you")
REMIND = mark("Question {number} still waits")
LATE = mark("Question {number} is late, and nobody has answered")


class Inquiries:
    """Does what is due; whatever is cut off in the middle is done at the next run, and nothing twice."""

    def __init__(
        self, database: Database, ward: Ward, shelf: Shelf, catalogue: Catalogue, settings: Settings, clock: Clock
    ) -> None:
        self._database = database
        self._ward = ward
        self._shelf = shelf
        self._catalogue = catalogue
        self._clock = clock
        self._remind = timedelta(minutes=settings.desk_remind_minutes)
        self._escalate = timedelta(minutes=settings.desk_escalate_minutes)
        self._close = timedelta(hours=settings.desk_close_hours)

    async def run(self) -> None:
        """Look once."""
        now = self._clock.now()
        looks = (
            (partial(watch.untold, limit=_AT_ONCE), self._tell),
            (partial(watch.to_remind, before=now + self._remind, limit=_AT_ONCE), self._remind_of),
            (partial(watch.to_escalate, before=now - self._escalate, limit=_AT_ONCE), self._tell_administrators),
            (partial(watch.silent, before=now - self._close, limit=_AT_ONCE), self._end),
        )
        for find, act in looks:
            while found := await self._database.read(find):  # most looks find nothing, and need no writer
                await self._database.write(partial(act, [one.id for one in found], find, now))
                if len(found) < _AT_ONCE:
                    break

    def _tell(self, seen: Iterable[int], find: partial[list[Inquiry]], now: datetime, connection: Connection) -> None:
        """New ones to who serves them, when the desk opens; erased ones to who had them."""
        opens = self._ward.opening(now).next if not self._is_open(now) else None
        everybody = watch.accounts(connection)
        for one in _still(seen, find, connection):
            if one.state == CLOSED:
                mine = [account for account in everybody if account.member.id == one.taken_by]
                watch.tell(connection, mine, one.id, "erased", partial(self._erased, one), now, urgent=True)
            else:
                compose = partial(self._alert, one, WAITS)
                who = watch.who_serves(everybody, one)
                watch.tell(connection, who, one.id, f"new:{one.round}", compose, now, due=opens, urgent=opens is None)
            watch.note(connection, one.id, told=now)

    def _remind_of(
        self, seen: Iterable[int], find: partial[list[Inquiry]], now: datetime, connection: Connection
    ) -> None:
        everybody = watch.accounts(connection)
        for one in _still(seen, find, connection):
            what = f"remind:{one.round}:{int(one.due.timestamp())}"
            watch.tell(
                connection, watch.who_serves(everybody, one), one.id, what, partial(self._alert, one, REMIND), now
            )
            watch.note(connection, one.id, reminded=now)

    def _tell_administrators(
        self, seen: Iterable[int], find: partial[list[Inquiry]], now: datetime, connection: Connection
    ) -> None:
        who: list[Account] = watch.administrators(watch.accounts(connection))
        for one in _still(seen, find, connection):
            what = f"late:{int(one.due.timestamp())}"
            watch.tell(connection, who, one.id, what, partial(self._alert, one, LATE), now)
            watch.note(connection, one.id, escalated=now)

    def _end(self, seen: Iterable[int], find: partial[list[Inquiry]], now: datetime, connection: Connection) -> None:
        for one in _still(seen, find, connection):
            inquiry_steps.end(connection, one.id, QUIET, now)

    def _is_open(self, now: datetime) -> bool:
        opening = self._ward.opening(now)
        return opening.open or not opening.known

    def _alert(self, inquiry: Inquiry, title: str, language: str) -> Reply:
        return Voice(self._catalogue, self._shelf.library).alert(inquiry, language, title)

    def _erased(self, inquiry: Inquiry, language: str) -> Reply:
        t = partial(self._catalogue.translate, language)
        said = t("Who asked has erased everything: the talk and its pictures are gone.")
        return Reply(said, title=t("Question {number}", number=inquiry.id))


def _still(seen: Iterable[int], find: partial[list[Inquiry]], connection: Connection) -> list[Inquiry]:
    """Those of the found ones that are still to be found, now that nobody else writes."""
    wanted = set(seen)
    return [one for one in find(connection) if one.id in wanted]
