"""python -m bot COMMAND: finds the operator's command in the table, runs it, and says in a sentence why it cannot."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable

from pydantic import ValidationError

from bot import __version__, log
from bot.channels.base import ChannelError
from bot.commands import COMMANDS
from bot.settings import Settings, explain
from bot.storage.database import AlreadyServed, DatabaseError
from bot.ward import WardError
from bot.web.server import ServerError
from faq import LibraryError

BAD_SETTINGS = 2
EXIT_CODES: dict[type[Exception], int] = {
    WardError: 3,
    LibraryError: 4,
    AlreadyServed: 8,  # before DatabaseError, of which it is a kind
    DatabaseError: 5,
    ServerError: 6,
    ChannelError: 7,
}


def make_parser() -> argparse.ArgumentParser:
    """The command line, made from the table of commands."""
    parser = argparse.ArgumentParser(prog="python -m bot", description="Hài Lòng, the assistant of a ward's desk.")
    parser.add_argument("--version", action="version", version=f"Hài Lòng {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        command.add_arguments(commands.add_parser(name, help=command.help, description=command.help))
    return parser


def main(words: list[str] | None = None) -> int:
    """Run one command; returns the process's exit code."""
    arguments = make_parser().parse_args(words)
    try:
        settings = Settings()
    except ValidationError as error:
        return _stop(BAD_SETTINGS, *explain(error))
    log.set_up(settings, quiet=COMMANDS[arguments.command].quiet)
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            return runner.run(_run(settings, arguments))
    except tuple(EXIT_CODES) as error:
        code = next(code for kind, code in EXIT_CODES.items() if isinstance(error, kind))
        return _stop(code, *getattr(error, "problems", [str(error)]))
    except KeyboardInterrupt:
        return 130


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The faster event loop where there is one: not on Windows, nor where it has no wheel."""
    try:
        import uvloop  # noqa: PLC0415 - as said
    except ImportError:
        return None
    return uvloop.new_event_loop


async def _run(settings: Settings, arguments: argparse.Namespace) -> int:
    """The chosen command."""
    return await COMMANDS[arguments.command].run(settings, arguments)


def _stop(code: int, *reasons: str) -> int:
    """Say why the bot cannot start, a sentence for each reason, and give the exit code."""
    print(*reasons, sep="\n", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
