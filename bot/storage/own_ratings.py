"""What a handler may do with the ratings of the person it talks with."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection

from bot.grievances import Grievance
from bot.scale import LOW, Suspect
from bot.storage import cases, consents, invitations, ratings
from bot.storage.cases import Compose
from bot.storage.database import Unit
from bot.storage.people import Person
from bot.storage.ratings import Given, Rating


class OwnRatings:
    """The person's ratings, as long as they are open."""

    def __init__(self, unit: Unit, person: Person) -> None:
        self._unit = unit
        self._person = person

    async def give(self, draft: Rating, alert: Compose) -> tuple[Given, str]:
        """Keep a rating; returns what came of it, and its id. A low one opens a case, of which `alert` tells.

        Of a visit it is kept at once, as another device may be faster, and everything else with the turn.
        """
        if draft.visit is not None:
            return await self._unit.now(partial(_give, draft, alert))
        earlier = await self._unit.read(partial(ratings.earlier, draft=draft))
        self._unit.later(partial(_give, draft, alert))
        return (Given.CHANGED, earlier) if earlier else (Given.NEW, draft.id)

    async def open(self, now: datetime, rating: str = "") -> Rating | None:
        """A rating of theirs that they may still change: this one, or the latest."""
        return await self._unit.read(lambda c: ratings.open_of(c, self._person.id, now, rating))

    async def was_invited(self, visit: int) -> bool:
        """Whether they were asked to rate a visit."""
        state = await self._unit.read(partial(invitations.of_visit, visit=visit))
        return state in ("sent", "reminded")

    async def reasons(self, rating: str) -> set[str]:
        """The factors they named."""
        return await self._unit.read(partial(ratings.reasons, rating=rating))

    def relevel(self, rating: Rating, level: int, now: datetime, alert: Compose) -> None:
        """Change the level of an open rating of theirs."""

        def work(connection: Connection) -> None:
            if ratings.change(connection, rating.id, self._person.id, now, level=level):
                ratings.relevel(connection, rating.id, level)
                _report_low(connection, rating.id, level, now, alert)

        self._unit.later(work)

    def change(self, rating: str, now: datetime, **values: Any) -> None:
        """Change an open rating of theirs."""
        self._unit.later(lambda c: ratings.change(c, rating, self._person.id, now, **values))

    def set_reasons(self, rating: str, named: set[str], now: datetime) -> None:
        """Keep just these factors for an open rating of theirs."""

        def work(connection: Connection) -> None:
            if ratings.open_of(connection, self._person.id, now, rating):
                ratings.set_reasons(connection, rating, named)

        self._unit.later(work)

    def comment(self, rating: str, words: str, kind: str, now: datetime, alert: Compose) -> None:
        """Keep the words to an open rating of theirs; of a `kind` that cannot wait the administrators are told."""

        def work(connection: Connection) -> None:
            kept = {"comment": words, "comment_state": "waiting"}
            if not ratings.change(connection, rating, self._person.id, now, **kept):
                return
            case = cases.of_rating(connection, rating)
            if kind:
                case = cases.open_or_raise(connection, rating, kind, now)
            if case is not None:
                cases.tell(connection, case, f"words-{len(words)}", now, alert, urgent=bool(kind))

        self._unit.later(work)

    def want_answer(self, rating: str, now: datetime, *, wanted: bool, alert: Compose) -> None:
        """Note whether they want an answer; that opens a case where there is none yet."""

        def work(connection: Connection) -> None:
            if not ratings.change(connection, rating, self._person.id, now, wants_answer=wanted):
                return
            if wanted and cases.of_rating(connection, rating) is None:
                cases.report(connection, rating, cases.WISH, now, alert)
            cases.want_answer(connection, rating, self._person.id, wanted=wanted)

        self._unit.later(work)

    def paid(self, rating: str, now: datetime, *, paid: bool, alert: Compose) -> None:
        """Note whether they had to pay something beyond the rules, of which the administrators are told."""

        def work(connection: Connection) -> None:
            if ratings.change(connection, rating, self._person.id, now, extra=paid) and paid:
                cases.report(connection, rating, Grievance.BRIBERY, now, alert)

        self._unit.later(work)

    def never_invite(self, now: datetime) -> None:
        """Never ask them again how a visit was; what is planned is dropped."""

        def work(connection: Connection) -> None:
            consents.give(connection, self._person.id, consents.INVITATIONS, False, now)
            invitations.decline(connection, self._person.id, now)

        self._unit.later(work)

    def invite(self, now: datetime) -> None:
        """They may be asked again after all."""
        self._unit.later(lambda c: consents.give(c, self._person.id, consents.INVITATIONS, True, now))

    @property
    def suspect(self) -> str | None:
        """What flags every rating from this account."""
        return Suspect.STAFF if self._person.staff is not None else None


def _give(draft: Rating, alert: Compose, connection: Connection) -> tuple[Given, str]:
    given, rating = ratings.give(connection, draft)
    if given is Given.TAKEN:
        return given, rating
    if draft.visit is not None:
        invitations.rated(connection, draft.visit, draft.at)
    _report_low(connection, rating, draft.level, draft.at, alert)
    return given, rating


def _report_low(connection: Connection, rating: str, level: int, now: datetime, alert: Compose) -> None:
    if level <= LOW:
        cases.report(connection, rating, cases.LOW, now, alert)
