"""The talk over a WebSocket: the page says hello, gets what it misses, and then whatever is new."""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import suppress
from functools import partial
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from bot.channels.webchat.convert import read_frame, read_hello, talk_frame
from bot.channels.webchat.doors import Origins
from bot.channels.webchat.hub import Hub, Listener
from bot.channels.webchat.sessions import Sessions
from bot.storage import webchat
from bot.storage.database import Database

log = logging.getLogger(__name__)

UNKNOWN = 4001  # no such session: the page opens a new one
BAD = 1008  # not a page of ours
TOO_MANY = 4008  # more tabs than anybody has
RESTART = 1012  # the server goes down: the page comes back by itself

_HELLO_WITHIN = 10.0  # seconds
_NONSENSE_AT_MOST = 10  # frames that are none


class Sockets:
    """The WebSocket endpoint."""

    def __init__(self, sessions: Sessions, hub: Hub, database: Database, origins: Origins) -> None:
        self._sessions = sessions
        self._hub = hub
        self._database = database
        self._origins = origins

    async def talk(self, socket: WebSocket) -> None:
        """One socket, from its first frame to its end."""
        if not self._origins.may(socket.headers):
            await socket.close(BAD)
            return
        await socket.accept()
        with suppress(WebSocketDisconnect):
            code = await self._serve(socket)
            if socket.application_state is WebSocketState.CONNECTED:
                await socket.close(code)

    async def _serve(self, socket: WebSocket) -> int:
        """Greet and talk; returns the code to close with."""
        try:
            raw = await asyncio.wait_for(_receive(socket), _HELLO_WITHIN)
        except TimeoutError:
            return BAD
        hello = read_hello(raw) if isinstance(raw, str) else None
        if hello is None:
            return BAD
        account = await self._sessions.account(hello.token)
        if account is None:
            return UNKNOWN
        with self._hub.listen(account) as listener:
            if listener is None:
                return TOO_MANY
            return await self._both_ways(socket, account, listener, hello.after)

    async def _both_ways(self, socket: WebSocket, account: str, listener: Listener, after: int) -> int:
        """Read and write side by side until either ends."""
        tasks = [
            asyncio.create_task(self._read(socket, account)),
            asyncio.create_task(self._write(socket, account, listener, after)),
        ]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        ended = next(task for task in tasks if task.done())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return ended.result()

    async def _read(self, socket: WebSocket, account: str) -> int:
        """Take frames one after the other: a page that sends faster than we store has to wait."""
        nonsense = 0
        while nonsense < _NONSENSE_AT_MOST:
            frame = read_frame(await _receive(socket))
            if frame is None:
                nonsense += 1
                await _send(socket, {"type": "error", "why": "this is not a frame that the chat knows"})
                continue
            await _send(socket, await self._sessions.hear(account, frame))
        return BAD

    async def _write(self, socket: WebSocket, account: str, listener: Listener, after: int) -> int:
        """Send what the page misses, then what comes."""
        kind = "talk"
        while True:
            talk = await self._database.read(partial(webchat.after, account=account, number=after))
            if talk.lines or kind == "talk":
                await _send(socket, talk_frame(talk, kind))
            kind = "lines"
            after = max(after, *(line.id for line in talk.lines), 0)
            if listener.erased:
                await _send(socket, {"type": "erased"})
                return UNKNOWN
            if listener.stopping:
                return RESTART
            if len(talk.lines) < webchat.PAGE:
                await listener.woken()
            if listener.typing:
                listener.typing = False
                await _send(socket, {"type": "typing"})


async def _receive(socket: WebSocket) -> str | bytes:
    """The next frame, text or not. Raises `WebSocketDisconnect` at the end."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1005))
    text: str | None = message.get("text")
    return text if text is not None else b""


async def _send(socket: WebSocket, frame: dict[str, Any]) -> None:
    """Send a frame."""
    await socket.send_text(json.dumps(frame, ensure_ascii=False, separators=(",", ":")))
