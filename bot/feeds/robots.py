"""What sites ask of programs in robots.txt, kept for a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from protego import Protego

from bot.clock import Clock

_KEPT = timedelta(days=1)
_PAUSE, _LONGEST_PAUSE = 1.0, 30.0  # seconds
_AT_MOST = 100  # sites


class Robots:
    """The rules of each site (scheme, host and port) that was asked."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[str, tuple[datetime, Protego]] = {}

    def missing(self, url: str) -> str:
        """The address of the rules for a page, if they have to be fetched first; "" if they are known."""
        known = self._known.get(_site(url))
        return "" if known and known[0] > self._clock.now() else f"{_site(url)}/robots.txt"

    def keep(self, url: str, rules: bytes) -> None:
        """Keep what a site says."""
        if len(self._known) >= _AT_MOST:
            self._known.clear()
        self._known[_site(url)] = (self._clock.now() + _KEPT, Protego.parse(rules.decode("utf-8", "replace")))

    def allows(self, url: str, agent: str) -> bool:
        """Whether a page may be read by a program of this name."""
        known = self._known.get(_site(url))
        return known is None or known[1].can_fetch(url, agent)

    def pause(self, url: str, agent: str) -> float:
        """Seconds that the site wants between two requests."""
        known = self._known.get(_site(url))
        wanted = known[1].crawl_delay(agent) if known else None
        return min(max(wanted or _PAUSE, 0.0), _LONGEST_PAUSE)


def _site(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
