"""Slows down who tries many wrong codes: so many within a while, then a pause. Kept in memory, a restart forgives."""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta

from bot.clock import Clock

_PEOPLE = 20_000  # remembered at most; the ones who failed longest ago are forgotten first


class Attempts:
    """Wrong tries by whoever made them; at most `limit` within `window`."""

    def __init__(self, clock: Clock, limit: int = 6, window: timedelta = timedelta(minutes=10)) -> None:
        self._clock = clock
        self._limit = limit
        self._window = window
        self._failed: OrderedDict[object, deque[datetime]] = OrderedDict()

    def wait(self, who: object) -> timedelta:
        """How long somebody has to wait before the next try; zero if they need not."""
        failed = self._recent(who)
        if len(failed) < self._limit:
            return timedelta(0)
        return failed[-self._limit] + self._window - self._clock.now()

    def failed(self, who: object) -> None:
        """Note a wrong try."""
        failed = self._recent(who)
        failed.append(self._clock.now())
        self._failed[who] = failed
        self._failed.move_to_end(who)
        if len(self._failed) > _PEOPLE:
            self._failed.popitem(last=False)

    def _recent(self, who: object) -> deque[datetime]:
        """The wrong tries that still count, oldest first."""
        failed = self._failed.get(who, deque(maxlen=self._limit))
        since = self._clock.now() - self._window
        while failed and failed[0] <= since:
            failed.popleft()
        if not failed:
            self._failed.pop(who, None)
        return failed
