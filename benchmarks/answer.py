"""From a message taken in to its reply handed to the channel, storage included, beside a minimal echo bot.

The echo is python-telegram-bot with one aiosqlite insert and commit per message (WAL, synchronous=FULL as ours), fed
and answered in the same process: its transport only notes the moment. Ours is the whole bot on a channel that does the
same. `python -m benchmarks.answer [--rounds 5]` prints both alone and at 100 messages a second.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.echo import Echo, NotingRequest, update
from benchmarks.questions import to_be_timed
from benchmarks.timing import Figures, Variant, in_turns, percentiles, poisson, print_table
from bot.app import build
from bot.channels.base import Channel, Limits, Take
from bot.messages import Address, Incoming, Reply, What
from bot.settings import Settings
from faq import Library

QUESTIONS = to_be_timed()
PEOPLE = 3000
ALONE = 2000  # messages one after the other
RATE, SECONDS = 100.0, 20.0


class Stopwatch:
    """When each message was due and how long its reply took."""

    def __init__(self) -> None:
        self.due: dict[str, float] = {}
        self.took: list[float] = []
        self.answered: dict[str, asyncio.Event] = {}

    def start(self, account: str, due: float) -> asyncio.Event:
        """A message of this account is due now."""
        self.due[account] = due
        self.answered[account] = asyncio.Event()
        return self.answered[account]

    def stop(self, account: str) -> None:
        """The (first) reply to this account was handed over."""
        if (due := self.due.pop(account, None)) is not None:
            self.took.append(time.perf_counter() - due)
            self.answered[account].set()


@dataclass
class NotingChannel(Channel):
    """A channel that only notes when a reply is handed to it."""

    watch: Stopwatch
    name: str = "bench"
    limits: Limits = field(default_factory=lambda: Limits(text=4096, buttons=100, label=64, can_edit=True))
    take: Take | None = None

    async def start(self, take: Take) -> None:
        """Keep where messages go."""
        self.take = take

    async def stop(self) -> None:
        """Nothing to let go of."""

    async def send(self, address: Address, reply: Reply, *, replacing: str = "") -> str:
        """Stop the watch of the person it goes to."""
        self.watch.stop(address.account)
        return ""


class EchoSide:
    """The echo bot, fed with updates as Telegram posts them."""

    def __init__(self, folder: Path, watch: Stopwatch, synchronous: str) -> None:
        self._bot = Echo(folder / "echo.db", NotingRequest(watch.stop), synchronous)
        self.start, self.stop = self._bot.start, self._bot.stop

    async def hear(self, number: int, account: int, text: str) -> None:
        """Take one message in."""
        await self._bot.hear(update(number, account, text))


class OurSide:
    """The whole bot behind a channel without a platform."""

    def __init__(self, folder: Path, watch: Stopwatch, *, empty: bool) -> None:
        url = f"sqlite+aiosqlite:///{folder / 'bot.db'}"
        self._channel = NotingChannel(watch)
        self._app = build(Settings(_env_file=None, database_url=url), [self._channel])  # type: ignore[call-arg] # mypy does not know _env_file
        if empty:  # what is left then is everything but the search
            self._app.shelf.library = Library(())
        self.start, self.stop = self._app.start, self._app.stop

    async def hear(self, number: int, account: int, text: str) -> None:
        """Take one message in."""
        assert self._channel.take
        address = Address(self._channel.name, str(account))
        await self._channel.take(Incoming(address, str(number), What.TEXT, datetime.now(UTC), text=text))


LOADS = ("alone", "100/s")
WHO = ("echo", "ours with an empty library", "ours")
VARIANTS = [Variant(f"{who}, {load}", (who, load)) for load in LOADS for who in WHO]


async def measure(side: EchoSide | OurSide, watch: Stopwatch, load: str) -> Figures:
    """Let everybody write once, then time."""
    await side.start()
    numbers = itertools.count(1)

    async def one(account: int, due: float) -> None:
        answered = watch.start(str(account), due)
        number = next(numbers)
        await side.hear(number, account, QUESTIONS[number % len(QUESTIONS)])
        await answered.wait()

    for account in range(1, PEOPLE + 1):
        await one(account, time.perf_counter())
    watch.took.clear()
    used = time.process_time()
    if load == "alone":
        for account in range(1, ALONE + 1):
            await one(account, time.perf_counter())
    else:
        await poisson(RATE, SECONDS, 7, lambda number, due: one(number % PEOPLE + 1, due))
    used = time.process_time() - used
    await side.stop()
    return percentiles(watch.took) | {"cpu_ms": round(used / len(watch.took) * 1000, 3)}


def main() -> None:
    """Print the tables, or (as a child of itself) the figures of one round."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--core", type=int, default=0)
    parser.add_argument("--synchronous", default="FULL", help="the echo's; ours is always FULL")
    parser.add_argument("--one", nargs=2)
    arguments = parser.parse_args()
    if arguments.one:
        who, load = arguments.one
        watch = Stopwatch()
        with tempfile.TemporaryDirectory() as folder:
            side: EchoSide | OurSide
            if who == "echo":
                side = EchoSide(Path(folder), watch, arguments.synchronous)
            else:
                side = OurSide(Path(folder), watch, empty=who != "ours")
            print(json.dumps(asyncio.run(measure(side, watch, load))))
        return
    figures = in_turns("benchmarks.answer", VARIANTS, arguments.rounds, arguments.core)
    for load in LOADS:
        rows = {name: rounds for name, rounds in figures.items() if name.endswith(load)}
        print_table(rows, f"echo, {load}", ("p50", "p99", "cpu_ms"))
        print()


if __name__ == "__main__":
    main()
