"""An article of another site becomes a notice: a draft for an official, or, where the ward trusts it, one that goes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot import notice_checks, notice_media
from bot.clock import VIETNAM
from bot.feeds.article import LONGEST_LINK, Article
from bot.feeds.reading import Reader, topic_of
from bot.i18n import mark
from bot.notice_media import MediaError
from bot.sources import Source
from bot.storage import notice_files, notices, source_items, sources
from bot.storage.audit import By
from bot.storage.notice_files import Media
from bot.storage.notice_rows import Origin
from bot.storage.notices import Draft, NoticeError, Refusal
from bot.storage.source_items import ItemState
from bot.storage.sources import Standing

_FRESH = timedelta(days=3)  # what is older does not go by itself
_SLACK = timedelta(days=1)  # sites write a day, not a moment

WHY = {
    "no-day": mark("the site does not say of which day it is"),
    "not-fresh": mark("it is not of these days"),
    "no-text": mark("its text was not found"),
    "doubt": mark("a number, a link or a day in it cannot be right"),
    "alike": mark("nearly the same went to the same people within 24 hours"),
    "many": mark("the site sent many at once"),
}
"""Why an article of a trusted topic waits for an official all the same."""


@dataclass(frozen=True, slots=True)
class Found:
    """A new article, complete; `listed` is it as the site lists it, by which a later change is known."""

    article: Article
    listed: Article
    picture: Media | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an article; `notice` None where it became none."""

    state: ItemState
    title: str
    notice: int | None = None


def take(
    connection: Connection, source: Source, standing: Standing, found: Found, now: datetime, *, may_go: bool
) -> Taken | None:
    """Take an article, once; None if it is there already. `may_go` False: it does not go by itself, whatever it is.

    Raises `LostHold`.
    """
    sources.keep(connection, standing)
    article, topic = found.article, topic_of(source, found.article)
    if source_items.known(connection, source.id, [article.key]):
        return None
    state, same = _old_or_same(connection, standing, article, now)
    if state is not ItemState.DRAFT:
        source_items.note(connection, source.id, article, topic, state, now, same=same, mark=found.listed.mark)
        return Taken(state, article.title)
    notice = write(connection, By(None, source.name), source, article, topic, found.picture, now)
    why = ""
    if topic in source.trusted:
        why = (_doubts(article, now) if may_go else "many") or _let_go(connection, source, notice, now)
        state = ItemState.DRAFT if why else ItemState.SENT
    more = {"notice": notice, "why": why, "mark": found.listed.mark}
    source_items.note(connection, source.id, article, topic, state, now, **more)
    return Taken(state, article.title, notice)


def write(
    connection: Connection, by: By, source: Source, article: Article, topic: str, picture: Media | None, now: datetime
) -> int:
    """A draft made of an article; returns its id. Raises `NoticeError`."""
    draft = Draft(article.title, article.text or article.title, topic, link=article.link[:LONGEST_LINK])
    origin = Origin(source.name, article.link, article.author, article.day)
    notice = notices.write(connection, by, draft, now, origin)
    if picture:
        notice_files.put(connection, notice, picture)
    return notice


async def picture_of(reader: Reader, article: Article) -> Media | None:
    """An article's picture as it is kept, drawn anew; None if it has none that can be shown."""
    body = await reader.picture(article, notice_media.LARGEST)
    if body is None:
        return None
    try:
        name = article.picture.partition("?")[0]
        media = await asyncio.to_thread(notice_media.read, name, body, article.title)
    except MediaError:
        return None
    return media if media.kind == "picture" else None


def _old_or_same(
    connection: Connection, standing: Standing, article: Article, now: datetime
) -> tuple[ItemState, int | None]:
    """Whether it is no news: from before the source was known, or told already."""
    since = standing.since
    if since and article.day and article.day < (since.astimezone(VIETNAM) - _SLACK).date():
        return ItemState.OLD, None
    twin = source_items.twin(connection, article, now)
    return (ItemState.SAME, twin.id) if twin else (ItemState.DRAFT, None)


def _doubts(article: Article, now: datetime) -> str:
    """Why somebody should look at it first, "" if nothing speaks against it."""
    today = now.astimezone(VIETNAM).date()
    if article.day is None:
        return "no-day"
    if not today - _FRESH <= article.day <= today:
        return "not-fresh"
    if not article.text:
        return "no-text"
    found = notice_checks.doubts(f"{article.title}\n{article.text}", article.link, today)
    # that a day is over is no fault where something is told that has happened
    return "doubt" if any(doubt.sentence != notice_checks.OVER for doubt in found) else ""


def _let_go(connection: Connection, source: Source, notice: int, now: datetime) -> str:
    """Approve it in the source's name, by the same way as everybody; why it is not, "" if it is."""
    try:
        notices.approve(connection, By(None, source.name), notice, 1, now, two_people=False)
    except NoticeError as error:
        if error.why is not Refusal.ALIKE:
            raise
        return "alike"
    return ""
