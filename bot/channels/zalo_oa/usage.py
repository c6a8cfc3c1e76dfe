"""What the Official Account has sent this month, by what Zalo says it counts as: free, of the package, or charged."""

from __future__ import annotations

from functools import partial
from typing import Any

from bot.channels.zalo_oa.convert import NAME
from bot.clock import Clock
from bot.storage import usage
from bot.storage.database import Database

_WARN_AT = 0.8
_FREE = ("reply", "welcome_msg", "reward_quota")  # of an answer's quota_type; none of them: charged
_PACKAGE = ("sub_quota", "purchase_quota")


class Usage:
    """Counts per month. `cap` is how many messages after the free window the package and the ward's purse allow."""

    def __init__(self, database: Database, clock: Clock, cap: int) -> None:
        self._database, self._clock, self.cap = database, clock, cap
        self._month = ""
        self._counts: dict[str, int] = {}

    async def open(self) -> None:
        """Look up what was sent before the start."""
        self._month = self._this_month()
        self._counts = await self._database.write(partial(usage.kinds, channel=NAME, period=self._month))

    def sent(self, answer: dict[str, Any]) -> None:
        """One more message went out; `answer` is Zalo's."""
        quota = answer.get("quota")
        kind = str(quota.get("quota_type", "")) if isinstance(quota, dict) else ""
        self.count("free" if kind in _FREE else "package" if kind in _PACKAGE else "charged")

    def count(self, kind: str) -> None:
        """One more of a kind."""
        now = self.counts()
        now[kind] = now.get(kind, 0) + 1
        self._database.write_soon(partial(usage.add, channel=NAME, period=self._month, kind=kind))

    def counts(self) -> dict[str, int]:
        """What was sent this month, by kind."""
        if (month := self._this_month()) != self._month:
            self._month, self._counts = month, {}
        return self._counts

    def left(self) -> int:
        """How many more messages may go this month to people whose last word is older than the free window."""
        now = self.counts()
        return max(0, self.cap - now.get("package", 0) - now.get("charged", 0))

    def notice(self) -> str | None:
        """What is nearly used up."""
        used = self.cap - self.left()
        if not used or used < _WARN_AT * self.cap:
            return None
        return f"The Zalo Official Account has sent {used} of {self.cap} messages that its package counts this month."

    def _this_month(self) -> str:
        return self._clock.local().strftime("%Y-%m")
