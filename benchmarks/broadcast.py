"""A notice to many people on Telegram, the whole bot as its own process on one core, the fake platform on the other.

The platform holds every answer back for 60 ms and enforces its limit under four policies; Telegram does not publish its
own. Every row counts at the platform: who got how many messages, and when. Run from the project's folder:

python -m benchmarks.broadcast --only policies [--people 3000]     8 minutes: the share of the allowed pace
python -m benchmarks.broadcast --only rivals --rivals DIR/bin/python  20 minutes; see `broadcast_rivals` for DIR
python -m benchmarks.broadcast --only faults [--people 3000]       3 minutes: 5 % of the calls go wrong
python -m benchmarks.broadcast --only kills [--in-doubt leave]     5 minutes: 20 SIGKILLs in 2,000 messages
python -m benchmarks.broadcast --only terms                        5 minutes: the same with SIGTERM
python -m benchmarks.broadcast --only questions                    2 minutes: how long people wait meanwhile
python -m benchmarks.broadcast --only rows [--rows 100000]         4 minutes: preparing, and memory while sending
python -m benchmarks.broadcast --only paid                         1 minute: 1,000 a second allowed, 20 replies a second
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from benchmarks.broadcast_bot import ROOT, approved, ask, beside, crowd, look, pace, platform, running
from bot.storage.database import Database
from bot.storage.notice_rows import State

ALLOWED = 30.0  # messages a second
POLICIES = ("bucket30", "bucket5", "window", "penalty")
_LONGEST = 900.0  # seconds that one notice may take
_QUESTIONS = ["làm khai sinh cần gì", "giờ làm việc", "lệ phí chứng thực", "trụ sở ở đâu"]


class Row:
    """One run: a database of its own, a crowd, and where the notice stands."""

    def __init__(self, folder: Path, wanted: argparse.Namespace, people: int) -> None:
        self.url = f"sqlite+aiosqlite:///{folder / f'{time.monotonic_ns()}.db'}"
        self.wanted, self.people = wanted, people

    async def wait(self, database: Database, number: int) -> dict[str, int]:
        """Until every row has its end; the states."""
        async with asyncio.timeout(_LONGEST):
            while (found := await look(database, number))[0] is not State.DONE:  # noqa: ASYNC110 - another process does it
                await asyncio.sleep(0.3)
        return found[1]

    async def whole(self, api: str, token: str, **settings: str) -> tuple[dict[str, int], dict[str, Any]]:
        """A notice from its approval to its end: the states, and what the platform tells."""
        await crowd(self.url, self.people)
        async with running(self.url, api, token, **settings), beside(self.url) as database:
            states = await self.wait(database, await approved(database))
        return states, await ask(api, "delivered") | {"stats": await ask(api, "stats")}


def _refused(told: dict[str, Any]) -> int:
    return int(told["stats"]["calls"].get("status_429", 0))


async def policies(folder: Path, wanted: argparse.Namespace) -> None:
    """The share of the allowed pace under each policy."""
    print("| policy | a second | share of the allowed | 429s | states |\n|---|---|---|---|---|")
    for policy in POLICIES:
        async with platform(policy) as (api, token):
            states, told = await Row(folder, wanted, wanted.people).whole(api, token)
        rate = pace(told["at"])
        print(f"| {policy} | {rate:.2f} | {rate / ALLOWED:.3f} | {_refused(told)} | {states} |", flush=True)


async def rivals(folder: Path, wanted: argparse.Namespace) -> None:
    """The same by others."""
    print("| policy | how | a second | share of the allowed | 429s | lost |\n|---|---|---|---|---|---|")
    for policy in POLICIES:
        for kind in ("loop", "limiter", "aiogram"):
            async with platform(policy) as (api, token):
                words = [wanted.rivals, "benchmarks/broadcast_rivals.py", kind, api, token, str(wanted.people)]
                process = await asyncio.create_subprocess_exec(*words, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
                said, _ = await process.communicate()
                told = await ask(api, "delivered") | {"stats": await ask(api, "stats")}
            rate, lost = pace(told["at"]), said.decode().strip()
            print(f"| {policy} | {kind} | {rate:.2f} | {rate / ALLOWED:.3f} | {_refused(told)} | {lost} |", flush=True)


async def faults(folder: Path, wanted: argparse.Namespace) -> None:
    """5 % of the calls go wrong; what may have arrived is sent again."""
    async with platform("window") as (api, token):
        await ask(api, "faults", share=0.05)
        states, told = await Row(folder, wanted, wanted.people).whole(api, token, NEWS_IN_DOUBT="again")
    twice = {who for who, count in told["times"].items() if count > 1}
    span = told["at"][-1] - told["at"][0]
    through = sorted(told["at"])[int(0.99 * len(told["at"]))] - told["at"][0]
    print(f"5 % faults {told['met']}: {states}")
    print(
        f"delivered {len(told['at']) / span / ALLOWED:.3f} of the allowed pace to the last one, "
        f"{0.99 * len(told['at']) / through / ALLOWED:.3f} to 99 %"
    )
    print(
        f"lost {wanted.people - len(told['times'])}; twice {len(twice)}, of these with a lost answer "
        f"{len(twice & set(told['doubted']))} (answers lost: {len(told['doubted'])})"
    )


async def interrupted(folder: Path, wanted: argparse.Namespace, *, kill: bool) -> None:
    """Ended at random instants and started again, twenty times in 2,000 messages."""
    chance = random.Random(wanted.seed)
    row = Row(folder, wanted, wanted.messages)
    await crowd(row.url, row.people)
    firsts: list[float] = []
    async with platform("window") as (api, token):
        async with running(row.url, api, token, NEWS_IN_DOUBT=wanted.in_doubt) as bot, beside(row.url) as database:
            number = await approved(database)
            for _ in range(wanted.ends):
                before = len((await ask(api, "delivered"))["at"])
                await _until_more(api, before)
                await asyncio.sleep(chance.uniform(0.0, 2 * row.people / ALLOWED / wanted.ends - 1))
                await bot.end(kill=kill)
                at = (await ask(api, "delivered"))["at"]
                took = await bot.start()
                firsts.append(took + await _until_more(api, len(at)))
            states = await row.wait(database, number)
        told = await ask(api, "delivered")
        refused = _refused({"stats": await ask(api, "stats")})
    twice = sum(count - 1 for count in told["times"].values())
    lost = row.people - len(told["times"])
    runs = [run for run in _runs(told["at"]) if run[-1] - run[0] > 1.0]
    print(f"{wanted.ends} {'SIGKILLs' if kill else 'SIGTERMs'} in {row.people} messages, in doubt: {wanted.in_doubt}")
    print(f"states {states}; 429s {refused}")
    print(
        f"not delivered {lost}, of which listed as unknown {min(lost, states.get('unknown', 0))}; twice {twice}: "
        f"{(twice + states.get('unknown', 0)) / wanted.ends:.1f} in doubt or twice per end"
    )
    print(
        f"from the start of the process to the first message {max(firsts):.1f} s at most; "
        f"from then on {min(map(pace, runs)) / ALLOWED:.3f} of the allowed pace at least"
    )


async def _until_more(api: str, before: int) -> float:
    """Seconds until the platform has taken another message, or a little longer than it can take."""
    began = time.perf_counter()
    delivered = before
    while delivered <= before and time.perf_counter() - began < 30:
        await asyncio.sleep(0.05)
        delivered = len((await ask(api, "delivered"))["at"])
    return time.perf_counter() - began


def _runs(at: list[float]) -> list[list[float]]:
    """Stretches without a break of more than half a second."""
    runs: list[list[float]] = [[at[0]]]
    for one in at[1:]:
        if one - runs[-1][-1] > 0.5:
            runs.append([])
        runs[-1].append(one)
    return runs


async def questions(folder: Path, wanted: argparse.Namespace) -> None:
    """People ask, without a broadcast and during one."""
    people = 1200
    row = Row(folder, wanted, people)
    await crowd(row.url, people)
    load = {"rate": wanted.asked, "seconds": 30, "people": 300, "texts": _QUESTIONS, "first": 1_000_001}
    async with platform("window") as (api, token), running(row.url, api, token), beside(row.url) as database:
        await ask(api, "load", **load)  # everybody has read the welcome
        await ask(api, "reset")
        quiet = await ask(api, "load", **load)
        await ask(api, "reset")
        await approved(database)
        await asyncio.sleep(2)
        busy = await ask(api, "load", **load)
    print(
        f"{wanted.asked} questions a second for 30 s, the bot's own time in ms: without {quiet['waited_ms']}, "
        f"during a broadcast {busy['waited_ms']}; p99 × "
        f"{busy['waited_ms']['p99'] / quiet['waited_ms']['p99']:.1f}; sent meanwhile {busy['sent']}, "
        f"429s {busy['calls'].get('status_429', 0)}"
    )


async def rows(folder: Path, wanted: argparse.Namespace) -> None:
    """Preparing many rows, and memory while they are sent."""
    row = Row(folder, wanted, wanted.rows)
    await crowd(row.url, row.people)
    async with platform("none", rtt_ms=5) as (api, token):
        async with running(row.url, api, token, TELEGRAM_RATE="950") as bot, beside(row.url) as database:
            await asyncio.sleep(3)
            began, before = time.perf_counter(), bot.megabytes()
            number = await approved(database)
            preparing = (State.SCHEDULED, State.LISTING)
            while (await look(database, number))[0] in preparing:  # noqa: ASYNC110 - another process does it
                await asyncio.sleep(0.05)
            prepared = time.perf_counter() - began
            start = peak = bot.megabytes()
            while (found := await look(database, number))[0] is not State.DONE:
                peak = max(peak, bot.megabytes())
                await asyncio.sleep(1.0)
        told = await ask(api, "delivered")
    print(
        f"{row.people} recipients: rows prepared {prepared:.2f} s after the approval (the job's next look included); "
        f"{before:.0f} MB before, {start:.0f} when sending began, {peak:.0f} at most: +{peak - before:.1f}; "
        f"{found[1]}, {pace(told['at']):.0f} a second"
    )


async def paid(folder: Path, wanted: argparse.Namespace) -> None:
    """1,000 a second allowed, replies at 20 a second meanwhile."""
    people = 950 * wanted.seconds
    row = Row(folder, wanted, people)
    await crowd(row.url, people)
    load = {"rate": 20, "people": 300, "texts": _QUESTIONS, "first": 1_000_001}
    async with platform(wanted.policy, rate=1000) as (api, token):
        async with running(row.url, api, token, TELEGRAM_RATE=str(wanted.rate)) as bot, beside(row.url) as database:
            await ask(api, "load", **load, seconds=15)
            await ask(api, "reset")
            began, cpu = time.perf_counter(), bot.seconds_of_cpu()
            number = await approved(database)
            asked, states = await asyncio.gather(
                ask(api, "load", **load, seconds=wanted.seconds), row.wait(database, number)
            )
            share = (bot.seconds_of_cpu() - cpu) / (time.perf_counter() - began)
        told = await ask(api, "delivered") | {"stats": await ask(api, "stats")}
    print(
        f"1,000 a second allowed ({wanted.policy}), rate {wanted.rate}: {pace(told['at']):.0f} a second, "
        f"429s {_refused(told)}, {share:.2f} of a core, replies' own time {asked['waited_ms']} ms, {states}"
    )


ROWS: dict[str, Callable[[Path, argparse.Namespace], Awaitable[None]]] = {
    "policies": policies,
    "faults": faults,
    "kills": lambda folder, wanted: interrupted(folder, wanted, kill=True),
    "terms": lambda folder, wanted: interrupted(folder, wanted, kill=False),
    "questions": questions,
    "rows": rows,
    "paid": paid,
    "rivals": rivals,
}


async def main() -> None:
    """Run the rows that are wanted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=ROWS, default=[name for name in ROWS if name != "rivals"])
    parser.add_argument("--people", type=int, default=3000, help="of policies, faults and rivals")
    parser.add_argument("--messages", type=int, default=2000, help="of kills and terms")
    parser.add_argument("--ends", type=int, default=20, help="how many kills or terms")
    parser.add_argument("--in-doubt", choices=("again", "leave"), default="again", help="NEWS_IN_DOUBT of kills, terms")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--asked", type=float, default=5, help="questions a second of the row questions")
    parser.add_argument("--rate", type=float, default=950, help="TELEGRAM_RATE of paid")
    parser.add_argument("--policy", choices=POLICIES, default="window", help="of paid")
    parser.add_argument("--seconds", type=int, default=20, help="of paid")
    parser.add_argument("--rivals", default=sys.executable, help="an interpreter with the rivals' libraries")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name in wanted.only:
            print(f"\n{name}", flush=True)
            await ROWS[name](Path(folder), wanted)


if __name__ == "__main__":
    asyncio.run(main())
