"""What can go wrong between a bot and a platform, switched on by a test."""

from __future__ import annotations

import asyncio
import socket
import struct
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.fakes.clock import Clock

NGINX_502 = b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body></body>\r\n</html>\r\n"


@dataclass
class Fault:
    """One fault: for which calls, how many times, and whether the platform acted before it went wrong."""

    kind: str  # status, hang, reset or garbage
    method: str = ""  # empty is every method
    chat_id: int | None = None
    times: int | None = 1  # None is until cleared
    skip: int = 0  # calls that go well before it
    taken: bool = False
    status: int = 502
    body: bytes = NGINX_502

    def fits(self, method: str, params: dict[str, Any]) -> bool:
        """Is this the call it waits for?"""
        if self.method and self.method.lower() != method.lower():
            return False
        return self.chat_id is None or str(params.get("chat_id")) == str(self.chat_id)


class Faults:
    """The faults switched on, oldest first."""

    def __init__(self, clock: Clock, stopping: asyncio.Event) -> None:
        self.clock, self.stopping = clock, stopping
        self.slow_seconds = 0.0
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Switch one on."""
        self._waiting.append(fault)
        return fault

    def clear(self) -> None:
        """Everything works again."""
        self._waiting.clear()
        self.slow_seconds = 0.0

    def take(self, method: str, params: dict[str, Any]) -> Fault | None:
        """The fault this call meets, if any; it is used up."""
        for fault in self._waiting:
            if fault.fits(method, params):
                if fault.skip:
                    fault.skip -= 1
                    continue
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._waiting.remove(fault)
                return fault
        return None

    async def happen(self, fault: Fault, request: web.BaseRequest) -> web.StreamResponse:
        """Answer as the fault has it."""
        if fault.kind == "hang":
            await self.stopping.wait()
        if fault.kind in {"hang", "reset"}:
            _reset(request.transport)
            return web.Response()
        if fault.kind == "garbage":
            return web.Response(body=b'{"ok":true,"result":{"message_id":', content_type="application/json")
        kind = "text/html" if fault.body.startswith(b"<") else "application/json"
        return web.Response(status=fault.status, body=fault.body, content_type=kind)


def _reset(transport: asyncio.Transport | None) -> None:
    """Break the connection as a failing network does: without a goodbye."""
    if transport is None:
        return
    sock = transport.get_extra_info("socket")
    if sock is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
