"""Tells the administrators in the chat when the Official Account's connection will end, or is lost, and what to do.

The same stands on their page and in /healthz; this reaches those who look at neither. Each thing is told once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.channels.zalo_oa.callback import PAGE
from bot.channels.zalo_oa.tokens import CHANNEL, WARN_BEFORE
from bot.clock import VIETNAM, Clock
from bot.i18n import Catalogue
from bot.messages import Button, Reply
from bot.storage import cases, oa_tokens, outbox
from bot.storage.database import Database
from bot.storage.oa_tokens import Pair

_AGAIN = (WARN_BEFORE, timedelta(days=7), timedelta(days=1))  # before the end, each told once


class Connections:
    """Looks at the tokens that are kept, whoever keeps them."""

    def __init__(self, database: Database, catalogue: Catalogue, clock: Clock, site: str) -> None:
        self._database = database
        self._catalogue = catalogue
        self._clock = clock
        self._site = site

    async def look(self) -> None:
        """Tell what is to be told."""
        pair = await self._database.read(partial(oa_tokens.find, channel=CHANNEL))
        if pair is None:
            return
        if pair.lost:
            await self._database.write(partial(self._tell, pair, "lost"))
            return
        left = pair.refresh_ends - self._clock.now()
        if passed := [step for step in _AGAIN if left <= step]:
            await self._database.write(partial(self._tell, pair, f"ends-{passed[-1].days}"))

    def _tell(self, pair: Pair, what: str, connection: Connection) -> None:
        now = self._clock.now()
        for row in connection.execute(cases.administrators()):
            about = f"oa:{pair.got:%Y%m%d%H%M}:{what}:{row.id}"
            reply = self._reply(pair, row.language)
            outbox.put(connection, row.id, "alert", about, reply, now, expires=_late(now), urgent=bool(pair.lost))

    def _reply(self, pair: Pair, language: str) -> Reply:
        t = partial(self._catalogue.translate, language)
        do = t(
            "Open the staff's page “Zalo OA”, press “Connect”, and have an administrator of the Official Account agree "
            "in Zalo. It takes a minute; nothing is lost meanwhile but answers on Zalo."
        )
        if pair.lost:
            said = t("The bot is cut off from Zalo: it can no longer answer citizens on the Official Account.")
            title = t("Zalo: connect the Official Account again")
        else:
            day = f"{pair.refresh_ends.astimezone(VIETNAM):%d/%m/%Y}"
            said = t("The bot's connection to the Official Account ends on {day} if Zalo does not renew it.", day=day)
            title = t("Zalo: the connection will end")
        link = Button(t("Open the page Zalo OA"), url=f"{self._site}{PAGE}")
        return Reply(f"{said}\n\n{do}", title=title, buttons=(link,))


def _late(now: datetime) -> datetime:
    """A warning that could not be delivered for so long is old."""
    return now + timedelta(days=7)
