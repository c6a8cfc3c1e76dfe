"""Tells those who linked a receipt when the result is there, and when it is late: once, whatever an import does."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from bot.clock import VIETNAM, Clock
from bot.i18n import Catalogue
from bot.jobs.matters import matter
from bot.messages import Reply
from bot.storage import outbox, people, visits
from bot.storage.database import Database
from bot.storage.visits import Outcome, Visit
from bot.ward import Ward
from faq import Shelf

_AT_ONCE = 200
_NEWS = timedelta(days=7)  # what ended or was due longer ago is no news


class Results:
    """Looks for results and delays that somebody waits to hear of."""

    def __init__(self, database: Database, ward: Ward, shelf: Shelf, catalogue: Catalogue, clock: Clock) -> None:
        self._database = database
        self._ward = ward
        self._shelf = shelf
        self._catalogue = catalogue
        self._clock = clock

    async def run(self) -> None:
        """Put what is new into the outbox."""
        now = self._clock.now()
        for kind, find in (
            ("ready", partial(visits.ended, since=now - _NEWS)),
            ("late", partial(visits.late, now=now)),
        ):
            last = 0
            while found := await self._database.read(partial(find, limit=_AT_ONCE, after=last)):
                last = found[-1].id
                news = {f"{kind}:{visit.id}": visit for visit in found if self._is_news(kind, visit)}
                told = await self._database.read(partial(outbox.known, abouts=list(news)))
                if fresh := [visit for about, visit in news.items() if about not in told]:
                    await self._database.write(partial(self._tell, kind, fresh))

    def _is_news(self, kind: str, visit: Visit) -> bool:
        """Whether it came after they linked the receipt, and lately."""
        if kind == "late":
            return visit.due is not None and visit.due >= self._clock.now() - _NEWS
        if visit.outcome == Outcome.WITHDRAWN or visit.linked is None:
            return False  # they know it: they did it themselves
        if visit.returned is None:
            return True
        return visit.returned.astimezone(VIETNAM).date() > visit.linked.astimezone(VIETNAM).date()

    def _tell(self, kind: str, news: list[Visit], connection: Connection) -> None:
        now = self._clock.now()
        for visit in news:
            language = people.language_of(connection, visit.person) if visit.person else None
            if visit.person is None or language is None:
                continue
            if kind == "ready":
                outbox.withdraw(connection, [f"late:{visit.id}"], now)
            reply = self._ready(visit, language) if kind == "ready" else self._late(visit, language)
            outbox.put(connection, visit.person, kind, f"{kind}:{visit.id}", reply, now, expires=now + _NEWS)

    def _ready(self, visit: Visit, language: str) -> Reply:
        t = partial(self._catalogue.translate, language)
        lines = [self._what(visit, language)]
        match visit.outcome:
            case Outcome.DONE:
                lines.append(t("The result is ready. If you do not have it yet, please bring your receipt."))
            case Outcome.REFUSED:
                lines.append(t("The desk has refused it. You may ask there for the reason in writing."))
            case _:
                lines.append(t("The papers were handed back. Please ask at the desk what is missing."))
        return Reply("\n".join([*lines, self._where(language)]))

    def _late(self, visit: Visit, language: str) -> Reply:
        t = partial(self._catalogue.translate, language)
        due = f"{visit.due.astimezone(VIETNAM):%d/%m/%Y}" if visit.due else ""
        lines = [
            self._what(visit, language),
            t("It was promised for {date} and is not ready yet. The ward is sorry for this.", date=due),
            t("You may ask at the desk for a letter of apology with a new day."),
        ]
        return Reply("\n".join([*lines, self._where(language)]))

    def _what(self, visit: Visit, language: str) -> str:
        what = matter(visit, self._shelf.library, language)
        return f"{what}." if what else self._catalogue.translate(language, "About the receipt that you linked.")

    def _where(self, language: str) -> str:
        """Where to ask, as far as the ward has said."""
        if self._ward.hotline:
            return self._catalogue.translate(
                language, "To ask: the desk of {ward}, or {hotline}.", ward=self._ward.name, hotline=self._ward.hotline
            )
        return self._catalogue.translate(language, "To ask: the desk of {ward}.", ward=self._ward.name)
