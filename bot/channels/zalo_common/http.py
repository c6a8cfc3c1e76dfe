"""Calls a platform over HTTP and says of each failure what it means for what was to be done.

CallFailed  no usable answer; `outcome` is RETRY (not done, by all appearance) or UNKNOWN (perhaps done)
 └ NotSent  no connection came about: certainly not done

What the platform itself refuses is not a failure here: that stands in the answer, whatever its HTTP status.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import aiohttp
import orjson

from bot.channels.base import Outcome

CONNECT_PATIENCE = 10.0  # seconds
ANSWER_PATIENCE = 20.0  # seconds
_CONNECTIONS = 64

Json = dict[str, Any] | list[Any]


class CallFailed(Exception):  # noqa: N818 - named beside SendFailed
    """The platform gave no usable answer. The message holds neither address nor token."""

    def __init__(self, outcome: Outcome, why: str) -> None:
        super().__init__(why)
        self.outcome, self.why = outcome, why


class NotSent(CallFailed):
    """Nothing reached the platform."""

    def __init__(self, why: str) -> None:
        super().__init__(Outcome.RETRY, why)


class Http:
    """One pool of connections."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Make the pool; connections are opened when they are needed."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=_CONNECTIONS),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=True,  # a proxy, where the environment names one
            )

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    async def call(self, method: str, url: str, *, patience: float | None = None, **how: Any) -> Json:
        """Send one request and read the JSON that is the answer. Raises `CallFailed`.

        `how` is the library's: json, data, params, headers. `patience` is in seconds.
        """
        if self._session is None or self._session.closed:
            raise NotSent("the connection is not open")
        patience = patience or ANSWER_PATIENCE
        total = CONNECT_PATIENCE + patience
        timeout = aiohttp.ClientTimeout(total, sock_connect=CONNECT_PATIENCE, sock_read=patience)
        try:
            async with self._session.request(method, url, timeout=timeout, **how) as answer:
                return _read(await answer.read(), answer.status)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(f"no connection ({type(error).__name__})") from None
        except TimeoutError:
            raise CallFailed(Outcome.UNKNOWN, f"no answer within {patience:g} s") from None
        except (aiohttp.InvalidURL, ValueError):
            raise NotSent("the address cannot be called") from None
        except (aiohttp.ClientError, OSError) as error:  # their words may hold the address
            raise CallFailed(Outcome.UNKNOWN, f"the connection broke ({type(error).__name__})") from None


def _read(content: bytes, status: int) -> Json:
    """The answer. A server that says it is broken has not done what was asked; one that cannot be read may have."""
    try:
        answer = orjson.loads(content)
    except orjson.JSONDecodeError:
        answer = None
    if isinstance(answer, dict | list) and answer:
        return answer
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise CallFailed(Outcome.RETRY, f"the server answered {status}")
    raise CallFailed(Outcome.UNKNOWN, f"the server's answer ({status}) could not be read")
