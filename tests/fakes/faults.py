"""What can go wrong between a bot and a platform, switched on by a test."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from collections import Counter
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.fakes.clock import Clock
from tests.fakes.telegram_api.errors import too_many_requests

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


class Mix:
    """Faults that befall a share of the calls of one method, each by chance, always the same with the same seed.

    A fifth each: asked to wait a second (429), 502, no answer, a connection that breaks before the platform acted, and
    one that breaks after; of those without an answer half come after it acted.
    """

    KINDS = ("429", "502", "hang", "reset", "taken")

    def __init__(self, method: str, share: float, seed: int) -> None:
        self._method, self._share, self._chance = method.lower(), share, random.Random(seed)
        self.met: Counter[str] = Counter()
        self.doubted: list[str] = []  # chats of which the platform took a message and the bot was not told

    def take(self, method: str, params: dict[str, Any]) -> Fault | None:
        """The fault that this call meets, if any."""
        if method.lower() != self._method or self._chance.random() >= self._share:
            return None
        kind = self._chance.choice(self.KINDS)
        self.met[kind] += 1
        if kind == "429":
            return Fault("status", status=429, body=too_many_requests(1).body())
        if kind == "502":
            return Fault("status")
        acted = kind == "taken" or (kind == "hang" and self._chance.random() < 0.5)
        if acted:
            self.doubted.append(str(params.get("chat_id")))
        return Fault("hang" if kind == "hang" else "reset", taken=acted)


class Faults:
    """The faults switched on, oldest first."""

    def __init__(self, clock: Clock, stopping: asyncio.Event) -> None:
        self.clock, self.stopping = clock, stopping
        self.slow_seconds = 0.0
        self.mix: Mix | None = None
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Switch one on."""
        self._waiting.append(fault)
        return fault

    def clear(self) -> None:
        """Everything works again."""
        self._waiting.clear()
        self.mix = None
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
        return self.mix.take(method, params) if self.mix else None

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
