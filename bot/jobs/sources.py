"""Looks at the sites that news are taken from, each when it is due: politely, once, by one process.

A process takes a source for a while (a row says until when) and writes each article with what it becomes in one
transaction; killed at any moment, another one goes on with the articles that are not there yet.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot import intake
from bot.clock import Clock
from bot.feeds.article import Article
from bot.feeds.fetching import Validators
from bot.feeds.reading import Reader, finished, topic_of
from bot.feeds.trouble import FetchError
from bot.i18n import Catalogue
from bot.intake import Found, Taken
from bot.messages import Reply
from bot.sources import Source
from bot.storage import outbox, source_items, sources, staff
from bot.storage.database import Database
from bot.storage.source_items import ItemState
from bot.storage.sources import LostHold, Standing
from bot.ward import Ward

log = logging.getLogger(__name__)

_HELD = timedelta(minutes=15)  # a process that looks at a source is done by then, or dead
_PATIENCE = 600.0  # seconds for one source, less than that
_AT_ONCE = 10  # new articles of a source at one look; the rest comes with the next
_GO_AT_ONCE = 3  # that go by themselves
_LONGEST_WAIT = timedelta(days=1)
_JITTER = 0.1  # of the time between two looks


class Sources:
    """Every source of the ward's profile."""

    def __init__(self, database: Database, ward: Ward, catalogue: Catalogue, reader: Reader, clock: Clock) -> None:
        self._database = database
        self._ward = ward
        self._catalogue = catalogue
        self._reader = reader
        self._clock = clock
        self._chance = random.SystemRandom()

    async def run(self) -> int:
        """Look at what is due; returns how many sources were looked at."""
        looked = 0
        for source in self._ward.sources:
            now = self._clock.now()
            take = partial(sources.hold, source=source.id, address=source.address, now=now, until=now + _HELD)
            standing = await self._database.write(take)
            if standing:
                await self._look_at(source, standing)
                looked += 1
        return looked

    async def _look_at(self, source: Source, standing: Standing) -> None:
        """One look, whatever comes of it: the next one is set."""
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._read(source, standing)
        except FetchError as error:
            await self._failed(source, standing, error)
        except TimeoutError:
            await self._failed(source, standing, FetchError("slow"))
        except LostHold:
            log.warning("the source %s took so long that another process has taken it", source.id)

    async def _read(self, source: Source, standing: Standing) -> None:
        """Raises `FetchError` and `LostHold`."""
        look = await self._reader.look(source, Validators(standing.etag, standing.modified))
        left = False
        if look.articles is not None and standing.since is None:
            await self._note_all(source, standing, look.articles)
        elif look.articles is not None:
            left = await self._take_new(source, standing, look.articles)
        now = self._clock.now()
        kept = Validators() if left else look.validators  # what is left must be told of again
        done = partial(
            sources.succeeded, standing=standing, now=now, due=self._next(source, now), etag=kept.etag,
            modified=kept.modified,
        )  # fmt: skip
        await self._database.write(done)

    async def _note_all(self, source: Source, standing: Standing, listed: Sequence[Article]) -> None:
        """The first look: everything is old. Raises `LostHold`."""
        now = self._clock.now()
        whole = await asyncio.to_thread(lambda: [(finished(one, now), one.mark) for one in listed])

        def work(connection: Connection) -> None:
            sources.keep(connection, standing)
            for article, mark in whole:
                topic = topic_of(source, article)
                source_items.note(connection, source.id, article, topic, ItemState.OLD, now, mark=mark)

        await self._database.write(work)
        log.info("the source %s is read for the first time: %d articles are old", source.id, len(listed))

    async def _take_new(self, source: Source, standing: Standing, listed: Sequence[Article]) -> bool:
        """Take what is new, the oldest first; True if some is left for the next look. Raises `LostHold`."""
        now = self._clock.now()
        marks = {one.key: one.mark for one in listed}
        await self._database.write(partial(source_items.seen_again, source=source.id, marks=marks, now=now))
        there = await self._database.read(partial(source_items.known, source=source.id, keys=list(marks)))
        new = [one for one in reversed(listed) if one.key not in there]
        taken: list[Taken] = []
        left = len(new) > _AT_ONCE
        try:
            for article in new[:_AT_ONCE]:
                if not (found := await self._complete(source, article)):
                    left = True
                    continue
                gone = sum(one.state is ItemState.SENT for one in taken)
                take = partial(
                    intake.take, source=source, standing=standing, found=found, now=self._clock.now(),
                    may_go=gone < _GO_AT_ONCE,
                )  # fmt: skip
                if one := await self._database.write(take):
                    taken.append(one)
        finally:
            await self._tell(source, taken)
        return left

    async def _complete(self, source: Source, article: Article) -> Found | None:
        """An article with its own page and picture, None if its page should be there the next time."""
        try:
            whole = await self._reader.complete(source, article)
        except FetchError as error:
            log.info("an article of %s is left for the next look: %s", source.id, error.why)
            return None
        return Found(whole, article, await intake.picture_of(self._reader, whole))

    async def _tell(self, source: Source, taken: Sequence[Taken]) -> None:
        """Tell the staff of new drafts, one message for all of a look; at night it waits for the morning."""
        drafts = [one for one in taken if one.state is ItemState.DRAFT]
        if not drafts:
            return
        language = self._ward.languages[0]
        said = self._catalogue.plural(
            language,
            "{count} article of {name} is a draft that waits for you, on the staff's pages under “News”:",
            "{count} articles of {name} are drafts that wait for you, on the staff's pages under “News”:",
            len(drafts),
            name=source.name,
        )
        reply = Reply("\n".join([said, *(f"• {one.title}" for one in drafts)]))

        def work(connection: Connection) -> None:
            for account in staff.accounts(connection):
                about = f"drafts:{drafts[-1].notice}:{account.person}"
                outbox.put(connection, account.person, "alert", about, reply, self._clock.now())

        await self._database.write(work)

    async def _failed(self, source: Source, standing: Standing, error: FetchError) -> None:
        """Note what went wrong; the longer it lasts, the more rarely it is tried."""
        now = self._clock.now()
        step = min(timedelta(minutes=source.every_minutes) * 2 ** min(standing.failures, 10), _LONGEST_WAIT)
        due = max(now + step * self._chance.uniform(1 - _JITTER, 1 + _JITTER), error.retry_at or now)
        log.warning("the source %s cannot be read: %s", source.id, error)
        try:
            work = partial(sources.failed, standing=standing, now=now, due=due, why=error.why, detail=error.detail)
            await self._database.write(work)
        except LostHold:
            log.warning("the source %s is with another process by now", source.id)

    def _next(self, source: Source, now: datetime) -> datetime:
        """When it is looked at again: not at the same second as all others."""
        return now + timedelta(minutes=source.every_minutes) * self._chance.uniform(1 - _JITTER, 1 + _JITTER)
