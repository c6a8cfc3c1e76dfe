"""Shows the staff in their chats how far a notice has come: one message that is changed in place where that can be.

Where it cannot, a new one is written when the notice begins, stops or ends, and rarely in between. What is shown is of
the moment: a message that is lost is followed by the next, and none is said again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from bot import notice_cards
from bot.channels.base import SendFailed
from bot.newsroom import Newsroom
from bot.sender import Sender
from bot.storage import listing, steps, watchers
from bot.storage.database import Database
from bot.storage.notice_rows import Notice, State, find
from bot.storage.watchers import Watcher

_PAUSE = timedelta(seconds=3)  # between two changes of a message
_RARELY = timedelta(minutes=10)  # between two messages where none can be changed
_OVER = (State.DONE, State.WITHDRAWN)


class Progress:
    """Looks at every notice that somebody watches; may be run again at any moment, also by two processes at once."""

    def __init__(self, sender: Sender, database: Database, room: Newsroom) -> None:
        self._sender = sender
        self._database = database
        self._room = room

    async def run(self) -> None:
        """Tell each watcher what has changed."""
        for watcher in await self._database.read(partial(watchers.watching, channels=list(self._sender.channels))):
            notice = await self._database.read(partial(find, notice=watcher.notice))
            if notice is None or notice.state in (State.DRAFT, State.WAITING):
                await self._database.write(partial(watchers.end, watcher=watcher))
            elif notice.state is not State.SCHEDULED and (notice.state not in _OVER or notice.ended):
                await self._tell(watcher, notice)

    async def _tell(self, watcher: Watcher, notice: Notice) -> None:
        counts = await self._database.read(partial(listing.counts, notice=notice))
        words = f"{notice.state}:{listing.ended(counts)}:{counts.get('held', 0)}"
        now = self._room.clock.now()
        edits = self._sender.channels[watcher.address.channel].limits.can_edit
        turned = watcher.shown.partition(":")[0] != notice.state
        if watcher.shown == words or (not edits and not turned and not self._is_rare(watcher, notice, now)):
            return await self._end_if_over(watcher, notice, words)
        pause = timedelta(0) if turned else _PAUSE
        if not await self._database.write(partial(watchers.claim, watcher=watcher, now=now, pause=pause)):
            return None
        reply = await self._database.read(
            partial(notice_cards.progress, room=self._room, notice=notice, language=watcher.language)
        )
        try:
            message = await self._sender.channels[watcher.address.channel].send(
                watcher.address, reply, replacing=watcher.message
            )
        except SendFailed:
            return None  # the next look tells more than this one would
        await self._database.write(partial(watchers.shown, watcher=watcher, message=message, words=words))
        if message != watcher.message:
            await self._database.write(partial(steps.offer, person=watcher.person, reply=reply, now=now))
        return await self._end_if_over(watcher, notice, words)

    def _is_rare(self, watcher: Watcher, notice: Notice, now: datetime) -> bool:
        return watcher.at is None or now - watcher.at >= _RARELY

    async def _end_if_over(self, watcher: Watcher, notice: Notice, words: str) -> None:
        """The last word was said."""
        if notice.state in _OVER and words:
            await self._database.write(partial(watchers.end, watcher=watcher))
