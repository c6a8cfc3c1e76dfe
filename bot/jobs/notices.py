"""Sees notices through: each that is due gets its list of recipients, is let go some at a time, watched, and closed."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from sqlalchemy import Connection

from bot import notice_words
from bot.channels.base import Channel
from bot.channels.reaching import reached, windows
from bot.clock import Clock
from bot.i18n import Catalogue
from bot.messages import Attachment, Reply
from bot.storage import listing, notice_files, notices, outbox, published, staff
from bot.storage.audit import By
from bot.storage.database import Database
from bot.storage.lapse import LASTS, lapse
from bot.storage.notice_rows import Notice, State
from bot.ward import Ward

log = logging.getLogger(__name__)

FAILURES, SHARE = 10, 0.1  # so many, and such a share of what was tried, pause a notice
_RESERVE = 5.0  # seconds of sending that are let go at a time: the job may be late, the sender must not wait for it
_WATCH = By(None, "python -m bot run")


class Notices:
    """Takes every notice one step further; may be run again at any moment, also by two processes at once."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        ward: Ward,
        catalogue: Catalogue,
        clock: Clock,
        public_url: str | None = None,
    ) -> None:
        self._database = database
        self._speaking = channels
        self._channels = tuple(channels)
        self._ward = ward
        self._catalogue = catalogue
        self._clock = clock
        self._public_url = public_url

    async def run(self) -> None:
        """Look after all that is under way."""
        for notice in await self._database.read(partial(listing.at_work, now=self._clock.now())):
            if notice.state is State.SCHEDULED:
                await self._begin(notice)
            while await self._list_some(notice):
                pass
            if notice.state is State.WITHDRAWN:
                while await self._database.write(partial(listing.take_back, notice=notice.id, now=self._clock.now())):
                    pass
            await self._look_after(notice)

    async def _begin(self, notice: Notice) -> None:
        """Number, words, and who does not get it; or withdrawn if its days are over already."""
        if notice.is_over(self._clock.local().date()):
            over = partial(notices.withdraw, by=_WATCH, notice=notice.id, now=self._clock.now(), why="expired")
            await self._database.write(over)
            return
        numbers = await self._database.read(partial(published.corrected, found=[notice]))
        attached = await self._database.read(
            partial(notice_files.of_notice, notice=notice.id, public_url=self._public_url)
        )
        render = partial(self._render, notice, numbers.get(notice.corrects or 0), attached)
        now = self._clock.now()
        look = partial(reached, notice=notice, channels=self._speaking, reply=render(notice.id), now=now)
        found, broken = await self._database.read(look)
        if broken:
            notice = replace(notice, without=tuple(one.channel for one in broken))
            log.warning("notice %d does not go on %s: their quota has no room", notice.id, ", ".join(notice.without))
        await self._database.write(partial(listing.begin, notice=notice, found=found, render=render, now=now))

    def _render(self, notice: Notice, corrected: int | None, attached: tuple[Attachment, ...], number: int) -> Reply:
        t = partial(self._catalogue.translate, self._ward.languages[0])
        return notice_words.reply(notice, corrected, self._ward, self._public_url, t, number, attached)

    async def _list_some(self, notice: Notice) -> bool:
        now = self._clock.now()
        some = partial(listing.list_some, channels=self._channels, windows=windows(self._speaking, now), now=now)
        return await self._database.write(partial(some, notice=notice.id))

    async def _look_after(self, notice: Notice) -> None:
        """Let the next go, unless too many failed; close it when all is over."""
        now = self._clock.now()
        if await self._database.write(partial(lapse, notice=notice, now=now)):
            log.warning("what was still open of notice %d after %s is given up", notice.id, LASTS)
        elif notice.state is State.SENDING:
            failed, tried = await self._database.read(partial(listing.failures, notice=notice))
            if failed >= FAILURES and failed >= SHARE * tried:
                await self._database.write(partial(self._pause, notice, failed, tried))
                return
        if await self._database.write(partial(listing.finish, notice=notice.id, now=now)):
            log.info("notice %d has reached everybody it could", notice.id)
            return
        for name, channel in self._speaking.items():
            ahead = max(listing.AHEAD, int(_RESERVE * channel.pace))
            free = partial(listing.let_go, notice=notice.id, channels=[name], now=now, ahead=ahead)
            await self._database.write(free)

    def _pause(self, notice: Notice, failed: int, tried: int, connection: Connection) -> None:
        """Stop, and tell whoever wrote and approved it; where they have no chat account, every administrator."""
        now = self._clock.now()
        why = f"{failed}/{tried}"
        notices.pause(connection, _WATCH, notice.id, now, why)
        log.warning("notice %d is paused: %s failed", notice.id, why)
        accounts = staff.accounts(connection)
        concerned = [one for one in accounts if one.staff in (notice.author, notice.approver)] or accounts
        t = partial(self._catalogue.translate, self._ward.languages[0])
        said = t(
            "Notice {number}, “{title}”, is paused: {failed} of {tried} messages failed. Look at the reasons on the "
            "staff's pages, then let it go on or withdraw it.",
            number=notice.number,
            title=notice.title,
            failed=failed,
            tried=tried,
        )
        for one in concerned:
            about = f"paused:{notice.id}:{now.timestamp():.0f}:{one.person}"
            outbox.put(connection, one.person, "alert", about, Reply(said), now, urgent=True)
