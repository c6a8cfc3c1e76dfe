"""`python -m bot check`: tells in a sentence each what is wrong or missing in the set-up, and changes nothing."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable

from bot.commands import findings
from bot.commands.findings import Finding, State
from bot.commands.own_findings import own_findings
from bot.commands.source_findings import source_findings
from bot.commands.zalo_findings import zalo_bot_findings, zalo_oa_findings
from bot.settings import Settings

CHANNELS: dict[str, Callable[[Settings], Awaitable[list[Finding]]]] = {
    "telegram": findings.telegram_findings,
    "zalo_bot": zalo_bot_findings,
    "zalo_oa": zalo_oa_findings,
}


def add_arguments(parser: ArgumentParser) -> None:
    """Everything is looked at, or one channel alone."""
    parser.add_argument("--channel", choices=CHANNELS, help="ask this platform alone what is wrong")


async def run(settings: Settings, arguments: Namespace) -> int:
    """Look at every part; 0 if the bot can run, 1 if something would keep it from it."""
    found = await (CHANNELS[arguments.channel](settings) if arguments.channel else look(settings))
    for finding in found:
        print(f"{finding.state:5}  {finding.part}: {finding.sentence}")
    wrong = sum(finding.state is State.WRONG for finding in found)
    notes = sum(finding.state is State.NOTE for finding in found)
    verdict = f"{wrong} to put right before the bot can run" if wrong else "The bot can run"
    print(f"\n{verdict}, {notes} to know about.")
    return 1 if wrong else 0


async def look(settings: Settings) -> list[Finding]:
    """Every finding, part by part."""
    about_library, library = findings.library_findings(settings)
    fields = {field.id for field in library.fields} if library else None
    return [
        *findings.settings_findings(settings),
        *findings.ward_findings(settings, fields),
        *about_library,
        *await findings.database_findings(settings),
        *await source_findings(settings),
        *(await own_findings(settings, library) if library else []),
        *[finding for look_at in CHANNELS.values() for finding in await look_at(settings)],
        *await findings.port_findings(settings),
    ]
