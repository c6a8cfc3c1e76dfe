"""The web server: uvicorn inside the bot's own event loop, started and stopped by the bot."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import socket
from collections.abc import Iterator

import uvicorn
from starlette.applications import Starlette

from bot.channels.webchat.convert import LARGEST_FRAME

_GRACE = 1  # seconds that stopping waits for requests under way
_KEEP_ALIVE = 75  # seconds; webhooks and proxies keep their connections, the usual 5 would cut them


class ServerError(Exception):
    """The web server cannot start; the message is one sentence for the operator that says what to do."""


class _Server(uvicorn.Server):
    """Leaves signals to the bot, which has more to stop than the server."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Do not."""
        yield


class WebServer:
    """Serves one ASGI application on one address; `url` is where it is reached from this machine, also once stopped."""

    def __init__(self, site: Starlette, host: str, port: int) -> None:
        self.site = site
        self._host = host
        self._port = port
        self.url = url_on_this_machine(host, port)
        self._socket: socket.socket | None = None
        self._serving: asyncio.Task[None] | None = None
        self._server = _Server(
            uvicorn.Config(
                site,
                lifespan="off",
                log_config=None,
                server_header=False,
                ws="websockets-sansio",
                ws_max_size=LARGEST_FRAME,
                ws_per_message_deflate=False,  # a compressor for each of thousands of sockets costs more than it saves
                timeout_keep_alive=_KEEP_ALIVE,
                timeout_graceful_shutdown=_GRACE,
                backlog=4096,
            )
        )

    def bind(self) -> None:
        """Take the address, before anything else is begun. Raises `ServerError`."""
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)[0]
            listening = socket.socket(family, kind, protocol)
        except OSError as error:
            raise ServerError(f"WEB_HOST {self._host!r} is no address of this machine ({error.strerror}).") from error
        try:
            if os.name == "posix":  # elsewhere this option would let two programs share the port
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen(4096)
        except OSError as error:
            listening.close()
            raise ServerError(_explain(error, self._host, self._port)) from error
        self._socket = listening
        self.url = url_on_this_machine(*listening.getsockname()[:2])  # port 0 is one of the system's choice

    async def start(self) -> None:
        """Serve; returns when requests are taken."""
        if self._socket is None:
            self.bind()
        sockets = [self._socket] if self._socket else None
        self._serving = asyncio.create_task(self._server.serve(sockets), name="web server")
        while not self._server.started and not self._serving.done():  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.005)
        if self._serving.done():
            self._serving.result()
            raise ServerError("The web server stopped while it was starting; the log says why.")

    async def stop(self) -> None:
        """Take nothing more, let what is under way end."""
        self._server.should_exit = True
        if self._serving:
            await self._serving
            self._serving = None
        if self._socket:
            self._socket.close()
            self._socket = None


def url_on_this_machine(host: str, port: int) -> str:
    """The address of a server that listens there, for a browser on the same machine."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - only to show it
    return f"http://[{here}]:{port}" if ":" in here else f"http://{here}:{port}"


def _explain(error: OSError, host: str, port: int) -> str:
    """One plain sentence about why an address cannot be taken."""
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} of {host} is taken by another program, perhaps by this bot running already: "
            "stop that one or set WEB_PORT to another number."
        )
    if error.errno == errno.EACCES:
        return f"This user may not listen on port {port}: set WEB_PORT to a number above 1023."
    return f"Nothing can listen on WEB_HOST {host!r}, WEB_PORT {port} ({error.strerror})."
