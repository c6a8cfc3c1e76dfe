"""The figures of last week, on Monday morning, for the administrators who asked for them in the chat."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from bot.clock import VIETNAM, Clock
from bot.figures.learned import Learned
from bot.figures.periods import Kind, Period, of
from bot.figures.report import Report
from bot.i18n import Catalogue
from bot.learning import learned
from bot.messages import Image, Reply
from bot.reports import charts, sentences
from bot.reports import learned as learned_words
from bot.reports.words import Words
from bot.storage import digests, figures, outbox
from bot.storage.database import Database
from bot.storage.digests import Reader
from bot.ward import Ward
from faq import Shelf

_FROM_HOUR = 7  # of Monday, the ward's time
_NEWS = timedelta(days=2)  # a bot that was off on Monday still tells it until Wednesday morning


class Digest:
    """Looks once in a while whether it is time, and who has not been told yet."""

    def __init__(self, database: Database, ward: Ward, shelf: Shelf, catalogue: Catalogue, clock: Clock) -> None:
        self._database = database
        self._ward = ward
        self._shelf = shelf
        self._catalogue = catalogue
        self._clock = clock

    async def run(self) -> int:
        """Put last week's figures into the outbox, once for each reader; returns how many were put."""
        now = self._clock.now()
        week = of(Kind.WEEK, now.astimezone(VIETNAM).date())
        due = week.begins + timedelta(hours=_FROM_HOUR)
        last = week.before()
        if not due <= now < due + _NEWS or last is None:
            return 0
        readers = {_about(last, reader): reader for reader in await self._database.read(digests.readers)}
        told = await self._database.read(partial(outbox.known, abouts=list(readers)))
        missing = [reader for about, reader in readers.items() if about not in told]
        if not missing:
            return 0
        report = await self._database.read(partial(figures.report, period=last, now=now))
        today = now.astimezone(VIETNAM).date()
        taught = await learned(self._database.read, self._shelf.library, last, today)
        replies = {
            language: await self._reply(report, taught, language) for language in {one.language for one in missing}
        }
        put = partial(self._put, last, missing, replies)
        return await self._database.write(put)

    async def _reply(self, report: Report, taught: Learned, language: str) -> Reply:
        """What is sent, in a language."""
        words = Words(self._catalogue, language, self._ward, self._shelf.library)
        image = None
        if report.total.satisfied:
            png = await asyncio.to_thread(charts.picture, report, words)
            image = Image(png, charts.description("levels", report, words))
        said = [*sentences.five_lines(report, words), *learned_words.lines(taught, words)]
        lines = "\n".join(f"• {line}" for line in said)
        end = words.t(
            "You asked for this every Monday. To end it: /baocao, then “{stop}”.",
            stop=words.t("Stop the weekly report"),
        )
        note = f"{sentences.short_note(report, words)}\n{learned_words.note(words)}\n{end}"
        return Reply(lines, title=sentences.title(report, words), note=note, image=image)

    def _put(self, week: Period, readers: Sequence[Reader], replies: dict[str, Reply], connection: Connection) -> int:
        now = self._clock.now()
        return sum(
            outbox.put(
                connection, one.person, "digest", _about(week, one), replies[one.language], now, expires=now + _NEWS
            )
            for one in readers
        )


def _about(week: Period, reader: Reader) -> str:
    return f"digest:{week.first}:{reader.person}"
