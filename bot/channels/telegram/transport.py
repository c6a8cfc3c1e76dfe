"""Carries python-telegram-bot's requests over aiohttp, with no token in any error.

The library's own transport scans its whole pool twice per request and collapses above some forty requests in flight.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import orjson
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

CONNECT_TIMEOUT = 10.0
READ_TIMEOUT = 10.0  # Telegram answers within a second; whoever waits longer keeps a message in doubt longer
WRITE_TIMEOUT = 20.0
_KEEP = frozenset({"message_id", "date", "chat", "photo", "document"})


class NotSent(NetworkError):  # noqa: N818 - named beside the library's TimedOut, which has no suffix either
    """No connection came about: the request has certainly not been acted on."""


class ServerTrouble(NetworkError):  # noqa: N818 - as above
    """Telegram answered 5xx: it knows that it failed."""


class AiohttpRequest(BaseRequest):
    """One pool of connections. Sends and the long poll get one each, so that neither waits for the other."""

    TROUBLE: ClassVar[int] = HTTPStatus.INTERNAL_SERVER_ERROR

    def __init__(self, connections: int, proxy: str | None = None) -> None:
        self._connections, self._proxy = connections, proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds that an answer may take."""
        return READ_TIMEOUT

    async def initialize(self) -> None:
        """Make the pool; connections are opened when they are needed."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections),
                cookie_jar=aiohttp.DummyCookieJar(),
                proxy=self._proxy,
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send one request and return status and body."""
        if self._session is None:
            raise NotSent("the connection is not open")
        timeout = _timeout(connect_timeout, read_timeout, write_timeout)
        try:
            async with self._session.request(method, url, timeout=timeout, **_body(request_data)) as answer:
                content = await answer.read()
                status = answer.status
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(_without_token(error, url)) from None
        except TimeoutError:
            raise TimedOut(f"no answer within {timeout.sock_read} s") from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(_without_token(error, url)) from None
        if status >= self.TROUBLE:
            raise ServerTrouble(f"Telegram answered {status}")
        if status == HTTPStatus.OK and b'"ok":false' in content[:32]:
            raise NetworkError("Telegram answered 200 to say no")  # the library would look for a result
        return status, content

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer. Of a sent message only what is used is kept: making objects of the rest is dear."""
        try:
            answer: Any = orjson.loads(payload)
        except orjson.JSONDecodeError:
            answer = _lenient(payload)
        result = answer.get("result") if isinstance(answer, dict) else None
        if isinstance(result, dict) and "message_id" in result and "chat" in result:
            answer["result"] = {name: value for name, value in result.items() if name in _KEEP}
        if not isinstance(answer, dict):
            raise NetworkError("Telegram's answer could not be read")
        return answer


def as_data(**values: object) -> RequestData:
    """Parameters of a call that are plain JSON already; what is empty is left out."""
    return RequestData([RequestParameter(name, value, None) for name, value in values.items() if value])


def proxy_for(url: str) -> str | None:
    """The proxy that the environment names for an address (https_proxy, no_proxy ...), found once and not per call."""
    parts = urlsplit(url)
    if not parts.hostname or proxy_bypass(parts.hostname):
        return None
    return getproxies().get(parts.scheme)


def _lenient(payload: bytes) -> Any:
    """The standard library reads half characters, which orjson refuses."""
    try:
        return json.loads(payload.decode(errors="replace"))
    except ValueError:
        raise NetworkError("Telegram's answer could not be read") from None


def _body(data: RequestData | None) -> dict[str, Any]:
    """The parameters as JSON, or as a form if files go with them."""
    if data is None:
        return {}
    if not data.contains_files:
        return {"data": orjson.dumps(data.parameters), "headers": {"Content-Type": "application/json"}}
    form = aiohttp.FormData(quote_fields=False)  # Vietnamese file names as they are
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return {"data": form}


def _timeout(connect: ODVInput[float], read: ODVInput[float], write: ODVInput[float]) -> aiohttp.ClientTimeout:
    """Given seconds, or ours where none are given."""
    connecting = _given(connect, CONNECT_TIMEOUT)
    reading = _given(read, READ_TIMEOUT)
    writing = _given(write, WRITE_TIMEOUT)
    total = None if None in (connecting, reading, writing) else (connecting or 0) + (reading or 0) + (writing or 0)
    return aiohttp.ClientTimeout(total=total, sock_connect=connecting, sock_read=reading)


def _given(value: ODVInput[float], default: float) -> float | None:
    return default if value is BaseRequest.DEFAULT_NONE else value  # type: ignore[return-value]  # the other kind of default is for bots


def _without_token(error: BaseException, url: str) -> str:
    """What went wrong, without the address: the token is part of it."""
    text = str(error).replace(url, "(address)").replace(urlsplit(url).path, "(path)")
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
