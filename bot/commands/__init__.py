"""The operator's commands, a file each: what it is called, what it takes, what it does.

To add one: a file beside this with `add_arguments` and `run`, and a line in `COMMANDS`.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.commands import (
    announce,
    backup,
    channels,
    chat,
    check,
    entries,
    login,
    migrate,
    qr,
    report,
    run,
    settings,
    visits,
    zalo,
)
from bot.settings import Settings


@dataclass(frozen=True)
class Command:
    """One command: its line in the help, its arguments, and what it does (returning the exit code).

    `quiet` logs warnings only: the command's own output is for the person at the screen.
    """

    help: str
    add_arguments: Callable[[ArgumentParser], None]
    run: Callable[[Settings, Namespace], Awaitable[int]]
    quiet: bool = False


COMMANDS: dict[str, Command] = {
    "run": Command("run the bot with its channels and pages", run.add_arguments, run.run),
    "chat": Command("talk with the bot on standard input and output", chat.add_arguments, chat.run, quiet=True),
    "check": Command("tell what is wrong or missing in the set-up", check.add_arguments, check.run, quiet=True),
    "announce": Command("send a notice to subscribers", announce.add_arguments, announce.run, quiet=True),
    "login": Command("make a one-time link to the staff's pages", login.add_arguments, login.run, quiet=True),
    "migrate": Command("bring the database up to this version", migrate.add_arguments, migrate.run, quiet=True),
    "backup": Command("copy a SQLite database while the bot runs", backup.add_arguments, backup.run, quiet=True),
    "report": Command("write the figures of a period to a file", report.add_arguments, report.run, quiet=True),
    "visits": Command("take the one-stop software's list of visits", visits.add_arguments, visits.run, quiet=True),
    "entries": Command("take the ward's own entries out and in", entries.add_arguments, entries.run, quiet=True),
    "qr": Command("make the posters for the counters", qr.add_arguments, qr.run, quiet=True),
    "channels": Command("show what each channel can do", channels.add_arguments, channels.run, quiet=True),
    "zalo": Command("connect the Official Account on Zalo", zalo.add_arguments, zalo.run, quiet=True),
    "settings": Command("show every setting with its help", settings.add_arguments, settings.run, quiet=True),
}
