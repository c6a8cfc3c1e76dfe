"""The fake as its own process: a command line, and a few control addresses for benchmarks.

``POST /control/say``    ``{"messages": [{"user": 42, "text": "..."}]}``: people write
``POST /control/load``   ``{"rate": 500, "seconds": 10, "people": 2000, "texts": [...]}``: an even stream
``POST /control/people`` ``{"first": 1, "count": 10000}``: people who have started the bot
``POST /control/block``  ``{"user": 42}``: somebody blocks the bot
``POST /control/reset``  forget counts and times
``POST /control/faults`` ``{"share": 0.05}``: so many of the calls of sendMessage go wrong, each by chance
``GET /control/delivered``   who got how many messages, and when each was taken (on the fake's own clock)
``GET /control/heard?user=42``   what the bot wrote to somebody, in order
``GET /control/stats``   calls, refusals, how long people waited for the bot's next words (its own time, in ms)
"""

from __future__ import annotations

import argparse
import asyncio
import bisect
import random
from typing import Any

import orjson
from aiohttp import web

from tests.fakes.faults import Mix
from tests.fakes.telegram import TelegramFake
from tests.fakes.telegram_api.limits import POLICIES
from tests.fakes.telegram_api.people import Citizen

JSON = dict[str, Any]
TICK = 0.005


class ControlledFake(TelegramFake):
    """The fake with its control addresses."""

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Control addresses first, Telegram's after them."""
        if not request.path.startswith("/control/"):
            return await super()._answer(request)
        body = await request.read()
        verb = getattr(self, f"on_{request.path.removeprefix('/control/')}", None)
        if verb is None:
            return web.Response(status=404)
        result = await verb(**dict(request.query), **(orjson.loads(body) if body else {}))
        return web.Response(body=orjson.dumps(result), content_type="application/json")

    async def on_say(self, messages: list[JSON]) -> list[int]:
        """People write; the numbers of the updates."""
        return [(await self._somebody(said["user"]).says(said["text"]))["update_id"] for said in messages]

    async def on_people(self, first: int, count: int) -> int:
        """People who have started the bot; how many are known now."""
        for number in range(first, first + count):
            self.user(number, f"Người {number}", started=True)
        return len(self.world.chats)

    async def on_block(self, user: int) -> JSON:
        """Somebody blocks the bot."""
        return await self._somebody(user).blocks()

    async def on_reset(self) -> bool:
        """Forget counts and times."""
        self.world.counts.clear()
        self.world.waits.clear()
        self.world.sent_at.clear()
        return True

    async def on_faults(self, share: float, seed: int = 1) -> bool:
        """Let a share of the messages meet a fault; with 0 all goes well again."""
        self.faults.mix = Mix("sendMessage", share, seed) if share else None
        return True

    async def on_delivered(self) -> JSON:
        """Who got how many, and the moments."""
        got = {str(number): len(chat.shown) for number, chat in self.world.chats.items() if chat.shown}
        mix = self.faults.mix
        faults = {"met": dict(mix.met), "doubted": mix.doubted} if mix else {"met": {}, "doubted": []}
        return {"times": got, "at": list(self.world.sent_at), "now": self.clock.now(), **faults}

    async def on_heard(self, user: str) -> list[JSON]:
        """What the bot wrote to somebody."""
        chat = self.world.chats.get(int(user))
        return chat.shown if chat else []

    async def on_stats(self) -> JSON:
        """The figures so far."""
        return self.stats()

    def _somebody(self, number: int) -> Citizen:
        return self.user(number, f"Người {number}", language_code="vi")

    async def on_load(
        self, rate: float, seconds: float, people: int, texts: list[str], seed: int = 1, first: int = 1
    ) -> JSON:
        """Let many people write; come back when the bot has taken everything, with the figures."""
        chance = random.Random(seed)
        begin, written = self.clock.now(), 0
        while written < rate * seconds:
            due = min(rate * (self.clock.now() - begin), rate * seconds)
            while written < due:
                await self._somebody(first + chance.randrange(people)).says(chance.choice(texts))
                written += 1
            await asyncio.sleep(TICK)
        wrote = self.clock.now() - begin
        await self.settled()
        return {"written": written, "seconds": wrote, **self.stats()}

    def stats(self) -> JSON:
        """Counts since the last reset, and how long people waited."""
        waits, sent = sorted(self.world.waits), list(self.world.sent_at)
        best = max((_within_a_second(sent, i) for i in range(len(sent))), default=0)
        return {
            "calls": dict(self.world.counts),
            "sent": len(sent),
            "most_in_a_second": best,
            "pending": len(self.world.updates.waiting()),
            "waited_ms": {name: _share(waits, share) for name, share in (("p50", 0.5), ("p99", 0.99), ("max", 1.0))},
            "first_sent": sent[0] if sent else None,
            "last_sent": sent[-1] if sent else None,
        }


def _within_a_second(times: list[float], start: int) -> int:
    """How many times lie in the second that begins with this one."""
    return bisect.bisect_left(times, times[start] + 1.0) - start


def _share(values: list[float], share: float) -> float | None:
    """A quantile in milliseconds."""
    if not values:
        return None
    return round(1000 * values[min(len(values) - 1, int(share * len(values)))], 2)


async def serve(options: argparse.Namespace) -> None:
    """Run until the process is ended."""
    fake = ControlledFake(
        port=options.port,
        policy=options.policy,
        rate=options.rate,
        chat_burst=options.chat_burst,
        rtt=options.rtt_ms / 1000,
        keep_calls=0,
        strangers=True,
    )
    async with fake:
        print(f"TELEGRAM_API_URL={fake.url}\nTELEGRAM_TOKEN={fake.token}", flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="A server that behaves as Telegram's Bot API.")
    parser.add_argument("--port", type=int, default=9555)
    parser.add_argument("--rtt-ms", type=float, default=0.0, help="every answer comes this much later")
    parser.add_argument("--policy", choices=POLICIES, default="none", help="how the rate limits are kept")
    parser.add_argument("--rate", type=int, default=30, help="messages a second for the whole account")
    parser.add_argument("--chat-burst", type=int, default=1, help="messages a chat takes at once before one a second")
    try:
        asyncio.run(serve(parser.parse_args()))
    except KeyboardInterrupt:
        print("stopped", flush=True)
