"""A bot in a process of its own that writes down what it delivers, or to whom (with a third word).

python -m tests.durability.outbox_worker DATABASE_URL FILE [who]
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bot.app import build
from bot.channels.base import Channel, Limits, Take
from bot.messages import Address, Reply
from bot.settings import Settings


class Paper(Channel):
    """Delivers by writing a line to a file, which outlives the process."""

    name = "test"
    limits = Limits(text=4096, buttons=100, label=64)

    def __init__(self, path: Path, *, who: bool = False) -> None:
        self._path = path
        self._who = who

    async def start(self, take: Take) -> None:
        """Nothing to take."""

    async def stop(self) -> None:
        """Nothing to let go of."""

    async def send(self, address: Address, reply: Reply, *, replacing: str = "") -> str:
        await asyncio.sleep(0.01)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{address.account if self._who else reply.text}\n")
        await asyncio.sleep(0.01)  # delivered, and not known to be
        return ""


async def main(database_url: str, path: str, *more: str) -> None:
    """Run until killed."""
    settings = Settings(_env_file=None, database_url=database_url)  # type: ignore[call-arg]
    app = build(settings, [Paper(Path(path), who=bool(more))])
    await app.start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
