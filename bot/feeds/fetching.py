"""One request to another site: polite, bounded in size and time, and never into a closed network.

A name is looked up once for each hop; the connection goes to the very address that was checked (the name travels in the
Host header and in TLS), so that a name which changes its address in between leads nowhere else.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

import httpx

import bot
from bot.clock import Clock
from bot.feeds.addresses import Endpoint, Resolve, checked, resolve
from bot.feeds.robots import Robots
from bot.feeds.trouble import FetchError

_HOPS = 5
_LONGEST_WAIT = timedelta(days=1)  # a site that asks for more is asked again all the same
_REDIRECTS = (301, 302, 303, 307, 308)
_GZIP = 31  # zlib's word for: with a gzip header
_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Validators:
    """What a site gave to ask "has it changed?" with."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site sent; `url` is where it came from in the end, `body` None if nothing changed."""

    url: str
    body: bytes | None
    type: str = ""  # the Content-Type as it was sent
    validators: Validators = field(default=Validators())


class Fetcher:
    """Asks other sites. `allowed` are endpoints that may be asked though they are in no open net: only in tests."""

    def __init__(
        self,
        clock: Clock,
        *,
        contact: str = "",
        deadline: float = 20.0,
        resolve: Resolve = resolve,
        allowed: Collection[Endpoint] = (),
    ) -> None:
        """`contact` is where the site's people read whose program this is; `deadline` in seconds, with redirects."""
        self.agent = f"HaiLong/{bot.__version__}" + (f" (+{contact})" if contact else "")
        self._clock = clock
        self._deadline = deadline
        self._resolve = resolve
        self._allowed = frozenset(allowed)
        self._robots = Robots(clock)

    async def get(self, url: str, longest: int, known: Validators = Validators()) -> Answer:
        """What stands at an address, at most `longest` bytes. Raises `FetchError`."""
        with _in_our_words():
            async with asyncio.timeout(self._deadline):
                return await self._follow(url, longest, known)

    async def _follow(self, url: str, longest: int, known: Validators) -> Answer:
        async with httpx.AsyncClient(trust_env=False, timeout=self._deadline) as client:
            for _ in range(_HOPS):
                await self._ask_robots(client, url)
                answer, onward = await self._one(client, url, longest, known)
                if answer:
                    return answer
                url = onward
        raise FetchError("redirects")

    def pause(self, url: str) -> float:
        """Seconds to leave between two requests to this site."""
        return self._robots.pause(url, self.agent)

    async def _ask_robots(self, client: httpx.AsyncClient, url: str) -> None:
        """Raises `FetchError` where the site does not want to be read."""
        place = self._robots.missing(url)
        if place:
            try:
                answer = await self._robots_file(client, place)
            except FetchError as error:
                if error.passes or error.why == "private":
                    raise
                answer = b""  # no rules (4xx), or none that can be read
            self._robots.keep(url, answer)
        if not self._robots.allows(url, self.agent):
            raise FetchError("robots")

    async def _robots_file(self, client: httpx.AsyncClient, url: str) -> bytes:
        for _ in range(_HOPS):
            answer, onward = await self._one(client, url, _PIECE * 8, Validators())
            if answer:
                return answer.body or b""
            url = onward
        return b""

    async def _one(
        self, client: httpx.AsyncClient, url: str, longest: int, known: Validators
    ) -> tuple[Answer | None, str]:
        """Ask one address: the answer, or where it leads on to. Raises `FetchError`."""
        target = _parsed(url)
        port = target.port or (443 if target.scheme == "https" else 80)
        addresses = await checked(target.host, port, self._resolve, self._allowed)
        headers = {"Accept": "*/*", "Accept-Encoding": "gzip", "User-Agent": self.agent}
        headers |= {"If-None-Match": known.etag} if known.etag else {}
        headers |= {"If-Modified-Since": known.modified} if known.modified else {}
        response = await _connect(client, target, addresses, headers)
        try:
            if response.status_code in _REDIRECTS and "location" in response.headers:
                return None, urljoin(url, response.headers["location"])
            return await self._read(url, response, longest, known), ""
        finally:
            await response.aclose()

    async def _read(self, url: str, response: httpx.Response, longest: int, known: Validators) -> Answer:
        headers = response.headers
        validators = Validators(headers.get("etag", "")[:200], headers.get("last-modified", "")[:60])
        if response.status_code == 304:
            return Answer(url, None, validators=Validators(validators.etag or known.etag, known.modified))
        if response.status_code != 200:
            why = "busy" if response.status_code in (429, 503) else "status"
            raise FetchError(why, str(response.status_code), self._wanted_back(headers.get("retry-after", "")))
        body = await _bounded(response, longest)
        return Answer(url, body, headers.get("content-type", "")[:200], validators)

    def _wanted_back(self, said: str) -> datetime | None:
        """When the site wants us back: seconds or a moment, at most a day from now."""
        now = self._clock.now()
        try:
            moment = now + timedelta(seconds=int(said)) if said.isdecimal() else parsedate_to_datetime(said)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            return None
        return min(max(moment, now), now + _LONGEST_WAIT)


async def _connect(
    client: httpx.AsyncClient, target: httpx.URL, addresses: list[str], headers: Mapping[str, str]
) -> httpx.Response:
    """The first of the checked addresses that answers. Raises `FetchError` or what httpx raises."""
    host = target.netloc.decode("ascii")
    last: httpx.TransportError | None = None
    for address in addresses[:3]:
        there = target.copy_with(host=address)
        request = client.build_request(
            "GET", there, headers={**headers, "Host": host}, extensions={"sni_hostname": target.raw_host.decode()}
        )
        try:
            return await client.send(request, stream=True)
        except httpx.ConnectError as error:
            last = error
    raise last or FetchError("unreachable", target.host)


async def _bounded(response: httpx.Response, longest: int) -> bytes:
    """The body, unpacked by ourselves piece by piece: a small packed answer can be a huge one."""
    packed = response.headers.get("content-encoding", "identity").lower().strip()
    if packed not in ("identity", "", "gzip", "x-gzip"):
        raise FetchError("broken")
    unpack = zlib.decompressobj(_GZIP) if "gzip" in packed else None
    found = bytearray()
    async for piece in response.aiter_raw(_PIECE):
        found += unpack.decompress(piece, longest + 1 - len(found)) if unpack else piece
        if len(found) > longest or (unpack and unpack.unconsumed_tail):
            raise FetchError("large", f"> {longest // 1024} KB")
    if unpack and not unpack.eof:
        raise FetchError("broken")
    return bytes(found)


def _parsed(url: str) -> httpx.URL:
    """Raises `FetchError` for what is no address of a web page."""
    try:
        target = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        raise FetchError("address", url) from None
    if target.scheme not in ("http", "https") or not target.host or target.userinfo:
        raise FetchError("address", f"{target.scheme}:")
    return target


@contextmanager
def _in_our_words() -> Iterator[None]:
    """What httpx, zlib and the clock raise, as `FetchError`."""
    try:
        yield
    except (TimeoutError, httpx.TimeoutException):
        raise FetchError("slow") from None
    except (httpx.RemoteProtocolError, httpx.DecodingError, zlib.error) as error:
        raise FetchError("broken") from error
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise FetchError("unreachable", type(error).__name__) from error
