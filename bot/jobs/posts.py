"""Sends notices by the ways beside the talks that were chosen for them: one after the other, each step kept."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.channels.base import Channel, Outcome, SendFailed
from bot.clock import Clock
from bot.storage import notice_files, notice_posts, published
from bot.storage.database import Database
from bot.storage.notice_posts import Post, Posted

log = logging.getLogger(__name__)

TRIES = 30
_PAUSE = timedelta(minutes=1)


class Posts:
    """Takes up what is due. One process at a time sends for a channel, as with the outbox."""

    def __init__(self, database: Database, channels: Mapping[str, Channel], clock: Clock, public_url: str) -> None:
        self._database = database
        self._channels = channels
        self._clock = clock
        self._public_url = public_url
        self._settled = False

    async def run(self) -> int:
        """Send all that is due; returns how many were tried. At the first time what was cut off is settled."""
        if not self._settled:
            settle = partial(notice_posts.settle, channels=list(self._channels), now=self._clock.now())
            if count := await self._database.write(settle):
                log.warning("%d posts were under way when the bot died: they may have arrived", count)
            self._settled = True
        tried = 0
        while post := await self._claim():
            await self._send(post)
            tried += 1
        return tried

    async def _claim(self) -> Post | None:
        work = partial(notice_posts.claim, channels=list(self._channels), now=self._clock.now())
        return await self._database.write(work)

    async def _send(self, post: Post) -> None:
        """One post; a fault of the channel is a failure like another, so that none stays under way."""
        failure: SendFailed | None = None
        try:
            await self._post(post)
        except SendFailed as failed:
            failure = failed
        except Exception as error:
            log.exception("post %d could not be sent", post.id)
            failure = SendFailed(Outcome.UNKNOWN, repr(error))
        await self._database.write(partial(_note, post, failure, self._clock.now()))

    async def _post(self, post: Post) -> None:
        sent = await self._database.read(partial(published.as_sent, notice=post.notice))
        if sent is None:
            raise SendFailed(Outcome.REFUSED, "the notice has no words")
        number, reply = sent
        picture = await self._database.read(partial(notice_files.of_notice, notice=post.notice))
        address = f"{self._public_url}/tin/{number}/hinh" if picture and self._public_url else ""

        async def note(so_far: Posted) -> None:
            await self._database.write(partial(notice_posts.note, post=post.id, so_far=so_far))

        await self._channels[post.channel].post(post.way, reply, address, post.so_far, note)


def _note(post: Post, failure: SendFailed | None, now: datetime, connection: Connection) -> None:
    if failure is None:
        notice_posts.end(connection, post.id, "sent", now)
    elif failure.outcome is Outcome.RETRY and post.tries + 1 < TRIES:
        pause = timedelta(seconds=failure.retry_after) if failure.retry_after else _PAUSE
        notice_posts.later(connection, post.id, now + pause, post.tries + 1, failure.why)
    else:
        log.warning("post %d did not go: %s", post.id, failure.why)
        state = "unknown" if failure.outcome is Outcome.UNKNOWN else "failed"
        notice_posts.end(connection, post.id, state, now, failure.why)
