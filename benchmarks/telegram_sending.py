"""Sending to Telegram: our transport beside the library's, and our pacer beside none, against the fake platform.

The fake runs in a process of its own and holds every answer back for 60 ms. Run from the project's folder:
python benchmarks/telegram_sending.py
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from telegram import Bot
from telegram.error import RetryAfter
from telegram.request import BaseRequest, HTTPXRequest

from bot.channels.telegram.errors import seconds_of
from bot.channels.telegram.pacer import Lane, Pacer
from bot.channels.telegram.transport import AiohttpRequest

ROOT = Path(__file__).resolve().parent.parent
TEXT = "Dạ, đăng ký khai sinh thì bà con mang giấy chứng sinh và tờ khai. " * 5
SECONDS = 4.0  # of sending per cell
CROWD = 120  # messages handed over at once, each to another person


@asynccontextmanager
async def platform(policy: str = "none") -> AsyncIterator[tuple[str, str]]:
    """The fake in its own process: its address and its token."""
    words = [sys.executable, "-m", "tests.fakes.telegram", "--port", "0", "--rtt-ms", "60", "--policy", policy]
    process = await asyncio.create_subprocess_exec(*words, cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout
    url, token = [(await process.stdout.readline()).decode().strip().partition("=")[2] for _ in range(2)]
    try:
        yield url, token
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def connected(url: str, token: str, request: BaseRequest) -> AsyncIterator[Bot]:
    """The library's bot on a transport."""
    async with Bot(token, base_url=f"{url}/bot", request=request, get_updates_request=AiohttpRequest(1)) as bot:
        yield bot


async def rate(make: Callable[[int], BaseRequest], in_flight: int) -> tuple[float, float]:
    """Messages a second and CPU microseconds a message, with so many on their way at once."""
    async with platform() as (url, token), connected(url, token, make(in_flight)) as bot:
        sent = 0
        began, cpu = time.perf_counter(), time.process_time()

        async def keep_sending(chat: int) -> None:
            nonlocal sent
            while time.perf_counter() - began < SECONDS:
                await bot.send_message(chat, TEXT)
                sent += 1

        await asyncio.gather(*(keep_sending(chat) for chat in range(1, in_flight + 1)))
        return sent / (time.perf_counter() - began), 1e6 * (time.process_time() - cpu) / sent


async def crowd(policy: str, wait: Callable[[int], Awaitable[None]]) -> tuple[float, int, int]:
    """Seconds until a crowd is served, how many were refused (429), and the most that were let through in a second."""
    async with platform(policy) as (url, token), connected(url, token, AiohttpRequest(256)) as bot:
        began = time.perf_counter()

        async def serve(chat: int) -> None:
            while True:
                await wait(chat)
                try:
                    await bot.send_message(chat, TEXT)
                    return
                except RetryAfter as refused:
                    await asyncio.sleep(seconds_of(refused))

        await asyncio.gather(*(serve(chat) for chat in range(1, CROWD + 1)))
        took = time.perf_counter() - began
        stats = await _stats(url)
        return took, int(stats["calls"].get("status_429", 0)), int(stats["most_in_a_second"])


async def reply_beside_bulk(lane: Lane) -> float:
    """Milliseconds that a reply waits for its turn while a crowd's messages wait too."""
    pacer = Pacer(28.5)
    bulk = [asyncio.create_task(pacer.turn(chat, Lane.BULK)) for chat in range(1, CROWD + 1)]
    await asyncio.sleep(0.5)
    began = time.perf_counter()
    await pacer.turn(10**6, lane)
    waited = 1000 * (time.perf_counter() - began)
    for task in bulk:
        task.cancel()
    pacer.close()
    return waited


async def _stats(url: str) -> dict[str, Any]:
    async with aiohttp.ClientSession() as session, session.get(f"{url}/control/stats") as answer:
        return dict(await answer.json())


async def _at_once(_chat: int) -> None:
    """No pacing at all."""


async def main() -> None:
    """Print the tables."""
    print("Messages a second over 60 ms, by how many are on their way at once\n")
    print("| at once | library's transport | ours | × | CPU µs a message: library's | ours | × |")
    print("|---|---|---|---|---|---|---|")
    for in_flight in (8, 32, 64, 128):
        theirs = await rate(lambda size: HTTPXRequest(size, read_timeout=30, pool_timeout=30), in_flight)
        ours = await rate(AiohttpRequest, in_flight)
        print(
            f"| {in_flight} | {theirs[0]:.0f} | {ours[0]:.0f} | {ours[0] / theirs[0]:.1f} "
            f"| {theirs[1]:.0f} | {ours[1]:.0f} | {ours[1] / theirs[1]:.2f} |"
        )
    print(f"\n{CROWD} messages at once to as many people, under each policy the platform may follow\n")
    print("| policy | unpaced: seconds, 429s | paced: seconds, 429s, most in a second |")
    print("|---|---|---|")
    for policy in ("bucket30", "bucket5", "window", "penalty"):
        unpaced = await crowd(policy, _at_once)
        pacer = Pacer(28.5)
        paced = await crowd(policy, pacer.turn)
        pacer.close()
        print(f"| {policy} | {unpaced[0]:.1f}, {unpaced[1]} | {paced[0]:.1f}, {paced[1]}, {paced[2]} |")
    beside = [await reply_beside_bulk(lane) for lane in Lane]
    print(
        f"\nA reply's wait beside {CROWD} bulk messages: {beside[0]:.0f} ms in its lane, {beside[1]:.0f} ms in theirs"
    )


if __name__ == "__main__":
    asyncio.run(main())
