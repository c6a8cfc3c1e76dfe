"""What the timing benchmarks share: rounds in fresh processes, taken in turns, and a table of ratios."""

from __future__ import annotations

import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

Figures = dict[str, float]


@dataclass(frozen=True)
class Variant:
    """One thing to be timed: how it is called in the table, and the words that start it in a process of its own."""

    name: str
    words: tuple[str, ...]


def in_turns(module: str, variants: Sequence[Variant], rounds: int, core: int) -> dict[str, list[Figures]]:
    """Run every variant once per round, each in a fresh process on one core, so that a noisy minute hits all alike."""
    figures: dict[str, list[Figures]] = {variant.name: [] for variant in variants}
    for number in range(rounds):
        for variant in variants[:: 1 if number % 2 == 0 else -1]:
            command = [sys.executable, "-m", module, "--one", *variant.words]
            done = subprocess.run(
                command, stdout=subprocess.PIPE, check=True, preexec_fn=lambda: os.sched_setaffinity(0, {core})
            )
            figures[variant.name].append(json.loads(done.stdout.splitlines()[-1]))
            print(f"round {number + 1}: {variant.name}: {figures[variant.name][-1]}", file=sys.stderr, flush=True)
    return figures


def percentiles(seconds: Sequence[float]) -> Figures:
    """Median and tail of a run, in milliseconds."""
    ordered = sorted(seconds)

    def at(share: float) -> float:
        return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000, 3)

    return {"p50": at(0.5), "p90": at(0.9), "p99": at(0.99), "max": at(1.0), "count": len(ordered)}


def print_table(figures: dict[str, list[Figures]], against: str, columns: Sequence[str]) -> None:
    """Medians over the rounds with their spread, and the ratio to one variant, round by round."""
    print("| |" + "".join(f" {column} | × |" for column in columns))
    print("|---|" + "---|---|" * len(columns))
    for name, rounds in figures.items():
        cells = [name]
        for column in columns:
            values = [one[column] for one in rounds]
            cells.append(f"{statistics.median(values):.2f} ({min(values):.2f}–{max(values):.2f})")
            ratios = [mine[column] / its[column] for mine, its in zip(rounds, figures[against], strict=True)]
            cells.append(f"{statistics.median(ratios):.2f}")
        print("| " + " | ".join(cells) + " |")


async def poisson(rate: float, seconds: float, seed: int, act: Callable[[int, float], Awaitable[None]]) -> None:
    """Call `act(number, due)` at random moments with this rate; `due` is when it should have been called."""
    chance = random.Random(seed)
    due = time.perf_counter() + 0.1
    end = due + seconds
    number = 0
    tasks: set[asyncio.Task[None]] = set()
    while due < end:
        if (ahead := due - time.perf_counter()) > 0:
            await asyncio.sleep(ahead)
        task = asyncio.ensure_future(act(number, due))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        number += 1
        due += chance.expovariate(rate)
    while tasks:
        await asyncio.wait(set(tasks))
