"""`python -m bot report`: the figures of a period as a file, from the shell."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date, datetime
from functools import partial
from pathlib import Path

from bot.clock import Clock
from bot.editing import library_of
from bot.figures.periods import between
from bot.i18n import LANGUAGES, Catalogue
from bot.reports import sentences
from bot.reports.files import KINDS
from bot.reports.words import Words
from bot.settings import Settings
from bot.storage import figures
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.ward import Ward
from faq import DATA

_CANNOT = 1


def add_arguments(parser: ArgumentParser) -> None:
    """From when to when, as what, and where to."""
    parser.add_argument("--from", dest="first", type=_day, required=True, metavar="D", help="first day, 2026-10-01")
    parser.add_argument("--to", dest="last", type=_day, required=True, metavar="D", help="last day, which counts too")
    parser.add_argument("--format", choices=list(KINDS), required=True, help="the kind of file")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="where it goes; an older one is replaced"
    )
    parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0], help="of the words in it")


async def run(settings: Settings, arguments: Namespace) -> int:
    """Reckon, write, and say the main figure. The bot may be running or not."""
    try:
        period = between(arguments.first, arguments.last)
    except ValueError as error:
        return _stop(f"--from and --to: {error}.")
    ward = Ward.load(settings.ward_file)
    await migrate(settings.database_url)
    database = Database(settings.database_url)
    await database.open()
    try:
        report = await database.read(partial(figures.report, period=period, now=Clock().now()))
        library = await library_of(database, settings.library_dir or DATA)
    finally:
        await database.close()
    words = Words(Catalogue(), arguments.language, ward, library)
    try:
        arguments.out.write_bytes(KINDS[arguments.format].make(report, words))
    except OSError as error:
        return _stop(f"{arguments.out} cannot be written ({error.strerror}).")
    print(sentences.title(report, words), *sentences.five_lines(report, words), str(arguments.out), sep="\n")
    return 0


def _stop(why: str) -> int:
    print(why, file=sys.stderr)
    return _CANNOT


def _day(text: str) -> date:
    """A day as 2026-10-31 or 31/10/2026."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ArgumentTypeError(f"{text!r} is no day, write 2026-10-31 or 31/10/2026")
