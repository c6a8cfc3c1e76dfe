"""`python -m bot run`: the bot with its channels and pages, until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from bot.app import App, build
from bot.collecting import settle
from bot.commands.login import administrator_link
from bot.settings import Settings
from bot.storage.database import AlreadyServed, Database, DatabaseError
from bot.web.staff.sign_in import PATH

log = logging.getLogger(__name__)

_LOOK_EVERY = 0.5  # seconds between two looks whether the process that serves is still there
_BEAT = 2.0  # seconds between two looks whether we are the one that serves
_WAITS = "another bot serves from this database. This one waits, and takes over within seconds when that one ends."
_OPEN_FILES = 65536  # sockets count as such, and many systems begin with a thousand


def add_arguments(parser: ArgumentParser) -> None:
    """None: everything is set by the environment."""


async def run(settings: Settings, arguments: Namespace) -> int:
    """Start, say where, and stop cleanly on SIGTERM or Ctrl+C: what was taken in is answered or kept."""
    allow_many_sockets()
    stop = asyncio.Event()
    _on_signals(stop.set)
    app = build(settings)
    if not await _our_turn(app, stop):
        return 0
    await app.start()
    settle()
    try:
        print(*_welcome(app, await administrator_link(app.database, app.clock)), sep="\n", flush=True)
        await _serve(app.database, stop)
    finally:
        await app.stop()
    return 0


async def _our_turn(app: App, stop: asyncio.Event) -> bool:
    """Wait while another process serves our channels from the same PostgreSQL; False if we are told to stop before.

    On SQLite nobody waits: there the start itself finds out and says what to do.
    """
    waits = False
    while app.database.takes_turns and not stop.is_set():
        try:
            if not await app.database.is_served(app.channels):
                break
        except DatabaseError:
            if not waits:
                raise
        if not waits:
            print(f"{app.ward.name}: {_WAITS}", flush=True)
        waits = True
        await _pause(stop, _LOOK_EVERY)
    if stop.is_set():
        await app.database.close()
    return not stop.is_set()


async def _serve(database: Database, stop: asyncio.Event) -> None:
    """Until we are told to stop. Raises `AlreadyServed` if another process took over while we were cut off."""
    while not await _pause(stop, _BEAT):
        if database.takes_turns:
            try:
                await database.write(lambda _: None)
            except AlreadyServed:
                raise
            except DatabaseError:
                continue  # it is away from everybody


async def _pause(stop: asyncio.Event, seconds: float) -> bool:
    """So long, or until we are told to stop: then True."""
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return False
    return True


def _welcome(app: App, token: str) -> list[str]:
    """What the operator reads. It goes to the screen and not to the log: the link lets somebody in."""
    url = app.server.url if app.server else ""
    lines = [f"{app.ward.name}: the bot is running with {len(app.shelf.library.entries)} entries."]
    lines.append(f"  Web chat   {app.settings.public_url or url}/")
    lines.append(f"  Health     {url}/healthz")
    lines.append(f"  Sign in    {app.settings.public_url or url}{PATH}/{token}")
    lines.append("             (as administrator; once, within 10 minutes; another one: python -m bot login)")
    lines += [f"  Channel    {name}" for name in app.channels if name != "webchat"]
    return [*lines, "Stop it with Ctrl+C."]


def _on_signals(act: Callable[[], None]) -> None:
    """Act on the first signal to stop; a second one ends the program at once."""
    loop = asyncio.get_running_loop()

    def stopped_by(number: int) -> None:
        log.info("stopping on signal %d", number)
        loop.remove_signal_handler(number)
        act()

    for number in (signal.SIGINT, signal.SIGTERM):
        if sys.platform == "win32":  # its loop takes no handlers
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(act))
        else:
            loop.add_signal_handler(number, stopped_by, number)


def allow_many_sockets() -> None:
    """Raise this process's own limit of open files as far as the system lets it."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - there is none on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(_OPEN_FILES, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
