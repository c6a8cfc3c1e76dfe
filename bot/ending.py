"""The end of a turn: its replies are said, its changes kept, and the event is done."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from functools import partial

from bot.lines import Event
from bot.messages import Reply
from bot.meters import Meters
from bot.sender import Sender
from bot.storage import inbox
from bot.storage.database import Database, DatabaseError, Unit, Work, together
from bot.storage.people import ErasedError
from bot.turn import Played

log = logging.getLogger(__name__)

_QUICKLY = 1.0  # seconds of saying after which a turn is committed without waiting for its end
_LONGEST_PAUSE = 15.0  # seconds between two tries to commit


class Ending:
    """Says and keeps; where saying is quick, all that is kept of a turn is one commit."""

    def __init__(self, sender: Sender, database: Database, meters: Meters) -> None:
        self._sender = sender
        self._database = database
        self._meters = meters

    async def see_through(self, event: Event, played: Played) -> None:
        """Say the replies and keep the turn. When cancelled, note what is left to say."""
        incoming = event.incoming
        left = deque(played.replies)
        if played.unit.erases:  # nobody is told that something is erased before it is
            await self._keep(event, played.unit, left)
        saying = asyncio.create_task(self._sender.say(incoming.address, left, incoming.message))
        try:
            await asyncio.wait({saying}, timeout=_QUICKLY)
            if not saying.done():
                await self._keep(event, played.unit, left)
            await saying
        except Exception:  # a channel's fault, whatever it is, must not undo the turn
            log.exception("the replies to %s could not be said", event.name)
            left.clear()
        finally:
            saying.cancel()
            await self._keep(event, played.unit, left)

    async def _keep(self, event: Event, unit: Unit, left: deque[Reply]) -> None:
        """Commit what is not committed yet and how far we are; while the database is in trouble, again and again."""
        pause = 0.25
        while True:
            works = unit.works()
            note: Work[None] = partial(inbox.done, row=event.row)
            if left:
                note = partial(inbox.answered, row=event.row, replies=tuple(left))
            try:
                await self._database.write(together([*works, note]))
            except DatabaseError:
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
            except ErasedError:
                unit.drop()  # they had everything about them erased meanwhile
            except Exception:
                if not works:
                    raise
                log.exception("what %s changed could not be kept", event.name)
                self._meters.failed.inc()
                unit.drop()
            else:
                unit.drop()
                return
