"""A source from its address to articles: fetched, read in a thread of its own, completed from each article's page."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from bot.choices import fold
from bot.clock import Clock
from bot.feeds.article import LONGEST_AUTHOR, Article, one_line, shortened
from bot.feeds.fetching import Answer, Fetcher, Validators
from bot.feeds.files import read_feed
from bot.feeds.labels import read_labels
from bot.feeds.pages import read_article, read_list
from bot.feeds.trouble import FetchError
from bot.sources import Source

log = logging.getLogger(__name__)

T = TypeVar("T")

_LONGEST = 2 * 1024 * 1024  # bytes of a feed or a page
_NOTHING = Validators()


@dataclass(frozen=True, slots=True)
class Look:
    """What a source holds now, in its own order; None if nothing changed since the validators were given."""

    articles: list[Article] | None
    validators: Validators


class Reader:
    """Reads sources; keeps nothing but what robots.txt said."""

    def __init__(
        self, fetcher: Fetcher, clock: Clock, wait: Callable[[float], Awaitable[object]] = asyncio.sleep
    ) -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._wait = wait

    async def look(self, source: Source, known: Validators = _NOTHING) -> Look:
        """The items that a source lists. Raises `FetchError`."""
        answer = await self._fetcher.get(source.address, _LONGEST, known)
        if answer.body is None:
            return Look(None, answer.validators)

        def read(now: datetime) -> list[Article]:
            if source.kind == "feed":
                return read_feed(answer, now)
            return read_list(answer, source.select, now)

        return Look(await self._parse(read), answer.validators)

    async def complete(self, source: Source, article: Article) -> Article:
        """An article as a notice may be made of it, with what its own page tells where the source says how to read it.

        Raises `FetchError` if that page may be there the next time; one that cannot be read at all is done without.
        """
        if any(source.article.model_dump().values()):
            await self._wait(self._fetcher.pause(article.link))
            try:
                answer = await self._fetcher.get(article.link, _LONGEST)
                article = await self._parse(lambda now: read_article(answer, article, source.article, now))
            except FetchError as error:
                if error.passes:
                    raise
                log.info("the page of an article of %s cannot be read: %s", source.id, error.why)
        return await self._parse(lambda now: finished(article, now))

    async def picture(self, article: Article, longest: int) -> bytes | None:
        """The file of its picture, None without one or if it cannot be had: the news are worth telling all the same."""
        if not article.picture:
            return None
        await self._wait(self._fetcher.pause(article.picture))
        try:
            answer: Answer = await self._fetcher.get(article.picture, longest)
        except FetchError as error:
            log.info("a picture was left out: %s", error.why)
            return None
        return answer.body

    async def _parse(self, read: Callable[[datetime], T]) -> T:
        """Read in a thread: a large page must not hold up those who talk. Raises `FetchError`."""
        try:
            return await asyncio.to_thread(read, self._clock.now())
        except FetchError:
            raise
        except Exception as error:  # whatever a parser makes of what strangers send, the other sources go on
            log.warning("what a site sent broke its parser", exc_info=True)
            raise FetchError("broken") from error


def finished(article: Article, now: datetime) -> Article:
    """Labels read, the text shortened to what a message holds."""
    told = read_labels(article, now)
    return replace(told, text=shortened(told.text), author=one_line(told.author, LONGEST_AUTHOR))


def topic_of(source: Source, article: Article) -> str:
    """The topic that a source gives to an article: by its category, else the source's own."""
    category = fold(article.category)
    by_name = {fold(name): topic for name, topic in source.categories.items()}
    return by_name.get(category, source.topic) if category else source.topic
