"""`python -m bot login`: a one-time link to the staff's pages, for whoever can open a shell on the server."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from bot.clock import Clock
from bot.i18n import Catalogue
from bot.settings import Settings
from bot.storage import audit, links, staff
from bot.storage.database import Database
from bot.storage.links import Purpose
from bot.storage.migrate import migrate
from bot.web.server import url_on_this_machine
from bot.web.staff.sign_in import PATH


def add_arguments(parser: ArgumentParser) -> None:
    """Whom it is for, or who there is."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--staff", type=int, metavar="ID", help="for this one of the staff (else an administrator)")
    which.add_argument("--list", action="store_true", help="show the staff with their ids and make no link")


async def run(settings: Settings, arguments: Namespace) -> int:
    """Print a link; the bot may be running or not, the link works while it runs."""
    await migrate(settings.database_url)
    database = Database(settings.database_url)
    await database.open()
    try:
        if arguments.list:
            return await _list(database)
        token = await _link(database, arguments.staff)
    finally:
        await database.close()
    if token is None:
        print(f"There is no staff with id {arguments.staff}: python -m bot login --list", file=sys.stderr)
        return 1
    site = settings.public_url or url_on_this_machine(settings.web_host, settings.web_port)
    print(f"{site}{PATH}/{token}", "It works once, within 10 minutes, while the bot is running.", sep="\n")
    return 0


async def administrator_link(database: Database, clock: Clock) -> str:
    """The secret part of a link for the administrator who has been there longest, made now if there is none."""
    name = Catalogue().translate("vi", "Administrator")
    return await database.write(partial(_administrator_link, name=name, now=clock.now()))


async def _link(database: Database, member: int | None) -> str | None:
    """The secret part of a link for somebody, None if there is no such one."""
    clock = Clock()
    if member is None:
        return await administrator_link(database, clock)
    return await database.write(partial(_member_link, member=member, now=clock.now()))


def _administrator_link(connection: Connection, name: str, now: datetime) -> str:
    return _make(connection, staff.first_administrator(connection, name, now).id, now)


def _member_link(connection: Connection, member: int, now: datetime) -> str | None:
    return _make(connection, member, now) if staff.find(connection, member) else None


def _make(connection: Connection, member: int, now: datetime) -> str:
    audit.append(connection, audit.OPERATOR, "link-made", f"staff:{member}", now, purpose=Purpose.JOIN)
    return links.make(connection, member, Purpose.JOIN, now)


async def _list(database: Database) -> int:
    for member in await database.read(staff.listed):
        print(f"{member.id:>4}  {member.role:<13}  {member.name}")
    return 0
