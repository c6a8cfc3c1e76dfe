"""A whole bot in a process of its own, made to be killed: python -m tests.durability.worker DATABASE_URL SAID RUN CALM

Events come as JSON lines on standard input; "ok EVENT" is printed once one is stored. What the bot says is appended to
the file SAID, with the number of the run, by one write each: a kill loses nothing that was said.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import secrets
import signal
import sys
from pathlib import Path

import bot.app
import bot.switchboard
from bot.app import build
from bot.channels.base import Channel, Limits, Take
from bot.clock import Clock
from bot.context import Context
from bot.messages import Address, Incoming, Reply, What
from bot.routes import Role, Route
from bot.settings import Settings
from bot.storage.questions import Question

DEADLY = "chết"


class Pipe(Channel):
    """People at the other end of standard input."""

    name = "pipe"
    limits = Limits(text=4096, buttons=10, label=64)

    def __init__(self, said: int, run: str) -> None:
        self._said, self._run = said, run
        self.take: Take | None = None

    async def start(self, take: Take) -> None:
        self.take = take

    async def stop(self) -> None:
        self.take = None

    async def send(self, address: Address, reply: Reply, *, replacing: str = "") -> str:
        """Takes some time, as a platform does, before and after the words are out."""
        await asyncio.sleep(random.uniform(0, 0.004))
        os.write(self._said, json.dumps([self._run, address.account, reply.text]).encode() + b"\n")
        await asyncio.sleep(random.uniform(0, 0.004))
        return ""

    async def hear(self, line: bytes) -> None:
        """One event; its "ok" is what the platform would count as taken."""
        event = json.loads(line)
        if self.take is None:
            return
        address = Address(self.name, event["who"])
        await self.take(Incoming(address, event["event"], What.TEXT, Clock().now(), text=event["text"]))
        os.write(1, f"ok {event['event']}\n".encode())


async def count(message: Incoming, context: Context) -> list[Reply]:
    """Two changes per event: a question kept, and a count in the talk."""
    if message.text == DEADLY:
        os.kill(os.getpid(), signal.SIGKILL)
    context.questions.add(
        Question(secrets.token_hex(8), message.sent_at, message.text, "answer", None, None, 1, None, None)
    )
    context.talk.notes["count"] = str(int(context.talk.notes.get("count", "0")) + 1)
    return [Reply(f"{context.talk.notes['count']}: {message.text}")]


async def main(url: str, said: str, run: str, calm: str) -> None:
    """Serve until SIGTERM."""
    bot.switchboard._CALM = float(calm)
    bot.app.ROUTES = (Route(count, Role.CITIZEN, text=True), Route(count, Role.CITIZEN, other=True))  # type: ignore[misc]
    settings = Settings(_env_file=None, database_url=url, library_dir=Path(__file__).parents[1] / "data" / "library")  # type: ignore[call-arg]
    pipe = Pipe(os.open(said, os.O_WRONLY | os.O_APPEND | os.O_CREAT), run)
    app = build(settings, [pipe])
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, asked.set)
    await app.start()
    os.write(1, b"ready\n")
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    hearing: set[asyncio.Task[None]] = set()

    async def listen() -> None:
        async for line in reader:
            task = asyncio.create_task(pipe.hear(line))
            hearing.add(task)
            task.add_done_callback(hearing.discard)

    listening = asyncio.create_task(listen())
    await asked.wait()
    listening.cancel()
    await app.stop()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
