"""`python -m bot chat`: a talk on standard input and output, for people and for pipes."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from bot.app import build
from bot.channels.console import Console
from bot.clock import Clock
from bot.settings import Settings


def add_arguments(parser: ArgumentParser) -> None:
    """None: the talk comes on standard input."""


async def run(settings: Settings, arguments: Namespace) -> int:
    """One line in, the replies out, until the input ends."""
    clock = Clock()
    console = Console(clock)
    app = build(settings, [console], clock)
    app.sees_to_all = False  # a notice that fell due would go to whoever is on the console, and be over for all others
    await app.start()
    try:
        while line := await console.lines():
            for text in line:
                await console.hear(text)
            await app.switchboard.idle()
    finally:
        await app.stop()
    return 0
