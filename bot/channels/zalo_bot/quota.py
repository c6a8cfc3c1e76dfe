"""The free bot's quota: so many people, so many messages a month. Counted here, since Zalo tells of neither."""

from __future__ import annotations

import logging
from functools import partial

from bot.channels.zalo_bot.convert import NAME
from bot.clock import Clock
from bot.storage import usage
from bot.storage.database import Database, DatabaseError

log = logging.getLogger(__name__)

_WARN_AT = 0.8
_REMEMBERED = 1000  # people who wrote since the start


class Quota:
    """What was used this month. Messages are counted both ways: whether Zalo counts what comes in is not certain."""

    def __init__(self, database: Database, clock: Clock, people: int, messages: int) -> None:
        self._database, self._clock = database, clock
        self._people_cap, self._message_cap = people, messages
        self._month = ""
        self._messages = self._people = 0
        self._seen: set[str] = set()
        self._spent = ""  # the month in which Zalo said that nothing is left

    async def open(self) -> None:
        """Look up what was used before the start."""
        self._month = self._this_month()
        total = partial(usage.total, channel=NAME, period=self._month)
        self._messages = await self._database.write(total)  # behind what is still being counted
        await self._count_people()

    def sent(self) -> None:
        """One more message went out."""
        self._count("sent")

    async def took(self, account: str) -> None:
        """One more message came in."""
        self._count("taken")
        if account not in self._seen and len(self._seen) < _REMEMBERED:
            try:
                await self._count_people()
            except DatabaseError as error:
                log.warning("the people of the Zalo Bot were not counted: %s", error)
            else:
                self._seen.add(account)

    def spent(self) -> None:
        """Zalo says that nothing is left."""
        self._spent = self._this_month()

    def left(self) -> int:
        """How many more messages may go this month."""
        self._turn_over()
        return 0 if self._spent == self._month else max(0, self._message_cap - self._messages)

    def problem(self) -> str | None:
        """Whether Zalo refuses for it."""
        if self._spent and self._spent == self._this_month():
            return "Zalo Bot has spent its messages of this month: it cannot answer until the next."
        return None

    def notice(self) -> str | None:
        """What is nearly used up."""
        self._turn_over()
        said = []
        if self._messages >= _WARN_AT * self._message_cap:
            said.append(
                f"Zalo Bot has used {self._messages} of its {self._message_cap} messages this month; "
                "when they are spent, it is silent until the next."
            )
        if self._people >= _WARN_AT * self._people_cap:
            said.append(f"Zalo Bot knows {self._people} people; Zalo serves {self._people_cap} and lets no more in.")
        return " ".join(said) or None

    async def _count_people(self) -> None:
        self._people = await self._database.read(partial(usage.people_of, channel=NAME))

    def _count(self, kind: str) -> None:
        self._turn_over()
        self._messages += 1
        self._database.write_soon(partial(usage.add, channel=NAME, period=self._month, kind=kind))

    def _turn_over(self) -> None:
        """Begin a new month at nothing."""
        if (month := self._this_month()) != self._month:
            self._month, self._messages = month, 0

    def _this_month(self) -> str:
        return self._clock.local().strftime("%Y-%m")
