"""Who may come in: whose pages may open a socket, and how fast sessions and messages may come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from starlette.requests import Request

_FORGET_AT = 20_000  # keys; those that have recovered are dropped then


class Bucket:
    """Lets `burst` things through at once and `per_second` in the long run, for each key on its own."""

    def __init__(self, burst: int, per_second: float) -> None:
        self._burst = burst
        self._per_second = per_second
        self._levels: dict[str, tuple[float, datetime]] = {}

    def wait(self, key: str, now: datetime) -> float:
        """0 if this one may pass, which is then counted; else the seconds until one may."""
        level = self._level(key, now)
        if level + 1 > self._burst:
            return (level + 1 - self._burst) / self._per_second
        if len(self._levels) > _FORGET_AT:
            self._levels = {key: kept for key, kept in self._levels.items() if self._level(key, now) > 0}
        self._levels[key] = (level + 1, now)
        return 0

    def _level(self, key: str, now: datetime) -> float:
        """How full the bucket of a key is now."""
        level, since = self._levels.get(key, (0.0, now))
        return max(0.0, level - (now - since).total_seconds() * self._per_second)


class Origins:
    """The sites whose pages may talk to the chat: its own, and those that may embed it.

    A browser always names the origin of a page that opens a socket. Programs name none; they have no citizen's session
    at hand, because it is never in a cookie.
    """

    def __init__(self, public_url: str | None, embed_origins: str) -> None:
        self.embedding = tuple(origin.rstrip("/") for origin in embed_origins.split())
        self._named = {origin.casefold() for origin in (*self.embedding, *([public_url] if public_url else []))}

    def may(self, headers: Mapping[str, str]) -> bool:
        """Whether a request with these headers may come in."""
        origin = headers.get("origin", "").casefold()
        if not origin or origin in self._named:
            return True
        return urlsplit(origin).netloc == headers.get("host", "").casefold()  # a proxy in front may speak https for us


def host_of(request: Request) -> str:
    """Where a request comes from: an IPv4 address, or the network of an IPv6 address."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return str(int(address) >> 64) if isinstance(address, IPv6Address) else host
